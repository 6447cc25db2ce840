"""Agreed calls back: the customer agrees to so many, each stands on its day with its owner and keeps its result.

OI-3.34b: up to three; a fourth needs a new agreement. OI-4.10e. A call is no formal follow-up and closes none.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fingerpost.customers.queries import get_customer
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import CallAgreement, CallState, FollowUpAttempt, PlannedCall
from fingerpost.outcomes.services.follow_ups import TWO_SIDES, Try, check_try
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

MOST = 20


@transaction.atomic
def agree_calls(
    *,
    actor: Actor,
    now: datetime,
    customer_id: UUID,
    agreed_on: date,
    agreed_how: str,
    first_due_on: date,
    rules: Rules | None = None,
) -> CallAgreement:
    """Keep that the customer agreed to be rung back, as often as policy says, and plan the first call.

    Raises NotPermitted, InvalidInput, Conflict while an agreement with calls left stands.
    """
    rules = rules or rules_in_force()
    _require(actor)
    customer = get_customer(customer_id)
    if agreed_on > civil_date(now):
        raise InvalidInput(
            _("The day on which they agreed can't lie in the future."), code="agreed_in_future"
        )
    hows = {str(row["code"]) for row in rules.get_rows("call_back.agreed_how", agreed_on)}
    if agreed_how not in hows:
        raise InvalidInput(_("Say how the customer agreed."), code="agreed_how_not_known")
    if find_agreement(customer.id, actor.organisation_id) is not None:
        raise Conflict(_("The customer agreed to calls that are still to be made."), code="agreement_stands")
    agreement = CallAgreement.objects.create(
        customer_id=customer.id,
        organisation_id=actor.organisation_id,
        agreed_on=agreed_on,
        agreed_how=agreed_how,
        calls=rules.get_int("call_back.most", agreed_on),
        recorded_by_id=actor.account_id,
    )
    _tell("call.agreed", actor, now, customer.id, agreement.id)
    plan_call(actor=actor, now=now, agreement_id=agreement.id, due_on=first_due_on)
    return agreement


@transaction.atomic
def plan_call(*, actor: Actor, now: datetime, agreement_id: UUID, due_on: date) -> PlannedCall:
    """Plan the next call of an agreement for a day. Raises Conflict where every agreed call was planned."""
    _require(actor)
    agreement = _agreement(actor, agreement_id)
    if agreement.withdrawn_at is not None:
        raise Conflict(_("The customer wants no more calls."), code="agreement_withdrawn")
    if due_on < civil_date(now):
        raise InvalidInput(_("Choose today or a later day."), code="call_in_past")
    standing = agreement.planned.filter(state=CallState.PLANNED).exists()
    if standing:
        raise Conflict(_("The call before is still to be made."), code="call_stands")
    place = agreement.planned.count() + 1
    if place > agreement.calls:
        raise Conflict(
            _("Every call that the customer agreed to was made. Ask them anew before you ring again."),
            code="calls_used_up",
        )
    try:
        with transaction.atomic():
            call = PlannedCall.objects.create(
                agreement=agreement,
                customer_id=agreement.customer_id,
                organisation_id=agreement.organisation_id,
                place=place,
                due_on=due_on,
                owner_id=actor.account_id,
                recorded_by_id=actor.account_id,
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else planned this call just now."), code="call_stands") from error
    _tell("call.planned", actor, now, call.customer_id, call.id)
    return call


@transaction.atomic
def record_call(
    *, actor: Actor, now: datetime, call_id: UUID, made: Try, rules: Rules | None = None
) -> FollowUpAttempt:
    """Keep what came of a call. One that reached the customer is done; one that did not stays on the list."""
    _require(actor)
    call = _lock(actor, call_id)
    found = check_try(made, now=now, rules=rules or rules_in_force())
    attempt = FollowUpAttempt.objects.create(
        planned_call=call,
        customer_id=call.customer_id,
        method=made.method,
        reached=made.reached,
        situation=made.situation,
        text=made.text,
        happened_at=made.happened_at,
        made_by_id=actor.account_id,
    )
    if made.reached in TWO_SIDES:
        _close(call, now, CallState.DONE)
    elif found is not None and found.stops:
        _close(call, now, CallState.DROPPED)
    _tell("call.tried", actor, now, call.customer_id, call.id)
    return attempt


@transaction.atomic
def withdraw_agreement(*, actor: Actor, now: datetime, agreement_id: UUID) -> CallAgreement:
    """The customer wants no more calls: what is planned is not made."""
    _require(actor)
    agreement = _agreement(actor, agreement_id)
    if agreement.withdrawn_at is None:
        agreement.withdrawn_at = now
        agreement.save(update_fields=["withdrawn_at"])
        for call in agreement.planned.select_for_update().filter(state=CallState.PLANNED):
            _close(call, now, CallState.DROPPED)
        _tell("call.withdrawn", actor, now, agreement.customer_id, agreement.id)
    return agreement


def find_agreement(customer_id: UUID, organisation_id: UUID) -> CallAgreement | None:
    """The agreement of a customer with an organisation that still has calls in it; None without one."""
    found = CallAgreement.objects.filter(
        customer_id=customer_id, organisation_id=organisation_id, withdrawn_at=None
    ).order_by("-agreed_on", "-id")
    latest = found.first()
    if latest is None:
        return None
    made = latest.planned.exclude(state=CallState.PLANNED).count()
    return latest if made < latest.calls else None


def list_calls_of(customer_id: UUID) -> list[PlannedCall]:
    """The agreed calls of a customer, latest first, with their agreements."""
    found = PlannedCall.objects.filter(customer_id=customer_id).select_related("agreement", "owner")
    return list(found.order_by("-due_on", "-id")[:MOST])


def list_due_calls(actor: Actor, *, today: date, start: int = 0, limit: int = MOST) -> list[PlannedCall]:
    """One's own agreed calls that are due by a day, the first due first (OI-4.10e)."""
    return list(_due(actor, today).select_related("customer", "agreement")[start : start + limit])


