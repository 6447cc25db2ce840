"""Keeps what a system of the shared record's wire sent of outcomes and progressions, as far as this room can.

What it can't keep is said by a code and never by an exception: the wire has no refusal for it. The same rules hold
as for what is recorded on pages, and nothing here claims: ``claimed_at`` is a claims officer's alone.

Everything happens in the caller's transaction, in few queries, and tells no event of its own: the wire tells of each
record that it kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Subquery

from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, Outcome
from fingerpost.outcomes.rules.outcomes import kind_of_number, kinds_of
from fingerpost.outcomes.rules.progressions import codes
from fingerpost.outcomes.services.outcomes import save_unchecked
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

NOT_KEPT: Final = "not_kept"
KIND_ELSEWHERE: Final = "kind_elsewhere"
SESSION_NOT_KNOWN: Final = "session_not_known"
OF_ANOTHER: Final = "of_another"
CLAIMED: Final = "claimed"
WITHDRAWN: Final = "withdrawn"

Progression = EmploymentProgression | LearningProgression
_EMPLOYMENT_LISTS: Final[Mapping[str, str]] = {
    "status": "employment_statuses",
    "hours": "employment_hours",
    "economic_shock": "economic_shocks",
    "length_of_unemployment": "unemployment_lengths",
}
_LEARNING_LISTS: Final[Mapping[str, str]] = {
    "status": "learning_statuses",
    "hours": "learning_hours",
    "level": "qualification_levels",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a system said of an outcome. ``number`` is the wire's, 1 to 5; ``told_on`` a civil day in London."""

    number: int
    told_on: date | None
    session_id: UUID | None
    touchpoint: str


@dataclass(frozen=True, slots=True)
class CarriedOutcome:
    """The outcome as it stands, None where it is not kept here; and codes of what could not be taken."""

    outcome: Outcome | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedProgression:
    """The row that stands now, None where nothing is kept; and codes of what could not be taken."""

    row: Progression | None
    gaps: tuple[str, ...] = ()


@transaction.atomic(savepoint=False)
def carry_outcome(
    *,
    actor: Actor,
    now: datetime,
    outcome_id: UUID,
    customer_id: UUID,
    contract_id: UUID,
    said: Said,
    is_new: bool,
    rules: Rules | None = None,
) -> CarriedOutcome:
    """Keep an outcome under the id of the wire, or change it (BR-24.2); what is claimed or withdrawn stays.

    A session counts where it is one of this customer, attended, under the same contract and not after the day of
    effect; else the outcome is kept without one.
    """
    rules = rules or rules_in_force()
    stands = None
    if not is_new:
        stands = Outcome.objects.select_related("attendance__session").filter(id=outcome_id).first()
    if stands is not None and (gap := _stays(stands, actor)):
        return CarriedOutcome(stands, (gap,))
    if stands is None and (contract_id not in actor.contract_ids or not _may(actor)):
        return CarriedOutcome(None, (NOT_KEPT,))
    doors = Touchpoint.objects.filter(code=said.touchpoint)
    contract = Contract.objects.annotate(door=Subquery(doors.values("id")[:1])).get(
        id=stands.contract_id if stands is not None else contract_id
    )
    on = said.told_on or civil_date(now)
    if rules.find("outcome.kinds", on) is None or on > civil_date(now):
        return CarriedOutcome(stands, (NOT_KEPT,))
    kind = kind_of_number(said.number, kinds_of(contract.scheme, rules=rules, on=on))
    if kind is None:
        return CarriedOutcome(stands, (KIND_ELSEWHERE,))
    session = _session(said, customer_id=customer_id, contract_id=contract.id)
    gaps = (SESSION_NOT_KNOWN,) if said.session_id is not None and session is None else ()
    values = {"kind": kind, "told_on": said.told_on, "attendance": session}
    if stands is None:
        made = Outcome.objects.create(
            id=outcome_id,
            customer_id=customer_id,
            contract=contract,
            organisation_id=actor.organisation_id,
            touchpoint_id=contract.door,
            recorded_by_id=actor.account_id,
            **values,
        )
        return CarriedOutcome(made, gaps)
    if any(getattr(stands, name) != value for name, value in values.items()):
        if said.told_on is not None and stands.started_on is not None and said.told_on < stands.started_on:
            return CarriedOutcome(stands, (NOT_KEPT, *gaps))
        for name, value in values.items():
            setattr(stands, name, value)
        save_unchecked(stands, *values)
    return CarriedOutcome(stands, gaps)


