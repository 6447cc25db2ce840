"""Runs: every event of a contract's year to date decided in one pass, kept with its trail.

A run streams: customers are read, decided and written in batches, so that its memory does not grow with the nation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.funding import facts
from fingerpost.funding.contract_runs import ContractDecider, Setting, canonical
from fingerpost.funding.deciding import year_of
from fingerpost.funding.models import Run, RunPurpose
from fingerpost.funding.reading_facts import facts_of_customers
from fingerpost.funding.schemes import RECOMMENDED, UnknownScheme, scheme_of
from fingerpost.funding.trails import trail_text
from fingerpost.house import events
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotFound, NotPermitted
from fingerpost.house.rules import rules_in_force
from fingerpost.organisations.models import Contract, Touchpoint
from fingerpost.policy import NotInForce, Rules
from fingerpost.policy.civil import add_months, civil_date
from fingerpost.staff.access import Capability

SYSTEM: Final = "system"
ROWS_AT_ONCE: Final = 10_000


def last_day(month: date) -> date:
    """The last day of the month that a day lies in."""
    return add_months(month.replace(day=1), 1) - timedelta(days=1)


def setting_of(contract: Contract, *, month: date, rules: Rules, version: str = RECOMMENDED) -> Setting:
    """What a run of a contract and month stands on. Raises InvalidInput for an unknown scheme or version."""
    try:
        scheme = scheme_of(contract.scheme, rules)
    except UnknownScheme as error:
        raise InvalidInput(
            _("The contract names a scheme that no rule knows. Ask the agency to mend the contract."),
            code="unknown_scheme",
        ) from error
    through = last_day(month)
    codes = Touchpoint.objects.filter(contract_id=contract.id).order_by("code").values_list("code", flat=True)
    areas = list(contract.areas.order_by("code").values_list("code", flat=True)[:2])
    return Setting(
        scheme=scheme.code,
        carried_on=contract.scheme_is_example,
        touchpoints=tuple(codes) or (contract.reference,),
        period=facts.Period(start=year_of(through, scheme, rules).start, end=through),
        run_on=run_day(version),
        region=areas[0] if len(areas) == 1 else None,
    )


def run_day(version: str) -> date | None:
    """The day whose version of the rule is asked for; None for its meaning. Raises InvalidInput."""
    if version == RECOMMENDED:
        return None
    try:
        return date.fromisoformat(version)
    except ValueError as error:
        raise InvalidInput(
            _("A version of the rule is “recommended” or a day such as 2020-03-01."), code="version_unknown"
        ) from error


def facts_of_contract(
    contract: Contract, *, through: date, as_of: datetime | None, rules: Rules, using: str = "default"
) -> Iterator[facts.Customer]:
    """Every customer of a contract's year to date, ordered by id, with all that was known of them at ``as_of``.

    None for ``as_of``: what is known now. The number of queries is fixed for each batch of customers.
    """
    year = year_of(through, scheme_of(contract.scheme, rules), rules)
    return facts_of_customers(
        contract, first=year.start, through=through, as_of=as_of, rules=rules, using=using
    )


def run_contract(
    *,
    actor: Actor | None,
    now: datetime,
    contract_id: UUID,
    month: date,
    purpose: RunPurpose,
    as_of: datetime | None = None,
    version: str = RECOMMENDED,
    compared_with: Run | None = None,
    rules: Rules | None = None,
) -> Run:
    """Decide every event of a contract from the start of its year to the end of a month; keep each with its trail.

    Nobody as actor is the console, which acts as *system*. ``as_of`` is the moment whose knowledge counts; None: now.
    Raises NotFound, NotPermitted for whoever is no claims officer of the prime, InvalidInput for a month that has not
    begun, a moment to come, or a scheme or version that nobody knows.
    """
    using = SYSTEM if actor is None else "default"
    contract = _contract(contract_id, actor)
    _can_be_run(month, as_of, now)
    rules = rules or rules_in_force()
    setting = setting_of(contract, month=month, rules=rules, version=version)
    try:
        decider = ContractDecider(setting, rules)
    except NotInForce as error:
        raise InvalidInput(
            _("No version of the rule is known for runs before 10 July 2019."), code="version_unknown"
        ) from error
    with transaction.atomic(using=using):
        run = Run(
            contract_id=contract.id,
            month=month,
            as_of=as_of or now,
            purpose=purpose,
            scheme=setting.scheme,
            rule_version=decider.version,
            rules_on=civil_date(now),
            compared_with=compared_with,
            started_by_id=actor.account_id if actor is not None else None,
            started_at=now,
        )
        run.save(force_insert=True, using=using)
        known = facts_of_contract(contract, through=setting.period.end, as_of=as_of, rules=rules, using=using)
        decide_and_keep(run, known, decider, using)
        if actor is not None:
            events.record(
                "funding.run_made", actor=actor, now=now, subject={"run": run.id, "contract": contract.id}
            )
    return run


def _contract(contract_id: UUID, actor: Actor | None) -> Contract:
    contract = Contract.objects.filter(id=contract_id).first()
    if contract is None:
        raise NotFound(_("There is no contract here that you can see."), code="contract_not_found")
    if actor is not None and not (
        actor.can(Capability.CLAIM_OUTCOMES) and contract.id in actor.prime_contract_ids
    ):
        raise NotPermitted(
            _("Only a claims officer of the prime contractor can run a contract."), code="not_your_contract"
        )
    return contract


def _can_be_run(month: date, as_of: datetime | None, now: datetime) -> None:
    if month.day != 1:
        raise InvalidInput(_("A month is named by its first day."), code="month_unknown")
    if month > civil_date(now):
        raise InvalidInput(_("This month has not begun yet."), code="month_to_come")
    if as_of is not None and as_of > now:
        raise InvalidInput(_("Nothing is known of a moment to come."), code="moment_to_come")


def decide_and_keep(
    run: Run, customers: Iterable[facts.Customer], decider: ContractDecider, using: str
) -> None:
    """Decide customers one by one, write their decisions into a run that has begun, and finish it."""
    inputs, rows = sha256(), _Rows(run, using)
    counted = total = 0
    for customer in customers:
        inputs.update(canonical(customer).encode() + b"\n")
        decisions = decider.decide(customer)
        if decisions:
            counted += 1
        for one in decisions:
            rows.add(one)
            if one.verdict == "pay":
                total += one.amount_pence or 0
        rows.keep_when_full()
    rows.keep()
    run.customers, run.decisions, run.total_pence = counted, rows.kept, total
    run.inputs_sha256, run.finished_at = inputs.hexdigest(), timezone.now()
    fields = ["customers", "decisions", "total_pence", "inputs_sha256", "finished_at"]
    run.save(using=using, update_fields=fields)


class _Rows:
    """Decisions on their way to the table, as columns, written many at a time."""

    def __init__(self, run: Run, using: str) -> None:
        self._run, self._using = run, using
        self.kept = 0
        self._columns: tuple[list[str], ...] = tuple([] for _ in range(8))

    def add(self, one: facts.Decision) -> None:
        """Take one decision. Ids, verdicts and months hold nothing that an array must quote."""
        customers, kinds, records, verdicts, pence, periods, classes, trails = self._columns
        customers.append(one.customer)
        kinds.append(one.kind)
        records.append(one.id)
        verdicts.append(one.verdict)
        pence.append("NULL" if one.amount_pence is None else str(one.amount_pence))
        periods.append(one.period or '""')
        classes.append(one.customer_class)
        trails.append(trail_text(one.trail))

    def keep_when_full(self) -> None:
        """Write what came so far where it is enough."""
        if len(self._columns[0]) >= ROWS_AT_ONCE:
            self.keep()

    def keep(self) -> None:
        """Write what came so far."""
        if not self._columns[0]:
            return
        arrays = ["{" + ",".join(column) + "}" for column in self._columns[:7]]
        arrays.append('{"' + '","'.join(map(_quoted, self._columns[7])) + '"}')
        with connections[self._using].cursor() as cursor:
            cursor.execute(
                "SELECT fingerpost_keep_run_rows(%s, %s, %s::uuid[], %s::text[], %s::uuid[], %s::text[],"
                " %s::integer[], %s::text[], %s::text[], %s::jsonb[])",
                [self._run.id, self.kept + 1, *arrays],
            )
        self.kept += len(self._columns[0])
        for column in self._columns:
            column.clear()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
