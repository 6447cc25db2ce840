"""Opens contacts, brings staff into them, says whom they are about, and ends them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions import doors
from fingerpost.interactions.access import (
    lock_open_contact,
    lock_own_contact,
    require_contact_work,
)
from fingerpost.interactions.models import Contact, ContactKind, ContactStaff
from fingerpost.interactions.rules import contacts as contact_rules
from fingerpost.interactions.services.attendances import settle_contact
from fingerpost.organisations.models import Touchpoint, Venue
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_REFERENCE_TRIES = 6
_NOT_FOUND_EVENT = "contact.reference_not_found"


@dataclass(frozen=True, slots=True)
class ReferenceTried:
    """What came of a reference that was read out: joined, resumed, not_found, provisional or too_many.

    A refusal is a result, so that the try is remembered.
    """

    outcome: str
    contact_id: UUID | None = None


@transaction.atomic
def open_contact(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    contract_id: UUID | None = None,
    channel: int | None = None,
    venue_id: UUID | None = None,
    dialled_number: str = "",
    appointment_id: UUID | None = None,
    resumes_id: UUID | None = None,
) -> Contact:
    """Open a contact, with its opener taking part in it.

    The contract is the actor's only one where none is named. OI-7.30: the dialled number is kept. Raises
    InvalidInput for a contract that must be chosen or a venue that is not the organisation's.
    """
    require_contact_work(actor)
    if kind == ContactKind.PAPER and not actor.can(Capability.KEY_PAPER):
        raise NotPermitted(_("Your role does not key paper sessions."), code="no_paper")
    contract_id = _contract(actor, contract_id)
    _check_venue(actor, venue_id, now)
    contact = _create(
        Contact(
            kind=kind,
            channel=contact_rules.CHANNEL_OF[kind] if channel is None else channel,
            organisation_id=actor.organisation_id,
            contract_id=contract_id,
            touchpoint=_touchpoint(actor, contract_id),
            venue_id=venue_id,
            appointment_id=appointment_id,
            resumes_id=resumes_id,
            dialled_number=dialled_number,
            opened_by_id=actor.account_id,
            opened_at=now,
        )
    )
    part = contact_rules.part_of_opener(actor.role, kind=kind)
    ContactStaff.objects.create(contact=contact, account_id=actor.account_id, part=part, joined_at=now)
    subject: dict[str, UUID | str | int] = {"contact": contact.id}
    if appointment_id is not None:
        subject["appointment"] = appointment_id
    events.record("contact.opened", actor=actor, now=now, subject=subject)
    return contact


@transaction.atomic
def drop_contact(*, actor: Actor, now: datetime, contact_id: UUID) -> Contact:
    """Note that the call was cut off; whoever answers next resumes it by its reference."""
    return _end(actor, now, contact_id, to=contact_rules.DROPPED)


@transaction.atomic
def close_contact(*, actor: Actor, now: datetime, contact_id: UUID) -> Contact:
    """End a contact. What was recorded in it can still be completed."""
    return _end(actor, now, contact_id, to=contact_rules.CLOSED)


@transaction.atomic
def resume_contact(
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    contract_id: UUID | None = None,
    dialled_number: str = "",
    rules: Rules | None = None,
) -> ReferenceTried:
    """Open a new call that names the one that was cut off. The customer is authenticated again (BR-7.3)."""
    require_contact_work(actor)
    rules = rules or rules_in_force()
    if _too_many_tries(actor, now, rules):
        return ReferenceTried("too_many")
    read = contact_rules.read_reference(reference)
    before = doors.find_cut_off(read) if read else None
    if before is None:
        events.record(_NOT_FOUND_EVENT, actor=actor, now=now)
        return ReferenceTried("not_found")
    contact = open_contact(
        actor=actor,
        now=now,
        kind=ContactKind.CALL,
        contract_id=contract_id,
        dialled_number=dialled_number,
        resumes_id=before,
    )
    return ReferenceTried("resumed", contact.id)


@transaction.atomic
def join_contact(
    *, actor: Actor, now: datetime, reference: str, part: str, rules: Rules | None = None
) -> ReferenceTried:
    """Come into another's contact as language adviser, trainee or supervisor (OI-3.36b)."""
    require_contact_work(actor)
    rules = rules or rules_in_force()
    if part not in parts_open_to(actor):
        raise NotPermitted(_("Your role does not join contacts in this part."), code="part_not_open")
    if _too_many_tries(actor, now, rules):
        return ReferenceTried("too_many")
    read = contact_rules.read_reference(reference)
    grant_for = contact_rules.grant_for(rules, on=civil_date(now))
    joined = (
        doors.join_contact(read, part=part, grant_for=grant_for) if read else doors.Joined("not_found", None)
    )
    if joined.outcome == "not_found":
        events.record(_NOT_FOUND_EVENT, actor=actor, now=now)
    return ReferenceTried(joined.outcome, joined.contact_id)


