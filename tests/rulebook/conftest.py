"""A rulebook that knows nothing before and after each test, and publishing as two people do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.utils import timezone

from fingerpost.rulebook import supply
from fingerpost.rulebook.models import Publication, Scope
from fingerpost.rulebook.services import approve_and_publish, propose_pack
from tests.fixtures.world import Acting

Publish = Callable[..., Publication]
Propose = Callable[..., UUID]

AGENCY = ("contract_manager", "second_contract_manager")
PRIME = ("compliance", "returns_manager")


@pytest.fixture(autouse=True)
def knows_nothing() -> Iterator[None]:
    """What a test published is rolled back or wiped; the process forgets it too."""
    supply.forget()
    yield
    supply.forget()


@pytest.fixture
def propose(acting: Acting) -> Propose:
    """`propose(text)`: a proposal of the agency's contract manager, or of the prime's compliance officer."""

    def make(text: str, *, scope: Scope = Scope.EVERYBODY, is_correction: bool = False) -> UUID:
        proposer = (AGENCY if scope == Scope.EVERYBODY else PRIME)[0]
        with acting(proposer) as actor:
            return propose_pack(
                actor=actor,
                now=timezone.now(),
                text=text,
                scope=scope,
                reason="Letter of the department, paragraph 3",
                is_correction=is_correction,
            ).id

    return make


@pytest.fixture
def publish(acting: Acting, propose: Propose) -> Publish:
    """`publish(text)`: proposed by one person and approved by another; this process knows of it at once."""

    def make(text: str, *, scope: Scope = Scope.EVERYBODY, is_correction: bool = False) -> Publication:
        proposal_id = propose(text, scope=scope, is_correction=is_correction)
        with acting((AGENCY if scope == Scope.EVERYBODY else PRIME)[1]) as actor:
            made = approve_and_publish(actor=actor, now=timezone.now(), proposal_id=proposal_id)
        # The test's own transaction is never committed, so nobody is told by the commit.
        supply.freshen_now()
        return made

    return make
