"""What an outcome is under a contract's scheme, what shows it, and how long a job or how many hours make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fingerpost.policy import Rules

DAYS_A_WEEK: Final = 7
SERVICE, JOB, LEARNING, PROGRESSION = "service", "job", "learning", "progression"
BY_EVIDENCE, BY_ANSWER, BY_PLAN = "evidence", "answer", "plan"
# Which codes of the policy's list an outcome may count as; the list of the day decides.
_COUNTS_AS: Final[Mapping[str, tuple[str, ...]]] = {
    JOB: ("sustained_job",),
    LEARNING: ("entered_learning", "progress_in_skills"),
    PROGRESSION: ("progress_in_work",),
}

# What the shared record's numbers mean where a scheme has names of its own.
_NUMBERS: Final[Mapping[int, str]] = {3: JOB, 4: LEARNING, 5: PROGRESSION}


@dataclass(frozen=True, slots=True)
class OutcomeKind:
    """One kind of outcome of a scheme. ``asks`` is service, job, learning or progression.

    ``shown_by`` is evidence, the customer's answer on the session, or the session's plan.
    """

    type: str
    label: str
    asks: str
    shown_by: str = BY_EVIDENCE


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """One kind of evidence, and which outcomes it can show (OI-20.F21 to F23)."""

    code: str
    label: str
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """What is said of a piece of evidence: signed or not, the day it bears, earnings before and after in pence.

    None is not said. Both earnings are of the same stretch of time.
    """

    is_signed: bool | None = None
    dated_on: date | None = None
    earned_before_pence: int | None = None
    earned_after_pence: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """One fact that an outcome still lacks, or that does not hold; ``code`` names it."""

    code: str


def kinds_of(scheme: str, *, rules: Rules, on: date) -> dict[str, OutcomeKind]:
    """The outcomes that a scheme knows, by their type, in the order of the policy; empty for an unknown scheme."""
    return {
        str(row["type"]): OutcomeKind(
            str(row["type"]), str(row["label"]), str(row["asks"]), str(row["shown_by"])
        )
        for row in rules.get_rows("outcome.kinds", on)
        if scheme in _texts(row["schemes"])
    }


def kind_of_number(number: int, kinds: Mapping[str, OutcomeKind]) -> str | None:
    """The kind among those of a scheme that a number of the shared record means; None where the scheme has none.

    The schemes since 2014 have the record's own numbers. That of 2010 has none of service.
    """
    if str(number) in kinds:
        return str(number)
    asks = _NUMBERS.get(number)
    return next((each.type for each in kinds.values() if asks is not None and each.asks == asks), None)


def number_of_kind(kind: str) -> int | None:
    """The number of the shared record for a kind of any scheme; None for one that nobody knows."""
    if kind.isdigit():
        return int(kind)
    return next((number for number, asks in _NUMBERS.items() if asks == kind), None)


def evidence_kinds(*, rules: Rules, on: date, asks: str = "") -> dict[str, EvidenceKind]:
    """What can be evidence on a day, by code; with ``asks`` only what can show such an outcome."""
    found = (
        EvidenceKind(str(row["code"]), str(row["label"]), _texts(row["shows"]))
        for row in rules.get_rows("outcome.evidence_kinds", on)
    )
    return {one.code: one for one in found if not asks or asks in one.shows}


def evidence_asks(kind: str, *, of: str, rules: Rules, on: date) -> tuple[str, ...]:
    """What a kind of evidence must be to show an outcome: signed, dated, lasted, rise (OI-20.F21 to F23)."""
    if rules.find("evidence.asks", on) is None:
        return ()
    rows = rules.get_rows("evidence.asks", on)
    return next((_texts(row["asks"]) for row in rows if (row["kind"], row["of"]) == (kind, of)), ())


def evidence_gaps(
    kind: str, facts: EvidenceFacts, *, of: str, started_on: date | None, rules: Rules, on: date
) -> tuple[Gap, ...]:
    """What a piece of evidence lacks before it shows an outcome; nothing where policy asks for nothing.

    OI-20.F22: dated as long after the start as a job must last. OI-20.F23: earnings that rose.
    """
    holds = {
        "signed": facts.is_signed is True,
        "dated": facts.dated_on is not None,
        # The outcome itself lacks an unknown start, and its list says so.
        "lasted": started_on is None
        or (facts.dated_on is not None and is_sustained(started_on, facts.dated_on, rules=rules, on=on)),
        "rise": facts.earned_before_pence is not None
        and facts.earned_after_pence is not None
        and facts.earned_after_pence > facts.earned_before_pence,
    }
    asked = evidence_asks(kind, of=of, rules=rules, on=on)
    return tuple(Gap(f"evidence_not_{one}") for one in asked if not holds[one])


def is_sustained(started_on: date, still_there_on: date, *, rules: Rules, on: date) -> bool:
    """BR-GL-sustain: whether a job that began and was still held on a day lasted as long as policy asks on ``on``.

    Four weeks are 28 days: a job of 27 is not sustained. Until 2014 it was 13 weeks (OI-20.F12).
    """
    weeks = rules.get_int("outcome.sustained_job_weeks", on)
    return (still_there_on - started_on).days >= weeks * DAYS_A_WEEK


def is_full_time(weekly_hours: Decimal, *, rules: Rules, on: date) -> bool | None:
    """BR-GL-time: 16 hours a week or more is full-time, less is part-time; None on a day without such a rule."""
    if rules.find("outcome.full_time_learning_hours", on) is None:
        return None
    return weekly_hours >= rules.get_int("outcome.full_time_learning_hours", on)


def positive_as(asks: str, *, rules: Rules, on: date, is_sustained_job: bool = True) -> str:
    """As which positive outcome one counts on a day; "" where it counts as none (OI-21.4, BR-GL-progress)."""
    if asks == JOB and not is_sustained_job:
        return ""
    listed = {str(row["code"]) for row in rules.get_rows("outcome.positive", on)}
    return next((code for code in _COUNTS_AS.get(asks, ()) if code in listed), "")


def missing_facts(
    kind: OutcomeKind | None,
    *,
    started_on: date | None,
    told_on: date | None,
    evidenced_on: date | None,
    weekly_hours: Decimal | None,
    rules: Rules,
    today: date,
) -> tuple[Gap, ...]:
    """What an outcome by itself lacks before it can be claimed (OI-12.15, OI-20.F20 to F23).

    Saving never waits for it. Whether it then pays is decided by ``funding``.
    """
    if kind is None:
        return (Gap("kind_not_of_the_scheme"),)
    gaps = [] if told_on else [Gap("told_on")]
    if kind.asks == SERVICE:
        return tuple(gaps)
    if started_on is None:
        gaps.append(Gap("started_on"))
    if evidenced_on is None:
        gaps.append(Gap("evidence"))
    if kind.asks == LEARNING and weekly_hours is None:
        gaps.append(Gap("weekly_hours"))
    if kind.asks == JOB and started_on and evidenced_on:
        when = told_on or today
        if not is_sustained(started_on, max(evidenced_on, when), rules=rules, on=when):
            gaps.append(Gap("job_not_sustained"))
    return tuple(gaps)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()
