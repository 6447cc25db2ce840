"""Which actual costs may be claimed: heads, the items of each, what is barred, and between which days. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fingerpost.policy.rules import Rules

HEADS_KEY = "funding.cost_heads"
BARRED_KEY = "funding.barred_costs"


class CostFault(StrEnum):
    """Why a cost can't be claimed. The value is stable; words are the page's."""

    NO_HEADS = "no_heads"
    HEAD = "head"
    ITEM = "item"
    BARRED = "barred"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Head:
    """One cost head: its items, and the first and last day of its costs; no day is no limit."""

    code: str
    label: str
    items: tuple[str, ...]
    first: date | None
    last: date | None


def heads(scheme: str, rules: Rules) -> Mapping[str, Head]:
    """The cost heads of a scheme (OI-20.F2), by code; none where it pays no costs."""
    found = {}
    for ruling in rules.history(HEADS_KEY):
        for row in rules.get_rows(HEADS_KEY, ruling.valid_from):
            if row["scheme"] == scheme:
                found[str(row["code"])] = _head(row)
    return found


def barred_items(rules: Rules, *, on: date) -> frozenset[str]:
    """Items that no head pays on a day (OI-20.F3, OI-20.F5: transfers of staff)."""
    return frozenset() if rules.find(BARRED_KEY, on) is None else frozenset(rules.get_list(BARRED_KEY, on))


def fault_of(*, scheme: str, head: str, item: str, spent_on: date, rules: Rules) -> CostFault | None:
    """Why a cost can't be claimed under a head; None where it can (OI-20.F2 to OI-20.F7)."""
    known = heads(scheme, rules)
    if not known:
        return CostFault.NO_HEADS
    if item in barred_items(rules, on=spent_on):
        return CostFault.BARRED
    found = known.get(head)
    if found is None:
        return CostFault.HEAD
    if item not in found.items:
        return CostFault.ITEM
    if found.first is not None and spent_on < found.first:
        return CostFault.TOO_EARLY
    if found.last is not None and spent_on > found.last:
        return CostFault.TOO_LATE
    return None


def _head(row: Mapping[str, object]) -> Head:
    items, first, last = row["items"], row.get("first"), row.get("last")
    assert isinstance(items, tuple)  # the schema of the key has seen to these three
    assert first is None or isinstance(first, date)
    assert last is None or isinstance(last, date)
    return Head(str(row["code"]), str(row["label"]), tuple(map(str, items)), first, last)
