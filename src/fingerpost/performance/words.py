"""Figures in words: the names of parts, values with their unit, and what stands where nothing can be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.interactions.models import Channel
from fingerpost.organisations.models import Contract, Organisation, Venue
from fingerpost.performance.measures.definition import PERSONAL, Described, Dimension, Kind, Unit
from fingerpost.performance.published import TOGETHER
from fingerpost.performance.reading import Cell
from fingerpost.staff.models import Account

KIND_WORDS: Final = {
    Kind.NATIONAL: gettext_lazy("National measures"),
    Kind.KPI: gettext_lazy("Key performance indicators"),
    Kind.SERVICE_LEVEL: gettext_lazy("Service levels"),
    Kind.COUNT: gettext_lazy("Counts"),
    Kind.MONEY: gettext_lazy("Money"),
    Kind.EQUALITY: gettext_lazy("Equality"),
}
DIMENSION_WORDS: Final = {
    Dimension.CONTRACT: gettext_lazy("Contract"),
    Dimension.ORGANISATION: gettext_lazy("Organisation"),
    Dimension.ADVISER: gettext_lazy("Adviser"),
    Dimension.VENUE: gettext_lazy("Venue"),
    Dimension.CHANNEL: gettext_lazy("Channel"),
    Dimension.MONTH: gettext_lazy("Month"),
    Dimension.PRIORITY: gettext_lazy("Priority group"),
    Dimension.AGE_BAND: gettext_lazy("Age"),
    Dimension.GENDER: gettext_lazy("Gender"),
    Dimension.ETHNICITY: gettext_lazy("Ethnicity"),
    Dimension.CONDITION: gettext_lazy("Learning difficulty or disability"),
}
PERIOD_WORDS: Final = {
    "year": gettext_lazy("Year to date"),
    "quarter": gettext_lazy("Quarter"),
    "month": gettext_lazy("Month"),
}
KNOWN_WORDS: Final = {
    "now": gettext_lazy("As known now"),
    "day_5": gettext_lazy("As known on the fifth working day"),
    "returned": gettext_lazy("As returned"),
}
_GROUP_WORDS: Final = {
    "under 18": gettext_lazy("Under 18"),
    "18 to 19": gettext_lazy("18 to 19"),
    "20 to 24": gettext_lazy("20 to 24"),
    "25 to 49": gettext_lazy("25 to 49"),
    "50 and over": gettext_lazy("50 and over"),
    "female": gettext_lazy("Female"),
    "male": gettext_lazy("Male"),
    "another": gettext_lazy("Another"),
    "white_british": gettext_lazy("White British"),
    "white_other": gettext_lazy("White, other"),
    "mixed": gettext_lazy("Mixed"),
    "asian": gettext_lazy("Asian"),
    "black": gettext_lazy("Black"),
    "other": gettext_lazy("Other"),
    "declared": gettext_lazy("Declared"),
    "none_declared": gettext_lazy("None declared"),
}
_PENCE: Final = 100


def month_words(first: date) -> str:
    """A month in words: "May 2026"."""
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{names[first.month - 1]} {first.year}"


def value_words(what: Described, value: Decimal) -> str:
    """A value with its unit: 1,234, 45.6%, £1,234.50."""
    if what.unit is Unit.PENCE or what.unit is Unit.PENCE_EACH:
        pounds = abs(value) / _PENCE
        return f"{'-' if value < 0 else ''}£{pounds:,.2f}"
    told = f"{value:,.{what.decimals}f}"
    return f"{told}%" if what.unit is Unit.PERCENT else told


def cell_words(what: Described, cell: Cell) -> str:
    """What a cell says: its value, or why there is none."""
    if cell.value is not None:
        return value_words(what, cell.value)
    return _("Too few to tell") if cell.is_few else _("Nothing to tell")


def part_words(by: Dimension, parts: Iterable[str | None]) -> dict[str | None, str]:
    """The names of the parts of a break-down; parts that nobody knows, and groups told together, in words."""
    known = [part for part in parts if part]
    unknown = _("Not said") if by in PERSONAL else _("Not known")
    named: dict[str | None, str] = {None: unknown, "": unknown, TOGETHER: _("Groups too small to tell apart")}
    for part in known:
        if part == TOGETHER:
            continue
        named[part] = _said(by, part)
    named.update(_named(by, known))
    return named


def _said(by: Dimension, part: str) -> str:
    if by is Dimension.MONTH:
        return month_words(date.fromisoformat(part[:10]))
    if by is Dimension.CHANNEL:
        return str(Channel(int(part)).label) if part.isdigit() and int(part) in Channel.values else _("Other")
    if by is Dimension.PRIORITY:
        return _("In a priority group") if part.lower() == "true" else _("Not in a priority group")
    found = _GROUP_WORDS.get(part)
    return str(found) if found is not None else _("Not known")


def _named(by: Dimension, parts: Sequence[str]) -> Mapping[str | None, str]:
    ids = [UUID(part) for part in parts if _is_id(part)]
    found: list[tuple[UUID, str]] = []
    if by is Dimension.CONTRACT:
        rows = Contract.objects.filter(id__in=ids).select_related("prime")
        found = [(each.id, f"{each.reference}, {each.prime.name}") for each in rows]
    elif by is Dimension.ORGANISATION:
        found = list(Organisation.objects.filter(id__in=ids).values_list("id", "name"))
    elif by is Dimension.VENUE:
        found = list(Venue.objects.filter(id__in=ids).values_list("id", "label"))
    elif by is Dimension.ADVISER:
        found = list(Account.objects.filter(id__in=ids).values_list("id", "full_name"))
    return {str(key): name for key, name in found}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
