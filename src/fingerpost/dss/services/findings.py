"""Settles what came by wire against a rule of the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.dss.models import FindingState, WireFinding
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.staff.access import Capability


@transaction.atomic
def settle_finding(*, actor: Actor, now: datetime, finding_id: UUID) -> WireFinding:
    """Say that a finding was seen to. Safe to do twice: who settled it first stands.

    Raises NotPermitted, or NotFound for one of another organisation's system.
    """
    if not actor.can(Capability.SETTLE_FINDINGS):
        raise NotPermitted(_("Your role can't settle what came from other systems."), code="not_your_role")
    finding = WireFinding.objects.select_for_update().filter(id=finding_id).first()
    if finding is None:
        raise NotFound(_("There is nothing here of your organisation's systems."), code="no_such_finding")
    if finding.state == FindingState.SETTLED:
        return finding
    finding.state = FindingState.SETTLED
    finding.settled_at, finding.settled_by_id = now, actor.account_id
    finding.save(update_fields=["state", "settled_at", "settled_by"])
    events.record(
        "wire.finding.settled",
        actor=actor,
        now=now,
        subject={"finding": finding.id, "record": finding.record_id},
    )
    return finding
