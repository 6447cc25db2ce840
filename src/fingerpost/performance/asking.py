"""What somebody asks of a measure: a period, parts, a break-down. Read from an address or from a saved report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from fingerpost.performance.atoms import year_of
from fingerpost.performance.measures.definition import Dimension, Filters

MONTH: Final = "month"
QUARTER: Final = "quarter"
YEAR: Final = "year"
PERIODS: Final = (YEAR, QUARTER, MONTH)
KNOWN: Final = ("now", "day_5", "returned")
NEWEST: Final = ""
PREVIOUS: Final = "previous"

_IDS: Final = ("contract", "organisation", "adviser", "venue")
_QUARTER: Final = 3
_LONGEST_CHANNEL: Final = 2
_MONTH_LENGTH: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question. ``month`` is "" for the newest of the snapshot, "previous" for the one before, or "2026-05".

    ``period`` is the month, its quarter, or the year from April to it; "" and None ask for everything.
    """

    month: str = NEWEST
    period: str = YEAR
    parts: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    priority: bool | None = None
    by: Dimension | None = None
    known: str = KNOWN[0]

    def plain(self) -> dict[str, str]:
        """The question as an address or a saved report holds it; what isn't asked is left out."""
        found = {
            "month": self.month,
            "period": self.period,
            **self.parts,
            "channel": self.channel,
            "priority": "" if self.priority is None else "yes" if self.priority else "no",
            "by": str(self.by or ""),
            "known": "" if self.known == KNOWN[0] else self.known,
        }
        return {name: value for name, value in found.items() if value}

    def filters(self, newest: date) -> Filters:
        """The filters of the question, where ``newest`` is the first of the snapshot's month."""
        last = self.month_on(newest)
        first = last
        if self.period == YEAR:
            first = year_of(last)
        elif self.period == QUARTER:
            start = (last.month - 1) // _QUARTER * _QUARTER + 1
            first, last = last.replace(month=start), last.replace(month=start + _QUARTER - 1)
        return Filters(
            first_month=first,
            last_month=last,
            contracts=self._only("contract"),
            organisations=self._only("organisation"),
            advisers=self._only("adviser"),
            venues=self._only("venue"),
            channels=frozenset({self.channel}) if self.channel else frozenset(),
            priority=self.priority,
        )

    def _only(self, name: str) -> frozenset[str]:
        return frozenset({self.parts[name]}) if self.parts.get(name) else frozenset()

    def month_on(self, newest: date) -> date:
        """The month asked for."""
        if self.month == PREVIOUS:
            return date(newest.year - (newest.month == 1), (newest.month - 2) % 12 + 1, 1)
        return read_month(self.month) or newest


def asked_of(found: Mapping[str, Any]) -> Asked:
    """What an address or a saved report asks for; what can't be read is left out."""
    month = str(found.get("month", ""))
    period = str(found.get("period", ""))
    channel = str(found.get("channel", ""))
    known = str(found.get("known", ""))
    by = str(found.get("by", ""))
    return Asked(
        month=month if month == PREVIOUS or read_month(month) else NEWEST,
        period=period if period in PERIODS else YEAR,
        parts={name: text for name in _IDS if (text := _id(str(found.get(name, ""))))},
        channel=channel
        if channel.isascii() and channel.isdigit() and len(channel) <= _LONGEST_CHANNEL
        else "",
        priority={"yes": True, "no": False}.get(str(found.get("priority", ""))),
        by=Dimension(by) if by in Dimension.__members__.values() else None,
        known=known if known in KNOWN else KNOWN[0],
    )


def read_month(typed: str) -> date | None:
    """The first day of a month such as "2026-05"; None where it can't be read."""
    try:
        return date.fromisoformat(f"{typed}-01") if len(typed) == _MONTH_LENGTH and typed.isascii() else None
    except ValueError:
        return None


def _id(typed: str) -> str:
    try:
        return str(UUID(typed))
    except ValueError:
        return ""