@transaction.atomic
def leave_contact(*, actor: Actor, now: datetime, contact_id: UUID) -> None:
    """Leave a contact that somebody else opened."""
    contact = lock_own_contact(actor, contact_id)
    if contact.opened_by_id == actor.account_id:
        raise Conflict(_("You opened this contact. Close it when it is over."), code="opener_stays")
    ContactStaff.objects.filter(
        contact_id=contact_id, account_id=actor.account_id, left_at__isnull=True
    ).update(left_at=now)
    events.record("contact.left", actor=actor, now=now, subject={"contact": contact_id})


@transaction.atomic
def attach_customer(*, actor: Actor, now: datetime, contact: Contact, customer_id: UUID) -> Contact:
    """Say whom a contact is about, and whose its unnamed attendances and notices were.

    The actor must hold a live grant on the customer. A group's contact keeps no customer. Raises Conflict for a
    contact that is over or about somebody else, NotFound where the actor may not see the customer.
    """
    lock_open_contact(actor, contact.id)
    grant_for = contact_rules.grant_for(rules_in_force(), on=civil_date(now))
    outcome = doors.attach_customer(contact.id, customer_id, grant_for=grant_for)
    if outcome == "other_customer":
        raise Conflict(
            _("This contact is about another customer. Open a new contact for this one."),
            code="other_customer",
        )
    if outcome == "no_grant":
        raise NotFound(_("Find the customer in this contact first."), code="no_grant")
    if outcome == "no_contact":
        raise Conflict(_("This contact is over. Open a new one to go on."), code="contact_is_over")
    if outcome == "attached":
        settle_contact(actor=actor, now=now, contact_id=contact.id)
        events.record(
            "contact.attached", actor=actor, now=now, customer_id=customer_id, subject={"contact": contact.id}
        )
    contact.refresh_from_db()
    return contact


def parts_open_to(actor: Actor) -> tuple[str, ...]:
    """The parts in which this person may join another's contact."""
    return contact_rules.parts_to_join(actor.role, gives_advice=actor.can(Capability.GIVE_ADVICE))


def _end(actor: Actor, now: datetime, contact_id: UUID, *, to: str) -> Contact:
    contact = lock_own_contact(actor, contact_id)
    if not contact_rules.may_move(contact.state, to):
        raise Conflict(
            _("This contact is over already. Nothing was changed."),
            code="contact_is_over",
            details={"from": contact.state, "to": to},
        )
    contact.state = to
    contact.ended_at = now
    contact.version += 1
    contact.save(update_fields=["state", "ended_at", "version"])
    events.record(
        f"contact.{to}",
        actor=actor,
        now=now,
        customer_id=contact.customer_id,
        subject={"contact": contact.id},
    )
    return contact


def _create(contact: Contact) -> Contact:
    """Save a contact under a new reference. Row security hides others' references, so the database decides."""
    for _attempt in range(_REFERENCE_TRIES):
        contact.reference = new_reference()
        try:
            with transaction.atomic():
                contact.save(force_insert=True)
        except IntegrityError as problem:
            if "reference" not in str(problem.__cause__ or problem):
                raise
        else:
            return contact
    raise Conflict(_("The contact could not be opened. Try again."), code="no_reference")


def new_reference() -> str:
    """A reference that can be read out and not be guessed."""
    letters = len(contact_rules.REFERENCE_LETTERS)
    return contact_rules.reference_of(
        [secrets.randbelow(letters) for _place in range(contact_rules.REFERENCE_LENGTH)]
    )


def _contract(actor: Actor, contract_id: UUID | None) -> UUID:
    if contract_id is None:
        if len(actor.contract_ids) == 1:
            return actor.contract_ids[0]
        raise InvalidInput(
            _("Choose the contract that this contact is under."),
            code="contract_needed",
            details={"contracts": len(actor.contract_ids)},
        )
    if contract_id not in actor.contract_ids:
        raise NotPermitted(_("You do not work under that contract."), code="contract_not_yours")
    return contract_id


def _check_venue(actor: Actor, venue_id: UUID | None, now: datetime) -> None:
    if venue_id is None:
        return
    on = civil_date(now)
    is_ours = (
        Venue.objects.filter(id=venue_id, organisation_id=actor.organisation_id, opens_on__lte=on)
        .filter(Q(closes_on__isnull=True) | Q(closes_on__gte=on))
        .exists()
    )
    if not is_ours:
        raise InvalidInput(_("Choose one of your organisation's venues."), code="venue_not_ours")


def _touchpoint(actor: Actor, contract_id: UUID) -> Touchpoint | None:
    return (
        Touchpoint.objects.filter(contract_id=contract_id, organisation_id=actor.organisation_id)
        .order_by("code")
        .first()
    )


def _too_many_tries(actor: Actor, now: datetime, rules: Rules) -> bool:
    """Whether this person tried too many references that lead nowhere; guessing is not to pay."""
    limits = rules.get_table("search.limit", civil_date(now))
    most = limits["per_ten_minutes"]
    assert isinstance(most, int)  # the schema of the key has seen to it
    tried = Event.objects.filter(
        account_id=actor.account_id, kind=_NOT_FOUND_EVENT, recorded_at__gt=now - timedelta(minutes=10)
    ).count()
    return tried >= most
