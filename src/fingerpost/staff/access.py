"""Who may: the fourteen roles, what each may do, and how an actor is built.

BR-28.3, OI-8.3: whoever lacks a current check or the record training keeps no capability that
touches customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from fingerpost.house.actor import Actor
from fingerpost.policy import Rules
from fingerpost.staff.rules import advice_level_needed, supervised_trainees_may_advise


class Role(models.TextChoices):
    """What somebody is engaged to do for one organisation."""

    FIRST_LINE_ADVISER = "first_line_adviser", _("First-line adviser")
    TELEPHONE_ADVISER = "telephone_adviser", _("Telephone adviser")
    LANGUAGE_ADVISER = "language_adviser", _("Language adviser")
    AREA_ADVISER = "area_adviser", _("Area adviser")
    TRAINEE = "trainee", _("Trainee adviser")
    INFORMATION_ADVISER = "information_adviser", _("Information adviser")
    SUBCONTRACTOR_ADMINISTRATOR = "subcontractor_administrator", _("Subcontractor administrator")
    CLAIMS_OFFICER = "claims_officer", _("Claims officer")
    RETURNS_MANAGER = "returns_manager", _("Returns manager")
    COMPLIANCE = "compliance", _("Compliance officer")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")
    CONTRACT_MANAGER = "contract_manager", _("Agency contract manager")
    AUDITOR = "auditor", _("Auditor")
    TECHNICIAN = "technician", _("Technician")


SYSTEM_ROLE = "shared_record"
"""What another contractor's system acts as on the shared record's wire. Nobody signs in with it."""

ROLES_WITHOUT_CUSTOMERS: frozenset[Role] = frozenset({Role.CONTRACT_MANAGER, Role.TECHNICIAN})
"""Roles that never see a customer's record, whatever their standing: aggregates or machinery only."""


class Capability(StrEnum):
    """One thing that a page or service asks for before it opens."""

    WORK_CONTACTS = "work_contacts"
    GIVE_ADVICE = "give_advice"
    MAKE_RECORDS = "make_records"
    KEY_PAPER = "key_paper"
    READ_RECORDS = "read_records"
    SEE_DIVERSITY = "see_diversity"
    HOLD_INDICATOR = "hold_indicator"
    RAISE_CONCERN = "raise_concern"
    HANDLE_CONCERNS = "handle_concerns"
    SEE_OWN_WORK = "see_own_work"
    AUDIT_RECORDS = "audit_records"
    READ_RULES = "read_rules"
    PUBLISH_RULES = "publish_rules"
    EXTEND_WORDS = "extend_words"
    ACKNOWLEDGE_RULES = "acknowledge_rules"
    CONFIRM_WORDS = "confirm_words"
    KNOW_WORDS = "know_words"
    SET_HOURS = "set_hours"
    RECORD_OUTCOMES = "record_outcomes"
    CLAIM_OUTCOMES = "claim_outcomes"
    SEE_MONEY = "see_money"
    FOLLOW_UP = "follow_up"
    CAPTURE_SATISFACTION = "capture_satisfaction"
    DECIDE_MESSAGES = "decide_messages"
    SEE_PERFORMANCE = "see_performance"
    SEND_RETURNS = "send_returns"
    SET_TERMS = "set_terms"
    RECEIVE_RETURNS = "receive_returns"
    DRAW_SAMPLES = "draw_samples"
    MANAGE_KEYS = "manage_keys"
    SETTLE_FINDINGS = "settle_findings"


# Rules hold nothing of a customer: everybody of the staff may read what they work by (OI-0.1).
_EVERYBODY = frozenset({Capability.RAISE_CONCERN, Capability.READ_RULES})
_EVERY_RECORD_WORKER = _EVERYBODY | {Capability.READ_RECORDS, Capability.SEE_OWN_WORK}
_CONTACT_WORKER = _EVERY_RECORD_WORKER | {
    Capability.WORK_CONTACTS,
    Capability.MAKE_RECORDS,
    Capability.SEE_DIVERSITY,
    Capability.HOLD_INDICATOR,
    Capability.CONFIRM_WORDS,
    Capability.KNOW_WORDS,
    Capability.CAPTURE_SATISFACTION,
}
# OI-12.10, BR-24.2: advisers follow up whom they advised, and record what came of it, claimed or not.
_ADVISER = _CONTACT_WORKER | {
    Capability.GIVE_ADVICE,
    Capability.RECORD_OUTCOMES,
    Capability.FOLLOW_UP,
    Capability.DECIDE_MESSAGES,
}

_AGENCY_MANAGER = _EVERYBODY | {
    Capability.PUBLISH_RULES,
    Capability.SEE_PERFORMANCE,
    Capability.SET_TERMS,
    Capability.RECEIVE_RETURNS,
}

