"""Makes the claim of a month: one run, its lines and sums, and everything frozen, in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fingerpost.funding.contract_runs import canonical
from fingerpost.funding.ledger.document import Around
from fingerpost.funding.ledger.frozen import Packed, pack, work_out_packed
from fingerpost.funding.ledger.gathering import around_claim
from fingerpost.funding.ledger.locking import lock_contract
from fingerpost.funding.ledger.used_rules import NotingRules, rules_text
from fingerpost.funding.ledger.working import Result
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimSum,
    ContractYear,
    FrozenFacts,
    Run,
    RunPurpose,
)
from fingerpost.funding.running import facts_of_contract, last_day, run_contract, setting_of
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract
from fingerpost.policy import Rules
from fingerpost.policy.calendars import named_calendar
from fingerpost.policy.civil import add_months, civil_date
from fingerpost.staff.access import Capability

LONGEST_ORDER_NUMBER: Final = 40
_ROWS_AT_ONCE: Final = 2_000


@transaction.atomic
def make_claim(
    *,
    actor: Actor,
    now: datetime,
    contract_id: UUID,
    month: date,
    order_number: str = "",
    rules: Rules | None = None,
) -> Claim:
    """Claim a month of a contract: what pays and has no standing payment, what is taken back, and every sum.

    Claims follow each other: the month after the last claimed one, once it is over. Asked for again by the same
    person, the claim that stands is returned. Without an order number that of the contract's year is taken. Raises
    NotFound, NotPermitted, InvalidInput for a month that is not over, Conflict where somebody else claimed it, where
    an earlier month comes first, or where the records changed while it was made.
    """
    contract = claimable_contract(actor, contract_id)
    month_is_over(month, now)
    if len(order_number) > LONGEST_ORDER_NUMBER:
        raise InvalidInput(_("An order number has 40 characters at most."), code="order_number_too_long")
    lock_contract(contract.id)
    standing = Claim.objects.filter(contract=contract, month=month).first()
    if standing is not None:
        if standing.made_by_id == actor.account_id:
            return standing
        raise Conflict(
            _("A colleague has claimed this month already. Open their claim."), code="already_claimed"
        )
    newest = Claim.objects.filter(contract=contract).order_by("-number").first()
    _comes_next(newest, month)
    rules = rules or rules_in_force()
    run = run_contract(
        actor=actor, now=now, contract_id=contract.id, month=month, purpose=RunPurpose.CLAIM, rules=rules
    )
    around = around_claim(run, setting_of(contract, month=month, rules=rules), rules=rules)
    packed = _freeze(contract, run, around, rules)
    noting = NotingRules(rules)
    result = work_out_packed(packed.sealed, rules=noting)
    claim = _keep(
        Claim(
            contract=contract,
            month=month,
            number=1 if newest is None else newest.number + 1,
            run=run,
            scheme=run.scheme,
            rule_version=result.version,
            inputs_sha256=packed.sha256,
            rules=rules_text(rules, noting.asked),
            result_sha256=result.sha256(),
            order_number=order_number or _order_number(contract.id, month),
            invoice_due_on=invoice_due_on(month, rules=rules),
            made_by_id=actor.account_id,
            made_at=now,
        ),
        packed,
        result,
    )
    events.record("claim.made", actor=actor, now=now, subject={"claim": claim.id, "contract": contract.id})
    return claim


def next_month(contract: Contract, *, today: date) -> date | None:
    """The month that is claimed next: after the last claimed one, else the last that is over; None too early."""
    newest = (
        Claim.objects.filter(contract=contract).order_by("-number").values_list("month", flat=True).first()
    )
    over = add_months(today.replace(day=1), -1)
    month = add_months(newest, 1) if newest is not None else over
    return month if contract.starts_on < add_months(month, 1) and month <= over else None


def invoice_due_on(month: date, *, rules: Rules) -> date:
    """The day by which the invoice of a month is sent: the fifth working day of the next (BR-CL-25.2, OI-20.F27)."""
    following = add_months(month, 1)
    days = named_calendar("england", rules).working_days_of_month(following.year, following.month)
    return days[rules.get_int("invoice.working_day", following) - 1]


def claimable_contract(actor: Actor, contract_id: UUID) -> Contract:
    """A contract that this officer claims for. Raises NotFound, NotPermitted."""
    contract = Contract.objects.filter(id=contract_id).first()
    if contract is None:
        raise NotFound(_("There is no contract here that you can see."), code="contract_not_found")
    if not (actor.can(Capability.CLAIM_OUTCOMES) and contract.id in actor.prime_contract_ids):
        raise NotPermitted(
            _("Only a claims officer of the prime contractor can make a claim."), code="not_your_contract"
        )
    return contract


def month_is_over(month: date, now: datetime) -> None:
    """A month is claimed in arrears. Raises InvalidInput."""
    if month.day != 1:
        raise InvalidInput(_("A month is named by its first day."), code="month_unknown")
    if civil_date(now) <= last_day(month):
        raise InvalidInput(_("A month can be claimed once it is over."), code="month_not_over")


def _comes_next(newest: Claim | None, month: date) -> None:
    if newest is not None and month != add_months(newest.month, 1):
        raise Conflict(
            _("Months are claimed one after the other. Claim the first month that has no claim yet."),
            code="not_the_next_month",
        )


def _freeze(contract: Contract, run: Run, around: Around, rules: Rules) -> Packed:
    """The facts that the run read, frozen. A record that changed between the two readings makes it begin again."""
    known = facts_of_contract(contract, through=around.setting.period.end, as_of=None, rules=rules)
    packed = pack(around, map(canonical, known))
    if packed.customers_sha256 != run.inputs_sha256:
        raise Conflict(
            _("A record changed while the claim was made. Make the claim again."), code="changed_meanwhile"
        )
    return packed


def _keep(claim: Claim, packed: Packed, result: Result) -> Claim:
    claim.outcomes_pence, claim.sums_pence = result.outcomes_pence, result.sums_pence
    claim.total_pence = claim.outcomes_pence + claim.sums_pence
    claim.save(force_insert=True)
    FrozenFacts.objects.create(claim=claim, packed=packed.sealed)
    ClaimLine.objects.bulk_create(line_rows(claim, result), batch_size=_ROWS_AT_ONCE)
    ClaimSum.objects.bulk_create(sum_rows(claim, result))
    return claim


def line_rows(claim: Claim, result: Result) -> list[ClaimLine]:
    """The lines of a result as rows of a claim, not saved yet."""
    return [
        ClaimLine(
            claim=claim,
            contract_id=claim.contract_id,
            outcome_id=UUID(line.outcome),
            place=line.place,
            kind=line.kind,
            decision_id=UUID(line.decision) if line.decision else None,
            organisation_id=UUID(line.organisation),
            period=line.period,
            amount_pence=line.pence,
            reason=line.reason,
            detail=line.detail,
        )
        for line in result.lines
    ]


def sum_rows(claim: Claim, result: Result) -> list[ClaimSum]:
    """The sums of a result as rows of a claim, not saved yet."""
    return [
        ClaimSum(claim=claim, kind=each.kind, amount_pence=each.pence, detail=each.detail)
        for each in result.sums
    ]


def _order_number(contract_id: UUID, month: date) -> str:
    found = (
        ContractYear.objects.filter(contract_id=contract_id, starts_on__lte=month, ends_on__gte=month)
        .order_by("-starts_on")
        .values_list("order_number", flat=True)
    )
    return found.first() or ""
