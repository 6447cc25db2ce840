"""Keeps outcomes, claimed or not: recorded, changed, withdrawn (BR-24.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.customers.queries import get_customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.outcomes.models import Outcome
from fingerpost.outcomes.rules.outcomes import kinds_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

_MOST_HOURS = Decimal(168)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDetails:
    """What is said of an outcome. ``kind`` is a type of the contract's scheme; days are civil days in London.

    ``told_on`` is the day on which we were told, from which it counts; ``attendance_id`` the session it came from,
    empty where it came without one.
    """

    kind: str
    told_on: date | None = None
    started_on: date | None = None
    weekly_hours: Decimal | None = None
    detail: str = ""
    attendance_id: UUID | None = None


@transaction.atomic
def record_outcome(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    contract_id: UUID,
    details: OutcomeDetails,
    rules: Rules | None = None,
) -> Outcome:
    """Keep an outcome at any time, with a session or without (BR-24.2). Whether it pays is not asked here.

    Raises NotFound, NotPermitted, InvalidInput.
    """
    _require(actor)
    customer = get_customer(customer_id)
    if contract_id not in actor.contract_ids:
        raise NotPermitted(
            _("Your organisation does not work under this contract now."), code="not_your_contract"
        )
    contract = Contract.objects.get(id=contract_id)
    _check(details, customer_id=customer.id, contract=contract, now=now, rules=rules or rules_in_force())
    outcome = Outcome.objects.create(
        customer_id=customer.id,
        contract=contract,
        organisation_id=actor.organisation_id,
        touchpoint=_touchpoint(actor, contract_id),
        recorded_by_id=actor.account_id,
        **asdict(details),
    )
    _tell("outcome.recorded", actor, now, outcome)
    return outcome


@transaction.atomic
def change_outcome(
    *,
    actor: Actor,
    now: datetime,
    outcome_id: UUID,
    version: int,
    details: OutcomeDetails,
    rules: Rules | None = None,
) -> Outcome:
    """Change what is said of an outcome. A claims officer then looks at it again.

    The same again changes nothing. Raises Conflict where it was claimed or withdrawn, or where somebody else changed
    it since ``version``.
    """
    outcome = lock_outcome(actor=actor, outcome_id=outcome_id)
    wanted = asdict(details)
    if all(getattr(outcome, name) == value for name, value in wanted.items()):
        return outcome
    if outcome.version != version:
        raise Conflict(
            _("Somebody else changed this outcome since you opened it. Look at what stands, then change it."),
            code="outcome_changed",
        )
    _check(
        details,
        customer_id=outcome.customer_id,
        contract=outcome.contract,
        now=now,
        rules=rules or rules_in_force(),
    )
    for name, value in wanted.items():
        setattr(outcome, name, value)
    save_unchecked(outcome, *wanted)
    _tell("outcome.changed", actor, now, outcome)
    return outcome


@transaction.atomic
def withdraw_outcome(*, actor: Actor, now: datetime, outcome_id: UUID, version: int) -> Outcome:
    """Withdraw an outcome that was recorded by mistake. It stays on the record, marked so."""
    outcome = lock_outcome(actor=actor, outcome_id=outcome_id)
    if outcome.version != version:
        raise Conflict(
            _("Somebody else changed this outcome since you opened it. Look at what stands first."),
            code="outcome_changed",
        )
    outcome.withdrawn_at = now
    save_unchecked(outcome, "withdrawn_at")
    _tell("outcome.withdrawn", actor, now, outcome)
    return outcome


def lock_outcome(*, actor: Actor, outcome_id: UUID) -> Outcome:
    """The outcome, held until the end of the transaction, where this person may change it now.

    Raises NotFound, NotPermitted, or Conflict where it was claimed or withdrawn.
    """
    _require(actor)
    # Whose it is stays as it is, and a row of another organisation can be read here but not locked.
    seen = Outcome.objects.filter(id=outcome_id).values_list("organisation_id", flat=True).first()
    if seen is None:
        raise NotFound(_("There is no outcome here that you can see."), code="outcome_not_found")
    if seen != actor.organisation_id:
        raise NotPermitted(
            _("Another organisation recorded this outcome, so you can read it but not change it."),
            code="not_your_outcome",
        )
    held = Outcome.objects.select_for_update(of=("self",)).select_related("contract")
    outcome = held.get(id=outcome_id)
    if outcome.claimed_at is not None:
        raise Conflict(
            _("This outcome is claimed, so it stays as it was claimed. Ask your claims officer."),
            code="outcome_claimed",
        )
    if outcome.withdrawn_at is not None:
        raise Conflict(
            _("This outcome was withdrawn. Record it anew if it holds after all."), code="outcome_withdrawn"
        )
    return outcome


def save_unchecked(outcome: Outcome, *names: str) -> None:
    """Write some columns of a held outcome; whoever checked it or sent it back looks again."""
    outcome.checked_at = None
    outcome.checked_by = None
    outcome.sent_back_why = ""
    outcome.version += 1
    outcome.save(update_fields=[*names, "checked_at", "checked_by", "sent_back_why", "version"])


def _require(actor: Actor) -> None:
    if not actor.can(Capability.RECORD_OUTCOMES):
        raise NotPermitted(_("Your role does not record outcomes."), code="no_outcomes")


def _check(
    details: OutcomeDetails, *, customer_id: UUID, contract: Contract, now: datetime, rules: Rules
) -> None:
    """Raise InvalidInput with what can't be so. What is only missing never blocks saving."""
    today = civil_date(now)
    told, started = details.told_on, details.started_on
    if details.kind not in kinds_of(contract.scheme, rules=rules, on=told or today):
        raise InvalidInput(_("Choose a kind of outcome of this contract."), code="kind_not_known")
    if told is not None and told > today:
        raise InvalidInput(
            _("The day on which you were told can't lie in the future."), code="told_in_future"
        )
    if told is not None and started is not None and told < started:
        raise InvalidInput(
            _("Nobody is told of it before it begins. Mend one of the days."), code="told_too_early"
        )
    if details.weekly_hours is not None and not 0 <= details.weekly_hours <= _MOST_HOURS:
        raise InvalidInput(_("Hours a week lie between 0 and 168."), code="hours_out_of_range")
    if details.attendance_id is not None:
        _check_session(details.attendance_id, details.told_on, customer_id=customer_id, contract=contract)


def _check_session(
    attendance_id: UUID, told_on: date | None, *, customer_id: UUID, contract: Contract
) -> None:
    place = (
        Attendance.objects.select_related("session")
        .filter(id=attendance_id, customer_id=customer_id, result=AttendanceResult.ATTENDED)
        .first()
    )
    if place is None:
        raise InvalidInput(_("Choose a session that this customer attended."), code="session_not_theirs")
    if place.session.contract_id != contract.id:
        raise InvalidInput(
            _("This session was under another contract. Choose the contract of the session."),
            code="session_of_other_contract",
        )
    if told_on is not None and told_on < civil_date(place.session.started_at):
        raise InvalidInput(
            _("It counts from the day you were told, and that can't be before its session."),
            code="told_before_session",
        )


def _touchpoint(actor: Actor, contract_id: UUID) -> Touchpoint | None:
    """The door of the organisation under this contract, by which the shared record names it."""
    own = Touchpoint.objects.filter(contract_id=contract_id, organisation_id=actor.organisation_id)
    return own.order_by("code").first()


def _tell(kind: str, actor: Actor, now: datetime, outcome: Outcome) -> None:
    events.record(
        kind, actor=actor, now=now, customer_id=outcome.customer_id, subject={"outcome": outcome.id}
    )
