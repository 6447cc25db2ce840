"""Which decisions used a rule: those within the reader's grants one by one, all others as a rounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.customers.models import Grant, IdentityProof
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import PriorityAssessment
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.triage.models import ContactDecision

MOST_SHOWN: Final = 20
MOST_CUSTOMERS: Final = 500
"""How many of the customers whom the reader was given last are looked at."""
_MOST_RULINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Use:
    """One decision within the reader's grants: what it was, its day, and where it stands. No name."""

    what: str
    on: date
    href: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many decisions of one kind there are outside the reader's grants, in words."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Uses:
    """What a page says about the use of a rule."""

    own: Sequence[Use]
    counts: Sequence[Count]


def uses_of(rule_ids: Sequence[str], actor: Actor) -> Uses:
    """The decisions that kept any of these rule ids, newest first.

    Counts are rounded down to a multiple of five and begin at five, so that nobody is found by a rule (BR-20.2).
    """
    asked = list(rule_ids)[:_MOST_RULINGS]
    own = _own(asked, actor) if actor.can(Capability.READ_RECORDS) else []
    return Uses(own, _counts(asked))


def _own(asked: list[str], actor: Actor) -> list[Use]:
    """Up to twenty decisions about the customers whom the reader was given last; row security holds beneath."""
    customers = Grant.objects.order_by("-starts_at", "-id").values("customer_id")[:MOST_CUSTOMERS]
    assessments = (
        PriorityAssessment.objects.filter(customer_id__in=customers, rule_ids__has_any_keys=asked)
        .order_by("-assessed_on", "-id")
        .values_list("assessed_on", "attendance_id")[:MOST_SHOWN]
    )
    proofs = (
        IdentityProof.objects.filter(customer_id__in=customers, rule_ids__has_any_keys=asked)
        .order_by("-checked_at", "-id")
        .values_list("checked_at", "customer_id")[:MOST_SHOWN]
    )
    uses = [
        Use(
            _("Priority groups worked out in a session"),
            on,
            reverse("workspace:attendance", args=[attendance_id]),
        )
        for on, attendance_id in assessments
    ]
    uses += [
        Use(_("Identity confirmed"), civil_date(at), reverse("workspace:customer", args=[customer_id]))
        for at, customer_id in proofs
    ]
    uses += _of_contacts(asked, customers, actor)
    return sorted(uses, key=lambda use: (use.on, use.href), reverse=True)[:MOST_SHOWN]


def _of_contacts(asked: list[str], customers: QuerySet[Grant, Any], actor: Actor) -> list[Use]:
    """Decisions of contacts, with their own page for whoever works in contacts, else the record."""
    made = (
        ContactDecision.objects.filter(contact__customer_id__in=customers, rule_ids__has_any_keys=asked)
        .order_by("-decided_at", "-id")
        .values_list("rules_on", "contact_id", "contact__customer_id")[:MOST_SHOWN]
    )
    works = actor.can(Capability.WORK_CONTACTS)
    return [
        Use(
            _("A contact was decided"),
            on,
            reverse("workspace:triage", args=[contact_id])
            if works
            else reverse("workspace:customer", args=[customer_id]),
        )
        for on, contact_id, customer_id in made
    ]


def _counts(asked: list[str]) -> list[Count]:
    words = {
        "priority": _("Priority groups worked out in sessions"),
        "identity": _("Identities confirmed"),
        "triage": _("Contacts decided"),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT decision, at_least, is_more FROM fingerpost_rule_used(%s)", [asked])
        return [Count(words[decision], spoken(at_least, is_more)) for decision, at_least, is_more in cursor]


def spoken(at_least: int, is_more: bool) -> str:
    """A rounded count in words."""
    if is_more and not at_least:
        return _("too many to count")
    if is_more:
        return _("more than %(count)s") % {"count": f"{at_least:,}"}
    if not at_least:
        return _("fewer than 5")
    return _("%(first)s to %(last)s") % {"first": f"{at_least:,}", "last": f"{at_least + 4:,}"}
