"""The one-time code: sent to a safe place or nowhere, in the same words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from fingerpost.customers.models import ContactPointKind
from fingerpost.customers.values import Reach
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.services import checks
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from tests.fixtures.world import Acting
from tests.interactions.known import ITEMS, NOBODY, SAFE_MOBILE, begin, check_of, make_known, search

pytestmark = pytest.mark.django_db


def _send(actor: Actor, check_id: UUID) -> str:
    return checks.send_code(actor=actor, now=timezone.now(), check_id=check_id).outcome


def _answer(actor: Actor, check_id: UUID, code: str) -> checks.CheckResult:
    return checks.answer_code(actor=actor, now=timezone.now(), check_id=check_id, code=code)


def _deliver_all() -> int:
    """Do the worker's part and return how many messages there were."""
    with delivery._delivering():
        waiting = list(Message.objects.filter(state="queued").values_list("id", flat=True))
    for message_id in waiting:
        delivery.deliver_message(message_id, now=timezone.now())
    return len(waiting)


def _code_in_mail() -> str:
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


@pytest.mark.requirement("BR-7.3")
def test_code_when_read_back_then_opened(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        assert _send(actor, check_id) == "code_asked"
        assert _deliver_all() == 1
        sent = mail.outbox[-1]
        assert sent.to == ["07700900123@text-message.invalid"]
        assert "Placeholder" not in f"{sent.subject} {sent.body}"
        assert _answer(actor, check_id, "000000" if _code_in_mail() != "000000" else "1").outcome == "wrong"
        assert _answer(actor, check_id, _code_in_mail()).customer_id == customer_id


@pytest.mark.requirement("BR-7.3")
@pytest.mark.parametrize(
    "reach",
    [
        replace(SAFE_MOBILE, is_safe=None),
        replace(SAFE_MOBILE, is_safe=False),
        replace(SAFE_MOBILE, read_by_others=True),
        replace(SAFE_MOBILE, not_before=time(0, 0), not_after=time(0, 0)),
        Reach(kind=ContactPointKind.HOME, value="01632960123", is_safe=True),
    ],
    ids=["not_asked", "not_safe", "read_by_others", "wrong_time", "not_a_mobile"],
)
def test_code_when_no_place_is_safe_then_nothing_is_sent_in_the_same_words(
    acting: Acting, world: World, reach: Reach
) -> None:
    make_known(acting, world, reach=[reach])
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        assert _send(actor, check_id) == "code_asked"
        assert _deliver_all() == 0
        assert _answer(actor, check_id, "123456").outcome == "wrong"


@pytest.mark.requirement("BR-7.3")
def test_code_when_nobody_is_held_then_same_words_and_nothing_sent(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world), NOBODY))
        assert _send(actor, check_id) == "code_asked"
        assert _deliver_all() == 0


@pytest.mark.parametrize("items", [ITEMS, NOBODY], ids=["held", "not_held"])
def test_code_when_asked_for_too_often_then_no_more(acting: Acting, world: World, items: Any) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world), items))
        assert [_send(actor, check_id) for _ in range(4)] == ["code_asked"] * 3 + ["too_many"]


def test_code_when_a_newer_one_was_sent_then_the_older_is_worth_nothing(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        codes = []
        for _ in range(2):
            _send(actor, check_id)
            _deliver_all()
            codes.append(_code_in_mail())
        if codes[0] != codes[1]:
            assert _answer(actor, check_id, codes[0]).outcome == "wrong"
        assert _answer(actor, check_id, codes[1]).outcome == "opened"


def test_code_when_wrong_too_often_then_locked_and_the_right_one_too_late(
    acting: Acting, world: World
) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        _send(actor, check_id)
        _deliver_all()
        wrong = "111111" if _code_in_mail() != "111111" else "222222"
        assert [_answer(actor, check_id, wrong).outcome for _ in range(3)] == ["wrong", "wrong", "locked"]
        assert _answer(actor, check_id, _code_in_mail()).outcome == "locked"
