"""Whether a count of another system was ever entered: nought that nobody counted is not told as nought."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ibis.expr.types import Table

from fingerpost.performance.measures import elsewhere
from fingerpost.performance.measures.definition import Described, Facts, Filters, Measure, bounded

Fetch = Callable[[Hashable, Callable[[Facts], Table]], Sequence[tuple[Any, ...]]]

_CODES: Final = frozenset(each.code for each in elsewhere.MEASURES)


def is_never_entered(fetch: Fetch, what: Described, filters: Filters) -> bool:
    """Whether a measure is counted elsewhere and no count of it, of whatever month, is within these filters.

    ``fetch`` gives the rows of an expression over one snapshot; equal keys have equal rows (OI-13.4).
    """
    if what.code not in _CODES or not isinstance(what, Measure):
        return False
    always = replace(filters, first_month=date.min, last_month=date.max)

    def build(facts: Facts) -> Table:
        rows = bounded(what.rows(facts), always)
        return rows.aggregate(entered=rows.count())

    [(entered,)] = fetch(("entered", what.code, always), build)
    return int(entered) == 0