CAPABILITIES: Mapping[Role, frozenset[Capability]] = MappingProxyType(
    {
        # BR-21.3, MX-2.3: first-line and information advisers give information, not advice.
        Role.FIRST_LINE_ADVISER: _CONTACT_WORKER,
        Role.TELEPHONE_ADVISER: _ADVISER,
        Role.LANGUAGE_ADVISER: _ADVISER,
        Role.AREA_ADVISER: _ADVISER,
        # BR-A.3: who is supervised confirms nobody's words.
        Role.TRAINEE: _ADVISER - {Capability.CONFIRM_WORDS},
        Role.INFORMATION_ADVISER: _CONTACT_WORKER,
        Role.SUBCONTRACTOR_ADMINISTRATOR: _EVERY_RECORD_WORKER
        | {
            Capability.KEY_PAPER,
            Capability.WORK_CONTACTS,
            Capability.MAKE_RECORDS,
            Capability.CONFIRM_WORDS,
            Capability.KNOW_WORDS,
            Capability.RECORD_OUTCOMES,
            Capability.FOLLOW_UP,
            Capability.CAPTURE_SATISFACTION,
            Capability.SETTLE_FINDINGS,
        },
        # Who records an outcome never sees what it pays, and who claims it did not record it.
        Role.CLAIMS_OFFICER: _EVERY_RECORD_WORKER
        | {Capability.CLAIM_OUTCOMES, Capability.SEE_MONEY, Capability.SEE_PERFORMANCE},
        # BR-0.3: these answer for their organisation that new rules are known; BR-A.2: and lengthen its list;
        # BR-1.3b: and say when its call point is open.
        Role.RETURNS_MANAGER: _EVERY_RECORD_WORKER
        | {
            Capability.ACKNOWLEDGE_RULES,
            Capability.EXTEND_WORDS,
            Capability.CONFIRM_WORDS,
            Capability.SET_HOURS,
            Capability.SEE_MONEY,
            Capability.DECIDE_MESSAGES,
            Capability.SEE_PERFORMANCE,
            Capability.SEND_RETURNS,
        },
        Role.COMPLIANCE: _EVERY_RECORD_WORKER
        | {
            Capability.AUDIT_RECORDS,
            Capability.ACKNOWLEDGE_RULES,
            Capability.EXTEND_WORDS,
            Capability.CONFIRM_WORDS,
            Capability.SET_HOURS,
            Capability.SEE_MONEY,
            Capability.DECIDE_MESSAGES,
            Capability.SEE_PERFORMANCE,
            Capability.DRAW_SAMPLES,
            Capability.SETTLE_FINDINGS,
        },
        Role.SAFEGUARDING_LEAD: _EVERY_RECORD_WORKER | {Capability.HANDLE_CONCERNS, Capability.CONFIRM_WORDS},
        # Anybody of the staff may see that somebody is in danger, whatever else they may see.
        # BR-26.1, BR-26.2: the agency watches performance and sets what is expected, in aggregates alone.
        Role.CONTRACT_MANAGER: _AGENCY_MANAGER,
        Role.AUDITOR: _EVERYBODY
        | {
            Capability.READ_RECORDS,
            Capability.AUDIT_RECORDS,
            Capability.SEE_MONEY,
            Capability.DRAW_SAMPLES,
            Capability.SETTLE_FINDINGS,
        },
        # Keys open the shared record's wire to a system; no page of them shows anything of a customer.
        Role.TECHNICIAN: _EVERYBODY | {Capability.MANAGE_KEYS},
    }
)
"""What each role may do while its holder's standing is current. Row security still decides which rows."""

OF_SYSTEMS: frozenset[Capability] = frozenset(
    {
        Capability.READ_RECORDS,
        Capability.MAKE_RECORDS,
        Capability.WORK_CONTACTS,
        Capability.SEE_DIVERSITY,
        Capability.RECORD_OUTCOMES,
    }
)
"""What a system on the shared record's wire may ask of the services: what its requests need."""

WITHOUT_CUSTOMERS: frozenset[Capability] = _AGENCY_MANAGER | {Capability.MANAGE_KEYS}
"""What is left of a role whose holder sees no customer: nothing here shows anything of one."""


class StandingKind(models.TextChoices):
    """What must be true of a person before they see customers or give advice."""

    BASELINE_CHECK = "baseline_check", _("Baseline personnel check")
    ENHANCED_CHECK = "enhanced_check", _("Enhanced check")
    RECORD_TRAINING = "record_training", _("Customer record training")
    ADVICE_QUALIFICATION = "advice_qualification", _("Advice and guidance qualification")
    SUPERVISED_TRAINEE = "supervised_trainee", _("Supervised trainee")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingRow:
    """The one row of the database function ``fingerpost_act``: who acts now, and how they stand."""

    account_id: UUID
    organisation_id: UUID
    role: str
    sees_customers: bool
    standing_gap: str
    contract_ids: tuple[UUID, ...]
    prime_contract_ids: tuple[UUID, ...]
    manager_id: UUID | None
    advice_level: int
    is_supervised: bool
    full_name: str
    organisation_name: str


def capabilities_of(row: ActingRow, rules: Rules, *, on: date) -> frozenset[str]:
    """What this person may do on this day.

    BR-28.3, OI-8.3: nothing that touches customers without current standing. BR-21.3, MX-2.3: advice
    needs the qualification of the policy in force, or a current supervised traineeship (OI-17.2). A concern
    for somebody's safety may be raised, and the rules read, by anybody of the staff.
    """
    if row.role == SYSTEM_ROLE:
        return frozenset(str(capability) for capability in OF_SYSTEMS)
    held = frozenset(str(capability) for capability in CAPABILITIES[Role(row.role)])
    if not row.sees_customers:
        return held & {str(capability) for capability in WITHOUT_CUSTOMERS}
    is_learning = row.is_supervised and supervised_trainees_may_advise(rules, on=on)
    if row.advice_level < advice_level_needed(rules, on=on) and not is_learning:
        held -= {str(Capability.GIVE_ADVICE)}
    return held


def actor_for(row: ActingRow, *, membership_id: UUID, request_id: str, rules: Rules, on: date) -> Actor:
    """The actor that every service and query takes, from the row that the database gave."""
    return Actor(
        account_id=row.account_id,
        membership_id=membership_id,
        organisation_id=row.organisation_id,
        role=row.role,
        capabilities=capabilities_of(row, rules, on=on),
        sees_customers=row.sees_customers,
        standing_gap=row.standing_gap,
        contract_ids=row.contract_ids,
        prime_contract_ids=row.prime_contract_ids,
        manager_id=row.manager_id,
        request_id=request_id,
    )
