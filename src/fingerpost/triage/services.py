"""Decides what a contact needs and where it goes, and keeps each decision beside those before it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.access import lock_open_contact
from fingerpost.interactions.models import Contact
from fingerpost.policy import Rules
from fingerpost.policy import triage as policy
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.triage.models import AttemptOutcome, ContactDecision, TransferKind
from fingerpost.triage.queries import find_latest_decision, known_of, with_own_hours
from fingerpost.triage.rules import TRIAGED_KINDS, age_of, contact_of, home_area_of
from fingerpost.triage.values import Answers

OLDEST: Final = 130
_PLACES: Final = ("lives_in", "works_in")


@transaction.atomic
def decide_contact(
    *,
    actor: Actor,
    now: datetime,
    contact_id: UUID,
    answers: Answers,
    after_id: UUID | None,
    rules: Rules | None = None,
) -> ContactDecision:
    """Decide an open contact by the rules of today, and keep rule and result (BR-5.1, BR-6.2).

    `after_id` is the decision that the actor saw as standing, None for none. What is known from contact and record
    goes before what was said. XD-12: age, places and entitlement go in and are kept nowhere. Raises Conflict where
    somebody decided meanwhile, the contact is over, or it is no single person's; InvalidInput for unknown codes.
    """
    rules = rules or rules_in_force(actor.organisation_id)
    contact, standing = _lock(actor, contact_id, after_id)
    _check(answers, on=now, rules=rules)
    known = known_of(actor, contact, now=now, rules=rules)
    asked = with_own_hours(contact_of(answers, known, at=now, rules=rules), rules=rules)
    age = age_of(answers, known, on=civil_date(now), rules=rules)
    if age is not None and not 0 <= age <= OLDEST:
        raise InvalidInput(_("Enter an age from 0 to 130."), code="age_not_real")
    decision = policy.decide(asked, rules=rules)
    areas = {str(row["code"]) for row in rules.get_rows("places.areas", civil_date(now))}
    row = _row(decision, contact, standing)
    row.stated_need = answers.stated_need or ""
    row.found_need = answers.found_need or ""
    row.route_in = asked.route_in or ""
    row.held_by = asked.held_by or ""
    row.home_area = home_area_of(asked.lives_in, asked.works_in, areas=areas)
    return _keep(actor, now, row)


@transaction.atomic
def record_attempt(
    *,
    actor: Actor,
    now: datetime,
    contact_id: UUID,
    outcome: str,
    after_id: UUID | None,
    rules: Rules | None = None,
) -> ContactDecision:
    """Keep that putting somebody through failed: a further decision, which passes the contact on cold (BR-6.1c).

    BR-6.1b: the calendars are read again at this moment. Nothing is asked a second time. Raises Conflict where no
    warm transfer stands, or where the rules have changed since it was decided.
    """
    rules = rules or rules_in_force(actor.organisation_id)
    contact, standing = _lock(actor, contact_id, after_id)
    if outcome not in AttemptOutcome.values:
        raise InvalidInput(_("Say what became of the transfer."), code="unknown_outcome")
    if standing is None or standing.transfer != TransferKind.WARM:
        raise Conflict(
            _("No transfer in person stands here. Nothing was changed."), code="no_transfer_to_attempt"
        )
    try:
        decision = attempt_now(standing, now=now, answered=outcome == AttemptOutcome.CLOSED, rules=rules)
    except LookupError:
        raise Conflict(
            _("The rules have changed since. Answer the questions again."), code="rules_changed"
        ) from None
    if decision.transfer == "warm":
        raise Conflict(_("They are open. Put the customer through."), code="still_open")
    row = _row(decision, contact, standing)
    for name in ("stated_need", "found_need", "route_in", "held_by", "home_area"):
        setattr(row, name, getattr(standing, name))
    row.attempt = outcome
    return _keep(actor, now, row)


def attempt_now(standing: ContactDecision, *, now: datetime, answered: bool, rules: Rules) -> policy.Decision:
    """The transfer of a decision by the calendars of this moment (BR-6.1b).

    Raises LookupError where the rules of today have no such row.
    """
    asked = policy.Contact(
        at=now,
        need=standing.need or None,
        lives_in=standing.home_area or None,
        route_in=standing.route_in or None,
        held_by=standing.held_by or None,
        answered=answered,
    )
    asked = with_own_hours(asked, rules=rules)
    return policy.decide_attempt(asked, rule=standing.rule, also=standing.also, rules=rules)


def _lock(actor: Actor, contact_id: UUID, after_id: UUID | None) -> tuple[Contact, ContactDecision | None]:
    """The contact, locked, and the decision that stands; whoever saw another one is told."""
    if not actor.can(Capability.WORK_CONTACTS):
        raise NotPermitted(_("Your role does not work in contacts."), code="no_contacts")
    contact = lock_open_contact(actor, contact_id)
    if contact.kind not in TRIAGED_KINDS:
        raise Conflict(
            _("This contact is not one person's. Open a contact for the person who needs something."),
            code="not_one_person",
        )
    standing = find_latest_decision(contact_id)
    if (standing.id if standing is not None else None) != after_id:
        raise Conflict(
            _("Somebody decided this contact while you were at it. See what they decided."),
            code="decided_meanwhile",
        )
    return contact, standing


def _check(answers: Answers, *, on: datetime, rules: Rules) -> None:
    """Refuse codes that are not in force; the page offers no others."""
    day = civil_date(on)
    places = {
        str(row["code"]) for key in ("places.areas", "places.nations") for row in rules.get_rows(key, day)
    }
    needs = {str(row["code"]) for row in rules.get_rows("triage.needs", day)}
    known = dict.fromkeys(("stated_need", "found_need"), needs) | dict.fromkeys(_PLACES, places)
    for name, codes in known.items():
        value = getattr(answers, name)
        if value is not None and value not in codes:
            raise InvalidInput(_("Choose from the list."), code=f"unknown_{name}")


def _row(decision: policy.Decision, contact: Contact, standing: ContactDecision | None) -> ContactDecision:
    follow_on = decision.follow_on
    return ContactDecision(
        contact=contact,
        supersedes=standing,
        rule=decision.rule,
        also=list(decision.also),
        direction=decision.direction,
        transfer=decision.transfer,
        transfer_case=decision.transfer_case or "",
        follow_on=follow_on.kind if follow_on is not None else "",
        due_at=follow_on.due_at if follow_on is not None else None,
        prompts=list(decision.prompts),
        reasons=[{"rule": one.rule, "source": one.source, "text": one.text} for one in decision.reasons],
        rule_ids=list(decision.rule_ids),
    )


def _keep(actor: Actor, now: datetime, row: ContactDecision) -> ContactDecision:
    row.rules_on = civil_date(now)
    row.decided_at = now
    row.decided_by_id = actor.account_id
    row.save(force_insert=True)
    events.record(
        "contact.triaged",
        actor=actor,
        now=now,
        customer_id=row.contact.customer_id,
        subject={"contact": row.contact_id, "decision": row.id},
    )
    return row
