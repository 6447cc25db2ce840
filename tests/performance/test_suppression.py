"""Small numbers against somebody who knows the rule: whatever is asked, another data set answers alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fingerpost.performance.rules.suppression import (
    Part,
    Place,
    Side,
    blocks_of,
    is_tellable,
    publish,
    summed,
)

N = 5
UNIT = Decimal(N)
PLACES = [Place(contract, None, date(2026, month, 1)) for contract in ("a", "b") for month in (4, 5)]
COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 40])
Cells = dict[tuple[Place, Side], dict[bool, Part]]


def cells_from(counts: list[tuple[int, int]]) -> Cells:
    keys = [(place, side) for place in PLACES for side in Side]
    return {
        key: {True: Part(Decimal(yes), yes), False: Part(Decimal(no), no)}
        for key, (yes, no) in zip(keys, counts, strict=True)
    }


WORLDS = st.lists(st.tuples(COUNTS, COUNTS), min_size=len(PLACES) * 2, max_size=len(PLACES) * 2)
FILTERS = st.tuples(
    st.sets(st.sampled_from(PLACES)), st.sampled_from(list(Side)), st.sampled_from([None, True, False])
)


@pytest.mark.requirement("OI-8.6")
@settings(max_examples=1_000, deadline=None)
@given(WORLDS, st.data())
def test_small_cell_when_it_holds_any_other_small_count_then_the_same_is_published(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    world = cells_from(counts)
    told = publish(world, small_number=N, unit=UNIT)
    small = [key for key, parts in world.items() if sum(part.people for part in parts.values()) < N]
    assume(small)
    other = dict(world)
    for key in small:
        yes = data.draw(st.integers(0, N - 1))
        no = data.draw(st.integers(0, N - 1 - yes))
        other[key] = {True: Part(Decimal(yes), yes), False: Part(Decimal(no), no)}
    # Nobody there at all, nought of each kind, or some: no row, a row of nought and a row of some are told alike.
    other.pop(data.draw(st.sampled_from(small)))
    again = publish(other, small_number=N, unit=UNIT)
    for place, side in world:
        for priority in (None, True, False):
            ours = summed(told, [place], side, priority=priority)
            assert summed(again, [place], side, priority=priority) == ours


@settings(max_examples=1_000, deadline=None)
@given(WORLDS, st.data())
def test_small_part_of_a_cell_when_people_are_moved_then_the_same_is_published(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    world = cells_from(counts)
    whole = publish(world, small_number=N, unit=UNIT)
    split = [
        key
        for key, parts in world.items()
        if sum(part.people for part in parts.values()) >= N
        and min(part.people for part in parts.values()) < N
    ]
    assume(split)
    other = dict(world)
    for key in split:
        people = sum(part.people for part in world[key].values())
        few = data.draw(st.integers(0, min(N - 1, people)))
        larger = data.draw(st.booleans())
        other[key] = {
            larger: Part(Decimal(people - few), people - few),
            not larger: Part(Decimal(few), few),
        }
    assert publish(other, small_number=N, unit=UNIT) == whole


@settings(max_examples=1_000, deadline=None)
@given(WORLDS, FILTERS, FILTERS, st.sampled_from(["pair", "nested", "one_cell", "parts", "priority"]))
def test_answers_when_subtracted_then_never_a_small_count_and_never_some_against_none(
    counts: list[tuple[int, int]],
    first: tuple[set[Place], Side, bool | None],
    second: tuple[set[Place], Side, bool | None],
    attack: str,
) -> None:
    world = cells_from(counts)
    told = publish(world, small_number=N, unit=UNIT)
    one, side, priority = first
    two = {
        "pair": second[0],
        "nested": one | second[0],
        "one_cell": one ^ {PLACES[0]},
        "parts": set(PLACES),
        "priority": one,
    }[attack]
    asked = (None, True) if attack == "priority" else (priority, priority)
    answers = [
        summed(told, places, side, priority=of).amount for places, of in zip((one, two), asked, strict=True)
    ]
    difference = abs(answers[0] - answers[1])
    assert difference == 0 or difference >= N
    if attack in ("nested", "one_cell"):
        apart = one ^ two
        if all(sum(part.people for part in world[place, side].values()) < N for place in apart):
            assert difference == 0


@given(WORLDS)
@settings(max_examples=1_000, deadline=None)
def test_ratio_when_multiplied_by_its_denominator_then_a_published_number_comes_back(
    counts: list[tuple[int, int]],
) -> None:
    told = publish(cells_from(counts), small_number=N, unit=UNIT)
    counted, rest = (summed(told, PLACES, side).amount for side in Side)
    assume(counted + rest > 0)
    value = counted * 100 / (counted + rest)
    back = value * (counted + rest) / 100
    assert round(back, 6) % N == 0


GROUPS = ("a", "b", "c", "d", "")
SIZES = st.fixed_dictionaries({name: st.tuples(COUNTS, COUNTS) for name in GROUPS})


@pytest.mark.requirement("OF-18")
@settings(max_examples=1_000, deadline=None)
@given(SIZES, st.sampled_from([0, 1]))
def test_small_group_when_told_together_then_it_might_be_empty_or_not(
    sizes: dict[str, tuple[int, int]], count: int
) -> None:
    blocks = blocks_of(GROUPS, sizes, small_number=N)
    assert [name for block in blocks for name in block] == list(GROUPS)
    for block in blocks:
        sums = [sum(sizes[name][side] for name in block) for side in (0, 1)]
        if len(block) == 1:
            assert min(sizes[block[0]]) >= N
        elif min(sums) >= 2 * N:
            small = [(name, side) for name in block for side in (0, 1) if sizes[name][side] < N]
            for name, side in small:
                assert any(
                    _moved(sizes, block, name, side, count, other) == blocks
                    for other in block
                    if other != name
                )


def _moved(
    sizes: dict[str, tuple[int, int]], block: tuple[str, ...], name: str, side: int, count: int, other: str
) -> list[tuple[str, ...]]:
    """The blocks of a data set in which this group has so many on one side and nearly all others stand in another."""
    sums = [sum(sizes[each][at] for each in block) for at in (0, 1)]
    few = [0, 0]
    few[side] = count
    made = dict.fromkeys(block, (0, 0))
    made[name] = (few[0], few[1])
    made[other] = (sums[0] - few[0], sums[1] - few[1])
    return blocks_of(GROUPS, {**sizes, **made}, small_number=N)


def test_ratio_when_one_side_is_left_out_of_too_much_then_not_told() -> None:
    place = PLACES[0]
    for rest, tellable in ((0, True), (2, True), (N, True)):
        world: Cells = {
            (place, Side.COUNTED): {False: Part(Decimal(40), 40)},
            (place, Side.REST): {False: Part(Decimal(rest), rest)},
        }
        told = publish(world, small_number=N, unit=UNIT)
        assert is_tellable(told, [place], small_number=N, most_left_out=Decimal(10)) is tellable
        assert is_tellable(told, [place], small_number=N, most_left_out=Decimal(9)) is (rest == N)


def test_small_number_when_below_three_then_refused() -> None:
    with pytest.raises(ValueError, match="3 or more"):
        publish({}, small_number=2, unit=Decimal(2))
