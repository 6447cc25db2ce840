"""Figures that were frozen stay as they were known; what failed its target or profile is raised once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, connections
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.performance.measures.definition import Better, Described
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import FrozenFigure, Intervention, Known, Target
from fingerpost.performance.rules.duties import month_before, next_month, working_day
from fingerpost.performance.rules.failing import is_off_profile, misses
from fingerpost.performance.services import day_five
from fingerpost.performance.services.freezing import freeze, freeze_soon
from fingerpost.performance.services.interventions import raise_interventions
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date, london_moment
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

FEW = tuple(ALL[code] for code in ("web_sessions", "site_signposts", "matrix_accredited", "satisfaction"))
END_OF_JUNE_2015 = date(2015, 6, 30)


def count(world: World, day: date, counted: int, code: str = "web_sessions") -> UUID:
    """A count of another system, committed; it stands in the place of the one before."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM performance_externalcount c WHERE code = %s AND day = %s AND NOT EXISTS"
            " (SELECT 1 FROM performance_externalcount n WHERE n.replaces_id = c.id)",
            [code, day],
        )
        before = cursor.fetchone()
    from fingerpost.performance.models import ExternalCount

    made = ExternalCount.objects.using("owner").create(
        contract_id=world.contracts["prime_north_east"],
        source="web",
        code=code,
        day=day,
        counted=counted,
        replaces_id=before[0] if before else None,
        entered_by_id=world.accounts["returns_manager"],
        entered_at=timezone.now(),
    )
    return made.id


def value(world: World, month: date, known: str, measure: str = "web_sessions") -> Decimal | None:
    found = FrozenFigure.objects.using("owner").get(
        contract_id=world.contracts["prime_north_east"],
        month=month,
        known=known,
        measure=measure,
        dimension="",
    )
    return found.value


def at(day: date, hour: int = 6) -> datetime:
    return london_moment(day, time(hour))


@pytest.mark.requirement("OI-13.5")
def test_month_when_frozen_then_later_edits_move_nothing(world: World) -> None:
    month = date(2026, 9, 1)
    contract_id = world.contracts["prime_north_east"]
    code = _code_of("web_sessions")
    count(world, date(2026, 9, 10), 400, code)
    fifth = working_day(next_month(month), 5, rules=shipped_rules())
    frozen = {"contract_id": contract_id, "month": month, "measures": FEW}
    assert freeze(known=Known.DAY_5, now=at(fifth), **frozen) > 0  # type: ignore[arg-type]
    count(world, date(2026, 9, 10), 450, code)
    assert freeze(known=Known.RETURNED, now=at(fifth + timedelta(days=4)), **frozen) > 0  # type: ignore[arg-type]
    count(world, date(2026, 9, 10), 900, code)
    for known in Known:
        assert freeze(known=known, now=at(fifth + timedelta(days=9)), **frozen) == 0  # type: ignore[arg-type]
    assert value(world, month, Known.DAY_5) == 400
    assert value(world, month, Known.RETURNED) == 450
    assert value(world, month, Known.DAY_5, "satisfaction") is None, "nothing can be told of nobody"
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("UPDATE performance_frozenfigure SET value = 0")


def test_fifth_working_day_when_it_comes_then_every_contract_once_and_not_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[UUID] = []

    def keep(*, contract_id: UUID, month: date, known: str, now: datetime) -> int:
        asked.append(contract_id)
        return freeze(contract_id=contract_id, month=month, known=known, now=now, measures=FEW[:1])

    monkeypatch.setattr(day_five, "freeze", keep)
    this = civil_date(timezone.now()).replace(day=1)
    fifth = working_day(this, 5, rules=shipped_rules())
    assert day_five.freeze_due(now=at(fifth - timedelta(days=1))) == 0
    assert asked == []
    assert day_five.freeze_due(now=at(fifth)) == len(asked) > 0
    first = len(asked)
    assert day_five.freeze_due(now=at(fifth + timedelta(days=1))) == 0
    assert len(asked) == first, "what is kept is not asked for again"
    months = set(FrozenFigure.objects.using("owner").values_list("month", "known"))
    assert months == {(month_before(this), "day_5")}


