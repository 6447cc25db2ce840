"""Any order of editing, freezing, accepting and following leaves what was accepted as it was; without a database.

``test_property_services`` does the same through the services, as the web's own role.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.files.documents import make_plan_document
from fingerpost.plans.content import (
    ActionLine,
    Content,
    GoalLine,
    from_json,
    is_same_agreement,
    sha256_of,
    to_json,
)
from fingerpost.plans.rules.claiming import PlanFacts, gaps_to_complete, plan_gaps
from fingerpost.plans.rules.differences import differences
from tests.plans.contents import WHOLE, WORDS

_DAY = date(2026, 12, 1)


@dataclass
class Paper:
    """A plan without a database: what is agreed now, what was frozen, what was accepted, what was told."""

    now: Content = WHOLE
    frozen: list[str] = field(default_factory=list)
    documents: dict[int, str] = field(default_factory=dict)
    told: dict[UUID, str] = field(default_factory=dict)
    keys: Any = field(default_factory=lambda: (UUID(int=number) for number in count(1000)))

    def add_action(self, text: str) -> None:
        made = ActionLine(key=next(self.keys), kind="step", text=text, by_on=_DAY)
        self.now = replace(self.now, actions=(*self.now.actions, made))

    def add_goal(self, text: str) -> None:
        made = GoalLine(key=next(self.keys), area="skills", horizon="medium", text=text)
        self.now = replace(self.now, goals=(*self.now.goals, made))

    def edit(self, text: str) -> None:
        first, *rest = self.now.actions
        self.now = replace(self.now, actions=(replace(first, text=text), *rest))

    def write(self, text: str) -> None:
        self.now = replace(self.now, parts=MappingProxyType({**self.now.parts, "reflection": text}))

    def remove(self, _text: str) -> None:
        if len(self.now.actions) > 1:
            self.now = replace(self.now, actions=self.now.actions[:-1])

    def freeze(self, _text: str) -> None:
        last = from_json(self.frozen[-1]) if self.frozen else None
        if not is_same_agreement(last, self.now):
            self.frozen.append(to_json(replace(self.now, number=len(self.frozen) + 1)))

    def accept(self, _text: str) -> None:
        if self.frozen:
            document = make_plan_document(json.loads(self.frozen[-1]))
            self.documents[len(self.frozen)] = hashlib.sha256(document).hexdigest()

    def tell(self, text: str) -> None:
        self.told[self.now.actions[0].key] = text


_EVENTS = ("add_action", "add_goal", "edit", "write", "remove", "freeze", "freeze", "tell")
_PATHS = st.lists(st.tuples(st.sampled_from(_EVENTS), WORDS), min_size=2, max_size=12)


@pytest.mark.requirement("OI-8.18", "OI-8.11")
@settings(max_examples=500, deadline=None)
@given(_PATHS, st.integers(0, 11))
def test_accepted_version_whatever_follows_then_it_can_be_made_again_byte_for_byte(
    path: list[tuple[str, str]], accepted_at: int
) -> None:
    paper, hashes = Paper(), []
    paper.freeze("")
    for number, (event, text) in enumerate(path):
        getattr(paper, event)(text)
        if number == accepted_at:
            paper.accept("")
        hashes += [sha256_of(each) for each in paper.frozen[len(hashes) :]]
        before = list(paper.frozen)
        paper.tell(text)
        assert paper.frozen == before
    for number, text in enumerate(paper.frozen, start=1):
        again_written = to_json(from_json(text))
        assert sha256_of(again_written) == hashes[number - 1]
        assert from_json(text).number == number
        if number in paper.documents:
            document = make_plan_document(json.loads(again_written))
            assert hashlib.sha256(document).hexdigest() == paper.documents[number]
        if number > 1:
            before_it = from_json(paper.frozen[number - 2])
            assert differences(before_it, from_json(text)), "a version that says nothing new was made"
            kept = before_it.keys() & from_json(text).keys()
            assert kept >= {WHOLE.actions[0].key, WHOLE.goals[0].key}


_FACTS = st.builds(
    PlanFacts,
    gave=st.sampled_from(("advice", "information")),
    was_attended=st.booleans(),
    has_version=st.booleans(),
    is_changed_since=st.booleans(),
    needs_signature=st.booleans(),
    answer=st.sampled_from(("", "accepted", "declined", "left", "later")),
    has_copy=st.booleans(),
    is_given=st.booleans(),
    is_late=st.booleans(),
    has_late_reason=st.booleans(),
)


@pytest.mark.requirement("BR-8.1a", "BR-8.1b", "OI-8.10", "OI-9.6")
@settings(max_examples=1_000, deadline=None)
@given(_FACTS)
def test_claim_whatever_the_facts_then_no_way_past_what_policy_asks(facts: PlanFacts) -> None:
    if not facts.was_attended or (facts.gave == "information" and not facts.has_version):
        assert plan_gaps(facts) == ()
        return
    asks = (
        facts.has_version,
        not facts.is_changed_since,
        facts.answer != "declined",
        facts.answer == "accepted" or not facts.needs_signature,
        (facts.is_given and (not facts.is_late or facts.has_late_reason))
        or (facts.has_copy and facts.has_late_reason),
    )
    assert (plan_gaps(facts) == ()) is all(asks)
    assert (gaps_to_complete(facts) == ()) is all(asks[:2])
