"""What becomes of a record that one side or both changed, and what is sent for it: without any service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fingerpost.dss.syncing.bodies import change_body, new_body, overlaid
from fingerpost.dss.syncing.deciding import Known, Verdict, decide
from fingerpost.dss.syncing.shapes import (
    ORDER,
    Target,
    differing,
    kept_fields,
    print_of,
    record_path,
    target_of,
)

CUSTOMER, OTHER = "0a8f6d8e-4a0e-4b8c-9d5a-0c3c0e1f2a3b", "11111111-2222-4333-8444-555555555555"
STATES = st.integers(0, 3)


def a_body(state: int, minutes: int) -> dict[str, object]:
    at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return {"GivenName": f"Ann{'e' * state}", "LastModifiedDate": at.isoformat().replace("+00:00", "Z")}


def a_print(body: dict[str, object]) -> str:
    return print_of("customers", body, key=b"key")


def verdict(known: tuple[int, int], source: tuple[int, int], target: tuple[int, int]) -> Verdict:
    """What is decided between two states, each with its minute, after both had agreed on others."""
    ours, theirs = a_body(*source), a_body(*target)
    agreed = Known(a_print(a_body(known[0], 0)), a_print(a_body(known[1], 0)))
    return decide(
        agreed,
        source=ours,
        target=theirs,
        source_print=a_print(ours),
        target_print=a_print(theirs),
        are_equal=not differing("customers", ours, theirs),
    )


def test_who_changed_alone_is_right_and_the_later_wins_where_both_did() -> None:
    assert verdict((0, 0), (1, 1), (0, 0)) is Verdict.CARRY
    assert verdict((0, 0), (0, 0), (1, 1)) is Verdict.LEAVE
    assert verdict((0, 0), (1, 9), (2, 5)) is Verdict.WIN
    assert verdict((0, 0), (1, 5), (2, 9)) is Verdict.YIELD
    assert verdict((0, 0), (1, 5), (1, 9)) is Verdict.SAME
    assert verdict((0, 1), (0, 3), (1, 4)) is Verdict.SAME, "a target that keeps it otherwise is left so"


@given(STATES, st.tuples(STATES, st.integers(0, 3)), st.tuples(STATES, st.integers(0, 3)))
def test_both_directions_agree_on_who_wins(known: int, one: tuple[int, int], other: tuple[int, int]) -> None:
    there, back = verdict((known, known), one, other), verdict((known, known), other, one)
    assert {there, back} in (
        {Verdict.SAME},
        {Verdict.CARRY, Verdict.LEAVE},
        {Verdict.WIN, Verdict.YIELD},
    )


def test_a_change_sends_what_differs_with_what_goes_with_it_and_says_what_it_cannot_reach() -> None:
    source = {"Address1": "1 High Street", "Address2": None, "PostCode": "LS1 4DL", "EffectiveTo": None}
    target = {
        "Address1": "1 High Street",
        "Address2": "Flat 2",
        "PostCode": "LS1 4DK",
        "EffectiveTo": "2026-01-01",
    }
    change = change_body("addresses", source, target)
    assert change.body == {"Address2": "", "PostCode": "LS1 4DL"}
    assert change.beyond_reach == ("EffectiveTo",)

    diversity = {"ConsentToCollectEthnicity": True, "Ethnicity": 32, "ConsentToCollectLLDDHealth": False}
    sent = change_body("diversitydetails", diversity, {**diversity, "Ethnicity": 31}).body
    assert sent == {"Ethnicity": 32, "ConsentToCollectEthnicity": True, "ConsentToCollectLLDDHealth": False}

    claimed = {"OutcomeClaimedDate": "2026-02-01", "OutcomeEffectiveDate": "2026-01-01"}
    cleared = change_body("outcomes", {"OutcomeEffectiveDate": "2026-01-01"}, claimed)
    assert cleared.body == {"OutcomeClaimedDate": None}
    assert cleared.beyond_reach == ()


def test_a_new_customer_is_not_closed_before_what_stands_under_them() -> None:
    source = {"GivenName": "Ann", "DateOfTermination": "2026-01-01T00:00:00Z", "ReasonForTermination": 2}
    assert new_body("customers", source, is_closing=False) == {"GivenName": "Ann"}
    assert new_body("customers", source, is_closing=True) == source
    attended = {"SessionAttended": True, "ReasonForNonAttendance": 1, "DateandTimeOfSession": "2026-01-01"}
    assert "ReasonForNonAttendance" not in new_body("sessions", attended, is_closing=True)


def test_what_somebody_else_changed_meanwhile_is_not_taken_for_agreed() -> None:
    before = {"GivenName": "Ann", "FamilyName": "Lee", "Title": 1}
    reply = {"GivenName": "Anne", "FamilyName": "Leigh", "Title": 1}
    assert overlaid(before, {"GivenName": "Anne"}, reply) == {**before, "GivenName": "Anne"}


def test_moments_and_empty_texts_count_by_what_they_mean() -> None:
    one = {"DateofBirth": "1984-05-17T00:00:00", "IntroducedByAdditionalInfo": "", "PriorityGroups": [3, 1]}
    other = {"DateofBirth": "1984-05-17T00:00:00.000Z", "PriorityGroups": [1, 3]}
    assert differing("customers", one, other) == ()
    assert differing("customers", one, {**other, "DateofBirth": "1984-05-18"}) == ("DateofBirth",)


def test_an_address_names_its_record_whatever_stands_before_it_and_however_it_is_written() -> None:
    for resource in ORDER:
        target = Target(
            resource=resource,
            record_id=CUSTOMER if resource == "customers" else OTHER,
            customer_id=CUSTOMER if resource != "adviserdetails" else "",
            interaction_id=CUSTOMER,
            plan_id=CUSTOMER,
        )
        path = record_path(target)
        found = target_of(f"https://elsewhere.example/gateway{path.upper()}/")
        assert found is not None
        assert (found.resource, found.record_id) == (resource, target.record_id)
        assert record_path(found) == path
    assert target_of("https://elsewhere.example/customers/api/Customers/") is None
    assert target_of(f"/subscriptions/api/Customers/{CUSTOMER}/Subscriptions/{OTHER}") is None


def test_every_synchronised_resource_has_fields_and_none_of_them_is_an_id_or_a_header() -> None:
    for resource in ORDER:
        names = {each.name for each in kept_fields(resource)}
        assert names
        assert not names & {
            "CustomerId",
            "LastModifiedDate",
            "LastModifiedTouchpointId",
            "CreatedBy",
            "SubcontractorId",
        }
