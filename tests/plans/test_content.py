"""The canonical text of a plan: the same content is the same bytes, and what is read back is what was written."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings

from fingerpost.plans.content import Content, agreement_of, from_json, is_same_agreement, tidy, to_json
from fingerpost.plans.rules.differences import Change, differences
from tests.plans.contents import CONTENTS, WHOLE


@settings(max_examples=300, deadline=None)
@given(CONTENTS)
def test_text_when_written_read_and_written_again_then_the_same_bytes(content: Content) -> None:
    text = to_json(content)
    assert to_json(from_json(text)) == text
    assert unicodedata.is_normalized("NFC", text)
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


@settings(max_examples=200, deadline=None)
@given(CONTENTS, CONTENTS)
def test_agreement_when_compared_then_the_same_as_there_being_no_difference(
    one: Content, other: Content
) -> None:
    for before, after in ((one, other), (one, one), (from_json(to_json(one)), from_json(to_json(one)))):
        same = is_same_agreement(before, after)
        assert same == (agreement_of(before) == agreement_of(after))
        if same:
            assert from_json(to_json(before)).lines == from_json(to_json(after)).lines
            assert differences(from_json(to_json(before)), from_json(to_json(after))) == []
        elif len(before.keys()) == len(before.lines) and len(after.keys()) == len(after.lines):
            assert differences(from_json(to_json(before)), from_json(to_json(after)))


def test_text_when_written_in_parts_then_composed_and_in_order() -> None:
    content = replace(WHOLE, parts=MappingProxyType({"starting_point": "Cafe\u0301 work"}))
    text = to_json(content)
    assert "Caf\u00e9 work" in text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert ": " not in text.replace("Caf\u00e9 work", "")


def test_text_when_of_another_shape_then_it_is_not_read() -> None:
    with pytest.raises(ValueError, match="no plan"):
        from_json('{"schema":99}')
    with pytest.raises(ValueError, match="no plan"):
        from_json("[]")


def test_words_when_tidied_then_plain_line_ends_and_no_blanks_around() -> None:
    assert tidy("  one \r\ntwo\rthree  ") == "one\ntwo\nthree"
    assert tidy("e\u0301") == "\u00e9"


def test_agreement_when_only_what_is_around_it_changes_then_the_same() -> None:
    moved = replace(WHOLE, number=2, customer=replace(WHOLE.customer, lines=("2 Example Road",)))
    assert is_same_agreement(WHOLE, moved)
    assert not is_same_agreement(WHOLE, None)
    assert not is_same_agreement(WHOLE, replace(WHOLE, english_maths="maths"))


@pytest.mark.requirement("OI-8.11")
def test_differences_when_lines_change_come_and_go_then_each_is_named_with_what_changed() -> None:
    action, option = WHOLE.actions[0], WHOLE.options[1]
    after = replace(
        WHOLE,
        number=2,
        actions=(replace(action, text="Ring the college on Monday"),),
        options=(WHOLE.options[0],),
        goals=(*WHOLE.goals, replace(WHOLE.goals[0], key=action.key, text="Hold a certificate")),
        review_on=WHOLE.made_on,
        parts=MappingProxyType({**WHOLE.parts, "reflection": "I feel ready."}),
    )
    found = [(one.change, one.what, one.name, one.text) for one in differences(WHOLE, after)]
    assert found == [
        (Change.ADDED, "part", "reflection", "I feel ready."),
        (Change.ADDED, "fact", "review_on", "2026-11-20"),
        (Change.REMOVED, "option", "", option.text),
        (Change.ADDED, "goal", "", "Hold a certificate"),
        (Change.CHANGED, "action", "", "Ring the college on Monday"),
    ]
    changed = differences(WHOLE, after)[-1]
    assert [(one.name, one.before, one.after) for one in changed.fields] == [
        ("text", "Ring the college", "Ring the college on Monday")
    ]
    assert all(one.change is Change.ADDED for one in differences(None, WHOLE))


def test_differences_when_only_the_order_changed_then_it_is_said() -> None:
    turned = replace(WHOLE, options=tuple(reversed(WHOLE.options)))
    assert [(one.what, one.name) for one in differences(WHOLE, turned)] == [("option", "order")]
