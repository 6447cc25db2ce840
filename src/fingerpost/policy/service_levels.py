"""The service levels SL-001 to SL-103: clocks to run, and targets with their boundaries as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from fingerpost.policy.errors import PolicyError
from fingerpost.policy.rules import Rules, Ruling, Status

LEVEL_IDS: Final = tuple(f"SL-{number:03}" for number in range(1, 104))
KEY_PREFIX: Final = "service_level."
Measured = int | float | Decimal | Fraction | str


class ClockKind(StrEnum):
    """The four kinds of clock (XD-2), and deadlines on a numbered working day of the month."""

    ELAPSED = "elapsed"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    CALENDAR_MONTHS = "calendar months"
    WORKING_DAY_OF_MONTH = "working day of the month"


class Boundary(StrEnum):
    """On which side of a number a level is kept, as the papers write it."""

    WITHIN = "within"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    UNDER = "under"
    OVER = "over"
    BETWEEN = "between"
    PLUS_OR_MINUS = "plus or minus"
    EXACTLY = "exactly"
    PLANNED = "planned"
    ABOUT = "about"
    MEASURED = "measured"
    NOT_STATED = "not stated"
    AS_GIVEN = "as given"
    HOURS = "hours"


SECONDS: Final[Mapping[str, int]] = MappingProxyType(
    {"seconds": 1, "minutes": 60, "hours": 3600, "weeks": 7 * 24 * 3600}
)
UNITS: Final[Mapping[ClockKind, Mapping[str, int]]] = MappingProxyType(
    {
        ClockKind.ELAPSED: SECONDS,
        ClockKind.WORKING_DAYS: MappingProxyType({"working days": 1}),
        ClockKind.CALENDAR_DAYS: MappingProxyType({"calendar days": 1}),
        ClockKind.CALENDAR_MONTHS: MappingProxyType({"months": 1, "years": 12}),
        ClockKind.WORKING_DAY_OF_MONTH: MappingProxyType({"working day of the month": 1}),
    }
)
"""The units that each kind of clock may be written in, in its own measure: seconds, days or months."""
_NO_NUMBER: Final = frozenset({Boundary.MEASURED, Boundary.NOT_STATED, Boundary.AS_GIVEN, Boundary.HOURS})
_NEVER_FAILS: Final = _NO_NUMBER | {Boundary.PLANNED, Boundary.ABOUT}


class UnknownLevel(PolicyError):
    """No service level has this id."""

    def __init__(self, level: str) -> None:
        super().__init__(f"There is no service level '{level}'. Known: {LEVEL_IDS[0]} to {LEVEL_IDS[-1]}.")
        self.level = level


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How long a level's clock runs.

    `amount` is in seconds, days or months by `kind`, or the number of the working day; `written` is the amount in
    `unit` as the papers say it. `starts` is the moment it counts from, in words. `earliest` opens a window before the
    end (SL-055). `is_paused` says whether pauses stop it. `also_hours` is a second target that does not decide
    (OI-3.28). `flags_on_the_day`: what is due shows on its last day, and not only after it (OI-12.13).
    """

    kind: ClockKind
    amount: int
    written: int
    unit: str
    starts: str
    calendar: str = "england"
    earliest: int | None = None
    is_paused: bool = True
    also_hours: int | None = None
    flags_on_the_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number or text that a level is measured against, with its boundary as written.

    `amounts` is by part: "" where there is one only ("editors" and "creators" in SL-072, areas in SL-101).
    Percentages are of 100, money is in pence. `high` is the upper end of a range, `goal` is aimed at past the limit.
    """

    boundary: Boundary
    unit: str
    amounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    high: int | None = None
    goal: int | None = None
    text: str = ""
    per: str = ""

    def passes(self, value: Measured, part: str = "") -> bool:
        """Whether a value keeps to the level: under 5 fails at 5, within 15 passes at 15, over 1,000 fails at 1,000.

        Sizes to plan for, and levels that state no limit, fail at nothing. Raises KeyError for an unknown part.
        """
        if self.boundary in _NEVER_FAILS:
            return True
        if isinstance(value, str):
            return value == self.text
        number, amount = Fraction(value), self.amounts[part]
        match self.boundary:
            case Boundary.WITHIN | Boundary.AT_MOST:
                return number <= amount
            case Boundary.AT_LEAST:
                return number >= amount
            case Boundary.UNDER:
                return number < amount
            case Boundary.OVER:
                return number > amount
            case Boundary.PLUS_OR_MINUS:
                return abs(number) <= amount
            case Boundary.BETWEEN:
                return amount <= number <= (self.high if self.high is not None else amount)
            case _:
                return number == amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """One level as it holds over one period: a clock, or a target (`clock` is None).

    `each` is the limit that one case is judged by where the target is a share of cases (15 seconds a call, SL-001).
    `hours` names the calendar of a level that states opening hours. `ruling` says source, status and dates.
    """

    id: str
    channel: str
    measure: str
    target: Target
    clock: Clock | None
    each: Target | None
    hours: str
    ruling: Ruling

    @property
    def kind(self) -> str:
        """`clock` or `target`."""
        return "target" if self.clock is None else "clock"


def service_level(level: str, on: date, rules: Rules) -> ServiceLevel:
    """A level as it holds on a day; small letters will do. Raises UnknownLevel, or NotInForce saying why."""
    key = KEY_PREFIX + level
    if key not in rules:
        key = KEY_PREFIX + level.strip().upper()
        if key not in rules:
            raise UnknownLevel(level)
    return _of(rules.get(key, on), rules)


def level_at_or_before(level: str, on: date, rules: Rules) -> tuple[ServiceLevel, bool]:
    """A level for a list: as it holds on a day (True), else as it last held before it, or first will (False)."""
    standing = [
        ruling for ruling in rules.history(KEY_PREFIX + level) if ruling.status is not Status.WITHDRAWN
    ]
    ruling = rules.find(KEY_PREFIX + level, on)
    if ruling is not None:
        return _of(ruling, rules), True
    earlier = [each for each in standing if each.valid_from <= on]
    return _of(earlier[-1] if earlier else standing[0], rules), False


def complaint_about_level(value: object) -> str | None:
    """Why a table does not make a level, in words; None when it does."""
    try:
        _read("", value if isinstance(value, Mapping) else {}, None)
    except ValueError as error:
        return str(error)
    return None


def _of(ruling: Ruling, rules: Rules) -> ServiceLevel:
    """The typed level of one ruling, read once for each set of rules."""
    value = ruling.value if isinstance(ruling.value, Mapping) else {}
    return rules.derived(
        f"service level:{ruling.rule_id}:{ruling.valid_from}", lambda: _read(ruling.key, value, ruling)
    )


def _read(key: str, value: Mapping[str, object], ruling: Ruling | None) -> ServiceLevel:
    """Read the table of a pack. Raises ValueError for what does not fit."""
    boundary, unit = Boundary(str(value.get("boundary"))), str(value.get("unit", ""))
    kind = str(value.get("kind"))
    if kind not in ("clock", "target"):
        raise ValueError(f"kind is clock or target, not '{kind}'")
    amounts = _amounts(value)
    if boundary not in _NO_NUMBER and not amounts and "text" not in value:
        raise ValueError(f"'{boundary}' needs an amount")
    if boundary is Boundary.BETWEEN and "high" not in value:
        raise ValueError("'between' needs its high end")
    each = _number(value, "each_amount")
    each_unit = str(value.get("each_unit", ""))
    return ServiceLevel(
        id=key.removeprefix(KEY_PREFIX),
        channel=str(value.get("channel", "")),
        measure=str(value.get("measure", "")),
        target=Target(
            boundary=boundary,
            unit=unit,
            amounts=amounts,
            high=_number(value, "high"),
            goal=_number(value, "goal"),
            text=str(value.get("text", "")),
            per=str(value.get("per", "")),
        ),
        clock=_clock(value, amounts, unit) if kind == "clock" else None,
        each=None if each is None else Target(boundary=Boundary.WITHIN, unit=each_unit, amounts={"": each}),
        hours=str(value.get("hours", "")),
        ruling=ruling if ruling is not None else _NO_RULING,
    )


def _clock(value: Mapping[str, object], amounts: Mapping[str, int], unit: str) -> Clock:
    kind = ClockKind(str(value.get("clock")))
    scale, written = UNITS[kind].get(unit), amounts.get("")
    if scale is None:
        raise ValueError(f"a clock of {kind} is written in {' or '.join(UNITS[kind])}, not '{unit}'")
    if written is None or written < 0 or (written == 0 and kind is not ClockKind.ELAPSED):
        raise ValueError("a clock needs an amount")
    earliest = _number(value, "earliest")
    return Clock(
        kind=kind,
        amount=written * scale,
        written=written,
        unit=unit,
        starts=str(value.get("starts", "receipt")),
        calendar=str(value.get("calendar", "england")),
        earliest=None if earliest is None else earliest * scale,
        is_paused=value.get("never_paused") is not True,
        also_hours=_number(value, "also_hours"),
        flags_on_the_day=value.get("flags_on_the_day") is True,
    )


def _amounts(value: Mapping[str, object]) -> Mapping[str, int]:
    """The amounts by part; one that has no parts stands under ""."""
    parts = value.get("parts")
    if isinstance(parts, Mapping):
        if not all(isinstance(amount, int) for amount in parts.values()):
            raise ValueError("'parts' are whole numbers")
        return MappingProxyType({str(name): int(str(amount)) for name, amount in parts.items()})
    amount = _number(value, "amount")
    return MappingProxyType({} if amount is None else {"": amount})


def _number(value: Mapping[str, object], name: str) -> int | None:
    found = value.get(name)
    return found if isinstance(found, int) else None


_NO_RULING: Final = Ruling("", None, "", date.min, None, "", Status.OPEN)
