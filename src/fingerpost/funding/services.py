"""Decides outcomes, claims them, and sends them back; each decision is kept beside those before it.

A customer's outcomes decide about each other, so one lock stands for all decisions on one customer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fingerpost.funding.access import may_claim_here
from fingerpost.funding.claimable import claimable
from fingerpost.funding.deciding import Decided, decide
from fingerpost.funding.frozen import Inputs, sha256_of, to_json
from fingerpost.funding.gather import gather
from fingerpost.funding.models import FundingDecision, Verdict
from fingerpost.funding.queries import decision_of
from fingerpost.funding.rules import Claimability, OutcomeGap
from fingerpost.funding.schemes import UnknownScheme
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability

LONGEST_WHY: Final = 300
_LOCK: Final = 4107


@dataclass(frozen=True, slots=True)
class Claiming:
    """What came of a claim: the decision that was kept, what is missing, and whether the outcome is claimed now."""

    decision: FundingDecision | None
    missing: Claimability
    is_claimed: bool


@transaction.atomic
def decide_outcome(
    *, actor: Actor, now: datetime, outcome_id: UUID, rules: Rules | None = None
) -> FundingDecision:
    """Decide an outcome by its contract's scheme and the rate of the day we were told, and keep facts and trail.

    The same facts by the same rules keep no second decision: the standing one is returned. An unclaimed outcome is
    decided as if it were claimed today. Raises NotFound, NotPermitted, Conflict for a withdrawn one, InvalidInput for
    a contract whose scheme nobody knows.
    """
    outcome = _lock(actor, outcome_id)
    return _decide(actor, now, outcome, rules or rules_in_force())


@transaction.atomic
def check_outcome(
    *, actor: Actor, now: datetime, outcome_id: UUID, version: int, rules: Rules | None = None
) -> Claiming:
    """Say that somebody looked at an outcome and it can be claimed, or return what stands in the way."""
    outcome = _lock(actor, outcome_id)
    _same_version(outcome, version)
    found = _check(actor, now, outcome, rules or rules_in_force())
    if _stands_in_the_way(found) or outcome.checked_at is not None:
        return found
    _save(outcome, checked_at=now, checked_by_id=actor.account_id, sent_back_why="")
    _tell("outcome.checked", actor, now, outcome)
    return found


@transaction.atomic
def claim_outcome(
    *, actor: Actor, now: datetime, outcome_id: UUID, version: int, rules: Rules | None = None
) -> Claiming:
    """Check and claim an outcome: decided anew under the lock, and claimed where it pays or only lacks a rate.

    Refused, or with something missing, it stays as it is, and the decision is kept all the same. Claimed by the same
    person before, nothing changes. Raises Conflict where somebody else claimed or changed it meanwhile.
    """
    outcome = _lock(actor, outcome_id)
    if outcome.claimed_by_id == actor.account_id:
        return Claiming(decision_of(outcome.id), Claimability(True, ()), True)
    _same_version(outcome, version)
    found = _check(actor, now, outcome, rules or rules_in_force())
    if _stands_in_the_way(found):
        return found
    _save(
        outcome,
        checked_at=outcome.checked_at or now,
        checked_by_id=outcome.checked_by_id or actor.account_id,
        claimed_at=now,
        claimed_by_id=actor.account_id,
        sent_back_why="",
    )
    _tell("outcome.claimed", actor, now, outcome)
    return Claiming(found.decision, found.missing, True)


@transaction.atomic
def send_back(*, actor: Actor, now: datetime, outcome_id: UUID, version: int, why: str) -> Outcome:
    """Give an outcome back to whoever recorded it, with what to mend; a claimed one stays claimed.

    Raises InvalidInput without a reason, Conflict where it was claimed or changed meanwhile.
    """
    why = why.strip()
    if not why or len(why) > LONGEST_WHY:
        raise InvalidInput(_("Say what must be put right, in 300 characters or fewer."), code="why_missing")
    outcome = _lock(actor, outcome_id)
    if outcome.claimed_at is None and outcome.sent_back_why == why:
        return outcome
    _same_version(outcome, version)
    _save(outcome, checked_at=None, checked_by_id=None, sent_back_why=why)
    _tell("outcome.sent_back", actor, now, outcome)
    return outcome


def lock_customer(customer_id: UUID) -> None:
    """Wait until nobody else decides for this customer, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(customer_id)])


