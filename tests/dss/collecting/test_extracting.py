"""Which outcomes stand in a collection: each rule on both sides, without a database."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from fingerpost.dss.collecting.extracting import HELPLINE, Kept, Line, extract

OURS, OTHER = "0000000101", "0000000104"
FIRST, LAST, TODAY = date(2024, 4, 1), date(2024, 11, 30), date(2024, 11, 22)
_SPACE = UUID("9d2b1a86-31a5-4f50-8b7c-6d4f3f5c1e11")
CUSTOMER = uuid5(_SPACE, "customer")


def an_id(name: str) -> UUID:
    return uuid5(_SPACE, name)


def kept(resource: str, name: str, plan: str | None = None, **body: Any) -> Kept:
    return Kept(
        customer_id=CUSTOMER,
        resource=resource,
        id=CUSTOMER if resource == "customers" else an_id(name),
        plan_id=an_id(plan) if plan else None,
        interaction_id=an_id("interaction"),
        body=body,
    )


def outcome(name: str, kind: int, effective: str, *, session: str = "2024-05-01", **body: Any) -> list[Kept]:
    """An outcome with a plan and a session of its own."""
    said = {
        "OutcomeType": kind,
        "OutcomeEffectiveDate": f"{effective}T12:00:00Z",
        "OutcomeClaimedDate": f"{effective}T13:00:00Z",
        "TouchpointId": OURS,
        "LastModifiedDate": f"{effective}T14:00:00Z",
        **body,
    }
    return [
        kept("outcomes", name, f"plan {name}", **said),
        kept("actionplans", f"plan {name}", SessionId=str(an_id(f"session {name}"))),
        kept("sessions", f"session {name}", DateandTimeOfSession=f"{session}T10:00:00Z"),
    ]


def lines(*groups: list[Kept], customer: dict[str, Any] | None = None) -> list[Line]:
    records = [kept("customers", "", DateofBirth="1984-02-29T00:00:00", **(customer or {}))]
    records += [record for group in groups for record in group]
    return extract(records, touchpoint=OURS, first=FIRST, last=LAST, today=TODAY)


def names(*groups: list[Kept], of: str = "abcd", **options: Any) -> str:
    found = {line.outcome_id for line in lines(*groups, **options)}
    return "".join(name for name in of if an_id(name) in found)


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, "a"),
        ({"OutcomeClaimedDate": None}, ""),
        ({"OutcomeClaimedDate": "2024-11-30T23:59:59Z"}, "a"),
        ({"OutcomeClaimedDate": "2024-12-01T00:00:00Z"}, ""),
        ({"OutcomeEffectiveDate": "2024-03-31T23:59:59Z"}, ""),
        ({"OutcomeEffectiveDate": None}, ""),
        ({"TouchpointId": OTHER}, ""),
    ],
)
def test_outcome_when_effective_and_claimed_in_the_period_by_the_touchpoint_then_stands(
    changes: dict[str, Any], stands: str
) -> None:
    assert names(outcome("a", 1, "2024-06-01", **changes)) == stands


def test_outcome_when_its_plan_has_no_session_or_the_customer_is_a_duplicate_then_not() -> None:
    whole = outcome("a", 1, "2024-06-01")
    assert names(whole[:1]) == ""
    assert names(whole[:2]) == ""
    assert names(whole, customer={"ReasonForTermination": 3}) == ""
    assert names(whole, customer={"ReasonForTermination": 2}) == "a"


def test_outcomes_when_of_one_type_then_the_latest_apart_for_sessions_before_the_period() -> None:
    first, second = outcome("a", 4, "2024-06-01"), outcome("b", 4, "2024-07-01")
    assert names(first, second) == "b"
    assert names(first, second, outcome("c", 4, "2024-05-20", session="2024-03-31")) == "bc"
    same = outcome("c", 4, "2024-07-01", LastModifiedDate="2024-07-03T00:00:00Z")
    assert names(first, second, same) == "c"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # As text the first of each stands after the second.
        ("2024-07-02T10:00:22Z", "2024-07-02T10:00:22.5Z"),
        ("2024-07-02T10:00:22.0000001Z", "2024-07-02T10:00:22.0000002+00:00"),
        ("2024-07-02T10:00:22", "2024-07-02T10:00:22.1"),
        ("2024-07-02T12:00:00+02:00", "2024-07-02T10:30:00Z"),
        (None, "2024-07-02T10:00:22Z"),
        ("no moment", "2024-07-02T10:00:22Z"),
    ],
)
def test_outcomes_when_effective_at_once_then_the_one_changed_last_by_its_moment(
    earlier: str | None, later: str
) -> None:
    first = outcome("a", 4, "2024-07-01", LastModifiedDate=earlier)
    second = outcome("b", 4, "2024-07-01", LastModifiedDate=later)
    assert names(first, second) == "b"
    # Whichever of the two has the greater id.
    first = outcome("a", 4, "2024-07-01", LastModifiedDate=later)
    second = outcome("b", 4, "2024-07-01", LastModifiedDate=earlier)
    assert names(first, second) == "a"


def test_employment_and_progression_when_one_follows_the_other_then_the_later_is_dropped() -> None:
    job, career = outcome("a", 3, "2024-06-01"), outcome("b", 5, "2024-07-01")
    assert names(job, career) == "a"
    assert names(career) == "b"
    # Neither window nor earlier claim is asked of them.
    assert names(outcome("a", 3, "2024-06-01", session="2022-01-01")) == "a"


@pytest.mark.parametrize(
    ("session", "stands"), [("2023-06-01", "a"), ("2023-05-31", ""), ("2024-02-29", "a")]
)
def test_window_when_twelve_months_after_the_session_then_stands_and_no_day_more(
    session: str, stands: str
) -> None:
    record = outcome("a", 2, "2024-06-01", session=session)
    record[0] = kept(
        "outcomes", "a", "plan a", **{**record[0].body, "OutcomeEffectiveDate": "2024-06-01T10:00:00Z"}
    )
    assert names(record) == stands


@pytest.mark.parametrize(
    ("kind", "earlier", "stands"),
    [
        (1, {"session": "2023-06-01", "TouchpointId": OTHER}, ""),
        (1, {"session": "2023-06-01", "TouchpointId": HELPLINE}, "a"),
        # Its session a year or more before this one.
        (1, {"session": "2023-04-30", "TouchpointId": OTHER}, "a"),
        # Never claimed.
        (1, {"session": "2023-06-01", "TouchpointId": OTHER, "OutcomeClaimedDate": None}, "a"),
        (4, {"session": "2023-06-01", "TouchpointId": OTHER}, "a"),
    ],
)
def test_outcome_when_one_of_its_type_was_claimed_in_the_year_before_then_dropped(
    kind: int, earlier: dict[str, Any], stands: str
) -> None:
    assert (
        names(outcome("a", kind, "2024-06-01"), outcome("b", kind, "2023-12-01", **earlier), of="a") == stands
    )


def test_line_when_made_then_says_home_adviser_and_priority() -> None:
    records = outcome("a", 1, "2024-06-01", IsPriorityCustomer=False, SubcontractorId="01234567")
    records += [
        kept(
            "addresses",
            "old",
            PostCode="LS1 1AA",
            EffectiveFrom="2020-01-01T00:00:00Z",
            EffectiveTo="2024-11-21T00:00:00Z",
        ),
        kept("addresses", "new", PostCode="LS2 2BB", EffectiveFrom="2024-01-01T00:00:00Z"),
        kept("interactions", "interaction", AdviserDetailsId=str(an_id("adviser"))),
    ]
    adviser = Kept(
        customer_id=None,
        resource="adviserdetails",
        id=an_id("adviser"),
        plan_id=None,
        interaction_id=None,
        body={"AdviserName": "Rowan Field"},
    )
    found = extract(
        [kept("customers", "", DateofBirth="1984-02-29T00:00:00"), *records, adviser],
        touchpoint=OURS,
        first=FIRST,
        last=LAST,
        today=TODAY,
    )
    (line,) = found
    assert (line.postcode, line.adviser, line.born_on) == ("LS2 2BB", "Rowan Field", date(1984, 2, 29))
    assert (line.subcontractor, line.is_priority) == ("01234567", False)


@pytest.mark.parametrize(
    ("said", "shock_on", "is_priority"),
    [
        ({"IsPriorityCustomer": True}, None, True),
        ({"IsPriorityCustomer": False}, "2023-06-01T12:00:00Z", True),
        ({"IsPriorityCustomer": False}, "2023-06-01T11:59:59Z", False),
        ({"IsPriorityCustomer": False}, "2024-06-01T12:00:01Z", False),
        ({"ClaimedPriorityGroup": 3}, None, True),
        ({"ClaimedPriorityGroup": 99}, None, False),
        ({}, None, False),
    ],
)
def test_priority_when_shock_flag_or_group_says_so_then_in_that_order(
    said: dict[str, Any], shock_on: str | None, is_priority: bool
) -> None:
    records = outcome("a", 1, "2024-06-01", **said)
    if shock_on:
        records.append(
            kept("employmentprogressions", "ep", EconomicShockStatus=2, DateProgressionRecorded=shock_on)
        )
    (line,) = lines(records)
    assert line.is_priority is is_priority
