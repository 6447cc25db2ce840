"""Hours of call points: periods that follow each other, days over them, and who may write which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotPermitted
from fingerpost.house.models import Event
from fingerpost.organisations.access import SET_HOURS
from fingerpost.organisations.models import ContractArea, ExceptionalOpening, OpeningHours
from fingerpost.organisations.queries import calendars_of_areas
from fingerpost.organisations.rules import weekdays_too_narrow
from fingerpost.organisations.services import TooNarrow, set_exceptional_day, set_opening_hours
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.opening_hours import WEEKDAYS, week_of
from fingerpost.staff.access import Capability
from tests.fixtures.world import Acting
from tests.triage.steps import at

pytestmark = pytest.mark.django_db
RULES = shipped_rules()
NOW = timezone.now()
TODAY = civil_date(NOW)
NINE_TO_FIVE = {name: ["09:00-17:00"] for name in WEEKDAYS[:5]}
EVERY_EVENING = {name: ["09:00-20:00"] for name in WEEKDAYS}


def days_on(count: int) -> date:
    return TODAY + timedelta(days=count)


def set_week(actor: Actor, starts_on: date, week: dict[str, list[str]] = EVERY_EVENING) -> OpeningHours:
    return set_opening_hours(actor=actor, now=NOW, starts_on=starts_on, week=week, rules=RULES)


def periods() -> list[tuple[date, date | None]]:
    return list(OpeningHours.objects.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_weeks_when_set_in_any_order_then_each_ends_where_the_next_begins(acting: Acting) -> None:
    with acting("returns_manager") as actor:
        first, far, between = days_on(0), days_on(40), days_on(20)
        for day in (first, far, between):
            set_week(actor, day)
        assert periods() == [
            (first, between - timedelta(days=1)),
            (between, far - timedelta(days=1)),
            (far, None),
        ]
        again = set_week(actor, between, NINE_TO_FIVE)
        assert again.week["sunday"] == []
        assert len(periods()) == 3
        assert Event.objects.filter(kind="hours.set").count() == 4


def test_history_when_a_week_is_set_anew_then_both_are_kept_with_who_wrote_them(acting: Acting) -> None:
    with acting("returns_manager") as actor:
        set_week(actor, TODAY)
        set_week(actor, TODAY, NINE_TO_FIVE)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgh_label, week, pgh_context IS NOT NULL"
                " FROM organisations_openinghoursevent ORDER BY pgh_id"
            )
            kept = cursor.fetchall()
    assert [row[0] for row in kept] == ["insert", "update"]
    assert all(row[2] for row in kept)


def test_calendar_when_weeks_and_days_are_kept_then_opens_by_them(acting: Acting) -> None:
    tuesday = TODAY + timedelta(days=(1 - TODAY.weekday()) % 7 + 7)
    saturday = tuesday + timedelta(days=4)

    def is_open(day: date, hour: int, minute: int = 0) -> bool | None:
        calendars = calendars_of_areas(["north_east", "south_east"], on=day, rules=RULES)
        assert calendars.keys() <= {"north_east"}
        return calendars["north_east"].is_open(at(day, hour, minute)) if calendars else None

    with acting("compliance") as actor:
        assert is_open(tuesday, 10) is None
        set_exceptional_day(actor=actor, now=NOW, day=tuesday, name="Stocktaking", intervals=["10:00-11:00"])
        assert is_open(saturday, 19) is None
        for set_already in (False, True):
            if set_already:
                set_week(actor, TODAY)
            assert [is_open(tuesday, 10), is_open(tuesday, 10, 59), is_open(tuesday, 11)] == [
                True,
                True,
                False,
            ]
        assert [is_open(saturday, 19), is_open(saturday, 20)] == [True, False]
        set_exceptional_day(actor=actor, now=NOW, day=tuesday, name="Stocktaking", keeps_usual_hours=True)
        assert is_open(tuesday, 19) is True


def test_calendar_when_two_primes_serve_an_area_then_neither_speaks_for_it(
    acting: Acting, world: World
) -> None:
    with acting("returns_manager") as actor:
        set_week(actor, TODAY)
        assert calendars_of_areas(["north_east"], on=TODAY, rules=RULES)
        assert calendars_of_areas(["north_east"], on=date(2001, 1, 1), rules=RULES) == {}
    contract = world.contracts["second_prime_south_west"]
    ContractArea.objects.using("owner").create(contract_id=contract, area_id=world.areas["north_east"])
    with acting("returns_manager"):
        assert calendars_of_areas(["north_east"], on=TODAY, rules=RULES) == {}


@pytest.mark.requirement("OI-3.27")
def test_week_when_narrower_then_the_weekdays_are_named_with_the_least_hours(acting: Acting) -> None:
    narrow = {**NINE_TO_FIVE, "wednesday": ["09:00-12:00", "12:01-17:00"], "friday": []}
    found = weekdays_too_narrow(week_of(narrow, valid_from=TODAY), rules=RULES)
    assert found == [("wednesday", ((540, 1020),)), ("friday", ((540, 1020),))]
    assert weekdays_too_narrow(week_of(NINE_TO_FIVE, valid_from=TODAY), rules=RULES) == []
    touching = {**NINE_TO_FIVE, "friday": ["08:00-12:00", "12:00-17:00"]}
    assert weekdays_too_narrow(week_of(touching, valid_from=TODAY), rules=RULES) == []
    with acting("returns_manager") as actor, pytest.raises(TooNarrow):
        set_week(actor, TODAY, narrow)


@pytest.mark.parametrize("nickname", ["area_adviser", "contract_manager", "telephone_adviser"])
def test_hours_when_set_by_another_role_then_refused(acting: Acting, nickname: str) -> None:
    assert Capability.SET_HOURS == SET_HOURS
    with acting(nickname) as actor:
        with pytest.raises(NotPermitted):
            set_week(actor, TODAY)
        with pytest.raises(NotPermitted):
            set_exceptional_day(actor=actor, now=NOW, day=TODAY, name="Training")


@pytest.mark.parametrize(
    ("starts_on", "week"),
    [
        (days_on(-1), EVERY_EVENING),
        (TODAY, {**EVERY_EVENING, "monday": ["9-20"]}),
        (TODAY, {**EVERY_EVENING, "someday": []}),
    ],
)
def test_week_when_over_or_unreadable_then_refused_and_nothing_is_kept(
    acting: Acting, starts_on: date, week: dict[str, list[str]]
) -> None:
    with acting("returns_manager") as actor:
        with pytest.raises(InvalidInput):
            set_week(actor, starts_on, week)
        assert periods() == []


def test_day_when_without_a_name_or_over_then_refused(acting: Acting) -> None:
    with acting("returns_manager") as actor:
        for day, name in ((TODAY, " "), (TODAY, "x" * 81), (days_on(-1), "Training")):
            with pytest.raises(InvalidInput):
                set_exceptional_day(actor=actor, now=NOW, day=day, name=name)
        assert not ExceptionalOpening.objects.exists()


def test_database_when_asked_to_keep_what_must_not_be_then_refuses(acting: Acting, world: World) -> None:
    own, other = world.organisations["prime"], world.organisations["second_prime"]
    with acting("returns_manager") as actor:
        kept = set_week(actor, TODAY)
        with pytest.raises(IntegrityError, match="openinghours_no_overlap"), transaction.atomic():
            OpeningHours.objects.create(organisation_id=own, starts_on=days_on(3), set_at=NOW)
        with pytest.raises(IntegrityError, match="openinghours_period_ordered"), transaction.atomic():
            OpeningHours.objects.filter(id=kept.id).update(ends_on=days_on(-1))
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            OpeningHours.objects.create(organisation_id=other, starts_on=TODAY, set_at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            OpeningHours.objects.filter(id=kept.id).update(organisation_id=other)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            OpeningHours.objects.all().delete()
    with acting("area_adviser"):
        assert OpeningHours.objects.filter(id=kept.id).update(ends_on=days_on(9)) == 0