def test_freeze_soon_when_asked_in_a_transaction_then_a_job_with_ids_alone(
    world: World, acting: Acting
) -> None:
    with acting("returns_manager"):
        freeze_soon(
            contract_id=world.contracts["prime_north_east"], month=date(2026, 9, 1), known=Known.RETURNED
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'performance.freeze_month'")
            (args,) = cursor.fetchone()
    assert set(args if isinstance(args, dict) else {}) <= {"contract_id", "month", "known"}


@pytest.mark.requirement("BR-CL-26.1")
@pytest.mark.parametrize(
    ("actual", "place", "flagged"),
    [
        ("93.0", 3, False),
        ("92.9", 3, True),
        ("107.0", 3, False),
        ("107.1", 3, True),
        ("95.0", 6, False),
        ("94.9", 6, True),
        ("97.0", 9, False),
        ("96.9", 9, True),
        ("100.0", 12, False),
        ("99.9", 12, True),
        ("100.1", 12, True),
        ("50.0", 4, None),
    ],
)
def test_profile_when_bands_are_in_force_then_flagged_outside_them_each_way(
    actual: str, place: int, flagged: bool | None
) -> None:
    found = is_off_profile(
        Decimal(actual), Decimal(100), place=place, on=END_OF_JUNE_2015, rules=shipped_rules()
    )
    assert found is flagged


@pytest.mark.requirement("BR-CL-26.1", "BR-26.1")
def test_profile_when_version_three_has_no_bands_then_only_what_is_below_fails() -> None:
    on, rules = date(2026, 6, 30), shipped_rules()
    for actual, place, fails in (("99.9", 3, True), ("100", 3, False), ("140", 3, False), ("50", 4, True)):
        assert is_off_profile(Decimal(actual), Decimal(100), place=place, on=on, rules=rules) is fails
    assert is_off_profile(Decimal(5), Decimal(0), place=3, on=on, rules=rules) is None
    assert misses(Decimal(89), Decimal(90), Better.HIGHER)
    assert misses(Decimal(6), Decimal(5), Better.LOWER)
    assert not misses(None, Decimal(90), Better.HIGHER)
    assert not misses(Decimal(90), Decimal(90), Better.HIGHER)


@pytest.mark.requirement("BR-26.1", "OI-12.20")
def test_month_when_a_measure_missed_its_target_then_one_intervention_without_a_figure(world: World) -> None:
    month, rules = date(2026, 9, 1), shipped_rules()
    contract_id = world.contracts["prime_north_east"]
    for starts_on, ends_on, target in (
        (date(2025, 4, 1), date(2026, 3, 31), "10"),
        (date(2026, 4, 1), None, "500"),
    ):
        Target.objects.using("owner").create(
            contract_id=contract_id,
            measure="conversion_lo",
            starts_on=starts_on,
            ends_on=ends_on,
            value=Decimal(target) / 10,
            why="Agreed for the year",
            set_by_id=world.accounts["contract_manager"],
            set_at=timezone.now(),
        )
    figures = {
        code: FrozenFigure(
            measure=code, numerator=Decimal(above), denominator=Decimal(below), value=Decimal(told)
        )
        for code, above, below, told in (
            ("satisfaction", 80, 100, "80.00"),
            ("conversion_lo", 20, 100, "20.00"),
            ("face_to_face_learning", 1, 4, "25.00"),
            ("abandonment", 2, 100, "2.00"),
        )
    }
    raised = {"contract_id": contract_id, "figures": figures, "ask": _nothing, "rules": rules}
    opened = raise_interventions(month=month, now=at(date(2026, 10, 7)), **raised)  # type: ignore[arg-type]
    assert opened == ["conversion_lo"], "the national target of 2010 is no longer in force"
    again = raise_interventions(month=month, now=at(date(2026, 10, 9)), **raised)  # type: ignore[arg-type]
    assert again == []
    earlier = raise_interventions(month=date(2026, 2, 1), now=at(date(2026, 3, 9)), **raised)  # type: ignore[arg-type]
    assert earlier == [], "a target of this year does not judge the year before"
    national = raise_interventions(month=date(2012, 5, 1), now=at(date(2012, 6, 8)), **raised)  # type: ignore[arg-type]
    assert "satisfaction" in national
    assert "face_to_face_learning" not in national, "a ratio over four people would tell of somebody"
    kept = Intervention.objects.using("owner").filter(month=month)
    assert {each.found for each in kept} == {"Its target was not met"}


def _nothing(measure: Described, *_asked: object) -> list[object]:
    from fingerpost.performance.measures.definition import Figure

    return [Figure(None, Decimal(0), Decimal(0), None)]


def _code_of(measure: str) -> str:
    """The code of a count that the measure of the same name adds up."""
    codes = [
        str(row["code"]) for row in shipped_rules().get_rows("performance.external_counts", date(2026, 9, 1))
    ]
    return measure if measure in codes else next(code for code in codes if code.startswith("web"))
