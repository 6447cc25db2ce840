"""Who the service is open to, and where a young person is directed."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.policy import shipped_rules
from fingerpost.policy.eligibility import (
    AdultService,
    Place,
    adult_service_open_to,
    directions_for_young_person,
    lives_or_works_in_england,
)
from fingerpost.policy.messages import english
from fingerpost.policy.priority import Circumstances, evaluate

RULES = shipped_rules()
ON = date(2016, 6, 15)


def born(years: int, *, days_late: int = 0) -> date:
    return date(ON.year - years, ON.month, ON.day + days_late)


@pytest.mark.requirement("OI-3.4")
@pytest.mark.parametrize("on", [date(2011, 6, 15), ON])
@pytest.mark.parametrize(
    ("age", "exception", "is_open"),
    [
        (17, False, False),
        (17, True, False),
        (18, False, False),
        (18, True, True),
        (19, False, True),
        (19, None, True),
    ],
)
def test_adult_service_opens_at_19_or_at_18_by_exception(
    on: date, age: int, exception: bool | None, is_open: bool
) -> None:
    verdict = adult_service_open_to(
        date(on.year - age, on.month, on.day), on=on, rules=RULES, exception_at_18=exception
    )
    assert (verdict.value is AdultService.OPEN) is is_open


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize(
    ("date_of_birth", "expected"),
    [
        (born(13, days_late=1), AdultService.OUT_OF_SCOPE),
        (born(13), AdultService.DIRECT_ELSEWHERE),
        (born(18), AdultService.DIRECT_ELSEWHERE),
        (born(19, days_late=1), AdultService.DIRECT_ELSEWHERE),
        (born(19), AdultService.OPEN),
    ],
)
def test_adult_service_turns_on_the_birthday(date_of_birth: date, expected: AdultService) -> None:
    verdict = adult_service_open_to(date_of_birth, on=ON, rules=RULES, exception_at_18=False)
    assert verdict.value is expected
    assert "eligibility.youngest_age@2014-10-01" in verdict.rule_ids or expected is AdultService.OPEN


def test_adult_service_when_the_exception_was_not_asked_says_ask() -> None:
    assert adult_service_open_to(born(18), on=ON, rules=RULES).value is AdultService.ASK
    assert adult_service_open_to(born(17), on=ON, rules=RULES).value is AdultService.DIRECT_ELSEWHERE
    assert adult_service_open_to(None, on=ON, rules=RULES).value is AdultService.ASK
    assert (
        adult_service_open_to(date(1993, 6, 15), on=date(2011, 6, 15), rules=RULES).value is AdultService.ASK
    )


@pytest.mark.requirement("XD-12", "XD-9")
def test_adult_service_at_18_says_entitled_checked_and_never_why() -> None:
    verdict = adult_service_open_to(born(18), on=ON, rules=RULES, exception_at_18=True)
    assert [english(reason) for reason in verdict.reasons] == ["Entitled, checked."]
    assert set(verdict.rule_ids) == {
        "eligibility.adult_age@2010-08-01",
        "eligibility.exception_age@2010-08-01",
    }


def test_adult_service_before_april_2012_has_nothing_for_young_people() -> None:
    verdict = adult_service_open_to(
        date(1994, 6, 15), on=date(2011, 6, 15), rules=RULES, exception_at_18=False
    )
    assert verdict.value is AdultService.OUT_OF_SCOPE
    later = adult_service_open_to(date(1995, 6, 15), on=date(2012, 4, 1), rules=RULES, exception_at_18=False)
    assert later.value is AdultService.DIRECT_ELSEWHERE


@pytest.mark.requirement("BR-5.2a")
def test_directions_for_advice_are_at_least_one_of_three() -> None:
    directions = directions_for_young_person("advice", on=ON, rules=RULES).value
    assert (directions.join, set(directions.to)) == (
        "any",
        {"young_peoples_contact_centre", "school_or_college", "website"},
    )
    assert directions.are_given_by(frozenset({"website"}))
    assert not directions.are_given_by(frozenset())
    assert not directions.are_given_by(frozenset({"area_prime"}))


@pytest.mark.requirement("BR-5.4")
def test_directions_for_information_are_all_three() -> None:
    directions = directions_for_young_person("information", on=ON, rules=RULES).value
    assert (directions.join, set(directions.to)) == (
        "all",
        {"contact_centre", "website", "school_or_college"},
    )
    assert not directions.are_given_by(frozenset({"contact_centre", "website"}))
    assert directions.are_given_by(frozenset({"contact_centre", "website", "school_or_college", "other"}))


@pytest.mark.requirement("BR-1.1d")
@pytest.mark.parametrize(
    ("lives_in", "works_in", "expected"),
    [
        ("england", None, Place.IN_SCOPE),
        ("wales", "england", Place.IN_SCOPE),
        ("wales", "wales", Place.HAND_OFF),
        ("scotland", "none", Place.HAND_OFF),
        ("wales", None, Place.ASK),
        (None, "england", Place.IN_SCOPE),
        (None, "none", Place.ASK),
    ],
)
def test_place_is_in_scope_by_home_or_by_work(
    lives_in: str | None, works_in: str | None, expected: Place
) -> None:
    assert (
        lives_or_works_in_england(lives_in=lives_in, works_in=works_in, on=ON, rules=RULES).value is expected
    )


def test_place_before_2014_goes_by_home_alone() -> None:
    verdict = lives_or_works_in_england(
        lives_in="wales", works_in="england", on=date(2012, 1, 1), rules=RULES
    )
    assert verdict.value is Place.HAND_OFF


@pytest.mark.requirement("OI-4.10c")
@pytest.mark.parametrize(
    ("nation", "service"), [("wales", "Careers Wales"), ("scotland", "Skills Development Scotland")]
)
def test_place_out_of_scope_names_the_service_of_that_nation(nation: str, service: str) -> None:
    verdict = lives_or_works_in_england(lives_in=nation, works_in="none", on=ON, rules=RULES)
    assert service in english(verdict.reasons[0])


@pytest.mark.requirement("BR-3.4x")
def test_at_18_without_work_or_learning_the_group_is_recorded_and_routing_wins() -> None:
    facts = Circumstances(
        date_of_birth=born(18), employment_status="unemployed", learning_status="not_in_learning"
    )
    groups = evaluate(facts, scheme="NCS-2014", on=ON, rules=RULES).value.groups
    assert "young_not_in_work_or_learning" in {group.code for group in groups}
    route = adult_service_open_to(facts.date_of_birth, on=ON, rules=RULES, exception_at_18=False)
    assert route.value is AdultService.DIRECT_ELSEWHERE
