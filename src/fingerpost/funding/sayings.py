"""What a rule says of an event, made from the few values it looked at, and only when somebody asks.

A year's run tries millions of rules; most of what they would say is never read. So a test keeps its values, and the
sentence and the values for pages are made here. `told` holds days, numbers and codes, `of` the id of the session or
the other outcome that decided. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

Told = tuple[date | int | str | None, ...]


class Saying(NamedTuple):
    """The sentences of one rule: passed, not passed, first value not known; `names` are its values."""

    passed: str
    failed: str
    unknown: str = ""
    names: tuple[str, ...] = ()
    names_failed: tuple[str, ...] | None = None

    def names_of(self, passed: bool) -> tuple[str, ...]:
        """What the values are called."""
        return self.names if passed or self.names_failed is None else self.names_failed


_DAYS: Final = ("day", "first", "last")
_OTHER: Final = ("other_kind", "other_day")
_DAY_NAMES: Final = frozenset({*_DAYS, "session", "other_day"})
_ANOTHER: Final = "Another outcome"


def _both(text: str, *names: str) -> Saying:
    """One sentence, whatever came of it."""
    return Saying(text, text, names=names)


def _in_period(word: str) -> Saying:
    span = "{first} to {last}"
    return Saying(
        f"The {word} date, {{day}}, lies in {span}.",
        f"The {word} date, {{day}}, does not lie in {span}.",
        f"The {word} date is not known; it must lie in {span}.",
        _DAYS,
    )


SAYINGS: Final[Mapping[str, Saying]] = MappingProxyType(
    {
        "carried_on": _both(
            "The scheme ended before this day. Its last rates are carried on as an example.", "last"
        ),
        "payable_event": _both("{scheme} pays outcomes, not sessions.", "scheme"),
        "session_known": Saying(
            "It belongs to session {of}.", "It belongs to no session of this customer.", names=("day",)
        ),
        "effective_in_period": _in_period("effective"),
        "claimed_in_period": _in_period("claimed"),
        "touchpoint": Saying("Recorded at this touchpoint.", "Recorded elsewhere."),
        "not_a_duplicate": Saying("The record is no duplicate.", "The record is closed as a duplicate."),
        "scheme_dates": _both("The scheme pays outcomes effective from {first}{until}.", *_DAYS),
        "evidence": Saying("A piece of evidence is held.", "One piece of evidence is needed."),
        "job_sustained": _both("A job must last {needed} weeks; {weeks} recorded.", "weeks", "needed"),
        "no_earlier_session": Saying(
            "No session before the scheme stands for it.",
            "A session before the scheme stands for this outcome.",
        ),
        "kept_of_its_kind": Saying(
            "It is the one that is kept of its kind.",
            "{of} is kept instead: it is the {which} of its kind.",
            names_failed=(*_OTHER, "which"),
        ),
        "jobs_apart": Saying(
            "None of the other kind comes directly before it.",
            "{of}, of the other kind, comes directly before it.",
            names_failed=_OTHER,
        ),
        "window": _both(
            "It must take effect within {months} months of its session.", "months", "session", "last"
        ),
        "no_earlier_outcome": Saying(
            "No earlier one has its session in the {look_back} months before this one.",
            "{of} took effect earlier, and its session lies in the {look_back} months before this one.",
            names=("look_back",),
            names_failed=(*_OTHER, "look_back"),
        ),
        "undoes_a_claim": Saying(
            "It takes no other claim's place.",
            "{of} is claimed, and would not be paid beside it.",
            names_failed=_OTHER,
        ),
        "rate": Saying(
            "The rate of {day_iso} for class {class} is {pence} pence.",
            "No rate of {scheme} is known for it on {day_iso}.",
            names=("day", "class", "pence"),
            names_failed=("day", "scheme"),
        ),
        # The scheme of 2010. Its sentences of sessions differ from those of outcomes.
        "period": _both("It must lie in the period.", *_DAYS),
        "completed": _both("It must have been completed."),
        "channel": _both("Face-to-face sessions are paid."),
        "plan_signed": _both("A claim for advice needs a signed plan."),
        "age": Saying(
            "The service is open at this age.", "The service is open from {adult}.", names=("adult",)
        ),
        "age_unknown": _both("The age on the day is not known."),
        "sessions_in_year": _both(
            "Session {place} of the contract year; {most} are funded in class {class}.",
            "place",
            "most",
            "class",
        ),
        "one_outcome": Saying(
            "It is the one outcome that is paid.",
            "{of} is the one outcome that is paid.",
            names_failed=_OTHER,
        ),
        "session_scheme_dates": _both("The scheme pays sessions of its own days.", *_DAYS),
        "outcome_scheme_dates": _both("The scheme pays outcomes of its own days.", *_DAYS),
        "outcome_period": _both("It must be claimed in the period.", *_DAYS),
        "own_touchpoint": _both("It must be this contract's own."),
        "claim_evidence": _both("Each claim needs its evidence."),
        "job_weeks": _both("A job must last {needed} weeks.", "weeks", "needed"),
    }
)


def because(form: str, passed: bool, told: Told, of: str) -> str:
    """The sentence of a rule. `form` is the rule's name, or that of its sentence where the rule has several."""
    saying = SAYINGS[form]
    names = saying.names_of(passed)
    text = saying.passed if passed else saying.failed
    if saying.unknown and not passed and told and told[0] is None:
        text = saying.unknown
    values: dict[str, str] = {name: _spoken(value) for name, value in zip(names, told, strict=True)}
    if "until" in text:
        last = told[names.index("last")]
        values["until"] = f" to {_spoken(last)}" if last is not None else " on"
    if "day_iso" in text:
        values["day_iso"] = _plain(told[names.index("day")])
    return text.format_map(values | {"of": of})


def values_of(form: str, passed: bool, told: Told) -> dict[str, str]:
    """What words about a rule may need, as texts: days in ISO 8601, numbers, kinds of outcome; never an id."""
    return {name: _plain(value) for name, value in zip(SAYINGS[form].names_of(passed), told, strict=True)}


def sentence_of(form: str, passed: bool, values: Mapping[str, str]) -> str:
    """The sentence of a rule made again from its values for pages, without any id."""
    saying = SAYINGS[form]
    told = tuple(_told(name, values.get(name, "")) for name in saying.names_of(passed))
    first = told[0] if told else None
    return because(form, passed, told, _spoken(first) if form == "session_known" else _ANOTHER)


def _told(name: str, text: str) -> date | str | None:
    if not text:
        return None
    return date.fromisoformat(text) if name in _DAY_NAMES else text


def _plain(value: date | int | str | None) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _spoken(value: date | int | str | None) -> str:
    if value is None:
        return "not known"
    return spoken_day(value) if isinstance(value, date) else str(value)


@lru_cache(maxsize=4_096)
def spoken_day(day: date) -> str:
    """A date as people write it; a year's run asks for the same few hundred again and again."""
    return f"{day.day} {day:%B %Y}"
