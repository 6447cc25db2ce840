"""Proposes and publishes packs, and writes to those who have to do something about them (BR-0.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.notices.services import queue_message
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.rulebook.models import Proposal, Publication, Scope
from fingerpost.rulebook.services import approve_and_publish, propose_pack
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from fingerpost.staff.models import Membership

MOST_TOLD: Final = 1_000


def _with(capability: Capability) -> list[Role]:
    return [role for role in Role if capability in CAPABILITIES[role]]


_WHO_PUBLISHES: Final = {
    Scope.EVERYBODY: _with(Capability.PUBLISH_RULES),
    Scope.ORGANISATION: _with(Capability.EXTEND_WORDS),
    Scope.WITH_SUBCONTRACTORS: _with(Capability.EXTEND_WORDS),
}


@transaction.atomic
def publish_and_tell(*, actor: Actor, now: datetime, proposal_id: UUID) -> Publication:
    """Publish, and put a mail to each of them in the outbox of the same transaction."""
    publication = approve_and_publish(actor=actor, now=now, proposal_id=proposal_id)
    answering = _people(now, _with(Capability.ACKNOWLEDGE_RULES))
    told = publication.notified.values("organisation_id")
    for address in _addresses(answering.filter(organisation_id__in=told)):
        queue_message(
            actor=actor,
            now=now,
            kind="rules_published",
            way="email",
            address=address,
            subject=_("New rules to read and confirm"),
            body=_(
                "New rules hold from %(day)s. Sign in to %(service)s: they wait on your page Today to be read and"
                " confirmed for your organisation."
            )
            % {"day": spoken_date(publication.effective_on), "service": settings.SERVICE_NAME},
        )
    return publication


@transaction.atomic
def propose_and_tell(
    *, actor: Actor, now: datetime, text: str, scope: Scope, reason: str, is_correction: bool
) -> Proposal:
    """Propose, and put a mail to each colleague who may approve it in the outbox of the same transaction."""
    proposal = propose_pack(
        actor=actor, now=now, text=text, scope=scope, reason=reason, is_correction=is_correction
    )
    colleagues = _people(now, _WHO_PUBLISHES[scope]).filter(organisation_id=actor.organisation_id)
    for address in _addresses(colleagues.exclude(account_id=actor.account_id)):
        queue_message(
            actor=actor,
            now=now,
            kind="rules_proposed",
            way="email",
            address=address,
            subject=_("A pack of rules waits for a second person"),
            body=_(
                "A colleague proposes a pack of rules. Sign in to %(service)s, open Rules and then Packs added here,"
                " read it and decide."
            )
            % {"service": settings.SERVICE_NAME},
        )
    return proposal


def _people(now: datetime, roles: Sequence[Role]) -> QuerySet[Membership]:
    """Who is engaged in one of these roles today and can sign in."""
    today = civil_date(now)
    return Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        role__in=roles,
        starts_on__lte=today,
        account__is_active=True,
        account__suspended_at__isnull=True,
    )


def _addresses(rows: QuerySet[Membership]) -> list[str]:
    """Where they are written to, each once."""
    found = rows.order_by("account__email").values_list("account__email", flat=True).distinct()
    return list(found[:MOST_TOLD])
