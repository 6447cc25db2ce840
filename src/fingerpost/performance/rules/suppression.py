"""Small numbers: what of a count may be told to readers who must find nobody in it. Pure.

Every row of a measure falls into one cell: a place (a contract, or one organisation under it), a span (a month or a
year), and whether it counts or is only among those looked at. A cell is published as a multiple of the small number,
or not at all; whoever is priority is split off only where both parts may be told. Whatever is asked, the answer is a
sum of published cells, so no two answers tell more than the cells do, and each cell is published alike for every
count below the small number, nought among them (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

LEAST_SMALL_NUMBER: Final = 3
"""Below this the lowest published number would stand for one count alone."""


class Side(StrEnum):
    """Whether rows count, or were looked at and don't."""

    COUNTED = "counted"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one cell that are, or are not, of priority customers: their sum and how many stand behind it."""

    amount: Decimal
    people: int


NOTHING: Final = Part(Decimal(0), 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: a contract, the organisation under it where a reader sees no more, and its first month.

    ``group`` is one group of a kind (of age, say), None for everybody.
    """

    contract: str
    organisation: str | None
    starts_on: date
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is published of one cell: the whole, and both sides of priority where both may be told.

    None is "not told": any count from nought to one below the small number.
    """

    whole: Decimal | None
    priority: Decimal | None = None
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum of published cells: what they add up to, and how many of the cells asked for are not told."""

    amount: Decimal
    left_out: int


def publish(
    cells: Mapping[tuple[Place, Side], Mapping[bool, Part]], *, small_number: int, unit: Decimal
) -> dict[tuple[Place, Side], Told]:
    """Every cell as it may be told. ``unit`` is what amounts are rounded to: people, records or pence.

    Raises ValueError for a small number below three.
    """
    if small_number < LEAST_SMALL_NUMBER:
        raise ValueError(f"a small number is {LEAST_SMALL_NUMBER} or more, not {small_number}")
    return {key: _told(parts, small_number, unit) for key, parts in cells.items()}


def _told(parts: Mapping[bool, Part], small_number: int, unit: Decimal) -> Told:
    priority, other = parts.get(True, NOTHING), parts.get(False, NOTHING)
    if priority.people + other.people < small_number:
        return Told(None)
    if min(priority.people, other.people) < small_number:
        return Told(nearest(priority.amount + other.amount, unit))
    left, right = nearest(priority.amount, unit), nearest(other.amount, unit)
    return Told(left + right, left, right)


def nearest(amount: Decimal, unit: Decimal) -> Decimal:
    """The nearest multiple of a unit, halves up."""
    return (amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def summed(
    told: Mapping[tuple[Place, Side], Told],
    places: Iterable[Place],
    side: Side,
    *,
    priority: bool | None = None,
) -> Summed:
    """What the published cells of some places add up to. A cell that nobody published is one that is not told."""
    amount, left_out = Decimal(0), 0
    for place in places:
        cell = told.get((place, side), Told(None))
        found = cell.whole if priority is None else cell.priority if priority else cell.other
        if found is None:
            left_out += 1
        else:
            amount += found
    return Summed(amount, left_out)


def is_tellable(
    told: Mapping[tuple[Place, Side], Told],
    places: Iterable[Place],
    *,
    priority: bool | None = None,
    small_number: int,
    most_left_out: Decimal,
) -> bool:
    """Whether a ratio of published cells says enough: where one side of a cell is told and the other is not, what is
    missing weighs at most ``most_left_out`` per cent of what is told. It looks at published numbers alone.
    """
    whole, one_sided = Decimal(0), 0
    for place in places:
        sides = [summed(told, [place], side, priority=priority) for side in Side]
        whole += sum(each.amount for each in sides)
        one_sided += sum(each.left_out for each in sides) == 1
    return whole > 0 and one_sided * (small_number - 1) * 100 <= most_left_out * whole


def blocks_of(
    groups: Sequence[str], sizes: Mapping[str, Sequence[int]], *, small_number: int
) -> list[tuple[str, ...]]:
    """Groups of one kind (of age, say), in their fixed order, joined until none of the small ones can be told apart.

    ``sizes`` holds the people of each group on each side. A block closes at a group that is not small where the whole
    block is twice the small number, on every side; what is left at the end joins the last block. Nothing closes: all
    groups are one block. People can be moved among the groups of a block without another block or another rounded sum
    to show for it.
    """
    made: list[tuple[str, ...]] = []
    held: list[str] = []
    for group in groups:
        held.append(group)
        own = sizes.get(group, ())
        whole = [sum(sizes[each][side] for each in held if each in sizes) for side in range(len(own))]
        if own and min(own) >= small_number and min(whole) >= 2 * small_number:
            made.append(tuple(held))
            held = []
    if held:
        made.append((*made.pop(), *held) if made else tuple(held))
    return made
