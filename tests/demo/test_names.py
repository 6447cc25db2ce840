"""Nobody real: names, numbers and words of the make-believe nation."""

import re
from datetime import date
from random import Random

from fingerpost.demo import agreed_words, names, shape
from fingerpost.policy import shipped_rules
from fingerpost.policy.names import is_postcode, match_name
from fingerpost.policy.screening import screen

TODAY = date(2026, 11, 20)


def test_words_of_the_nation_when_screened_then_none_is_refused() -> None:
    texts = [text for texts in shape.TEXTS.values() for text in texts]
    texts += agreed_words.every_text()
    texts += [*names.SURNAMES, *names.WOMEN, *names.MEN, *names.TOWNS]
    hits = screen("\n".join(texts), on=TODAY, rules=shipped_rules())
    assert hits == ()


def test_numbers_when_drawn_then_they_are_kept_for_fiction() -> None:
    chance = Random(7)
    for _ in range(300):
        assert re.fullmatch(r"07700 900\d{3}", names.mobile_number(chance))
        assert re.fullmatch(r"0161 496 0\d{3}", names.home_number(chance))


def test_postcodes_when_drawn_then_no_town_has_them_and_none_is_a_venues() -> None:
    chance = Random(7)
    for _ in range(300):
        drawn = names.postcode(chance)
        assert is_postcode(drawn)
        assert re.fullmatch(r"ZZ[1-9]\d \d[A-Z]{2}", drawn)
        assert not drawn.startswith("ZZ99")


def test_hard_names_when_brought_to_matching_form_then_something_is_left_of_each() -> None:
    assert len(names.HARD_NAMES) == 12
    assert all(match_name(person.family_name) for person in names.HARD_NAMES)
    assert {"O'Neil", "O’Neil", "de la Cruz"} <= {person.family_name for person in names.HARD_NAMES}
    assert any(not person.given_name for person in names.HARD_NAMES)


def test_surnames_when_counted_then_there_are_enough_and_each_once() -> None:
    assert len(set(names.SURNAMES)) == len(names.SURNAMES) > 1_500


def test_sessions_when_counted_over_a_hundred_customers_then_they_are_120() -> None:
    assert sum(shape.sessions_of(ordinal) for ordinal in range(100)) == 120
