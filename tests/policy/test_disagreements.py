"""The packs against annex J of the register: where the papers disagree, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from fingerpost.policy import Status, shipped_rules
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.screening import screen
from tests.policy.register import annex, mentioned, register_ids

RULES = shipped_rules()
# The columns of annex I: 1 August 2010, April 2012, 1 October 2014, version 3.
COLUMNS = (date(2010, 8, 1), date(2012, 4, 1), date(2014, 10, 1), date(2016, 1, 1))


def disagreement(number: int) -> Mapping[str, object]:
    return RULES.get_table(f"disagreement.D{number}", date(2026, 1, 1))


def positions_of(number: int) -> tuple[Mapping[str, object], ...]:
    positions = disagreement(number)["positions"]
    assert isinstance(positions, tuple)
    return positions


def settling(number: int) -> tuple[str, ...]:
    keys = disagreement(number)["settled_by"]
    assert isinstance(keys, tuple)
    return keys


class TestDisagreements:
    """Annex J: each disagreement, what was chosen, and the keys by which another choice is made."""

    # Words on screen never describe the group, so number 39 has a topic of our own.
    NEUTRAL = {39: "Who is in the additional group"}

    @pytest.mark.parametrize("number", range(1, 52))
    def test_each_is_encoded_with_topic_positions_default_and_keys(self, number: int) -> None:
        told = disagreement(number)
        printed = {cells[0]: cells[1] for cells in annex("J")}
        assert told["topic"] == self.NEUTRAL.get(number, printed[f"D{number}"])
        assert len(positions_of(number)) >= 2
        for position in positions_of(number):
            assert set(position) == {"paragraphs", "says"}
            assert str(position["says"]).strip()
        assert str(told["default"]).strip()
        assert settling(number)
        for key in settling(number):
            assert key in KNOWN_KEYS, key
            assert key in RULES, key

    def test_every_paragraph_within_a_value_is_one_of_the_register(self) -> None:
        ids = register_ids()
        for number in range(1, 52):
            for position in positions_of(number):
                for paragraph in str(position["paragraphs"]).split("; "):
                    assert mentioned(ids, paragraph), (number, paragraph)

    def test_there_are_as_many_as_the_register_has(self) -> None:
        assert sum(key.startswith("disagreement.") for key in KNOWN_KEYS) == len(annex("J"))

    @pytest.mark.requirement("XD-1")
    @pytest.mark.parametrize(
        ("number", "key", "newest"),
        [
            (1, "outcome.sustained_job_weeks", 4),
            (7, "offer.adult_advice_by_telephone", "prime"),
            (8, "record.customer_store", "own_of_each_prime"),
            (11, "returns.performance_data_working_day", 8),
            (12, "invoice.working_day", 5),
            (15, "classification.document", "OFFICIAL"),
            (26, "measure.plans_counted", ("adviser",)),
            (28, "telephone.jobcentre_plus_booking", "0800 924 429"),
            (41, "eligibility.youngest_age", 13),
            (42, "staff.advice_qualification_level", 4),
            (47, "plan.delivery", ("lifelong_learning_account", "encrypted_copy", "print_at_session")),
            (48, "funding.signed_plan_needed", True),
        ],
    )
    def test_the_newest_in_force_holds_by_default(self, number: int, key: str, newest: object) -> None:
        assert key in settling(number)
        assert RULES.get(key, date(2026, 1, 1)).value == newest

    @pytest.mark.parametrize("number", [1, 6, 7, 8, 9, 11, 15, 17, 19, 26, 35, 36, 37, 47])
    def test_where_two_positions_have_dates_the_rulings_carry_them(self, number: int) -> None:
        for key in settling(number):
            if len({str(ruling.value) for ruling in RULES.history(key)}) > 1:
                return
        pytest.fail(f"no key that settles D{number} has two dated values")

    def test_counts_that_the_register_names_are_those_of_the_values(self) -> None:
        assert [len(RULES.get_rows("performance.inputs", day)) for day in COLUMNS] == [5, 5, 8, 8]
        assert [len(RULES.get_rows("inspection.headings", day)) for day in COLUMNS] == [6, 3, 3, 3]
        assert "performance.inputs" in settling(35)
        assert "inspection.headings" in settling(37)

    def test_an_open_one_is_marked_open(self) -> None:
        opened = {
            n for n in range(1, 52) if RULES.get(f"disagreement.D{n}", COLUMNS[3]).status is Status.OPEN
        }
        # Those whose own row, or the row that the register names for them, has the status OPEN.
        assert opened == {4, 5, 16, 23, 24, 25, 27, 28, 29, 30, 31, 33, *range(39, 43), 44, 45, 46, 49, 50}


class TestWords:
    """What everybody of the staff can read in the packs."""

    def texts(self, value: object) -> Iterable[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            for member in value.values():
                yield from self.texts(member)
        elif isinstance(value, tuple):
            for member in value:
                yield from self.texts(member)

    def test_no_value_or_note_holds_a_word_that_a_record_could_not_keep(self) -> None:
        """Lists of words are exempt: the restricted ones, and the glossary of the papers with its own terms."""
        lists = ("screening.", "style.")
        found = set()
        for ruling in RULES:
            if ruling.key.startswith(lists):
                continue
            for text in (*self.texts(ruling.value), ruling.note, KNOWN_KEYS[ruling.key].about):
                hits = screen(text, on=date(2026, 1, 1), rules=RULES)
                if any(hit.certainty != "everyday" for hit in hits):
                    found.add((ruling.key, text))
        assert found == set()