def get_call(call_id: UUID) -> PlannedCall:
    """One agreed call. NotFound where there is none or no grant on its customer."""
    found = PlannedCall.objects.select_related("customer", "agreement", "owner").filter(id=call_id).first()
    if found is None:
        raise NotFound(_("There is no agreed call here that you can see."), code="call_not_found")
    return found


def _due(actor: Actor, today: date) -> QuerySet[PlannedCall]:
    return PlannedCall.objects.filter(
        owner_id=actor.account_id,
        organisation_id=actor.organisation_id,
        state=CallState.PLANNED,
        due_on__lte=today,
    ).order_by("due_on", "id")


def _require(actor: Actor) -> None:
    if not actor.can(Capability.FOLLOW_UP):
        raise NotPermitted(_("Your role does not ring customers back."), code="no_calls")


def _agreement(actor: Actor, agreement_id: UUID) -> CallAgreement:
    found = (
        CallAgreement.objects.select_for_update(of=("self",))
        .filter(id=agreement_id, organisation_id=actor.organisation_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no agreement here that you can see."), code="agreement_not_found")
    return found


def _lock(actor: Actor, call_id: UUID) -> PlannedCall:
    seen = get_call(call_id)
    if seen.organisation_id != actor.organisation_id:
        raise NotPermitted(_("Another organisation agreed this call."), code="not_your_call")
    held = (
        PlannedCall.objects.select_for_update(of=("self",))
        .filter(id=call_id, state=CallState.PLANNED)
        .first()
    )
    if held is None:
        raise Conflict(_("This call is closed. Nothing more can be added to it."), code="call_closed")
    return held


def _close(call: PlannedCall, now: datetime, state: CallState) -> None:
    call.state = state
    call.closed_at = now
    call.save(update_fields=["state", "closed_at"])


def _tell(kind: str, actor: Actor, now: datetime, customer_id: UUID, subject_id: UUID) -> None:
    events.record(kind, actor=actor, now=now, customer_id=customer_id, subject={"call": subject_id})
