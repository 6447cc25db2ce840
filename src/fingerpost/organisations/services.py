"""Sets the opening hours of a prime contractor's call point; what is set is a dated notice to whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.organisations.access import ensure_may_set_hours
from fingerpost.organisations.models import ExceptionalOpening, OpeningHours
from fingerpost.organisations.rules import weekdays_too_narrow
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.opening_hours import WEEKDAYS, Hours, hours_of, week_of

LONGEST_NAME = 80
_LOCK = 704_198_621


class TooNarrow(InvalidInput):
    """A week that opens less than the least hours; `weekdays` names where, with the least hours."""

    def __init__(self, weekdays: Sequence[tuple[str, Hours]]) -> None:
        super().__init__(
            _(
                "The call point must be open at least in the hours that every prime contractor keeps. Open longer."
            ),
            code="hours_too_narrow",
        )
        self.weekdays = tuple(weekdays)


@transaction.atomic
def set_opening_hours(
    *,
    actor: Actor,
    now: datetime,
    starts_on: date,
    week: Mapping[str, Sequence[str]],
    rules: Rules,
) -> OpeningHours:
    """Keep the week of one's own call point from a day on, up to the next change that is kept (BR-1.3b, OI-5.8).

    `week` has intervals such as "09:00-17:00" by weekday; one that is left out is closed. Raises NotPermitted,
    InvalidInput for a day that is over or hours that can't be read, and TooNarrow (OI-3.27).
    """
    ensure_may_set_hours(actor)
    if starts_on < civil_date(now):
        raise InvalidInput(_("The first day must be today or later."), code="day_is_over")
    _one_at_a_time(actor)
    kept = OpeningHours.objects.filter(organisation_id=actor.organisation_id)
    following = kept.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    ends_on = following.starts_on - timedelta(days=1) if following is not None else None
    written = _checked(week, starts_on, ends_on, rules)
    reaching = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    kept.filter(reaching, starts_on__lt=starts_on).update(ends_on=starts_on - timedelta(days=1))
    made, _is_new = OpeningHours.objects.update_or_create(
        organisation_id=actor.organisation_id,
        starts_on=starts_on,
        defaults={"ends_on": ends_on, "week": written, "set_at": now},
    )
    events.record("hours.set", actor=actor, now=now, subject={"opening_hours": made.id})
    return made


@transaction.atomic
def set_exceptional_day(
    *,
    actor: Actor,
    now: datetime,
    day: date,
    name: str,
    intervals: Sequence[str] = (),
    keeps_usual_hours: bool = False,
) -> ExceptionalOpening:
    """Keep other hours of one's own call point for one day, or none: closed; a name says why (BR-1.3b).

    `keeps_usual_hours` takes back what was set for the day. OI-3.27 binds the week; a closure that happens is kept,
    since callers must not be sent to a closed point, and readers see that it is less than the least hours. Raises
    NotPermitted and InvalidInput.
    """
    ensure_may_set_hours(actor)
    if day < civil_date(now):
        raise InvalidInput(_("The day must be today or later."), code="day_is_over")
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise InvalidInput(_("Say in a few words why the day is another."), code="no_name")
    _one_at_a_time(actor)
    made, _is_new = ExceptionalOpening.objects.update_or_create(
        organisation_id=actor.organisation_id,
        day=day,
        defaults={
            "name": name.strip(),
            "intervals": [] if keeps_usual_hours else _written(intervals),
            "keeps_usual_hours": keeps_usual_hours,
            "set_at": now,
        },
    )
    events.record("hours.exceptional_day_set", actor=actor, now=now, subject={"exceptional_opening": made.id})
    return made


def _checked(
    week: Mapping[str, Sequence[str]], starts_on: date, ends_on: date | None, rules: Rules
) -> dict[str, list[str]]:
    """The week as it is kept. Raises InvalidInput and TooNarrow."""
    if set(week) - set(WEEKDAYS):
        raise InvalidInput(_("Give hours for Monday to Sunday only."), code="unknown_weekday")
    written = {name: _written(week.get(name, ())) for name in WEEKDAYS}
    narrow = weekdays_too_narrow(week_of(written, valid_from=starts_on, valid_to=ends_on), rules=rules)
    if narrow:
        raise TooNarrow(narrow)
    return written


def _written(intervals: Sequence[str]) -> list[str]:
    try:
        hours_of(intervals)
    except ValueError:
        raise InvalidInput(
            _("Write opening hours like 09:00-17:00, and let none overlap."), code="hours_unreadable"
        ) from None
    return list(intervals)


def _one_at_a_time(actor: Actor) -> None:
    """Let one transaction set hours of an organisation; a second waits, and sees what the first has kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(actor.organisation_id)])
