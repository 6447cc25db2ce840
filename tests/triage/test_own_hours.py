"""What a prime contractor's own hours decide in triage, and what they leave to the calendars. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fingerpost.policy import shipped_rules
from fingerpost.policy.triage import Contact, Decision, decide
from tests.triage.steps import HOME, at

WEDNESDAY = date(2027, 3, 3)
RULES = shipped_rules()


def _decided(hour: int, **known: Any) -> Decision:
    asked = {"age": 34, "lives_in": HOME, "need": "advice", "route_in": "phone", **known}
    return decide(Contact(at=at(WEDNESDAY, hour), **asked), rules=RULES)


@pytest.mark.parametrize(
    ("hour", "is_open", "case"),
    [(10, None, "K1"), (10, False, "K2"), (18, None, "K2"), (18, True, "K1")],
)
def test_call_when_the_home_prime_has_hours_of_its_own_then_they_decide(
    hour: int, is_open: bool | None, case: str
) -> None:
    decision = _decided(hour, held_by="contact_centre", home_prime_open=is_open)
    assert decision.transfer_case == case


def test_walk_in_when_another_prime_has_it_then_each_side_goes_by_its_own_hours() -> None:
    there = {"held_by": "london", "route_in": "prime_phone"}
    assert _decided(10, **there).transfer == "warm"
    assert _decided(10, **there, holding_prime_open=False).transfer_case == "K4"
    assert _decided(10, **there, home_prime_open=False).transfer_case == "K2"
    assert _decided(18, **there, home_prime_open=True, holding_prime_open=True).transfer == "warm"


def test_call_when_something_else_is_stated_then_that_goes_before_own_hours() -> None:
    decision = _decided(10, held_by="contact_centre", home_prime_open=True, receiver_open=False)
    assert decision.transfer_case == "K2"


def test_call_when_it_moves_to_the_contact_centre_then_hours_of_a_prime_do_not_speak_for_it() -> None:
    """A prime's own hours say nothing of the contact centre, which is open in the evening."""
    held = {"held_by": HOME, "route_in": "prime_phone", "need": "complaint", "holding_prime_open": True}
    open_late, closed_late = (_decided(18, **held, home_prime_open=one) for one in (True, False))
    assert open_late == closed_late
    assert open_late.transfer == "warm"
