"""What another contractor's system says of a customer, written to the same record that pages write.

The wire has its own refusals and none of ours, so nothing here refuses: what the record can't hold comes back as a
code, and the rest is written. No events: whoever carries in records one for the wire record as a whole. The caller
holds a grant, or makes the record; writers of one customer wait for each other before they come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from fingerpost.customers import doors
from fingerpost.customers.models import (
    ContactPoint,
    ContactPointKind,
    Customer,
    CustomerState,
    DiversityDetails,
    EarlierName,
)
from fingerpost.customers.rules import relationship_ends
from fingerpost.customers.services.common import require
from fingerpost.customers.services.keys import refresh_match_keys
from fingerpost.house.actor import Actor
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

STAYS_UNTIL: Final = date(9999, 12, 30)
"""A provisional record by wire waits for a date of birth; it never goes for want of one, as ours do (BR-7.2)."""

FACTS: Final = frozenset(
    {
        "title",
        "given_name",
        "family_name",
        "date_of_birth",
        "gender",
        "unique_learner_number",
        "introduced_by",
        "introduced_by_detail",
        "agrees_to_user_research",
        "agrees_to_market_research",
        "preferred_contact_method",
    }
)
"""What a system may say of the record itself."""

EQUALITY: Final = frozenset(
    {
        "consents_to_health",
        "health_consent_at",
        "learning_difficulty_or_disability",
        "primary_difficulty",
        "secondary_difficulty",
        "consents_to_ethnicity",
        "ethnicity_consent_at",
        "ethnicity",
    }
)

_MATCHED: Final = frozenset({"given_name", "family_name", "date_of_birth"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A record to be opened by wire: its id there, what is said of it, and how long its maker sees it (UTC)."""

    customer_id: UUID
    contract_id: UUID
    registered_at: datetime
    grant_until: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    is_closed: bool = False


@transaction.atomic(savepoint=False)
def open_carried(*, actor: Actor, now: datetime, opening: Opening, rules: Rules) -> Customer:
    """Make the record of a customer whom another system has registered, and let its organisation work with them.

    BR-7.2: that system answers for the check of identity, so with a date of birth the record is confirmed and holds
    no proof of ours; without one it can't be found, and stays provisional until one comes. OI-14.20: a record with
    the same four items is neither shown nor joined.
    """
    require(actor, "make_records")
    is_confirmed = opening.facts.get("date_of_birth") is not None
    customer = Customer(
        id=opening.customer_id,
        state=CustomerState.CONFIRMED if is_confirmed else CustomerState.PROVISIONAL,
        provisional_until=None if is_confirmed else STAYS_UNTIL,
        registered_at=opening.registered_at,
        opened_by_id=actor.account_id,
        organisation_id=actor.organisation_id,
        contract_id=opening.contract_id,
        **_only(opening.facts, FACTS),
    )
    doors.insert_customer(customer)
    doors.open_record(customer.id, basis=None, until=opening.grant_until)
    if opening.is_closed:
        _close(customer)
    _make_findable(customer)
    _begin_work(customer, now, rules)
    return customer


@transaction.atomic(savepoint=False)
def change_carried(
    *, customer: Customer, now: datetime, facts: Mapping[str, object], is_closed: bool, rules: Rules
) -> Customer:
    """Write what a system changed of the record. ``customer`` is locked by the caller and not closed.

    An earlier name is kept and still finds the record. A date of birth that fills the gap of a provisional record
    confirms it, as above. ``is_closed`` ends the record: it can be read, and nothing on it changes again.
    """
    wanted = {name: value for name, value in _only(facts, FACTS).items() if getattr(customer, name) != value}
    before = (customer.given_name, customer.family_name)
    for name, value in wanted.items():
        setattr(customer, name, value)
    names_differ = before != (customer.given_name, customer.family_name)
    if names_differ:
        EarlierName.objects.create(
            customer=customer, given_name=before[0], family_name=before[1], until_on=civil_date(now)
        )
    becomes_confirmed = customer.is_provisional and customer.date_of_birth is not None
    if becomes_confirmed:
        customer.state, customer.provisional_until = CustomerState.CONFIRMED, None
    if wanted or becomes_confirmed:
        customer.version += 1
        customer.save(update_fields=[*wanted, "state", "provisional_until", "version"])
    if _MATCHED & wanted.keys():
        _make_findable(customer)
    if becomes_confirmed:
        _begin_work(customer, now, rules)
    if is_closed:
        _close(customer)
    return customer


@transaction.atomic(savepoint=False)
def keep_number(
    *, customer_id: UUID, kind: ContactPointKind, value: str, now: datetime
) -> ContactPoint | None:
    """Keep a number or address that came by wire, or end the one that counts where ``value`` is empty.

    What was said of the safety of an earlier one is not carried over: nobody was asked about this one (None), so
    nothing is written to it until they are.
    """
    current = (
        ContactPoint.objects.select_for_update()
        .filter(customer_id=customer_id, kind=kind, ended_at__isnull=True)
        .first()
    )
    if current is not None and current.value == value:
        return current
    if current is not None:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
    if not value:
        return None
    version = current.version + 1 if current is not None else 1
    return ContactPoint.objects.create(customer_id=customer_id, kind=kind, value=value, version=version)


@transaction.atomic(savepoint=False)
def keep_equality(*, actor: Actor, customer_id: UUID, values: Mapping[str, object]) -> DiversityDetails:
    """Keep equality details as a system gave them, with the moments of consent that it gave (OI-14.12).

    Where a consent is missing its half is emptied: the record holds nothing without one.
    """
    require(actor, "see_diversity")
    kept = DiversityDetails.objects.select_for_update().filter(customer_id=customer_id).first()
    details = kept or DiversityDetails(customer_id=customer_id, version=0)
    wanted = _only(values, EQUALITY)
    if not wanted.get("consents_to_health"):
        wanted |= {"learning_difficulty_or_disability": 9, "health_consent_at": None}
        for name in ("primary_difficulty", "secondary_difficulty"):
            wanted[name] = wanted[name] if wanted.get(name) in (98, 99) else 99
    if not wanted.get("consents_to_ethnicity"):
        wanted |= {"ethnicity": 99, "ethnicity_consent_at": None}
    if kept is not None and all(getattr(kept, name) == value for name, value in wanted.items()):
        return kept
    for name, value in wanted.items():
        setattr(details, name, value)
    details.recorded_by_id = actor.account_id
    details.version += 1
    details.save(force_insert=kept is None)
    return details


def _only(values: Mapping[str, object], names: frozenset[str]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in names}


def _close(customer: Customer) -> None:
    customer.state, customer.provisional_until = CustomerState.CLOSED, None
    customer.version += 1
    customer.save(update_fields=["state", "provisional_until", "version"])


def _make_findable(customer: Customer) -> None:
    refresh_match_keys(customer)
    doors.note_possible_duplicate(customer.id)


def _begin_work(customer: Customer, now: datetime, rules: Rules) -> None:
    """Let the organisation of the record work with a confirmed customer, as after a record made on a page."""
    if customer.state != CustomerState.CONFIRMED or customer.contract_id is None:
        return
    until = relationship_ends(now, rules=rules)
    doors.begin_relationship(customer.id, contract_id=customer.contract_id, basis=None, until=until)
