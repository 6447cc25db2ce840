"""Reads of triage decisions, and of what is known before anybody is asked. Row security decides what they find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Q, Value, When

from fingerpost.customers.models import Customer
from fingerpost.customers.queries import circumstances_now, list_schemes
from fingerpost.customers.rules import priority_facts
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Contact
from fingerpost.organisations.models import Contract, ContractArea
from fingerpost.organisations.queries import calendars_of_areas
from fingerpost.policy import NotInForce, Rules
from fingerpost.policy import triage as policy
from fingerpost.policy.civil import civil_date
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.policy.priority import UnknownScheme, evaluate
from fingerpost.triage.models import ContactDecision
from fingerpost.triage.rules import CONCERN, home_area_of, route_of
from fingerpost.triage.values import Known

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Direction:
    """Where a contact goes, as a code, and the day whose rules say so."""

    direction: str
    rules_on: date


def find_latest_decision(contact_id: UUID) -> ContactDecision | None:
    """The decision of a contact that stands: the one that nothing superseded."""
    return ContactDecision.objects.filter(contact_id=contact_id).order_by("-decided_at", "-id").first()


def list_decisions(contact_id: UUID) -> list[ContactDecision]:
    """The decisions of a contact, the one that stands first."""
    made = ContactDecision.objects.filter(contact_id=contact_id).select_related("decided_by")
    return list(made.order_by("-decided_at", "-id")[:MOST_SHOWN])


def directions_of(contact_ids: Iterable[UUID]) -> dict[UUID, Direction]:
    """The direction that stands for each of these contacts; those without one are left out. One query.

    A decision about a possible harm counts as none here: where lists are shown, nobody is to read of it.
    """
    of_concern = Q(stated_need=CONCERN) | Q(found_need=CONCERN)
    made = ContactDecision.objects.filter(contact_id__in=list(contact_ids)).exclude(of_concern)
    latest = made.order_by("contact_id", "-decided_at", "-id").distinct("contact_id")
    found = latest.values_list("contact_id", "direction", "rules_on")
    return {contact_id: Direction(direction, rules_on) for contact_id, direction, rules_on in found}


def known_of(actor: Actor, contact: Contact, *, now: datetime, rules: Rules) -> Known:
    """What a contact and its customer's record say already (OI-7.1); of the record what the actor may see."""
    on = civil_date(now)
    contract = contact.contract
    is_with_contact_centre = contract is not None and contract.service == Contract.Service.CONTACT_CENTRE
    areas = _areas_of_holder(contract, on=on) if contract is not None and not is_with_contact_centre else ()
    route = route_of(
        contact.kind,
        contact.channel,
        is_with_contact_centre=is_with_contact_centre,
        routes={str(row["code"]) for row in rules.get_rows("triage.routes", on)},
    )
    known = Known(route_in=route, holder_areas=areas, is_with_contact_centre=is_with_contact_centre)
    customer = Customer.objects.filter(id=contact.customer_id).first() if contact.customer_id else None
    return known if customer is None else _with_customer(actor, customer, known, now=now, rules=rules)


def _areas_of_holder(contract: Contract, *, on: date) -> tuple[str, ...]:
    """The areas of a contract, then the others that its prime contractor serves adults of on the day. One query.

    BR-5.1: a contact is with the prime contractor of the customer's area also where it came in under another
    contract of the same one; nothing moves then.
    """
    unended = Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=on)
    others = Q(
        contract__prime_id=contract.prime_id,
        contract__service=Contract.Service.AREA,
        contract__audience=Contract.Audience.ADULT,
        contract__starts_on__lte=on,
    )
    served = ContractArea.objects.filter(Q(contract_id=contract.id) | (others & unended))
    is_another = Case(When(contract_id=contract.id, then=Value(0)), default=Value(1))
    found = served.annotate(is_another=is_another).order_by("is_another", "area__code")
    return tuple(dict.fromkeys(found.values_list("area__code", flat=True)))


def with_own_hours(asked: policy.Contact, *, rules: Rules) -> policy.Contact:
    """What triage is asked, with whether the prime contractors in it are open by hours of their own (BR-1.3b).

    One that has none is left to the calendar of policy. Asked at each decision and each attempt (BR-6.1b).
    """
    on = civil_date(asked.at)
    areas = {str(row["code"]) for row in rules.get_rows("places.areas", on)}
    home = home_area_of(asked.lives_in, asked.works_in, areas=areas)
    holder = asked.held_by or ""
    calendars = calendars_of_areas({home, holder} & areas, on=on, rules=rules)
    is_open = {code: calendar.is_open(asked.at) for code, calendar in calendars.items()}
    return replace(asked, home_prime_open=is_open.get(home), holding_prime_open=is_open.get(holder))


def _with_customer(actor: Actor, customer: Customer, known: Known, *, now: datetime, rules: Rules) -> Known:
    on, born = civil_date(now), customer.date_of_birth
    return Known(
        route_in=known.route_in,
        holder_areas=known.holder_areas,
        is_with_contact_centre=known.is_with_contact_centre,
        has_customer=True,
        date_of_birth=born,
        age=age_in_policy(born, on=on, rules=rules) if born is not None else None,
        is_entitled=customer.entitlement_checked_on is not None,
        lives_in_england=customer.lives_in_england,
        works_in_england=customer.works_in_england,
        needs_other_language=not customer.preferred_language.startswith("en"),
        in_priority_group=_in_priority_group(actor, customer, now=now, rules=rules),
        home_area=_last_home_area(customer.id),
    )


def _in_priority_group(actor: Actor, customer: Customer, *, now: datetime, rules: Rules) -> bool:
    """Whether a set of the actor's contracts has this customer, by circumstances and age alone (BR-3.3, BR-20.3a)."""
    facts = priority_facts(date_of_birth=customer.date_of_birth, now=circumstances_now(customer.id).values)
    for scheme in list_schemes(actor):
        try:
            verdict = evaluate(facts, scheme=scheme, on=civil_date(now), rules=rules)
        except (UnknownScheme, NotInForce):
            continue  # a contract whose scheme has no set today has no group
        if verdict.value.is_priority:
            return True
    return False


def _last_home_area(customer_id: UUID) -> str:
    """The area that the customer's last decision went by; empty before the first."""
    made = ContactDecision.objects.filter(contact__customer_id=customer_id).exclude(home_area="")
    return made.order_by("-decided_at", "-id").values_list("home_area", flat=True).first() or ""
