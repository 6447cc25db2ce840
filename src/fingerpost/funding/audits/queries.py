"""Reads of samples, and of the security log (BR-33.3). Row security says whose; each list is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.funding.models import AuditSample
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.organisations.models import EXTERNAL_SCHEME, Contract, Subcontract
from fingerpost.staff.access import Role
from fingerpost.staff.models import Account

PAGE_SIZE: Final = 25
MOST_LOGGED: Final = 10_000
MOST_ACCOUNTS: Final = 500


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the security log: when, who, a read, a change or an export, of what. Ids, never content."""

    happened_at: datetime
    id: UUID
    account_id: UUID
    organisation_id: UUID | None
    kind: str
    what: str
    customer_id: UUID | None
    reason: str


def list_samples(*, page: int) -> tuple[list[AuditSample], bool]:
    """One page of samples, the latest first, without their packs; and whether more follow."""
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(_samples().order_by("-drawn_at", "-id")[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def get_sample(sample_id: UUID, *, with_pack: bool = False) -> AuditSample:
    """One sample. NotFound where there is none, or none that this person may open."""
    found = _samples() if not with_pack else AuditSample.objects.select_related("contract", "drawn_by")
    sample = found.filter(id=sample_id).first()
    if sample is None:
        raise NotFound(_("There is no sample here that you can see."), code="sample_not_found")
    return sample


def contracts_to_audit(actor: Actor) -> list[Contract]:
    """The contracts that this person may draw from: an auditor every one, a prime's compliance officer its own."""
    found = Contract.objects.exclude(scheme=EXTERNAL_SCHEME).order_by("reference", "id")
    if actor.role != Role.AUDITOR:
        found = found.filter(id__in=actor.prime_contract_ids)
    return list(found[:200])


def accounts_to_audit(actor: Actor) -> list[Account]:
    """Whom the security log can be asked about: an auditor about anybody of the staff, others about their own."""
    found = Account.objects.order_by("full_name", "id")
    if actor.role != Role.AUDITOR:
        down = Subcontract.objects.filter(contract_id__in=actor.prime_contract_ids).values("organisation_id")
        theirs = Q(memberships__organisation_id=actor.organisation_id) | Q(
            memberships__organisation_id__in=down
        )
        found = found.filter(theirs).distinct()
    return list(found.only("id", "full_name")[:MOST_ACCOUNTS])


def security_log(
    *, first: date, last: date, account_ids: Sequence[UUID], limit: int = MOST_LOGGED, start: int = 0
) -> list[Logged]:
    """What some accounts read, changed and took out from one day to another, in order. Nobody can write in it.

    Civil days in London, both included.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM fingerpost_security_log(%s, %s, %s::uuid[], %s, %s)",
            [first, last, list(account_ids), limit, start],
        )
        return [Logged(*row) for row in cursor.fetchall()]


def _samples() -> QuerySet[AuditSample]:
    return AuditSample.objects.select_related("contract", "drawn_by").defer("pack")
