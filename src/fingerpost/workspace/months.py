"""Months in addresses and in words, as the pages of money and performance show them."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

LENGTH: Final = 7


def month_words(first: date) -> str:
    """A month in words: "May 2026"."""
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{names[first.month - 1]} {first.year}"


def short_month_words(first: date) -> str:
    """A month in few letters, for the axis of a plot: "Sep 2026"."""
    return f"{month_words(first)[:3]} {first.year}"


def month_code(first: date) -> str:
    """A month in an address: "2026-05"."""
    return f"{first:%Y-%m}"


def read_month(typed: str) -> date | None:
    """The first day of a month such as "2026-05"; None where it can't be read."""
    try:
        return date.fromisoformat(f"{typed}-01") if len(typed) == LENGTH and typed.isascii() else None
    except ValueError:
        return None


class MonthInAddress:
    """The path converter ``month``: an address with another month than a real one is not found."""

    regex = r"[12]\d{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date | str) -> str:
        """The month as it stands in an address."""
        return value if isinstance(value, str) else month_code(value)


def recent_months(today: date, number: int) -> list[tuple[str, str]]:
    """The last so many months up to today's, the newest first: code and words."""
    found, year, month = [], today.year, today.month
    for _each in range(number):
        first = date(year, month, 1)
        found.append((month_code(first), month_words(first)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found
