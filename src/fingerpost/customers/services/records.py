"""Make a record; confirm who the customer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers import doors
from fingerpost.customers.errors import home_not_kept
from fingerpost.customers.models import Customer, CustomerState, IdentityProof
from fingerpost.customers.rules import assess_evidence, relationship_ends
from fingerpost.customers.services.addresses import add_home
from fingerpost.customers.services.circumstances import add_facts
from fingerpost.customers.services.common import lock_customer, require
from fingerpost.customers.services.keys import refresh_match_keys
from fingerpost.customers.services.reaching import add_reach
from fingerpost.customers.values import Evidence, NewRecord
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.identity import Assessment
from fingerpost.policy.messages import Message, Verdict


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of a confirmation: whether the record is confirmed now, and the sentence that says why."""

    customer: Customer
    is_confirmed: bool
    reason: Message


@transaction.atomic
def make_customer(
    *, actor: Actor, now: datetime, contact_id: UUID | None, record: NewRecord, rules: Rules | None = None
) -> Customer:
    """Make a record in a contact, confirmed where the evidence is enough, else provisional.

    BR-7.2: method, level, date and verifier are kept, never a copy. A provisional record is seen by its
    adviser and their manager until policy deletes it. OI-14.20: a record with the same four items is
    neither shown nor joined. Raises InvalidInput without a name or for a home that can't be kept.
    """
    require(actor, "make_records")
    rules, on = rules or rules_in_force(), civil_date(now)
    if record.home.is_given and not doors.home_postcode_allowed(record.home.postcode):
        raise home_not_kept()
    verdict = assess_evidence(record.evidence.kinds, on=on, rules=rules)
    is_enough = verdict is not None and verdict.value.is_enough and record.date_of_birth is not None
    customer = _new_customer(actor, now, record, is_confirmed=is_enough, on=on, rules=rules)
    doors.insert_customer(customer)
    hours = rules.get_int("grant.contact_hours", on)
    doors.open_record(customer.id, basis=contact_id, until=now + timedelta(hours=hours))
    if verdict is not None:
        _keep_proof(customer, actor, now, contact_id, record.evidence, verdict=verdict, on=on, rules=rules)
    if record.home.is_given:
        add_home(customer, record.home)
    for reach in record.reach:
        add_reach(customer, reach)
    if record.told is not None:
        add_facts(customer, actor, record.told, rules=rules)
    refresh_match_keys(customer)
    doors.note_possible_duplicate(customer.id)
    if is_enough and record.contract_id is not None:
        ends = relationship_ends(now, rules=rules)
        doors.begin_relationship(customer.id, contract_id=record.contract_id, basis=contact_id, until=ends)
    events.record(
        "customer.made",
        actor=actor,
        now=now,
        customer_id=customer.id,
        subject={"contact": contact_id} if contact_id else None,
    )
    return customer


@transaction.atomic
def confirm_identity(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    contact_id: UUID | None,
    evidence: Evidence,
    contract_id: UUID | None = None,
    date_of_birth: date | None = None,
    rules: Rules | None = None,
) -> Confirmed:
    """Keep a new proof of identity; a provisional record becomes confirmed once its proofs are enough together.

    ``date_of_birth`` fills a gap only; correcting one is ``change_names``. Raises InvalidInput without
    evidence, or where no date of birth is known (a record can't be found without it).
    """
    require(actor, "make_records")
    rules, on = rules or rules_in_force(), civil_date(now)
    customer = lock_customer(customer_id)
    verdict = assess_evidence(
        [*_seen_before(customer, on=on, rules=rules), *evidence.kinds] if evidence.kinds else [],
        on=on,
        rules=rules,
    )
    if verdict is None:
        raise InvalidInput(_("Select the evidence that you have seen."), code="no_evidence")
    was_provisional = customer.is_provisional
    if customer.date_of_birth is None:
        customer.date_of_birth = date_of_birth
    if customer.date_of_birth is None:
        raise InvalidInput(_("Enter the date of birth."), code="no_date_of_birth")
    _keep_proof(customer, actor, now, contact_id, evidence, verdict=verdict, on=on, rules=rules)
    becomes_confirmed = was_provisional and verdict.value.is_enough
    if becomes_confirmed:
        customer.state, customer.provisional_until = CustomerState.CONFIRMED, None
    customer.version += 1
    customer.save(update_fields=["date_of_birth", "state", "provisional_until", "version"])
    refresh_match_keys(customer)
    if becomes_confirmed:
        doors.note_possible_duplicate(customer.id)
        contract = contract_id or customer.contract_id
        if contract is not None:
            ends = relationship_ends(now, rules=rules)
            doors.begin_relationship(customer.id, contract_id=contract, basis=contact_id, until=ends)
    events.record(
        "customer.confirmed" if becomes_confirmed else "customer.proof_added",
        actor=actor,
        now=now,
        customer_id=customer.id,
    )
    return Confirmed(customer, customer.state == CustomerState.CONFIRMED, verdict.reasons[0])


