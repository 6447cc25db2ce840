"""How a contact came in, who holds it, and what triage is asked: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.triage.rules import asks_entitlement, contact_of, holder_of, home_area_of, route_of
from fingerpost.triage.values import Answers, Known
from tests.triage.steps import at

RULES = shipped_rules()
DAY = date(2026, 3, 2)
NOW = at(DAY, 10)
ROUTES = frozenset({"phone", "webchat", "national_email", "walk_in", "prime_phone"})
CENTRE = Known(route_in="phone", holder_areas=(), is_with_contact_centre=True)
PRIME = Known(route_in="walk_in", holder_areas=("london", "south_east"), is_with_contact_centre=False)


@pytest.mark.parametrize(
    ("kind", "channel", "with_centre", "route"),
    [
        ("call", 2, True, "phone"),
        ("call", 2, False, "prime_phone"),
        ("appointment", 2, False, "prime_phone"),
        ("walk_in", 1, False, "walk_in"),
        ("outreach", 1, False, "walk_in"),
        ("call", 3, True, "webchat"),
        ("call", 5, True, "national_email"),
        ("call", 5, False, None),
        ("call", 8, True, None),
    ],
)
def test_route_when_a_contact_came_by_a_channel(
    kind: str, channel: int, with_centre: bool, route: str | None
) -> None:
    assert route_of(kind, channel, is_with_contact_centre=with_centre, routes=ROUTES) == route


def test_route_when_the_day_had_it_or_not() -> None:
    assert route_of("outreach", 1, is_with_contact_centre=False, routes={*ROUTES, "outreach"}) == "outreach"
    assert route_of("call", 3, is_with_contact_centre=True, routes={"phone"}) is None


@pytest.mark.parametrize(
    ("known", "home", "holder"),
    [
        (CENTRE, "london", "contact_centre"),
        (PRIME, "south_east", "south_east"),
        (PRIME, "north_west", "london"),
        (PRIME, None, "london"),
        (replace(PRIME, holder_areas=()), "london", None),
    ],
)
def test_holder_when_home_is_or_is_not_of_the_contract(
    known: Known, home: str | None, holder: str | None
) -> None:
    assert holder_of(known, home) == holder


def test_home_area_when_home_or_work_is_an_area() -> None:
    areas = {"london", "north_west"}
    assert home_area_of("london", "north_west", areas=areas) == "london"
    assert home_area_of("wales", "north_west", areas=areas) == "north_west"
    assert home_area_of("england", None, areas=areas) == ""


@pytest.mark.requirement("BR-5.2b")
@pytest.mark.parametrize(
    ("age", "need", "asked"),
    [
        (17, "advice", False),
        (18, "advice", True),
        (18, "book_face_to_face", True),
        (18, "information", False),
        (18, None, False),
        (19, "advice", False),
        (None, "advice", False),
    ],
)
def test_entitlement_when_it_would_decide_is_asked(age: int | None, need: str | None, asked: bool) -> None:
    assert asks_entitlement(age, need, on=DAY, rules=RULES) is asked


@pytest.mark.requirement("BR-GL-age")
@pytest.mark.parametrize(("days", "age"), [(0, 18), (1, 17)])
def test_age_when_the_birthday_is_today_or_tomorrow(days: int, age: int) -> None:
    born = (DAY + timedelta(days=days)).replace(year=DAY.year - 18)
    asked = contact_of(Answers(stated_need="advice", date_of_birth=born), CENTRE, at=NOW, rules=RULES)
    assert (asked.age, civil_date(asked.at)) == (age, DAY)


@pytest.mark.requirement("XD-12")
@pytest.mark.parametrize("need", ["information", "complaint", "concern", None])
def test_contact_when_entitlement_does_not_decide_never_carries_it(need: str | None) -> None:
    answers = Answers(stated_need=need, age=18, entitled_at_18=True)
    for known in (CENTRE, replace(CENTRE, is_entitled=True)):
        assert contact_of(answers, known, at=NOW, rules=RULES).entitled_at_18 is None


def test_contact_when_the_record_knows_more_is_asked_with_it() -> None:
    known = replace(CENTRE, age=40, lives_in_england=True, needs_other_language=True, is_entitled=True)
    asked = contact_of(Answers(stated_need="advice", age=15), known, at=NOW, rules=RULES)
    assert (asked.age, asked.lives_in, asked.needs_other_language) == (40, "england", True)
    at_18 = contact_of(Answers(stated_need="advice"), replace(known, age=18), at=NOW, rules=RULES)
    assert at_18.entitled_at_18 is True
