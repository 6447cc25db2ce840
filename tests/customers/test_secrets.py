"""Answers that can be checked and never read (BR-7.3b)."""

import pytest
from django.conf import settings
from django.test import override_settings

from fingerpost.customers import secrets
from fingerpost.customers.secrets import answer_matches, hash_answer, is_long_enough


@pytest.mark.requirement("BR-7.3b")
@pytest.mark.parametrize("said", ["the blue canoe", "THE  BLUE-CANOE", "Thé blue canoe."])
def test_answer_when_said_in_other_writing_then_it_matches(said: str) -> None:
    assert answer_matches(said, hash_answer("The blue canoe"))


@pytest.mark.parametrize("said", ["", "the blue cano", "the red canoe"])
def test_answer_when_another_then_it_does_not(said: str) -> None:
    assert not answer_matches(said, hash_answer("The blue canoe"))


@pytest.mark.requirement("BR-7.3b")
def test_hash_when_made_twice_then_different_and_without_the_answer() -> None:
    first, second = hash_answer("The blue canoe"), hash_answer("The blue canoe")
    assert first != second
    assert first.startswith("argon2")
    assert "canoe" not in first
    assert len(first) <= 200


def test_answer_when_the_services_secret_is_another_then_it_needs_the_earlier_one() -> None:
    kept = hash_answer("The blue canoe")
    earlier = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another key of the service, long enough to key with"):
        assert not answer_matches("The blue canoe", kept)
        with override_settings(SECRET_KEY_FALLBACKS=[earlier]):
            assert answer_matches("The blue canoe", kept)


def test_answer_when_nothing_is_kept_then_no_after_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = secrets.check_password

    def counted(answer: str, kept: str) -> bool:
        checked.append(kept)
        return bool(real(answer, kept))

    monkeypatch.setattr(secrets, "check_password", counted)
    assert not answer_matches("The blue canoe", None)
    assert not answer_matches("The blue canoe", hash_answer("Another"))
    nothing, something = (kept.split("$")[:4] for kept in checked)
    assert nothing == something


@pytest.mark.parametrize(
    ("answer", "is_enough"), [("a b-c", False), ("abcd", True), ("1234", True), ("", False)]
)
def test_length_when_counted_then_letters_and_numbers_only(answer: str, is_enough: bool) -> None:
    assert is_long_enough(answer) is is_enough
