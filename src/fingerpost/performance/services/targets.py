"""Sets what one contract is expected to reach in one measure, for a time (OI-12.20, OI-12.21, OF-15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.performance.managing import ensure_agency, watched_contract
from fingerpost.performance.models import Target

_LOCK = 704_198_655


@transaction.atomic
def set_target(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    measure: str,
    starts_on: date,
    value: Decimal,
    why: str,
) -> Target:
    """Set a regional target from a day on; the one before ends the day before, and its results stay (OI-12.20).

    Raises NotPermitted, NotFound, InvalidInput without a reason, and Conflict where one begins that day or later:
    what was agreed for a time is not set over.
    """
    ensure_agency(actor)
    watched_contract(actor, contract_id)
    if not why.strip():
        raise InvalidInput(_("Say why the target is set."), code="no_reason")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(contract_id)])
    kept = Target.objects.filter(contract_id=contract_id, measure=measure).order_by("-starts_on")
    newest = kept.first()
    if newest is not None and newest.starts_on >= starts_on:
        raise Conflict(
            _("A target of this measure begins on that day or later. Choose a later day."),
            code="target_later",
        )
    if newest is not None and (newest.ends_on is None or newest.ends_on >= starts_on):
        Target.objects.filter(id=newest.id).update(
            ends_on=starts_on - timedelta(days=1), set_by_id=actor.account_id, version=newest.version + 1
        )
    made = Target.objects.create(
        contract_id=contract_id,
        measure=measure,
        starts_on=starts_on,
        value=value,
        why=why.strip(),
        set_by_id=actor.account_id,
        set_at=now,
    )
    events.record("target.set", actor=actor, now=now, subject={"target": made.id, "contract": contract_id})
    return made