def _lock(actor: Actor, outcome_id: UUID) -> Outcome:
    """The outcome as it stands once everybody before has finished. One order: the customer, then the row."""
    if not actor.can(Capability.CLAIM_OUTCOMES):
        raise NotPermitted(
            _("Only a claims officer can check and claim outcomes."), code="not_a_claims_officer"
        )
    customer_id = Outcome.objects.filter(id=outcome_id).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound(_("There is no outcome here that you can see."), code="outcome_not_found")
    lock_customer(customer_id)
    outcome = Outcome.objects.select_related("contract", "touchpoint").get(id=outcome_id)
    if not may_claim_here(actor, outcome):
        raise NotPermitted(
            _("Another organisation claims this outcome. You can read the record but not claim it."),
            code="not_your_outcome",
        )
    if outcome.recorded_by_id == actor.account_id:
        raise NotPermitted(
            _("You recorded this outcome, so somebody else must check and claim it."),
            code="recorded_it_yourself",
        )
    if outcome.withdrawn_at is not None:
        raise Conflict(_("This outcome was withdrawn, so there is nothing to claim."), code="withdrawn")
    # Whoever changes it elsewhere holds the row, not the customer.
    return (
        Outcome.objects.select_for_update(of=("self",))
        .select_related("contract", "touchpoint")
        .get(id=outcome_id)
    )


def _same_version(outcome: Outcome, version: int) -> None:
    if outcome.claimed_at is not None:
        raise Conflict(
            _("Somebody else has claimed this outcome. Go back to the list of claims."),
            code="already_claimed",
        )
    if outcome.version != version:
        raise Conflict(
            _("This outcome was changed after you opened it. Look at it again before you claim it."),
            code="changed_meanwhile",
        )


def _check(actor: Actor, now: datetime, outcome: Outcome, rules: Rules) -> Claiming:
    """Decide, and list what is missing. That it was sent back before is for whoever may send it back to judge."""
    found = claimable(outcome, rules=rules)
    gaps = tuple(gap for gap in found.gaps if gap is not OutcomeGap.SENT_BACK)
    return Claiming(_decide(actor, now, outcome, rules), Claimability(not gaps, gaps), False)


def _stands_in_the_way(found: Claiming) -> bool:
    refused = found.decision is None or found.decision.verdict == Verdict.REFUSE
    return refused or not found.missing.is_claimable


def _decide(actor: Actor, now: datetime, outcome: Outcome, rules: Rules) -> FundingDecision:
    try:
        inputs = gather(outcome, now=now, rules=rules)
    except UnknownScheme as error:
        raise InvalidInput(
            _("The contract names a scheme that no rule knows. Ask the agency to mend the contract."),
            code="unknown_scheme",
        ) from error
    decided = decide(inputs, rules=rules)
    standing = decision_of(outcome.id)
    if standing is not None and _is_same(standing, decided, to_json(inputs)):
        return standing
    kept = decision_row(outcome, inputs, decided, by=actor.account_id, at=now, rules=rules)
    kept.supersedes = standing
    kept.save(force_insert=True)
    _tell("outcome.decided", actor, now, outcome)
    return kept


def decision_row(
    outcome: Outcome, inputs: Inputs, decided: Decided, *, by: UUID, at: datetime, rules: Rules
) -> FundingDecision:
    """A decision as it is kept, not saved yet: what was decided, from which facts, by which rules."""
    text, on = to_json(inputs), civil_date(at)
    return FundingDecision(
        outcome=outcome,
        customer_id=outcome.customer_id,
        contract_id=outcome.contract_id,
        scheme=inputs.scheme,
        rule_version=decided.rule_version,
        verdict=decided.verdict,
        amount_pence=decided.amount_pence,
        customer_class=decided.customer_class,
        period=decided.period,
        trail=[asdict(step) for step in decided.steps],
        inputs=text,
        inputs_sha256=sha256_of(text),
        rules_on=on,
        rule_ids=[*decided.rule_ids, rules.get("outcome.evidence_kinds", on).rule_id],
        decided_by_id=by,
        decided_at=at,
    )


def _is_same(standing: FundingDecision, decided: Decided, text: str) -> bool:
    return (
        standing.inputs == text
        and standing.rule_version == decided.rule_version
        and standing.rule_ids[: len(decided.rule_ids)] == list(decided.rule_ids)
        and standing.verdict == decided.verdict
        and standing.amount_pence == decided.amount_pence
    )


def _save(outcome: Outcome, **values: object) -> None:
    for name, value in values.items():
        setattr(outcome, name, value)
    outcome.version += 1
    outcome.save(update_fields=[name.removesuffix("_id") for name in values] + ["version"])


def _tell(kind: str, actor: Actor, now: datetime, outcome: Outcome) -> None:
    events.record(
        kind, actor=actor, now=now, customer_id=outcome.customer_id, subject={"outcome": outcome.id}
    )
