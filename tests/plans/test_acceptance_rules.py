"""Which routes are open when, what each needs, and the code that binds a slip to its version."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.interactions.models import Channel
from fingerpost.plans.models import Answer, Route
from fingerpost.plans.rules.acceptance import (
    AcceptanceGap,
    AnswerFacts,
    missing_for,
    read_slip_code,
    routes_for,
    slip_code,
)

WHOLE = {
    "privacy_shown": True,
    "has_signed_name": True,
    "has_confirmed": True,
    "has_witness": True,
    "has_supporter_name": True,
    "has_reason": True,
    "has_code": True,
    "has_file": True,
}


@pytest.mark.requirement("OI-8.10")
def test_routes_when_face_to_face_then_every_one_and_by_telephone_those_that_need_no_room() -> None:
    assert set(routes_for(Channel.FACE_TO_FACE)) == set(Route.values)
    assert routes_for(Channel.TELEPHONE)[0] == Route.SPOKEN
    for channel in Channel.values:
        routes = routes_for(channel)
        assert {Route.SPOKEN, Route.SLIP, Route.SCAN} <= set(routes), channel
        assert (Route.DRAWN in routes) == (channel == Channel.FACE_TO_FACE)


@pytest.mark.parametrize(
    ("route", "needed", "gap"),
    [
        (Route.DRAWN, "has_file", AcceptanceGap.FILE),
        (Route.TYPED, "has_signed_name", AcceptanceGap.SIGNED_NAME),
        (Route.TYPED, "has_confirmed", AcceptanceGap.CONFIRMED),
        (Route.SPOKEN, "has_witness", AcceptanceGap.WITNESS),
        (Route.MARK, "has_witness", AcceptanceGap.WITNESS),
        (Route.SUPPORTER, "has_supporter_name", AcceptanceGap.SUPPORTER_NAME),
        (Route.SUPPORTER, "has_reason", AcceptanceGap.SUPPORTER_WHY),
        (Route.SLIP, "has_code", AcceptanceGap.CODE),
        (Route.SCAN, "has_file", AcceptanceGap.FILE),
        *((route, "privacy_shown", AcceptanceGap.PRIVACY) for route in Route),
    ],
)
@pytest.mark.requirement("OI-9.14")
def test_route_when_its_proof_is_missing_then_that_and_nothing_else(
    route: Route, needed: str, gap: AcceptanceGap
) -> None:
    whole = AnswerFacts(answer="accepted", route=route, channel=1, **WHOLE)
    assert missing_for(whole) == ()
    lacking = AnswerFacts(answer="accepted", route=route, channel=1, **{**WHOLE, needed: False})
    assert missing_for(lacking) == (gap,)


def test_answers_when_none_is_an_acceptance_then_nothing_is_needed() -> None:
    for answer in set(Answer.values) - {"accepted"}:
        assert missing_for(AnswerFacts(answer=answer, route="", channel=1)) == ()
    assert missing_for(AnswerFacts(answer="accepted", route="", channel=1, **WHOLE)) == (AcceptanceGap.ROUTE,)
    by_telephone = AnswerFacts(answer="accepted", route="drawn", channel=2, **WHOLE)
    assert missing_for(by_telephone) == (AcceptanceGap.ROUTE_NOT_OPEN,)


@pytest.mark.requirement("OI-8.18")
@given(st.text(), st.text())
def test_code_of_a_slip_then_is_of_one_content_alone_and_reads_back_however_it_is_typed(
    one: str, other: str
) -> None:
    codes = [slip_code(hashlib.sha256(text.encode()).hexdigest()) for text in (one, other)]
    assert (codes[0] == codes[1]) == (one == other)
    for typed in (codes[0], codes[0].lower(), codes[0].replace("-", " "), f" {codes[0].replace('-', '')} "):
        assert read_slip_code(typed) == codes[0]


@pytest.mark.parametrize(
    "typed", ["", "K7M4", "K7M4-PXR", "K7M4-PXRAC", "K7M4-PXR0", "K7M4-PXRÄ", "????-????"]
)
def test_code_when_it_can_be_none_then_is_none(typed: str) -> None:
    assert read_slip_code(typed) is None
