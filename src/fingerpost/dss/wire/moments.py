"""Moments of the wire: civil or UTC date and time with up to seven digits of a second, kept as they came.

A .NET DateTime counts ticks of 100 nanoseconds, and says of itself whether it is UTC, local or neither. Comparisons
look at the ticks alone, so a moment without a zone counts as UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import Final

TICKS_A_SECOND: Final = 10_000_000
_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_ISO: Final = re.compile(
    r"\s*(?P<date>\d{4}(?P<parted>[-/.])\d{1,2}(?P=parted)\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,}))?)?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?\s*",
    re.ASCII,
)
# What .NET reads under the invariant culture: month, day, year, then a time of 24 or 12 hours.
_US: Final = re.compile(
    r"\s*(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,7})\d*)?)?"
    r"\s*(?P<half>[AaPp][Mm])?)?\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?\s*",
    re.ASCII,
)
# What the older serialiser of .NET wrote: milliseconds since 1970, with an offset where the time was a local one.
_OLD: Final = re.compile(r"\s*/Date\((?P<gone>-?\d{1,15})(?P<zone>[+-]\d{4})?\)/\s*", re.ASCII)
_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = date.max.toordinal() * 86_400 * TICKS_A_SECOND - 1
_SEVEN: Final = 7
_NOON: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time as the wire knows it. Order and equality are those of the ticks.

    ``ticks`` count from the year 1; ``suffix`` is ``Z``, an offset, or empty where nothing was said.
    """

    ticks: int
    suffix: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """As it goes out: noughts at the end of the fraction are left off, and so is a fraction of nothing."""
        seconds, part = divmod(self.ticks, TICKS_A_SECOND)
        moment = _EPOCH + timedelta(seconds=seconds)
        fraction = f".{part:07d}".rstrip("0") if part else ""
        year = f"{moment.year:04d}"
        return f"{year}{moment.strftime('-%m-%dT%H:%M:%S')}{fraction}{self.suffix}"

    def as_datetime(self) -> datetime:
        """The moment as a UTC datetime, down to microseconds; one without a zone counts as UTC."""
        seconds, part = divmod(self.ticks, TICKS_A_SECOND)
        return _EPOCH + timedelta(seconds=seconds, microseconds=part // 10)


def of_datetime(moment: datetime) -> Moment:
    """A moment of the server: UTC with ``Z``."""
    return Moment(ticks_of(moment), "Z")


def ticks_of(moment: datetime) -> int:
    """Ticks of an aware datetime."""
    gone = moment.astimezone(UTC) - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * TICKS_A_SECOND + gone.microseconds * 10


def read_moment(text: str) -> Moment | None:
    """Read a moment as .NET clients write it: ISO 8601, or US order. None where it can't be read.

    Without an offset it stays without; ``Z`` stays UTC; a numeric offset becomes the server's local zone, which is
    UTC, and goes out as ``+00:00``. More than seven digits of a second are rounded.
    """
    found = _ISO.fullmatch(text)
    try:
        if found is not None:
            year, month, day = (int(part) for part in found["date"].split(found["parted"]))
            return _moment(year, month, day, found, half="")
        found = _US.fullmatch(text)
        if found is not None:
            day_of = int(found["year"]), int(found["month"]), int(found["day"])
            return _moment(*day_of, found, half=found["half"] or "")
        found = _OLD.fullmatch(text)
        if found is not None:
            gone = _1970 + timedelta(milliseconds=int(found["gone"]))
            return Moment(ticks_of(gone), "+00:00" if found["zone"] else "Z")
    except (ValueError, OverflowError):
        return None
    return None


def _moment(year: int, month: int, day: int, found: re.Match[str], *, half: str) -> Moment:
    hour = int(found["hour"] or 0)
    if half:
        if not 1 <= hour <= _NOON:
            raise ValueError("no hour of the clock")
        hour = hour % _NOON + (_NOON if half.lower() == "pm" else 0)
    moment = datetime(
        year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0), tzinfo=UTC
    )
    part = _ticks(found["fraction"] or "")
    zone = found["zone"] or ""
    if zone.lower() == "z":
        return _within(ticks_of(moment) + part, "Z")
    if zone:
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        away = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
        return _within(ticks_of(moment - away) + part, "+00:00")
    return _within(ticks_of(moment) + part)


def _ticks(digits: str) -> int:
    """A fraction of a second; what lies past the seventh digit is rounded."""
    part = int(digits[:_SEVEN].ljust(_SEVEN, "0"))
    return part + 1 if digits[_SEVEN : _SEVEN + 1] >= "5" else part


def _within(ticks: int, suffix: str = "") -> Moment:
    if not 0 <= ticks <= _LAST:
        raise ValueError("no moment of the calendar")
    return Moment(ticks, suffix)


def add_months(moment: Moment, months: int) -> Moment:
    """So many calendar months later at the same time of day; the 31st becomes the month's last day, as in .NET.

    What would lie before year 1 or after year 9999 is the first or the last tick that there is.
    """
    seconds, part = divmod(moment.ticks, TICKS_A_SECOND)
    when = _EPOCH + timedelta(seconds=seconds)
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return Moment(0 if year < MINYEAR else _LAST, moment.suffix)
    day = min(when.day, monthrange(year, month + 1)[1])
    return Moment(ticks_of(when.replace(year=year, month=month + 1, day=day)) + part, moment.suffix)


def add_years(moment: Moment, years: int) -> Moment:
    """So many years later; 29 February becomes the 28th where the year has none."""
    return add_months(moment, years * 12)
