"""The nation's ledger: the claims of the last contract year and of the one that runs, month by month.

Written as owner by the same pure parts that a claim is made of, from what was known when it was made: each can be
made again, and the next claim of a page goes on from here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import connections

from fingerpost.demo.claimed import claim_outcomes, reading_as_officer
from fingerpost.demo.hiring import hire
from fingerpost.demo.loading import copy_rows
from fingerpost.demo.outcome_rows import claimed_since
from fingerpost.demo.plan import Plan
from fingerpost.demo.terms import CONTRACTS, SHARES, YearTerms, make_terms
from fingerpost.demo.world import World
from fingerpost.funding.contract_runs import ContractDecider, Setting, canonical
from fingerpost.funding.facts import Customer, Decision, Period
from fingerpost.funding.ledger.claiming import invoice_due_on, line_rows, sum_rows
from fingerpost.funding.ledger.document import Around, Terms
from fingerpost.funding.ledger.frozen import pack, work_out_packed
from fingerpost.funding.ledger.rules.lines import Last, after
from fingerpost.funding.ledger.used_rules import NotingRules, rules_text
from fingerpost.funding.ledger.working import Result
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimStep,
    ClaimStepKind,
    ClaimSum,
    ClawBack,
    FrozenFacts,
    FundingDecision,
    PaymentMade,
    Run,
    RunPurpose,
)
from fingerpost.funding.reading_facts import facts_of_customers
from fingerpost.funding.running import last_day
from fingerpost.funding.schemes import scheme_of
from fingerpost.funding.trails import trail_text
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import add_months, civil_date, london_moment
from fingerpost.staff.access import Role

_YEAR_BEGINS: Final = 4
_TAKEN_IN: Final = 5
_LET_GO_IN: Final = 7
_HELD_WHY: Final = "The paper that shows it is dated before the session."
_LET_GO_WHY: Final = "The right paper has come."
_QUERY: Final = "Please say which subcontractor the taken back payment is of."
_OFFICERS: Final = {"second_prime": "Rosa Tindall", "contact_centre": "Edwin Farrow"}
_ROW: Final = ("run_id", "place", "customer_id", "kind", "event", "verdict", "amount_pence")
_ROW_COLUMNS: Final = (*_ROW, "period", "customer_class", "trail")


def make_ledger(world: World, plan: Plan, *, using: str, now: datetime) -> None:
    """Set terms, claim the outcomes of two years, and make every claim that was due by the nation's day."""
    rules = shipped_rules()
    now = min(now, plan.calendar.moment(plan.calendar.last, 16 * 60).at)
    today = civil_date(now)
    first = claimed_since(today)
    running = add_months(first, 12)
    years = [first, running]
    terms = make_terms(world, years=years, using=using)
    officers = {"prime": world.accounts["claims_officer"]}
    for nickname, (holder, _fee, _maximum) in CONTRACTS.items():
        if holder not in officers:
            officers[holder] = _hire(world, holder, using)
        contract = Contract.objects.using(using).get(id=world.contracts[nickname])
        book = _Book(world, contract, officers[holder], terms, using=using, now=now, rules=rules)
        claim_outcomes(
            contract,
            book.setting(running),
            officers[holder],
            first=first,
            now=now,
            rules=rules,
            using=using,
        )
        month = first
        while (made_at := _made_at(month, rules)) <= now:
            book.claim(month, made_at)
            month = add_months(month, 1)
        book.write()


def _made_at(month: date, rules: Rules) -> datetime:
    """A claim is made on the day before its invoice is due, in the morning."""
    return london_moment(invoice_due_on(month, rules=rules) - timedelta(days=1), time(10, 20))


