"""Where a customer stands in work and learning: what the codes mean, and how far they came from where they began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fingerpost.outcomes.rules.outcomes import is_full_time, is_sustained
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months

EMPLOYMENT, LEARNING = "employment", "learning"
UNDER_SIXTEEN, SIXTEEN_OR_MORE = "under_sixteen", "sixteen_or_more"
# The days on which the two sets of rules on a sustained job are looked up (BR-GL-sustain).
_SETS: Final = (date(2012, 4, 1), date(2014, 10, 1))


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a list: our code, its words, its number on the shared record's wire, and what it marks."""

    code: str
    label: str
    wire: int | None = None
    marks: frozenset[str] = frozenset()
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where somebody stood on a day. ``about`` is employment or learning; ``rank`` is that of the level held."""

    about: str
    on: date
    status: str
    is_in: bool = False
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Distance:
    """From the first standing to the last: whether work and learning were entered, and whether the level rose.

    OI-12.8c: ``rose`` is None where the first or the last level is not known. An equal level did not rise.
    """

    entered_work_on: date | None
    entered_learning_on: date | None
    rose: bool | None


@dataclass(frozen=True, slots=True)
class Sustained:
    """One measure of a sustained job: its words' code, how long it asks for, and whether the job lasted so long.

    ``for_research``: kept beside ours and never paid by (OI-15.15).
    """

    code: str
    length: int
    held: bool
    for_research: bool = False


def codes(name: str, *, rules: Rules, on: date) -> dict[str, Code]:
    """The rows of ``progression.<name>`` on a day, by code, in the order of the policy."""
    return {
        str(row["code"]): Code(
            str(row["code"]),
            str(row["label"]),
            _number(row.get("wire")),
            frozenset(str(key) for key, value in row.items() if value is True),
            _number(row.get("rank")),
        )
        for row in rules.get_rows(f"progression.{name}", on)
    }


def hours_code(weekly_hours: Decimal, *, rules: Rules, on: date) -> str:
    """BR-GL-time: hours a week as the lists know them; 15.9 is less than sixteen, 16.0 is not."""
    return SIXTEEN_OR_MORE if is_full_time(weekly_hours, rules=rules, on=on) else UNDER_SIXTEEN


def stands(
    employment: Iterable[tuple[date, str]],
    learning: Iterable[tuple[date, str, str]],
    *,
    rules: Rules,
    on: date,
) -> list[Stand]:
    """Standings in the order of their days, from (day, status) and (day, status, level)."""
    works = codes("employment_statuses", rules=rules, on=on)
    learns = codes("learning_statuses", rules=rules, on=on)
    levels = codes("qualification_levels", rules=rules, on=on)
    found = [
        Stand(about=EMPLOYMENT, on=day, status=status, is_in=_marks(works, status, "in_work"))
        for day, status in employment
    ]
    found += [
        Stand(
            about=LEARNING,
            on=day,
            status=status,
            is_in=_marks(learns, status, "in_learning"),
            rank=levels[level].rank if level in levels else None,
        )
        for day, status, level in learning
    ]
    return sorted(found, key=lambda one: one.on)


def distance(found: Sequence[Stand]) -> Distance:
    """MX-4.2, OF-13: what changed from where the customer began. The days of ``found`` are in order.

    Who was in work or learning at the start did not enter it; leaving and entering again counts.
    """
    levels = [one.rank for one in found if one.about == LEARNING]
    known = bool(levels) and levels[0] is not None and levels[-1] is not None
    return Distance(
        _entered([one for one in found if one.about == EMPLOYMENT]),
        _entered([one for one in found if one.about == LEARNING]),
        (levels[-1] or 0) > (levels[0] or 0) if known else None,
    )


def progress_by_route(distances: Iterable[Distance]) -> dict[str, int]:
    """OF-20: how many progressed to learning, and to work with learning on the way and without it."""
    counted = {"to_learning": 0, "to_work_with_training": 0, "to_work_without_training": 0}
    for one in distances:
        if one.entered_learning_on is not None:
            counted["to_learning"] += 1
        if one.entered_work_on is not None:
            trained = one.entered_learning_on is not None and one.entered_learning_on <= one.entered_work_on
            counted["to_work_with_training" if trained else "to_work_without_training"] += 1
    return counted


def sustained_by_set(started_on: date, still_there_on: date, *, rules: Rules) -> list[Sustained]:
    """BR-GL-sustain: the same job by the 13 weeks of 2010, the four of 2014, and Jobcentre Plus's six months.

    The last is kept for research alone, so it is judged and never claimed.
    """
    found = [
        Sustained(
            "weeks",
            rules.get_int("outcome.sustained_job_weeks", day),
            is_sustained(started_on, still_there_on, rules=rules, on=day),
        )
        for day in _SETS
    ]
    months = rules.get_int("outcome.sustained_job_jobcentre_plus_months", _SETS[1])
    return [
        *found,
        Sustained("months", months, add_months(started_on, months) <= still_there_on, for_research=True),
    ]


def _entered(found: Sequence[Stand]) -> date | None:
    """The first day on which somebody was in it after not having been."""
    was_out = False
    for one in found:
        if one.is_in and was_out:
            return one.on
        was_out = was_out or not one.is_in
    return None


def _marks(known: dict[str, Code], status: str, mark: str) -> bool:
    return status in known and mark in known[status].marks


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