@transaction.atomic(savepoint=False)
def carry_progression(
    model: type[Progression],
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    values: Mapping[str, Any],
    touchpoint: str,
    rules: Rules | None = None,
) -> CarriedProgression:
    """Keep where a customer stands in work or learning: a new row, which corrects the last one of the same day.

    ``values`` are columns of the model, ``recorded_on`` among them. The same again adds nothing. Rows are never
    rewritten, so that distance can be seen; one of another organisation is not corrected but followed.
    """
    rules = rules or rules_in_force()
    standing = standing_progression(model, customer_id)
    if not _may(actor) or not _codes_known(model, values, now=now, rules=rules):
        return CarriedProgression(standing, (NOT_KEPT,))
    if standing is not None and all(getattr(standing, name) == value for name, value in values.items()):
        return CarriedProgression(standing)
    is_correction = (
        standing is not None
        and standing.recorded_on == values["recorded_on"]
        and standing.organisation_id == actor.organisation_id
    )
    row = model._default_manager.create(
        customer_id=customer_id,
        organisation_id=actor.organisation_id,
        touchpoint=Touchpoint.objects.filter(code=touchpoint).first(),
        corrects_id=standing.id if standing is not None and is_correction else None,
        recorded_by_id=actor.account_id,
        **values,
    )
    is_last = standing is None or standing.recorded_on <= row.recorded_on
    return CarriedProgression(row if is_last else standing)


def standing_progression(model: type[Progression], customer_id: UUID) -> Progression | None:
    """The row that says how a customer stands now: the latest day's, and of one day the latest kept."""
    rows = model._default_manager.filter(customer_id=customer_id, corrected_by=None)
    found: Progression | None = rows.order_by("-recorded_on", "-id").first()
    return found


def list_names(model: type[Progression]) -> Mapping[str, str]:
    """The list of policy (``progression.…``) that holds the codes of each coded column."""
    return _EMPLOYMENT_LISTS if model is EmploymentProgression else _LEARNING_LISTS


def _may(actor: Actor) -> bool:
    return actor.can(Capability.RECORD_OUTCOMES)


def _stays(outcome: Outcome, actor: Actor) -> str:
    """Why an outcome can't be changed by this actor; "" where it can."""
    if outcome.organisation_id != actor.organisation_id or not _may(actor):
        return OF_ANOTHER
    if outcome.claimed_at is not None:
        return CLAIMED
    return WITHDRAWN if outcome.withdrawn_at is not None else ""


def _session(said: Said, *, customer_id: UUID, contract_id: UUID) -> Attendance | None:
    """The session that an outcome came from, where the record knows it as one that it can have come from."""
    if said.session_id is None:
        return None
    found = (
        Attendance.objects.select_related("session")
        .filter(
            id=said.session_id,
            customer_id=customer_id,
            result=AttendanceResult.ATTENDED,
            session__contract_id=contract_id,
        )
        .first()
    )
    if found is None or (said.told_on is not None and said.told_on < civil_date(found.session.started_at)):
        return None
    return found


def _codes_known(
    model: type[Progression],
    values: Mapping[str, Any],
    *,
    now: datetime,
    rules: Rules,
) -> bool:
    on: date = values["recorded_on"]
    if on > civil_date(now):
        return False
    for name, listed in list_names(model).items():
        if rules.find(f"progression.{listed}", on) is None:
            return False
        if (values[name] or name == "status") and values[name] not in codes(listed, rules=rules, on=on):
            return False
    return True
