"""Packs over packs, without a database: what changes, what comes back, what may never be missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.loader import with_added
from fingerpost.rulebook.rules import (
    ADDED_FORMS,
    NOTHING,
    Pack,
    changes_between,
    first_day,
    keys_of,
    layered,
    lengthened,
    own_list,
    restoring_pack,
    version_of_words,
)
from tests.fixtures.packs import pack, rule, words, write_up

FIRST = date(2024, 1, 1)
KEYS = ("write_up.working_days", "login.idle_minutes", "record.provisional_days")
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def one_pack(draw: st.DrawFn, number: int) -> Pack:
    """A pack with a value for some keys, each over a period that may end."""
    entries = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
        begins = draw(DAYS)
        ends = draw(
            st.none() | st.integers(0, 90).map(lambda days, begins=begins: begins + timedelta(days=days))
        )
        entries.append(rule(key, str(draw(st.integers(1, 50))), begins=begins, ends=ends))
    return Pack(number, f"pack-{number}", pack(f"pack-{number}", *entries))


PACKS = st.integers(1, 4).flatmap(
    lambda count: st.tuples(*(one_pack(number) for number in range(1, count + 1)))
)


def values(rules: Rules, day: date) -> list[object]:
    return [ruling.value if (ruling := rules.find(key, day)) else None for key in KEYS]


@settings(max_examples=120, deadline=None, print_blob=True)
@given(packs=PACKS, data=st.data())
def test_day_when_packs_lie_over_each_other_has_the_value_of_the_topmost(
    packs: tuple[Pack, ...], data: st.DataObject
) -> None:
    rules, unread = layered(shipped_rules(), packs)
    assert unread == ()
    day = data.draw(DAYS)
    for key in KEYS:
        alone = [with_added(NOTHING, [(f"{one.name}.toml", one.text)]) for one in packs]
        over = [found for one in alone if key in one and (found := one.find(key, day))]
        expected = over[-1] if over else shipped_rules().find(key, day)
        found = rules.find(key, day)
        assert (found and found.value) == (expected and expected.value)


@pytest.mark.requirement("BR-0.3", "XD-13")
@settings(max_examples=120, deadline=None, print_blob=True)
@given(packs=PACKS, data=st.data())
def test_pack_when_taken_back_leaves_the_days_before_and_undoes_the_days_after(
    packs: tuple[Pack, ...], data: st.DataObject
) -> None:
    undone, from_day = data.draw(st.sampled_from(packs)), data.draw(DAYS)
    rules, _unread = layered(shipped_rules(), packs)
    without, _unread = layered(shipped_rules(), [one for one in packs if one is not undone])
    text = restoring_pack(
        name="back", undone=undone.name, keys=keys_of(rules, undone.name), without=without, from_day=from_day
    )
    after, unread = layered(rules, [Pack(9, "back", text)])
    assert unread == () or keys_of(rules, undone.name) == ()
    for day in data.draw(st.lists(DAYS, min_size=1, max_size=20)):
        assert values(after, day) == values(rules if day < from_day else without, day)


@settings(max_examples=120, deadline=None, print_blob=True)
@given(packs=PACKS, data=st.data())
def test_changes_when_listed_are_the_days_on_which_values_differ_and_no_others(
    packs: tuple[Pack, ...], data: st.DataObject
) -> None:
    before, _unread = layered(shipped_rules(), packs[:-1])
    after, _unread = layered(before, packs[-1:])
    changes = changes_between(before, after)
    for day in data.draw(st.lists(DAYS, min_size=1, max_size=20)):
        changed = {
            change.key
            for change in changes
            if change.begins_on <= day and (change.ends_on is None or day <= change.ends_on)
        }
        pairs = zip(KEYS, values(before, day), values(after, day), strict=True)
        assert changed == {key for key, was, is_now in pairs if was != is_now}


def test_key_when_only_a_pack_gave_it_a_value_has_none_after_it_was_taken_back() -> None:
    added = Pack(1, "added", words("added", "gloopish", begins=FIRST))
    rules, _unread = layered(shipped_rules(), [added])
    text = restoring_pack(
        name="back",
        undone="added",
        keys=keys_of(rules, "added"),
        without=shipped_rules(),
        from_day=FIRST + timedelta(days=5),
    )
    assert 'status = "withdrawn"' in text
    _after, unread = layered(rules, [Pack(2, "back", text)])
    assert "shortened" in unread[0], "words that were added stay (BR-A.2)"


@pytest.mark.requirement("BR-A.2", "BR-20.4")
def test_list_of_an_organisation_when_ended_by_its_own_pack_is_everybodys_again() -> None:
    ends = FIRST + timedelta(days=10)
    everybodys, _unread = layered(shipped_rules(), [Pack(1, "all", words("all", "flobbish", begins=FIRST))])
    own = own_list(Pack(2, "own", words("own", "gloopish", "FLOBBISH", begins=FIRST, ends=ends)))
    rules = lengthened(everybodys, [own])
    key = ADDED_FORMS
    assert [str(row["form"]) for row in rules.get_rows(key, ends)] == ["flobbish", "gloopish"]
    assert [str(row["form"]) for row in rules.get_rows(key, ends + timedelta(days=1))] == ["flobbish"]
    assert rules.find(key, FIRST - timedelta(days=1)) is None
    assert rules.get(key, ends).rule_id.endswith("/own")
    assert rules.get(key, ends + timedelta(days=1)).rule_id.endswith("/all")


def test_version_of_the_words_when_only_the_paper_changes_stays_and_with_a_word_does_not() -> None:
    shipped, _ids = version_of_words(shipped_rules(), FIRST)
    added, _unread = layered(shipped_rules(), [Pack(1, "one", words("one", "gloopish", begins=FIRST))])
    again, _unread = layered(added, [Pack(2, "two", words("two", "GLOOPISH", begins=FIRST))])
    assert version_of_words(added, FIRST)[0] != shipped
    assert version_of_words(again, FIRST)[0] == version_of_words(added, FIRST)[0]
    assert version_of_words(again, FIRST)[1].endswith("/two")


def test_first_day_when_a_pack_has_several_values_is_the_earliest() -> None:
    text = pack(
        "several",
        rule(KEYS[0], "3", begins=FIRST + timedelta(days=9)),
        rule(KEYS[1], "3", begins=FIRST),
    )
    rules = with_added(shipped_rules(), [("several.toml", text)])
    assert first_day(rules, "several") == FIRST
    assert first_day(rules, "unheard-of") is None
    assert keys_of(rules, "several") == tuple(sorted(KEYS[:2]))


def test_pack_when_it_cant_be_read_is_named_by_its_number_and_holds_nothing_back() -> None:
    packs = [Pack(1, "bad", "no pack ["), Pack(2, "good", write_up("good", 9, begins=FIRST))]
    rules, unread = layered(shipped_rules(), packs)
    assert rules.get_int(KEYS[0], FIRST) == 9
    assert len(unread) == 1
    assert unread[0].startswith("publication 1: bad.toml: pack: unreadable")
