"""Carrying records between two services in memory: once each, in order, whatever breaks off and whoever changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.dss.serving.sealing import NEUTRAL_POSTCODE, NEUTRAL_WORDS
from fingerpost.dss.syncing import reporting
from fingerpost.dss.syncing.carrying import Carrier
from fingerpost.dss.syncing.reporting import Report
from fingerpost.dss.syncing.shapes import CUSTOMER, ORDER, Body, differing
from fingerpost.dss.syncing.sides import Unreachable
from tests.dss.syncing.fakes import Memory, Notes

WORDS = "Words that may not stand"
NAMES = {"GivenName": "Aria", "FamilyName": "Lamplight", "Title": 99, "Gender": 99}


def carry(source: Memory, target: Memory, book: Notes, customer: str) -> Report:
    report = Report("pull")
    Carrier(source, target, book, report, b"key", may_not_stand).carry_customer(customer)
    return report


def may_not_stand(_resource: str, body: Body) -> frozenset[str]:
    return frozenset(name for name, value in body.items() if value == WORDS)


def a_tree(service: Memory) -> str:
    """A customer with a record of every kind, referring to each other."""
    adviser = service.add("adviserdetails", AdviserName="Rowan Field")
    customer = service.add(CUSTOMER, **NAMES)
    service.records[CUSTOMER][customer]["CustomerId"] = customer
    own = {"CustomerId": customer}
    for resource in ("addresses", "contactdetails", "diversitydetails"):
        service.add(resource, **own)
    service.add("employmentprogressions", **own, EmploymentHours=1)
    service.add("learningprogressions", **own, LearningHours=1)
    call = service.add("interactions", **own, Channel=2, AdviserDetailsId=adviser)
    below = {**own, "InteractionId": call}
    session = service.add("sessions", **below, SessionAttended=True, ReasonForNonAttendance=2)
    service.add("transfers", **below, Context="Has moved")
    service.add("webchats", **below, WebChatNarrative="Asked about courses")
    plan = service.add("actionplans", **below, SessionId=session)
    under = {**own, "ActionPlanId": plan}
    for resource in ("actions", "goals"):
        service.add(resource, **under)
    service.add("outcomes", **under, SessionId=session, OutcomeType=3)
    return customer


def test_a_whole_customer_arrives_once_with_every_reference_turned() -> None:
    there, here, book = Memory(), Memory(), Notes()
    customer = a_tree(there)
    report = carry(there, here, book, customer)
    assert report.left == []
    assert dict(report.made) == dict.fromkeys(ORDER, 1)
    (session,) = here.records["sessions"].values()
    (plan,) = here.records["actionplans"].values()
    (outcome,) = here.records["outcomes"].values()
    (adviser,) = here.records["adviserdetails"]
    assert plan["SessionId"] == outcome["SessionId"] == session["SessionId"]
    assert next(iter(here.records["interactions"].values()))["AdviserDetailsId"] == adviser
    assert session["ReasonForNonAttendance"] == 2, "what a new session can't be given comes after it"
    writes = len([each for each in here.asked if not each.startswith("GET")])
    again = carry(there, here, book, customer)
    assert not again.made
    assert not again.changed
    assert len([each for each in here.asked if not each.startswith("GET")]) == writes


@pytest.mark.parametrize("broken", [each for each in ORDER if each != "adviserdetails"])
def test_what_was_made_before_a_break_is_found_and_not_made_again(broken: str) -> None:
    there, here, book = Memory(), Memory(breaks_after=f"POST {broken}"), Notes()
    customer = a_tree(there)
    with pytest.raises(Unreachable):
        carry(there, here, book, customer)
    report = carry(there, here, book, customer)
    assert report.left == []
    assert {each: len(here.records[each]) for each in ORDER} == dict.fromkeys(ORDER, 1)


def test_a_closed_customer_is_closed_last_and_nothing_is_refused() -> None:
    there, here, book = Memory(), Memory(), Notes()
    customer = a_tree(there)
    there.change(CUSTOMER, customer, 5, DateOfTermination="2026-01-05T00:00:00Z", ReasonForTermination=2)
    report = carry(there, here, book, customer)
    assert report.left == []
    assert {each: len(here.records[each]) for each in ORDER} == dict.fromkeys(ORDER, 1)
    (closed,) = here.records[CUSTOMER].values()
    assert closed["DateOfTermination"] == "2026-01-05T00:00:00Z"
    assert here.asked[-1] == "PATCH customers"

    there.add("addresses", CustomerId=customer, Address1="1 High Street")
    late = carry(there, here, book, customer)
    assert [each.why for each in late.left] == [reporting.READ_ONLY]


def test_whoever_was_forgotten_here_is_not_brought_back() -> None:
    there, here = Memory(), Memory()
    customer = a_tree(there)
    report = carry(there, here, Notes(gone={customer}), customer)
    assert [each.why for each in report.left] == [reporting.FORGOTTEN]
    assert report.is_equal
    assert here.asked == there.asked == []


def test_what_no_request_can_empty_is_told_again_and_again() -> None:
    there, here, book = Memory(), Memory(), Notes()
    customer = a_tree(there)
    there.change(CUSTOMER, customer, 1, UniqueLearnerNumber="1234567890")
    carry(there, here, book, customer)
    there.change(CUSTOMER, customer, 2, UniqueLearnerNumber=None, Title=2)
    for _ in range(2):
        report = carry(there, here, book, customer)
        assert [(each.why, each.fields) for each in report.left] == [
            (reporting.BEYOND_REACH, ("UniqueLearnerNumber",))
        ]
    (own,) = here.records[CUSTOMER].values()
    assert own["Title"] == 2


def test_what_one_side_withholds_is_no_difference_and_never_takes_the_place_of_words() -> None:
    there, here, book = Memory(), Memory(), Notes()
    customer = a_tree(there)
    (goal,) = there.records["goals"]
    there.change("goals", goal, 1, GoalSummary=WORDS)
    carry(there, here, book, customer)
    (own,) = here.records["goals"]
    # Here they are sealed, and told to nobody.
    here.records["goals"][own]["GoalSummary"] = NEUTRAL_WORDS
    here.sent.clear()
    there.change("goals", goal, 2, GoalType=2)
    for minute in (3, 4):
        assert carry(there, here, book, customer).is_equal
        here.change("goals", own, minute, GoalStatus=minute)
        assert carry(here, there, book.turned(), own_of(book, customer)).is_equal
    assert not any("GoalSummary" in body for _, body in [*here.sent, *there.sent])
    assert there.records["goals"][goal]["GoalSummary"] == WORDS
    assert there.records["goals"][goal]["GoalStatus"] == 4
    assert here.records["goals"][own]["GoalType"] == 2
    # What somebody says in their place arrives, from either side.
    there.change("goals", goal, 9, GoalSummary="Find work with a timetable")
    report = carry(there, here, book, customer)
    assert (dict(report.changed), report.left) == ({"goals": 1}, [])
    assert here.records["goals"][own]["GoalSummary"] == "Find work with a timetable"


@pytest.mark.parametrize("is_home", [False, True])
def test_what_a_new_record_withholds_arrives_neutral_and_is_found_after_a_break(is_home: bool) -> None:
    resource = "addresses" if is_home else "goals"
    there, here, book = Memory(), Memory(breaks_after=f"POST {resource}"), Notes()
    customer = a_tree(there)
    (record,) = there.records[resource]
    said: dict[str, object] = {"GoalSummary": NEUTRAL_WORDS}
    if is_home:
        said = {"Address1": NEUTRAL_WORDS, "PostCode": NEUTRAL_POSTCODE}
    there.change(resource, record, 1, **said)
    with pytest.raises(Unreachable):
        carry(there, here, book, customer)
    assert carry(there, here, book, customer).left == []
    (made,) = here.records[resource].values()
    assert {name: made[name] for name in said} == said
    # The target's own words stay, however the source's record changes.
    (own,) = here.records[resource]
    whole = {"Address1": "1 High Street", "Address2": "Leeds", "PostCode": "LS1 4DL", "Longitude": 1.5}
    words: dict[str, object] = whole if is_home else {"GoalSummary": "Find work"}
    here.change(resource, own, 2, **words)
    there.change(
        resource, record, 3, SubcontractorId="1", **({"EffectiveTo": "2026-06-01"} if is_home else {})
    )
    carry(there, here, book, customer)
    assert words.items() <= here.records[resource][own].items()


def own_of(book: Notes, customer: str) -> str:
    """The target's id of a customer."""
    pair = book.find(CUSTOMER, customer)
    assert pair is not None
    return pair.target_id


CHANGES = st.lists(st.tuples(st.booleans(), st.integers(1, 6), st.booleans()), max_size=8)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_both_ways_again_and_again_ends_equal_whoever_changed_what_and_when(
    changes: list[tuple[bool, int, bool]],
) -> None:
    """Each change is at one of the two sides, of one of two fields, and perhaps at the same minute as the other's."""
    there, here, book = Memory(), Memory(), Notes()
    customer = a_tree(there)
    carry(there, here, book, customer)
    own = book.find(CUSTOMER, customer)
    assert own is not None
    for minute, (is_there, title, is_synchronised_after) in enumerate(changes):
        at = minute // 2 + 1
        if is_there:
            there.change(CUSTOMER, customer, at, Title=title)
        else:
            here.change(CUSTOMER, own.target_id, at, Gender=title)
        if is_synchronised_after:
            carry(there, here, book, customer)
    for _ in range(2):
        carry(there, here, book, customer)
        last = carry(here, there, book.turned(), own.target_id)
    assert last.is_equal
    assert not last.changed
    assert differing(CUSTOMER, here.records[CUSTOMER][own.target_id], there.records[CUSTOMER][customer]) == ()
