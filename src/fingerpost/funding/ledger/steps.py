"""What happens to a claim after it was made, and payments that somebody holds back until the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.funding.ledger.claiming import claimable_contract
from fingerpost.funding.ledger.locking import lock_contract
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimStep,
    ClaimStepKind,
    ClaimSum,
    ClawBack,
    LineKind,
    PaymentMade,
    SumKind,
)
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

LONGEST_WHY: Final = 300
_FEES: Final = (SumKind.SERVICE_FEE, SumKind.DEDUCTION)

MOVES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "": frozenset({ClaimStepKind.INVOICED}),
        ClaimStepKind.INVOICED: frozenset({ClaimStepKind.ACCEPTED, ClaimStepKind.QUERIED}),
        ClaimStepKind.QUERIED: frozenset({ClaimStepKind.ACCEPTED, ClaimStepKind.QUERIED}),
        ClaimStepKind.ACCEPTED: frozenset({ClaimStepKind.PAID}),
        ClaimStepKind.PAID: frozenset(),
    }
)
"""Which step may follow which; "" is a claim that was only made."""


@transaction.atomic
def take_step(*, actor: Actor, now: datetime, claim_id: UUID, kind: str, note: str = "") -> ClaimStep:
    """Take a claim one step on: its officer sends the invoice, the agency queries, accepts and pays it.

    Paid, the fee and the rest are kept as payments made. The same step again by the same person returns the one
    that stands. Raises NotFound, NotPermitted, InvalidInput for a query without words, Conflict for a step that does
    not follow.
    """
    claim = Claim.objects.filter(id=claim_id).first()
    if claim is None:
        raise NotFound(_("There is no claim here that you can see."), code="claim_not_found")
    _may_take(actor, claim, kind)
    note = note.strip()
    if len(note) > LONGEST_WHY or (kind == ClaimStepKind.QUERIED and not note):
        raise InvalidInput(_("Say what you ask, in 300 characters or fewer."), code="note_missing")
    lock_contract(claim.contract_id)
    before = ClaimStep.objects.filter(claim=claim).order_by("-taken_at", "-id").first()
    stands = "" if before is None else before.kind
    if before is not None and (stands, before.note, before.taken_by_id) == (kind, note, actor.account_id):
        return before
    if kind not in MOVES[stands]:
        raise Conflict(
            _("This claim has moved on meanwhile. Look at its steps and take the next one."),
            code="step_does_not_follow",
            details={"from": stands or "made", "to": kind},
        )
    step = ClaimStep.objects.create(
        claim=claim, kind=kind, note=note, taken_by_id=actor.account_id, taken_at=now
    )
    if kind == ClaimStepKind.PAID:
        _keep_payments(actor, now, claim)
    events.record(f"claim.{kind}", actor=actor, now=now, subject={"claim": claim.id})
    return step


@transaction.atomic
def claw_back(*, actor: Actor, now: datetime, outcome_id: UUID, why: str) -> ClawBack:
    """Hold a payment back: the next claim takes it back, and no later one pays it until it is let go again.

    Raises NotFound, NotPermitted, InvalidInput without a reason, Conflict where no payment of it stands.
    """
    return _hold(actor, now, outcome_id, why, hold=True)


@transaction.atomic
def let_go(*, actor: Actor, now: datetime, outcome_id: UUID, why: str) -> ClawBack:
    """Let a held payment go: the next claim pays it again where it still pays. Raises as `claw_back`."""
    return _hold(actor, now, outcome_id, why, hold=False)


def _hold(actor: Actor, now: datetime, outcome_id: UUID, why: str, *, hold: bool) -> ClawBack:
    why = why.strip()
    if not why or len(why) > LONGEST_WHY:
        raise InvalidInput(_("Say why, in 300 characters or fewer."), code="why_missing")
    line = ClaimLine.objects.filter(outcome_id=outcome_id).order_by("-place").first()
    if line is None:
        raise NotFound(_("There is no payment here that you can see."), code="line_not_found")
    claimable_contract(actor, line.contract_id)
    lock_contract(line.contract_id)
    before = ClawBack.objects.filter(outcome_id=outcome_id).order_by("-place").first()
    is_held = before is not None and before.place % 2 == 1
    if before is not None and is_held is hold and before.made_by_id == actor.account_id:
        return before
    if is_held is hold or (hold and line.kind != LineKind.PAYMENT):
        raise Conflict(
            _("This payment is not as it was when you opened it. Look at the claim again."),
            code="changed_meanwhile",
        )
    kept = ClawBack.objects.create(
        outcome_id=outcome_id,
        contract_id=line.contract_id,
        place=1 if before is None else before.place + 1,
        why=why,
        made_by_id=actor.account_id,
        made_at=now,
    )
    events.record(
        "claim.payment_held" if hold else "claim.payment_let_go",
        actor=actor,
        now=now,
        subject={"outcome": outcome_id, "contract": line.contract_id},
    )
    return kept


def _may_take(actor: Actor, claim: Claim, kind: str) -> None:
    if kind == ClaimStepKind.INVOICED:
        claimable_contract(actor, claim.contract_id)
    elif kind not in ClaimStepKind.values:
        raise InvalidInput(_("This is no step of a claim."), code="step_unknown")
    elif not actor.can(Capability.RECEIVE_RETURNS):
        raise NotPermitted(
            _("Only the agency’s contract manager answers a claim."), code="not_the_contract_manager"
        )


def _keep_payments(actor: Actor, now: datetime, claim: Claim) -> None:
    """What the agency pays of a claim: the fee with its deduction, and the rest."""
    fee = sum(ClaimSum.objects.filter(claim=claim, kind__in=_FEES).values_list("amount_pence", flat=True))
    for category, pence in (
        (PaymentMade.Category.SERVICE_FEE, fee),
        (PaymentMade.Category.OUTCOMES, claim.total_pence - fee),
    ):
        if pence:
            PaymentMade.objects.create(
                contract_id=claim.contract_id,
                month=claim.month,
                category=category,
                amount_pence=pence,
                paid_on=civil_date(now),
                set_by_id=actor.account_id,
                set_at=now,
            )
