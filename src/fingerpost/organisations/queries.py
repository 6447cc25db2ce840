"""Reads of opening hours, and the calendar that triage goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fingerpost.organisations.models import (
    EXTERNAL_SCHEME,
    Contract,
    ContractArea,
    ExceptionalOpening,
    OpeningHours,
    Organisation,
    Subcontract,
)
from fingerpost.policy import Rules
from fingerpost.policy.calendars import Calendar, CalendarException, named_calendar
from fingerpost.policy.opening_hours import Week, hours_of, week_of

MOST_ORGANISATIONS: Final = 100
MOST_NOTICES: Final = 20
MOST_ROWS: Final = 2_000
Kept = TypeVar("Kept", OpeningHours, ExceptionalOpening)


@dataclass(frozen=True, slots=True)
class CallPoint:
    """A prime contractor with the hours that hold and those to come, and its exceptional days from a day on."""

    organisation: Organisation
    periods: tuple[OpeningHours, ...]
    days: tuple[ExceptionalOpening, ...]


def list_call_points(*, on: date, for_organisation: UUID | None = None) -> list[CallPoint]:
    """Prime contractors with an area contract on a day, by name, with their hours from that day on. Three queries.

    `for_organisation` leaves that one itself and those it is a subcontractor of.
    """
    # Whoever comes in by wire alone takes no calls here.
    area = Contract.objects.exclude(scheme=EXTERNAL_SCHEME)
    running = area.filter(_runs(on), service=Contract.Service.AREA)
    if for_organisation is not None:
        under = Subcontract.objects.filter(_runs(on), organisation_id=for_organisation)
        running = running.filter(Q(prime_id=for_organisation) | Q(subcontracts__in=under))
    found = Organisation.objects.filter(contracts__in=running).distinct().order_by("name", "id")
    primes = list(found[:MOST_ORGANISATIONS])
    ids = [prime.id for prime in primes]
    periods = _by_organisation(_periods(ids, on).order_by("starts_on", "id")[:MOST_ROWS])
    days = _by_organisation(_days(ids, on).order_by("day", "id")[:MOST_ROWS])
    return [CallPoint(one, tuple(periods.get(one.id, ())), tuple(days.get(one.id, ()))) for one in primes]


def list_notices(organisation_ids: Iterable[UUID]) -> list[OpeningHours | ExceptionalOpening]:
    """The latest changes of hours, the newest first: each stands until it is changed again. Two queries."""
    ids = list(organisation_ids)
    kept: list[OpeningHours | ExceptionalOpening] = []
    for model in (OpeningHours, ExceptionalOpening):
        rows = model.objects.filter(organisation_id__in=ids).select_related("organisation")
        kept += rows.order_by("-set_at", "-id")[:MOST_NOTICES]
    return sorted(kept, key=lambda row: (row.set_at, row.id), reverse=True)[:MOST_NOTICES]


def calendars_of_areas(codes: Iterable[str], *, on: date, rules: Rules) -> dict[str, Calendar]:
    """When the call point that serves the adults of each area is open on a day, by hours of its own. One query.

    BR-1.3b. Left out is an area whose prime contractor has none that day, or that nobody or more than one serves. The
    calendar is good for that day alone; where no week holds yet, it has the least hours of policy.
    """
    prime = OuterRef("contract__prime_id")
    weeks = OpeningHours.objects.filter(_runs(on), organisation_id=prime)
    days = ExceptionalOpening.objects.filter(organisation_id=prime, day=on, keeps_usual_hours=False)
    serving = ContractArea.objects.filter(
        _runs(on, "contract__"),
        area__code__in=list(codes),
        contract__service=Contract.Service.AREA,
        contract__audience=Contract.Audience.ADULT,
    ).annotate(week=Subquery(weeks.values("week")[:1]), intervals=Subquery(days.values("intervals")[:1]))
    found = serving.values_list("area__code", "contract__prime_id", "week", "intervals")
    kept: dict[str, dict[UUID, Calendar | None]] = {}
    for code, prime_id, week, intervals in found.order_by("area__code", "id")[:MOST_ROWS]:
        kept.setdefault(code, {})[prime_id] = _calendar(on, week, intervals, rules)
    alone = {code: next(iter(each.values())) for code, each in kept.items() if len(each) == 1}
    return {code: calendar for code, calendar in alone.items() if calendar is not None}


def week_in(period: OpeningHours) -> Week:
    """A kept week as policy reads it."""
    return week_of(period.week, valid_from=period.starts_on, valid_to=period.ends_on)


def find_week(organisation_id: UUID, *, on: date) -> OpeningHours | None:
    """The week that holds on a day; None where none does."""
    return _periods([organisation_id], on).filter(starts_on__lte=on).first()


def _calendar(
    on: date, week: Mapping[str, object] | None, intervals: Sequence[str] | None, rules: Rules
) -> Calendar | None:
    if week is None and intervals is None:
        return None
    base = named_calendar("prime", rules)
    if week is not None:
        base = Calendar("call point", [week_of(week, valid_from=on, valid_to=on)])
    if intervals is None:
        return base
    return base.with_exceptions([CalendarException(day=on, hours=hours_of(intervals))])


def _runs(on: date, of: str = "") -> Q:
    unended = Q(**{f"{of}ends_on__isnull": True}) | Q(**{f"{of}ends_on__gte": on})
    return Q(**{f"{of}starts_on__lte": on}) & unended


def _periods(ids: list[UUID], on: date) -> QuerySet[OpeningHours]:
    unended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return OpeningHours.objects.filter(unended, organisation_id__in=ids)


def _days(ids: list[UUID], on: date) -> QuerySet[ExceptionalOpening]:
    return ExceptionalOpening.objects.filter(organisation_id__in=ids, day__gte=on)


def _by_organisation(rows: Iterable[Kept]) -> dict[UUID, list[Kept]]:
    found: dict[UUID, list[Kept]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    return found