def _new_customer(
    actor: Actor, now: datetime, record: NewRecord, *, is_confirmed: bool, on: date, rules: Rules
) -> Customer:
    names, about = record.names.tidied(), record.about
    if not names.family_name:
        raise InvalidInput(_("Enter at least one name."), code="no_name")
    days = rules.get_int("record.provisional_days", on)
    return Customer(
        state=CustomerState.CONFIRMED if is_confirmed else CustomerState.PROVISIONAL,
        provisional_until=None if is_confirmed else on + timedelta(days=days),
        title=names.title,
        given_name=names.given_name,
        family_name=names.family_name,
        known_as=names.known_as,
        date_of_birth=record.date_of_birth,
        gender=about.gender,
        unique_learner_number=about.unique_learner_number,
        introduced_by=about.introduced_by,
        introduced_by_detail=about.introduced_by_detail,
        preferred_contact_method=about.preferred_contact_method,
        preferred_language=about.preferred_language,
        lives_in_england=about.lives_in_england,
        works_in_england=about.works_in_england,
        digital_ability=about.digital_ability,
        agrees_to_user_research=about.agrees_to_user_research,
        agrees_to_market_research=about.agrees_to_market_research,
        entitlement_checked_on=on if record.is_entitlement_checked else None,
        registered_at=now,
        opened_by_id=actor.account_id,
        organisation_id=actor.organisation_id,
        contract_id=record.contract_id,
    )


def _keep_proof(
    customer: Customer,
    actor: Actor,
    now: datetime,
    contact_id: UUID | None,
    evidence: Evidence,
    *,
    verdict: Verdict[Assessment],
    on: date,
    rules: Rules,
) -> None:
    guide = rules.get_table("identity.guide", on)
    IdentityProof.objects.create(
        customer=customer,
        standard=f"{guide['name']} {guide['version']}",
        preset=evidence.kinds[0] if len(evidence.kinds) == 1 else "several",
        evidence=_scored(evidence.kinds, on=on, rules=rules),
        level=verdict.value.level,
        level_required=rules.get_text("identity.level_needed", on),
        vouched_by=evidence.vouched_by,
        rule_ids=list(verdict.rule_ids),
        checked_by_id=actor.account_id,
        checked_at=now,
        contact_id=contact_id,
    )


def _scored(kinds: tuple[str, ...], *, on: date, rules: Rules) -> list[dict[str, object]]:
    """The kinds of evidence with their scores at the time (strength/validity), so that a later guide changes none."""
    rows = {str(row["code"]): row for row in rules.get_rows("identity.presets", on)}
    parts = ("activity", "fraud", "verification")
    return [
        {
            "kind": kind,
            "evidence": [str(piece) for piece in _pieces(rows[kind]["evidence"])],
            **{part: rows[kind][part] for part in parts},
        }
        for kind in kinds
    ]


def _pieces(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _seen_before(customer: Customer, *, on: date, rules: Rules) -> list[str]:
    """Kinds of evidence that earlier proofs of this record name and policy still knows; they add up."""
    known = {str(row["code"]) for row in rules.get_rows("identity.presets", on)}
    proofs = customer.proofs.order_by("-checked_at", "-id").values_list("evidence", flat=True)[:20]
    return [piece["kind"] for pieces in proofs for piece in pieces if piece["kind"] in known]
