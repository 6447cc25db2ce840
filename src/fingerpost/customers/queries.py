"""Reads of this room that more than one page needs. Row security decides what they find; all are bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, When

from fingerpost.customers.errors import not_found
from fingerpost.customers.models import (
    Address,
    Circumstance,
    CircumstanceKind,
    ContactPoint,
    ContactPointKind,
    Customer,
    DiversityDetails,
    Grant,
)
from fingerpost.customers.rules import facts_now, support_needs_now
from fingerpost.house.actor import Actor
from fingerpost.house.models import Read
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.staff.models import Account

HISTORY = 50
READS_A_PAGE = 25
MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class CircumstancesNow:
    """What counts now: the newest fact of each kind, and the support needs that hold."""

    facts: Sequence[Circumstance]
    values: dict[str, str]
    support_needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a record: who, for which body, at what, why, and when."""

    person: str
    organisation: str
    what: str
    reason: str
    read_at: datetime


def get_customer(customer_id: UUID) -> Customer:
    """The record. NotFound, in the same words, where there is none or no grant."""
    customer = Customer.objects.filter(id=customer_id).first()
    if customer is None:
        raise not_found()
    return customer


def reason_to_see(actor: Actor, customer_id: UUID) -> str:
    """The kind of live grant by which this actor sees the customer, their own before their organisation's."""
    own_first = Case(When(account_id=actor.account_id, then=0), default=1, output_field=IntegerField())
    found = (
        Grant.objects.filter(customer_id=customer_id)
        .order_by(own_first, "-starts_at", "-id")
        .values_list("reason", flat=True)
        .first()
    )
    return found or ""


def find_home(customer_id: UUID) -> Address | None:
    """The address where the customer lives now."""
    return Address.objects.filter(customer_id=customer_id, until_on__isnull=True).first()


def list_addresses(customer_id: UUID) -> list[Address]:
    """Earlier addresses, latest first."""
    earlier = Address.objects.filter(customer_id=customer_id, until_on__isnull=False)
    return list(earlier.order_by("-until_on", "-id")[:HISTORY])


def find_contact_point(customer_id: UUID, kind: ContactPointKind) -> ContactPoint | None:
    """The contact point of one kind that counts now."""
    return ContactPoint.objects.filter(customer_id=customer_id, kind=kind, ended_at__isnull=True).first()


def list_contact_points(customer_id: UUID) -> list[ContactPoint]:
    """The contact points that count now, in the order of their kinds."""
    order = list(ContactPointKind.values)
    points = ContactPoint.objects.filter(customer_id=customer_id, ended_at__isnull=True)[: len(order)]
    return sorted(points, key=lambda point: order.index(point.kind))


def circumstances_now(customer_id: UUID) -> CircumstancesNow:
    """What counts now of the circumstances, in two queries whatever the length of the history."""
    of_customer = Circumstance.objects.filter(customer_id=customer_id)
    newest = of_customer.exclude(kind=CircumstanceKind.SUPPORT_NEED).order_by("kind", "-as_of", "-id")
    facts = list(newest.distinct("kind"))
    needs = of_customer.filter(kind=CircumstanceKind.SUPPORT_NEED).order_by("-as_of", "-id")[:200]
    order = list(CircumstanceKind.values)
    facts.sort(key=lambda fact: order.index(fact.kind))
    return CircumstancesNow(facts, facts_now(facts), support_needs_now(needs))


def list_circumstances(customer_id: UUID) -> list[Circumstance]:
    """The latest facts, newest first."""
    facts = Circumstance.objects.filter(customer_id=customer_id).select_related("recorded_by")
    return list(facts.order_by("-as_of", "-id")[:HISTORY])


def find_diversity(customer_id: UUID) -> DiversityDetails | None:
    """The equality details, for roles that may see them; others find none."""
    return DiversityDetails.objects.filter(customer_id=customer_id).first()


def list_schemes(actor: Actor) -> list[str]:
    """The schemes of the contracts under which the actor's organisation works now."""
    found = Contract.objects.filter(id__in=actor.contract_ids).order_by("scheme")
    return list(found.values_list("scheme", flat=True).distinct()[:10])


def list_seen(customer_id: UUID, *, page: int) -> tuple[list[Seen], bool]:
    """One page of who saw this record, latest first, and whether there is a next one. ``page`` starts at 1."""
    start = (min(max(page, 1), MOST_PAGES) - 1) * READS_A_PAGE
    reads = list(
        Read.objects.filter(customer_id=customer_id).order_by("-read_at", "-id")[
            start : start + READS_A_PAGE + 1
        ]
    )
    shown = reads[:READS_A_PAGE]
    people = dict(
        Account.objects.filter(id__in={read.account_id for read in shown}).values_list("id", "full_name")
    )
    bodies = dict(
        Organisation.objects.filter(id__in={read.organisation_id for read in shown}).values_list("id", "name")
    )
    seen = [
        Seen(
            person=people.get(read.account_id, ""),
            organisation=bodies.get(read.organisation_id, ""),
            what=read.what,
            reason=read.reason,
            read_at=read.read_at,
        )
        for read in shown
    ]
    return seen, len(reads) > READS_A_PAGE
