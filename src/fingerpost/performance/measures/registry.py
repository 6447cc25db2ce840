"""Every measure by its code: what is counted from rows, what is worked out of figures, and one call for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.performance.measures import (
    derived,
    elsewhere,
    equality,
    follow_ups,
    money,
    outcomes,
    plans,
    profiles,
    quality,
    service_levels,
    sessions,
)
from fingerpost.performance.measures.definition import Described, Dimension, Figure, Filters, Measure
from fingerpost.performance.measures.derived import Ask, Derived
from fingerpost.policy import Rules

_APRIL: Final = 4
_ROOMS: Final = (
    sessions,
    plans,
    outcomes,
    quality,
    service_levels,
    follow_ups,
    profiles,
    money,
    equality,
    elsewhere,
)

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {measure.code: measure for room in _ROOMS for measure in room.MEASURES}
)
DERIVED: Final[Mapping[str, Derived]] = MappingProxyType({each.code: each for each in derived.DERIVED})
ALL: Final[Mapping[str, Described]] = MappingProxyType({**MEASURES, **DERIVED})


def described(code: str) -> Described:
    """What a figure says of itself. NotFound (``no_such_measure``) where there is none of this code."""
    found = ALL.get(code)
    if found is None:
        raise NotFound("There is no such measure. Choose one from the list.", code="no_such_measure")
    return found


def in_force(defines: str, on: date) -> Described:
    """The definition of a ratio that holds on a day (OI-12.3, OF-14). NotFound where none does."""
    for each in ALL.values():
        begun = each.valid_from is None or each.valid_from <= on
        if each.defines == defines and begun and (each.valid_to is None or on <= each.valid_to):
            return each
    raise NotFound("The measure has no definition on that day.", code="no_definition_then")


def chosen(ratio: str, on: date, rules: Rules) -> Described:
    """XD-15: the measure that policy chose for a ratio whose denominator no paper states."""
    for row in rules.get_rows("performance.denominators", on):
        if row["ratio"] == ratio:
            return described(str(row["chosen"]))
    raise NotFound("Policy chooses no denominator of this ratio.", code="no_such_ratio")


def work_out(
    of: Described,
    ask: Ask,
    filters: Filters,
    *,
    by: Dimension | None = None,
    on: date,
    rules: Rules,
    year_first: date | None = None,
) -> list[Figure]:
    """The figures of any measure: counted by ``ask``, or worked out of what it counts.

    ``on`` is the day of asking; ``year_first`` the first month of the contract year (April where left out, facts 5).
    A derived figure is told of the parts that its own measures have; parts that nobody knows are left out of it.
    """
    if isinstance(of, Measure):
        return list(ask(of, filters, by))
    if not isinstance(of, Derived):
        raise TypeError(f"{of.code} is neither counted nor derived")
    year = year_first or _april(filters.last_month)
    asked = derived.Asked(filters, year, on, rules, ask, MEASURES)
    if by is None:
        return [derived.figure_of(of, asked, None)]
    parts = sorted({part for code in of.of for part in asked.by(code, by)})
    return [
        derived.figure_of(of, replace(asked, filters=_narrowed(filters, by, part)), part) for part in parts
    ]


def _april(month: date) -> date:
    return date(month.year if month.month >= _APRIL else month.year - 1, _APRIL, 1)


def _narrowed(filters: Filters, by: Dimension, part: str) -> Filters:
    if by is Dimension.MONTH:
        month = date.fromisoformat(part[:10])
        return replace(filters, first_month=month, last_month=month)
    if by is Dimension.CONTRACT:
        return replace(filters, contracts=frozenset({part}))
    raise InvalidInput("This figure can't be told by those parts.", code="not_broken_down_so")
