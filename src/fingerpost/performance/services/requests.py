"""Questions for data outside the returns, asked by the agency and answered by the contractor (BR-25.4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.performance.managing import (
    check_version,
    ensure_agency,
    ensure_answers_for,
    watched_contract,
)
from fingerpost.performance.models import DataRequest
from fingerpost.policy.civil import civil_date


@transaction.atomic
def ask(
    *, actor: Actor, now: datetime, contract_id: UUID, requester: str, scope: str, due_on: date | None
) -> DataRequest:
    """Ask one contractor for data: who wants it, what, by when (BR-25.4).

    Raises NotPermitted, NotFound, InvalidInput without a requester, a scope or a day, or for a day that is over.
    """
    ensure_agency(actor)
    watched_contract(actor, contract_id)
    if not requester.strip() or not scope.strip() or due_on is None:
        raise InvalidInput(
            _("Say who asks, what for, and by when; without all three nothing is asked."), code="not_whole"
        )
    if due_on < civil_date(now):
        raise InvalidInput(_("The day must be today or later."), code="day_is_over")
    made = DataRequest.objects.create(
        contract_id=contract_id,
        requester=requester.strip(),
        scope=scope.strip(),
        due_on=due_on,
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    events.record("data.asked_for", actor=actor, now=now, subject={"data_request": made.id})
    return made


@transaction.atomic
def answer(*, actor: Actor, now: datetime, request_id: UUID, words: str, version: int) -> DataRequest:
    """Answer a question for data. Raises NotFound, NotPermitted, InvalidInput, Conflict."""
    found = DataRequest.objects.select_for_update().filter(id=request_id).first()
    if found is None:
        raise NotFound(_("There is no question here that you can see."), code="request_not_found")
    ensure_answers_for(actor, found.contract_id)
    check_version(found.version, version)
    if not words.strip():
        raise InvalidInput(_("Say what was sent, or why it can't be."), code="no_answer")
    found.answer, found.answered_by_id, found.answered_at = words.strip(), actor.account_id, now
    found.version += 1
    found.save(update_fields=["answer", "answered_by", "answered_at", "version"])
    events.record("data.answered", actor=actor, now=now, subject={"data_request": found.id})
    return found
