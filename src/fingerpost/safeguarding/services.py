"""Raises concerns and handles them. Safety comes first: words are never refused here (design, point 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Contact
from fingerpost.notices.services import queue_message
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.screening import Action, treat
from fingerpost.safeguarding import doors, rules
from fingerpost.safeguarding.models import Concern
from fingerpost.staff.access import Capability

LONGEST_TEXT = 5_000


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern that was kept, who was told, and whether its words would be refused elsewhere."""

    concern: Concern
    told: tuple[str, ...]
    has_advice: bool


@transaction.atomic
def raise_concern(
    *,
    actor: Actor,
    now: datetime,
    text: str,
    is_urgent: bool,
    customer_id: UUID | None = None,
    contact_id: UUID | None = None,
    contract_id: UUID | None = None,
    policy: Rules | None = None,
) -> Raised:
    """Keep a concern and tell the safeguarding leads who answer for it.

    The customer is the one named, or the contact's, and must be one the actor may see. Words on the list are
    advice only. Raises InvalidInput for an empty text, or where one of several contracts must be chosen.
    """
    if not actor.can(Capability.RAISE_CONCERN):
        raise NotPermitted(_("Tell your manager or a safeguarding lead now."), code="no_concerns")
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise InvalidInput(_("Say what worries you, in 5,000 characters or fewer."), code="text_needed")
    contact = Contact.objects.filter(id=contact_id).first() if contact_id is not None else None
    if contact is not None:
        customer_id = customer_id or contact.customer_id
        contract_id = contract_id or contact.contract_id
    if customer_id is not None and not Customer.objects.filter(id=customer_id).exists():
        raise NotFound(
            _(
                "You can't see that customer's record. Raise the concern without it, and say how to find them."
            ),
            code="no_such_customer",
        )
    concern = Concern.objects.create(
        organisation_id=actor.organisation_id,
        contract_id=_contract(actor, contract_id),
        customer_id=customer_id,
        is_urgent=is_urgent,
        text=text,
        raised_by_id=actor.account_id,
        raised_at=now,
    )
    events.record("concern.raised", actor=actor, now=now, subject={"concern": concern.id})
    told = _tell_leads(actor, now, concern)
    treatment = treat(text, origin=rules.ORIGIN, on=civil_date(now), rules=policy or rules_in_force())
    return Raised(concern, told, treatment.action is Action.ADVISE)


@transaction.atomic
def acknowledge_concern(*, actor: Actor, now: datetime, concern_id: UUID) -> Concern:
    """A lead takes a concern on."""
    return _move(actor, now, concern_id, rules.ACKNOWLEDGED)


@transaction.atomic
def close_concern(*, actor: Actor, now: datetime, concern_id: UUID) -> Concern:
    """A lead ends a concern; nobody sees the customer because of it any more."""
    concern = _move(actor, now, concern_id, rules.CLOSED)
    doors.let_go_of_concern(concern.id)
    return concern


@transaction.atomic
def open_customer_of_concern(*, actor: Actor, now: datetime, concern_id: UUID) -> UUID:
    """Let a lead see the customer of a concern that is open, and return whom. Raises NotFound."""
    concern = _lock(actor, concern_id)
    if concern.customer_id is None or not doors.handle_concern(concern.id, grant_for=rules.SIGHT_FOR):
        raise NotFound(_("This concern opens no record."), code="opens_no_record")
    events.record("concern.customer_opened", actor=actor, now=now, subject={"concern": concern.id})
    return concern.customer_id


def must_choose_contract(actor: Actor) -> bool:
    """Whether this person works for several others, and so must say under which contract a concern is."""
    settled, _contract_id = _settled_contract(actor, None)
    return not settled


def _contract(actor: Actor, chosen: UUID | None) -> UUID | None:
    settled, contract_id = _settled_contract(actor, chosen)
    if not settled:
        raise InvalidInput(
            _("Choose the contract that this concern is under, so that the right people are told."),
            code="contract_needed",
        )
    return contract_id


def _settled_contract(actor: Actor, chosen: UUID | None) -> tuple[bool, UUID | None]:
    settled, contract = rules.contract_for(
        contracts=tuple(map(str, actor.contract_ids)),
        own=tuple(map(str, actor.prime_contract_ids)),
        chosen=str(chosen) if chosen is not None else None,
    )
    return settled, UUID(contract) if contract is not None else None


def _tell_leads(actor: Actor, now: datetime, concern: Concern) -> tuple[str, ...]:
    """Send each lead a message that says only that something waits for them."""
    leads = doors.leads_told(concern.contract_id)
    body = _("Something in %(service)s is waiting for you. Sign in and look at your list.") % {
        "service": settings.SERVICE_NAME
    }
    for lead in leads:
        queue_message(
            actor=actor,
            now=now,
            kind="concern_raised",
            way="email",
            address=lead.email,
            subject=_("Something is waiting for you"),
            body=body,
        )
    return tuple(lead.person for lead in leads)


def _lock(actor: Actor, concern_id: UUID) -> Concern:
    if not actor.can(Capability.HANDLE_CONCERNS):
        raise NotPermitted(_("Only a safeguarding lead handles concerns."), code="not_a_lead")
    concern = Concern.objects.select_for_update(of=("self",)).filter(id=concern_id).first()
    if concern is None:
        raise NotFound(_("There is no such concern that you may open."), code="no_such_concern")
    return concern


def _move(actor: Actor, now: datetime, concern_id: UUID, to: str) -> Concern:
    concern = _lock(actor, concern_id)
    if not rules.may_move(concern.state, to):
        raise Conflict(
            _("Somebody else has dealt with this concern already. Nothing was changed."),
            code="concern_has_moved",
            details={"from": concern.state, "to": to},
        )
    concern.state = to
    concern.handled_by_id = actor.account_id
    concern.handled_at = now
    concern.version += 1
    concern.save(update_fields=["state", "handled_by", "handled_at", "version"])
    events.record(f"concern.{to}", actor=actor, now=now, subject={"concern": concern.id})
    return concern
