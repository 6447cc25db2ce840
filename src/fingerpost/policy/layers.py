"""Packs over packs: each day has the topmost ruling, and what lies under an ended one comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from fingerpost.policy.errors import Fault, FaultKind
from fingerpost.policy.rules import Pack, Rules, Ruling, Status
from fingerpost.policy.schema import KeySpec

_DAY = timedelta(days=1)


def lay_over(under: Rules, rulings: Iterable[Ruling], packs: Iterable[Pack] = ()) -> Rules:
    """One layer over another: a ruling of the layer wins on its days, the one below is cut and resumes after it.

    A piece of a cut ruling keeps its rule id, since it is still the same entry of the same paper (XD-1). The
    rulings of one layer never overlap each other.
    """
    layer: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        layer.setdefault(ruling.key, []).append(ruling)
    result: list[Ruling] = []
    for key, over in layer.items():
        over.sort(key=lambda each: each.valid_from)
        result.extend(over)
        for ruling in under.history(key) if key in under else ():
            result.extend(
                replace(ruling, valid_from=begins, valid_to=ends) for begins, ends in _left_free(ruling, over)
            )
    return Rules(result, (*under.packs, *packs), beside=under)


def _left_free(ruling: Ruling, over: Sequence[Ruling]) -> Iterator[tuple[date, date | None]]:
    """The periods of a ruling on which no ruling of the layer above holds; `over` is in order of time."""
    begins = ruling.valid_from
    for each in over:
        if each.valid_to is not None and each.valid_to < begins:
            continue
        if ruling.valid_to is not None and each.valid_from > ruling.valid_to:
            break
        if each.valid_from > begins:
            yield begins, each.valid_from - _DAY
        if each.valid_to is None:
            return
        begins = each.valid_to + _DAY
    if ruling.valid_to is None or begins <= ruling.valid_to:
        yield begins, ruling.valid_to


def overlaps(entries: Sequence[tuple[str, Ruling]]) -> Iterator[Fault]:
    """A fault for each pair of (file, ruling) of one key that hold on one day; entries are in order of time."""
    for (_, earlier), (file, later) in pairwise(entries):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            detail = (
                f"'{earlier.rule_id}' of pack {earlier.pack} still holds on {later.valid_from.isoformat()}"
            )
            yield Fault(file, later.key, FaultKind.OVERLAP, detail)


def gaps(entries: Sequence[tuple[str, Ruling]], spec: KeySpec) -> Iterator[Fault]:
    """A fault for each stretch of days without a value between two values, for a key that allows none."""
    if spec.gaps:
        return
    for (_, earlier), (file, later) in pairwise(entries):
        if earlier.valid_to is not None and earlier.valid_to + _DAY < later.valid_from:
            detail = (
                f"nothing holds between {earlier.valid_to.isoformat()} and {later.valid_from.isoformat()}"
            )
            yield Fault(file, later.key, FaultKind.GAP, detail)


def shortenings(
    file: str, under: Rules, rulings: Iterable[Ruling], spec_of: Mapping[str, KeySpec]
) -> Iterator[Fault]:
    """A fault for each ruling that leaves out a row of a list that packs may extend and never shorten (BR-A.2).

    Every ruling of the layer below that holds on one of its days counts. The detail gives numbers of rows and
    never a row: a fault may be logged.
    """
    for ruling in rulings:
        member = spec_of[ruling.key].only_grows_by
        if not member or ruling.key not in under:
            continue
        kept = _names(ruling, member)
        for below in under.history(ruling.key):
            missing = _names(below, member) - kept
            if missing and _share_a_day(ruling, below):
                left_out = f"{len(missing)} of {len(_names(below, member))} entries of '{below.rule_id}' are left out"
                yield Fault(
                    file, ruling.key, FaultKind.SHORTENED, f"{left_out}; this list may only be extended"
                )
                break


def _names(ruling: Ruling, member: str) -> frozenset[str]:
    """What names the rows of a list, whatever its case; empty where the ruling is withdrawn."""
    if ruling.status is Status.WITHDRAWN or not isinstance(ruling.value, tuple):
        return frozenset()
    rows = (row for row in ruling.value if isinstance(row, Mapping))
    return frozenset(str(row.get(member, "")).casefold() for row in rows)


def _share_a_day(one: Ruling, other: Ruling) -> bool:
    return (other.valid_to is None or one.valid_from <= other.valid_to) and (
        one.valid_to is None or other.valid_from <= one.valid_to
    )
