"""Keeps who does each duty of a contractor's month, and that it was done, where no record shows it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.performance.managed import may_own
from fingerpost.performance.managing import (
    check_version,
    ensure_answers_for,
    first_of,
    watched_contract,
)
from fingerpost.performance.models import Duty
from fingerpost.performance.rules.duties import duties_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

LONGEST_NOTE = 300


@transaction.atomic
def keep_duty(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    month: date,
    code: str,
    owner_id: UUID | None,
    note: str,
    is_done: bool,
    version: int,
    rules: Rules,
) -> Duty:
    """Keep the owner and note of one duty and, where no record shows it, whether it was done (BR-25.3, BR-17.1).

    ``version`` is 0 for a duty of which nothing was kept. Raises NotPermitted, NotFound for a duty that the month
    does not have, InvalidInput for an owner who does not answer for the contract, Conflict where it was changed
    since.
    """
    ensure_answers_for(actor, contract_id)
    contract = watched_contract(actor, contract_id)
    wanted = next(
        (
            each
            for each in duties_of(first_of(month), service=contract.service, rules=rules)
            if each.code == code
        ),
        None,
    )
    if wanted is None:
        raise NotFound(_("This month has no such duty."), code="duty_not_found")
    if owner_id is not None and not may_own(actor, owner_id, on=civil_date(now)):
        raise InvalidInput(_("Choose somebody of your organisation."), code="owner_not_known")
    kept = Duty.objects.select_for_update().filter(contract_id=contract_id, month=month, code=code).first()
    check_version(kept.version if kept else 0, version)
    duty = kept or Duty(contract_id=contract_id, month=month, code=code, version=0)
    duty.owner_id, duty.note, duty.version = owner_id, note.strip()[:LONGEST_NOTE], version + 1
    if not wanted.shown_by:
        if is_done and duty.done_at is None:
            duty.done_at, duty.done_by_id = now, actor.account_id
        elif not is_done:
            duty.done_at = duty.done_by_id = None
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else kept this duty at the same moment. Open it again."), code="changed_since"
        ) from error
    events.record("duty.kept", actor=actor, now=now, subject={"duty": duty.id, "contract": contract_id})
    return duty
