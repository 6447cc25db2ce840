"""When an attendance is saved, complete or claimable, and what is missing. Pure: data in, verdict out.

Gaps never block saving. Completing and claiming list them, each with the place on the page where it is mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.clocks import end_of_working_days

EXPECTED: Final = "expected"
ATTENDED: Final = "attended"
NOT_SEEN: Final = frozenset(
    {"did_not_attend", "cancelled_by_customer", "cancelled_by_us", "could_not_be_seen"}
)
ASKS_A_REASON: Final = frozenset({"did_not_attend", "cancelled_by_customer"})
FACE_TO_FACE: Final = 1

SECTIONS: Final = ("reason", "situation", "discussed", "information_used", "next_steps")
"""The parts of the notes in the order of the page."""


class Stage(StrEnum):
    """How far the record of an attendance stands."""

    SAVED = "saved"
    COMPLETE = "complete"
    CLAIMABLE = "claimable"


class Gap(StrEnum):
    """Something that is missing. The value is stable; words and places are the page's."""

    RESULT = "result"
    REASON = "reason_not_seen"
    SEEN_AT = "seen_at"
    SECTION_REASON = "section_reason"
    SECTION_SITUATION = "section_situation"
    SECTION_DISCUSSED = "section_discussed"
    SECTION_INFORMATION_USED = "section_information_used"
    SECTION_NEXT_STEPS = "section_next_steps"
    ADVISER = "adviser"
    SUPERVISOR = "supervisor"
    QUALIFICATION = "qualification"
    RECORDED_TWICE = "recorded_twice"
    NOT_COMPLETE = "not_complete"
    NOT_SEEN = "not_seen"
    CUSTOMER = "customer"
    IDENTITY = "identity"
    CONFIRMED_HERE = "confirmed_here"
    NOTICES = "notices"
    VENUE = "venue"
    PRIORITY = "priority"
    AGE = "age"


_SECTION_GAPS: Final[Mapping[str, Gap]] = MappingProxyType(
    {section: Gap(f"section_{section}") for section in SECTIONS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceFacts:
    """Everything the two lists look at, for one attendance on one day."""

    result: str
    has_reason: bool
    was_seen: bool
    channel: int
    has_venue: bool
    filled_sections: frozenset[str] = field(default=frozenset())
    has_adviser: bool = True
    adviser_is_trainee: bool = False
    has_supervisor: bool = False
    adviser_is_qualified: bool = True
    is_recorded_twice: bool = False
    is_complete: bool = False
    has_customer: bool = True
    customer_is_confirmed: bool = True
    was_confirmed_in_contact: bool = True
    has_notices: bool = True
    has_assessment: bool = True
    is_open_to_customer: bool = True


def missing_to_complete(facts: AttendanceFacts) -> tuple[Gap, ...]:
    """What stands between this attendance and "complete", in the order of the page.

    OI-3.19a: every part of the notes. MX-2.3: advice is completed under the name of somebody qualified, or of a
    supervised trainee whose supervisor is named.
    """
    if facts.result == EXPECTED:
        return (Gap.RESULT,)
    if facts.result in NOT_SEEN:
        return (Gap.REASON,) if facts.result in ASKS_A_REASON and not facts.has_reason else ()
    gaps: list[Gap] = []
    if not facts.was_seen:
        gaps.append(Gap.SEEN_AT)
    gaps += [gap for section, gap in _SECTION_GAPS.items() if section not in facts.filled_sections]
    if not facts.has_adviser:
        gaps.append(Gap.ADVISER)
    elif facts.adviser_is_trainee and not facts.has_supervisor:
        gaps.append(Gap.SUPERVISOR)
    elif not facts.adviser_is_qualified:
        gaps.append(Gap.QUALIFICATION)
    if facts.is_recorded_twice:
        gaps.append(Gap.RECORDED_TWICE)
    return tuple(gaps)


def missing_to_claim(facts: AttendanceFacts) -> tuple[Gap, ...]:
    """What stands between a complete attendance and a claim.

    OI-B.session-f2f: a session that nobody came to is never claimed.
    BR-7.2: a confirmed identity. BR-7.3: confirmed in this contact. BR-23.4: texts given. XD-13: groups assessed.
    """
    if facts.result != ATTENDED:
        return (Gap.NOT_SEEN,)
    gaps: list[Gap] = []
    if not facts.is_complete:
        gaps.append(Gap.NOT_COMPLETE)
    if not facts.has_customer:
        return (*gaps, Gap.CUSTOMER)
    checks = (
        (facts.customer_is_confirmed, Gap.IDENTITY),
        (facts.was_confirmed_in_contact, Gap.CONFIRMED_HERE),
        (facts.has_notices, Gap.NOTICES),
        (facts.has_venue or facts.channel != FACE_TO_FACE, Gap.VENUE),
        (facts.has_assessment, Gap.PRIORITY),
        (facts.is_open_to_customer, Gap.AGE),
    )
    return (*gaps, *(gap for is_there, gap in checks if not is_there))


def stage_of(facts: AttendanceFacts) -> Stage:
    """Saved, complete or claimable: three states, each holding the one before."""
    if not facts.is_complete:
        return Stage.SAVED
    return Stage.COMPLETE if missing_to_claim(facts) else Stage.CLAIMABLE


def write_up_due_at(interviewed_at: datetime, *, rules: Rules) -> datetime:
    """When the write-up clock ends: the end of the second working day after the interview (OI-8.16, OI-9.5)."""
    days = rules.get_int("write_up.working_days", civil_date(interviewed_at))
    return end_of_working_days(interviewed_at, days, rules=rules)


def last_day_of(due_at: datetime) -> date:
    """The civil day that a clock ends with; a clock ends at midnight, the first moment of the next day."""
    return civil_date(due_at - timedelta(seconds=1))


def is_late(*, due_at: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    """Whether a clock has run out: before it was done, or by now where nothing is done (OI-8.16)."""
    return due_at is not None and (done_at or now) >= due_at


def was_updated_in_time(
    *, happened_at: datetime, updated_on: date | None, now: datetime, rules: Rules
) -> bool:
    """Whether the record was updated within the days that policy gives, the same day by our setting (BR-24.1)."""
    happened_on = civil_date(happened_at)
    ruling = rules.find("record.update_days", happened_on)
    if ruling is None or not isinstance(ruling.value, int):
        return True
    return (updated_on or civil_date(now)) <= happened_on + timedelta(days=ruling.value)
