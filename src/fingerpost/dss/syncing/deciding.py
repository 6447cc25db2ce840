"""What to do with one record that both sides may have changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fingerpost.dss.syncing.shapes import Body, modified_ticks


class Verdict(StrEnum):
    """What becomes of a record."""

    SAME = "same"  # nothing to do
    CARRY = "carry"  # the target is brought to the source
    LEAVE = "leave"  # the target changed alone: the other direction carries it
    WIN = "win"  # both changed, and the source later
    YIELD = "yield"  # both changed, and the target later


@dataclass(frozen=True, slots=True)
class Known:
    """The prints of both sides when they last agreed; empty where they never did."""

    source: str = ""
    target: str = ""


def decide(
    known: Known, *, source: Body, target: Body, source_print: str, target_print: str, are_equal: bool
) -> Verdict:
    """Who is right. The later LastModifiedDate wins where both changed; a tie falls by the greater print.

    The prints decide a tie alike from either side, as long as both look at the same two records.
    """
    if are_equal:
        return Verdict.SAME
    if known.target and target_print == known.target:
        return Verdict.SAME if source_print == known.source else Verdict.CARRY
    if known.source and source_print == known.source:
        return Verdict.LEAVE
    ours, theirs = modified_ticks(source), modified_ticks(target)
    if ours != theirs:
        return Verdict.WIN if ours > theirs else Verdict.YIELD
    return Verdict.WIN if source_print > target_print else Verdict.YIELD
