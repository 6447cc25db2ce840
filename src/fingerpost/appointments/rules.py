"""Pure decisions about booked times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, end_of_day, next_working_day, start_of_day


@dataclass(frozen=True, slots=True)
class PrepareWindow:
    """How long before its start an appointment opens its customers, and how long after its end it closes them."""

    before: timedelta
    after: timedelta


class Beginning(StrEnum):
    """How a session may begin from an appointment."""

    TOO_EARLY = "too_early"
    LIVE = "live"
    AFTERWARDS = "afterwards"


def prepare_window(rules: Rules, *, now: datetime) -> PrepareWindow:
    """The window of the day (BR-2.1, OI-14.15)."""
    on = civil_date(now)
    return PrepareWindow(
        timedelta(hours=rules.get_int("grant.appointment_opens_hours", on)),
        timedelta(hours=rules.get_int("grant.appointment_closes_hours", on)),
    )


def is_open_to_prepare(
    starts_at: datetime, ends_at: datetime, *, window: PrepareWindow, now: datetime
) -> bool:
    """Whether now lies in the window."""
    return starts_at - window.before <= now <= ends_at + window.after


def how_it_begins(starts_at: datetime, *, now: datetime) -> Beginning:
    """Live on the civil day of the appointment, afterwards on a later one, not at all before."""
    booked_on, today = civil_date(starts_at), civil_date(now)
    if today < booked_on:
        return Beginning.TOO_EARLY
    return Beginning.LIVE if today == booked_on else Beginning.AFTERWARDS


def diary_span(now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of today to the end of the next working day."""
    today = civil_date(now)
    return start_of_day(today), end_of_day(next_working_day(today))
