"""Pass phrases: what policy asks for on the day, hard to guess, easy to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from rapidfuzz.distance import Levenshtein

from fingerpost.files.phrases import entropy_bits, make_phrase, spoken, words
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.errors import NotInForce
from fingerpost.policy.screening import screen

TODAY = date(2026, 11, 20)
NOT_SAID_ALIKE = {
    # Each would be written down otherwise by half of those who hear it.
    "flour", "flower", "bear", "bare", "pear", "pair", "sail", "sale", "mail", "male", "knight", "night", "sea",
    "see", "weather", "whether", "stationery", "stationary", "cereal", "serial", "symbol", "cymbal", "hair", "hare",
    "whale", "wail", "pedal", "petal", "profit", "prophet", "muscle", "mussel", "quartz", "lichen", "geyser",
    "moor", "timber",
}  # fmt: skip


def with_rule(**changes: object) -> Rules:
    """The shipped rules with another rule of phrases."""
    ruling = shipped_rules().get("file.pass_phrase", TODAY)
    assert isinstance(ruling.value, Mapping)
    return Rules([replace(ruling, value={**ruling.value, **changes})])


@pytest.mark.requirement("BR-8.4a")
def test_phrase_when_made_then_long_enough_with_every_class_of_character() -> None:
    for _number in range(300):
        phrase = make_phrase(on=TODAY, rules=shipped_rules())
        assert len(phrase) >= 15
        for wanted in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]"):
            assert re.search(wanted, phrase), (wanted, phrase)


def test_phrase_when_policy_asked_for_length_alone_then_words_alone() -> None:
    phrase = make_phrase(on=date(2012, 1, 1), rules=shipped_rules())
    assert re.fullmatch(r"[a-z]+(-[a-z]+){5}", phrase)


def test_phrase_when_policy_asks_for_more_length_then_more_words() -> None:
    phrase = make_phrase(on=TODAY, rules=with_rule(minimum_length=90))
    assert len(phrase) >= 90
    assert phrase.count("-") > 6


def test_phrase_when_no_rule_is_in_force_then_none_is_made() -> None:
    with pytest.raises(NotInForce):
        make_phrase(on=date(2009, 1, 1), rules=shipped_rules())


@pytest.mark.requirement("BR-8.4a")
def test_phrase_when_guessed_with_the_list_in_hand_then_at_least_sixty_bits() -> None:
    assert entropy_bits() >= 60
    assert len(set(words())) == len(words()) > 1_024
    made = [make_phrase(on=TODAY, rules=shipped_rules()) for _number in range(2_000)]
    assert len(set(made)) == len(made)
    drawn = {part for phrase in made for part in phrase.lower().split("-") if part.isalpha()}
    assert len(drawn) > len(words()) * 0.99, "the whole list is drawn from"


def test_words_when_spoken_then_short_and_told_apart() -> None:
    listed = words()
    assert all(re.fullmatch(r"[a-z]{4,8}", word) for word in listed)
    assert list(listed) == sorted(listed)
    assert not NOT_SAID_ALIKE & set(listed)
    alike = [
        (one, other)
        for place, one in enumerate(listed)
        for other in listed[place + 1 :]
        if other.startswith(one) or Levenshtein.distance(one, other, score_cutoff=1) <= 1
    ]
    assert alike == []


@pytest.mark.requirement("BR-20.4")
def test_words_when_screened_then_none_is_restricted() -> None:
    rules = shipped_rules()
    assert [word for word in words() if screen(word, on=TODAY, rules=rules)] == []


def test_spoken_when_read_out_then_capitals_hyphens_and_digits_are_named() -> None:
    assert spoken("Copper-tulip-07") == [
        "Copper, with a capital C",
        "hyphen",
        "tulip",
        "hyphen",
        "zero",
        "seven",
    ]
    phrase = make_phrase(on=TODAY, rules=shipped_rules())
    back = "".join(
        {
            "hyphen": "-",
            "zero": "0",
            "one": "1",
            "two": "2",
            "three": "3",
            "four": "4",
            "five": "5",
            "six": "6",
        }.get(said, {"seven": "7", "eight": "8", "nine": "9"}.get(said, said.split(",")[0]))
        for said in spoken(phrase)
    )
    assert back == phrase
