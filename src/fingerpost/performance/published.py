"""Figures for readers of rounded numbers: sums of published cells, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from ibis.expr.types import Table

from fingerpost.house.errors import InvalidInput
from fingerpost.performance.atoms import FIRST_MONTH_OF_YEAR, Cells, cells_of, gathered, year_of
from fingerpost.performance.measures.definition import (
    PERSONAL,
    RATIOS,
    Dimension,
    Facts,
    Figure,
    Filters,
    Measure,
    Unit,
    figure,
)
from fingerpost.performance.rules.suppression import (
    NOTHING,
    Part,
    Place,
    Side,
    Told,
    blocks_of,
    is_tellable,
    publish,
    summed,
)
from fingerpost.policy import Rules

Fetch = Callable[[Hashable, Callable[[Facts], Table]], Sequence[tuple[Any, ...]]]
"""Counts an expression over the facts of one snapshot and gives its rows; equal keys have equal rows."""

TOGETHER: Final = "*"
"""The part of groups that are told together alone."""

GROUPS: Final[Mapping[Dimension, tuple[str, ...]]] = {
    Dimension.AGE_BAND: ("under 18", "18 to 19", "20 to 24", "25 to 49", "50 and over", ""),
    Dimension.GENDER: ("female", "male", "another", ""),
    Dimension.ETHNICITY: ("white_british", "white_other", "mixed", "asian", "black", "other", ""),
    Dimension.CONDITION: ("declared", "none_declared", ""),
}
"""Every group of a kind, in order, whether anybody is in it or not; the last is of those who did not say."""

_OFFERED: Final = frozenset({Dimension.CONTRACT, Dimension.MONTH, Dimension.PRIORITY})


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of published cells. ``is_told`` is whether they say enough; ``left_out`` counts those not told."""

    figure: Figure
    is_told: bool
    left_out: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What policy says of small numbers: the number, the step of pence, and how much may be missing, in per cent."""

    small_number: int
    pence: Decimal
    most_left_out: Decimal


def settings_of(rules: Rules, on: date) -> Settings:
    """What policy says on a day."""
    return Settings(
        rules.get_int("performance.small_number", on),
        Decimal(rules.get_int("performance.rounded_pence", on)),
        Decimal(rules.get_int("performance.most_left_out", on)),
    )


def offered(measure: Measure) -> frozenset[Dimension]:
    """What rounded figures of a measure may be broken down by."""
    if measure.small_numbers_hidden:
        return (measure.breaks_down_by & PERSONAL) | {Dimension.CONTRACT}
    return measure.breaks_down_by & _OFFERED


def published_figures(
    fetch: Fetch,
    measure: Measure,
    filters: Filters,
    *,
    by: Dimension | None,
    settings: Settings,
    counted_to: date,
    reach: Sequence[tuple[str, str | None]],
) -> list[Published]:
    """The figures of a measure from published cells; by parts, or the whole alone.

    ``counted_to`` is the first of the month of the snapshot. ``reach`` names every contract that the reader may count
    (with the organisation that bounds them there), so that one without a record looks like one with few. Measures
    whose small numbers are always hidden are told by whole years from April, others by months. Raises InvalidInput
    for a filter or break-down that isn't offered.
    """
    ensure_offered(measure, filters, by)
    by_year = measure.small_numbers_hidden
    group = by if by in PERSONAL else None
    first, last = filters.first_month, filters.last_month
    build = cells_of(measure, scope=filters.scope, first=first, last=last, group=group)
    key = (measure.code, filters.scope, year_of(first), year_of(last), group)
    cells = gathered(fetch(key, build), by_year=by_year, has_groups=group is not None)
    spans = _years(first, last, counted_to) if by_year else _months(first, last)
    asked = [pair for pair in reach if not filters.contracts or pair[0] in filters.contracts]
    places = [Place(*pair, span) for pair in sorted(asked, key=str) for span in spans]
    unit = settings.pence if measure.unit is Unit.PENCE else Decimal(settings.small_number)
    if group is not None:
        return _by_group(measure, group, places, cells, settings, unit)
    told = publish(cells, small_number=settings.small_number, unit=unit)
    parts = _parts(places, by, filters.priority)
    return [_one(measure, part, told, own, priority, settings) for part, own, priority in parts]


def ensure_offered(measure: Measure, filters: Filters, by: Dimension | None) -> None:
    """Raise InvalidInput for a filter or a break-down that rounded figures don't have."""
    bounds = {organisation for _contract, organisation in filters.scope or () if organisation}
    narrowed = filters.advisers or filters.venues or filters.channels or (filters.organisations - bounds)
    if narrowed or (measure.small_numbers_hidden and filters.priority is not None):
        raise InvalidInput(
            _(
                "These figures are rounded, so that nobody is found in them. Choose contracts and months alone."
            ),
            code="performance.filter_not_offered",
        )
    if by is not None and by not in offered(measure):
        raise InvalidInput(
            _("These figures are rounded, and aren’t broken down in this way. Choose another break-down."),
            code="performance.part_not_offered",
        )


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [date((start + step) // 12, (start + step) % 12 + 1, 1) for step in range(count)]


def _years(first: date, last: date, counted_to: date) -> list[date]:
    found = []
    for year in range(year_of(first).year, year_of(last).year + 1):
        opens = date(year, FIRST_MONTH_OF_YEAR, 1)
        closes = min(date(year + 1, FIRST_MONTH_OF_YEAR - 1, 1), counted_to)
        if first <= opens and last >= closes:
            found.append(opens)
    return found


def _parts(
    places: Sequence[Place], by: Dimension | None, priority: bool | None
) -> list[tuple[str | None, list[Place], bool | None]]:
    if by is None:
        return [(None, list(places), priority)]
    if by is Dimension.PRIORITY:
        wanted = [False, True] if priority is None else [priority]
        return [(str(each).lower(), list(places), each) for each in wanted]
    found: dict[str, list[Place]] = {}
    for place in places:
        part = place.contract if by is Dimension.CONTRACT else place.starts_on.isoformat()
        found.setdefault(part, []).append(place)
    return [(part, found[part], priority) for part in sorted(found)]


def _one(
    measure: Measure,
    part: str | None,
    told: Mapping[tuple[Place, Side], Told],
    places: Iterable[Place],
    priority: bool | None,
    settings: Settings,
) -> Published:
    own = list(places)
    counted = summed(told, own, Side.COUNTED, priority=priority)
    rest = summed(told, own, Side.REST, priority=priority)
    if measure.unit not in RATIOS:
        made = figure(measure, part, float(counted.amount), 0.0)
        return Published(made, counted.left_out < len(own), counted.left_out)
    below = counted.amount + rest.amount if measure.unit is Unit.PERCENT else rest.amount
    made = figure(measure, part, float(counted.amount), float(below))
    says_enough = below > 0 and is_tellable(
        told,
        own,
        priority=priority,
        small_number=settings.small_number,
        most_left_out=settings.most_left_out,
    )
    return Published(made, says_enough, counted.left_out + rest.left_out)


def _by_group(
    measure: Measure,
    kind: Dimension,
    places: Sequence[Place],
    cells: Cells,
    settings: Settings,
    unit: Decimal,
) -> list[Published]:
    sides = tuple(Side) if measure.unit in RATIOS else (Side.COUNTED,)
    joined: Cells = {}
    groups = GROUPS[kind]
    for place in places:
        found = {
            (name, side): cells.get((replace(place, group=name), side), {})
            for name in groups
            for side in sides
        }
        sizes = {
            name: [sum(p.people for p in found[name, side].values()) for side in sides] for name in groups
        }
        for block in blocks_of(groups, sizes, small_number=settings.small_number):
            name = block[0] if len(block) == 1 else TOGETHER
            for side in sides:
                _add(joined, (replace(place, group=name), side), [found[each, side] for each in block])
    told = publish(joined, small_number=settings.small_number, unit=unit)
    return [
        _one(measure, name, told, [replace(place, group=name) for place in places], None, settings)
        for name in (*groups, TOGETHER)
    ]


def _add(joined: Cells, key: tuple[Place, Side], found: Iterable[Mapping[bool, Part]]) -> None:
    # Several blocks of one place may be told together: their groups are not named, so they are one cell.
    before = joined.setdefault(key, {}).get(False, NOTHING)
    amount, people = before.amount, before.people
    for parts in found:
        for part in parts.values():
            amount, people = amount + part.amount, people + part.people
    joined[key][False] = Part(amount, people)
