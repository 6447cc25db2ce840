"""Publishes a pack and writes to whoever answers for it in every organisation that was told (BR-0.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.notices.services import queue_message
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.rulebook.models import Publication
from fingerpost.rulebook.services import approve_and_publish
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from fingerpost.staff.models import Membership

MOST_TOLD: Final = 1_000
_WHO_ANSWERS: Final = [role for role in Role if Capability.ACKNOWLEDGE_RULES in CAPABILITIES[role]]


@transaction.atomic
def publish_and_tell(*, actor: Actor, now: datetime, proposal_id: UUID) -> Publication:
    """Publish, and put a mail to each of them in the outbox of the same transaction."""
    publication = approve_and_publish(actor=actor, now=now, proposal_id=proposal_id)
    for address in _addresses(publication, now):
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


def _addresses(publication: Publication, now: datetime) -> list[str]:
    """Where the returns managers and compliance officers of those organisations are written to, each once."""
    today = civil_date(now)
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        organisation_id__in=publication.notified.values("organisation_id"),
        role__in=_WHO_ANSWERS,
        starts_on__lte=today,
        account__is_active=True,
        account__suspended_at__isnull=True,
    )
    found = rows.order_by("account__email").values_list("account__email", flat=True).distinct()
    return list(found[:MOST_TOLD])