class _Book:
    """The ledger of one contract while it is written."""

    def __init__(
        self,
        world: World,
        contract: Contract,
        officer: UUID,
        terms: Mapping[tuple[UUID, date], YearTerms],
        *,
        using: str,
        now: datetime,
        rules: Rules,
    ) -> None:
        self._world, self._contract, self._officer, self._terms = world, contract, officer, terms
        self._using, self._now, self._rules = using, now, rules
        self._noting = NotingRules(rules)
        self._last: list[Last] = []
        self._held: dict[str, str] = {}
        self._rows = _Rows()
        codes = Touchpoint.objects.using(using).filter(contract=contract).order_by("code")
        self._doors = tuple(codes.values_list("code", flat=True)) or (contract.reference,)
        areas = list(contract.areas.order_by("code").values_list("code", flat=True)[:2])
        self._region = areas[0] if len(areas) == 1 else None
        self._by = {
            str(outcome): str(organisation)
            for outcome, organisation in Outcome.objects.using(using)
            .filter(contract=contract)
            .values_list("id", "organisation_id")
        }

    def setting(self, month: date) -> Setting:
        """What a run of a month stands on; as `funding.running.setting_of` says it."""
        scheme = scheme_of(self._contract.scheme, self._rules)
        starts = date(month.year - (month.month < _YEAR_BEGINS), _YEAR_BEGINS, 1)
        return Setting(
            scheme=scheme.code,
            carried_on=self._contract.scheme_is_example,
            touchpoints=self._doors,
            period=Period(start=starts, end=last_day(month)),
            region=self._region,
        )

    def claim(self, month: date, made_at: datetime) -> None:
        """Make the claim of a month from what was known when it was made."""
        setting = self.setting(month)
        with reading_as_officer(self._contract.id, using=self._using):
            known = list(
                facts_of_customers(
                    self._contract,
                    first=setting.period.start,
                    through=setting.period.end,
                    as_of=made_at,
                    rules=self._rules,
                    using=self._using,
                )
            )
        run = self._run(month, made_at, setting, known)
        self._hold_and_let_go(month, made_at)
        around = Around(
            month=month,
            setting=setting,
            last=tuple(self._last),
            delivers=self._delivers(run),
            held=dict(self._held),
            terms=self._terms_of(month, setting.period.start),
        )
        packed = pack(around, map(canonical, known))
        result = work_out_packed(packed.sealed, rules=self._noting)
        claim = Claim(
            contract=self._contract,
            month=month,
            number=len(self._rows.claims) + 1,
            run=run,
            scheme=run.scheme,
            rule_version=result.version,
            inputs_sha256=packed.sha256,
            rules=rules_text(self._rules, self._noting.asked),
            result_sha256=result.sha256(),
            outcomes_pence=result.outcomes_pence,
            sums_pence=result.sums_pence,
            total_pence=result.outcomes_pence + result.sums_pence,
            order_number=self._terms[self._contract.id, setting.period.start].order_number,
            invoice_due_on=invoice_due_on(month, rules=self._rules),
            made_by_id=self._officer,
            made_at=made_at,
            recorded_at=made_at,
        )
        self._rows.take(claim, packed.sealed, result)
        self._last = after(self._last, result.lines)
        self._step_on(claim)

    def write(self) -> None:
        """Write everything, a table at a time."""
        rows, using = self._rows, self._using
        Run.objects.using(using).bulk_create(rows.runs)
        copy_rows(connections[using], "funding_rundecision", _ROW_COLUMNS, "".join(rows.decisions))
        ClawBack.objects.using(using).bulk_create(rows.claw_backs)
        Claim.objects.using(using).bulk_create(rows.claims)
        FrozenFacts.objects.using(using).bulk_create(rows.facts)
        ClaimLine.objects.using(using).bulk_create(rows.lines, batch_size=2_000)
        ClaimSum.objects.using(using).bulk_create(rows.sums)
        ClaimStep.objects.using(using).bulk_create(rows.steps)
        PaymentMade.objects.using(using).bulk_create(rows.payments)

    def _run(self, month: date, made_at: datetime, setting: Setting, known: Sequence[Customer]) -> Run:
        decider, inputs = ContractDecider(setting, self._noting), sha256()
        run = Run(
            contract=self._contract,
            month=month,
            as_of=made_at,
            purpose=RunPurpose.CLAIM,
            scheme=setting.scheme,
            rule_version=decider.version,
            rules_on=civil_date(made_at),
            started_by_id=self._officer,
            started_at=made_at,
            finished_at=made_at,
        )
        self._due: list[Decision] = []
        for customer in known:
            inputs.update(canonical(customer).encode() + b"\n")
            decisions = decider.decide(customer)
            run.customers += bool(decisions)
            for one in decisions:
                run.decisions += 1
                self._rows.decisions.append(_row(run.id, run.decisions, one))
                if one.verdict != "refuse":
                    self._due.append(one)
        run.total_pence = sum(one.amount_pence or 0 for one in self._due)
        run.inputs_sha256 = inputs.hexdigest()
        self._rows.runs.append(run)
        return run

    def _delivers(self, run: Run) -> dict[str, tuple[str, str]]:
        """Who delivers what is due, and the decision that stood when the claim was made."""
        wanted = [one.id for one in self._due if one.kind == "outcome" and one.id in self._by]
        decisions = FundingDecision.objects.using(self._using).filter(
            outcome_id__in=wanted, decided_at__lte=run.as_of
        )
        stood = {
            str(outcome): str(decision)
            for outcome, decision in decisions.order_by("decided_at", "id").values_list("outcome_id", "id")
        }
        return {outcome: (self._by[outcome], stood.get(outcome, "")) for outcome in wanted}

    def _terms_of(self, month: date, starts: date) -> Terms:
        year = self._terms[self._contract.id, starts]
        claimed: dict[tuple[str, str], int] = {}
        outcomes = 0
        for claim in self._rows.claims:
            if claim.month >= starts:
                outcomes += claim.outcomes_pence
        for each in self._rows.sums:
            if each.claim.month >= starts:
                key = (each.kind, each.detail)
                claimed[key] = claimed.get(key, 0) + each.amount_pence
        return Terms(
            place=(month.year - starts.year) * 12 + month.month - starts.month + 1,
            fee=year.fee,
            fee_shares=dict(enumerate(SHARES, start=1)),
            deduction=year.deductions.get(month),
            maximum=year.maximum,
            profiles={},
            claimed=claimed,
            outcomes_before=outcomes,
        )

    def _hold_and_let_go(self, month: date, made_at: datetime) -> None:
        """In each year one payment of a contract is held back for a while, so that a claim takes one back."""
        place = (month.month - _YEAR_BEGINS) % 12 + 1
        at = made_at - timedelta(days=1)
        if place == _TAKEN_IN and not self._held:
            paid = [each for each in self._last if each.stands and each.pence]
            if paid:
                outcome = paid[len(paid) // 2].outcome
                self._held[outcome] = _HELD_WHY
                self._rows.claw_backs.append(self._claw_back(outcome, 1, _HELD_WHY, at))
        elif place == _LET_GO_IN and self._held:
            for outcome in self._held:
                places = [each.place for each in self._rows.claw_backs if str(each.outcome_id) == outcome]
                self._rows.claw_backs.append(self._claw_back(outcome, max(places) + 1, _LET_GO_WHY, at))
            self._held.clear()

    def _claw_back(self, outcome: str, place: int, why: str, at: datetime) -> ClawBack:
        places = [each.place for each in self._rows.claw_backs if str(each.outcome_id) == outcome]
        return ClawBack(
            outcome_id=UUID(outcome),
            contract=self._contract,
            place=max(places, default=0) + 1 if place == 1 else place,
            why=why,
            made_by_id=self._officer,
            made_at=at,
        )

    def _step_on(self, claim: Claim) -> None:
        """Invoiced on its day, accepted and paid within the month; one claim a year is queried first."""
        manager = self._world.accounts["contract_manager"]
        steps = [(ClaimStepKind.INVOICED, timedelta(hours=1), self._officer, "")]
        if claim.month.month == _YEAR_BEGINS + _TAKEN_IN - 1:
            steps.append((ClaimStepKind.QUERIED, timedelta(days=3), manager, _QUERY))
        steps.append((ClaimStepKind.ACCEPTED, timedelta(days=6), manager, ""))
        steps.append((ClaimStepKind.PAID, timedelta(days=20), manager, ""))
        for kind, later, account, note in steps:
            at = claim.made_at + later
            if at > self._now:
                return
            self._rows.steps.append(
                ClaimStep(claim=claim, kind=kind, note=note, taken_by_id=account, taken_at=at)
            )
            if kind == ClaimStepKind.PAID:
                self._rows.pay(claim, at, manager)


@dataclass(slots=True)
class _Rows:
    """Rows of one contract's ledger, on their way to the tables."""

    runs: list[Run]
    decisions: list[str]
    claims: list[Claim]
    facts: list[FrozenFacts]
    lines: list[ClaimLine]
    sums: list[ClaimSum]
    steps: list[ClaimStep]
    payments: list[PaymentMade]
    claw_backs: list[ClawBack]

    def __init__(self) -> None:
        self.runs, self.decisions, self.claims, self.facts, self.lines = [], [], [], [], []
        self.sums, self.steps, self.payments, self.claw_backs = [], [], [], []

    def take(self, claim: Claim, sealed: bytes, result: Result) -> None:
        """A claim with everything of it."""
        self.claims.append(claim)
        self.facts.append(FrozenFacts(claim=claim, packed=sealed))
        self.lines += line_rows(claim, result)
        self.sums += sum_rows(claim, result)

    def pay(self, claim: Claim, at: datetime, manager: UUID) -> None:
        """What the agency paid of a claim: the fee with its deduction, and the rest."""
        fee = sum(
            each.amount_pence
            for each in self.sums
            if each.claim is claim and each.kind in ("service_fee", "deduction")
        )
        for category, pence in (
            (PaymentMade.Category.SERVICE_FEE, fee),
            (PaymentMade.Category.OUTCOMES, claim.total_pence - fee),
        ):
            if pence:
                self.payments.append(
                    PaymentMade(
                        contract_id=claim.contract_id,
                        month=claim.month,
                        category=category,
                        amount_pence=pence,
                        paid_on=civil_date(at),
                        set_by_id=manager,
                        set_at=at,
                    )
                )


def _row(run: UUID, place: int, one: Decision) -> str:
    amount = "\\N" if one.amount_pence is None else str(one.amount_pence)
    trail = json.dumps(json.loads(trail_text(one.trail)), ensure_ascii=True).replace("\\", "\\\\")
    values = (str(run), str(place), one.customer, one.kind, one.id, one.verdict, amount)
    return "\t".join((*values, one.period or "", one.customer_class, trail)) + "\n"


def _hire(world: World, holder: str, using: str) -> UUID:
    """A claims officer of a contractor that has none among the nation's people."""
    return hire(
        world,
        holder,
        nickname=f"{holder}_claims",
        name=_OFFICERS[holder],
        role=Role.CLAIMS_OFFICER,
        using=using,
    )
