"""What stands around a claim besides its customers: terms, earlier lines, who delivers, what is held back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from fingerpost.funding.contract_runs import Setting
from fingerpost.funding.ledger.document import Around, Terms, YearNumber
from fingerpost.funding.ledger.rules.lines import Last
from fingerpost.funding.ledger.rules.profiles import Change
from fingerpost.funding.models import (
    Claim,
    ClaimLine,
    ClaimSum,
    ClawBack,
    ContractYear,
    CostLine,
    FeeDeduction,
    FixedSum,
    MonthShare,
    Profile,
    Run,
)
from fingerpost.funding.schemes import scheme_of
from fingerpost.policy import Rules

SERVICE_FEE_CATEGORY = "SF"


def around_claim(run: Run, setting: Setting, *, rules: Rules) -> Around:
    """Everything but the customers, in a fixed number of queries."""
    contract_id, month = run.contract_id, run.month
    return Around(
        month=month,
        setting=setting,
        last=tuple(last_lines(contract_id)),
        delivers=_delivers(run.id),
        held=held_back(contract_id),
        terms=terms_of(
            contract_id, month, year_start=setting.period.start, pooled=_pooled(run, setting, rules)
        ),
    )


def last_lines(contract_id: UUID) -> list[Last]:
    """The last line of every outcome of a contract, in order of outcome."""
    found = (
        ClaimLine.objects.filter(contract_id=contract_id)
        .order_by("outcome_id", "-place")
        .distinct("outcome_id")
        .values_list("outcome_id", "place", "kind", "amount_pence", "period", "organisation_id")
    )
    return [
        Last(outcome=str(outcome), place=place, kind=kind, pence=pence, period=period, organisation=str(by))
        for outcome, place, kind, pence, period, by in found
    ]


def held_back(contract_id: UUID) -> dict[str, str]:
    """Outcomes whose payment somebody holds back, with the reason."""
    found = (
        ClawBack.objects.filter(contract_id=contract_id)
        .order_by("outcome_id", "-place")
        .distinct("outcome_id")
        .values_list("outcome_id", "place", "why")
    )
    return {str(outcome): why for outcome, place, why in found if place % 2 == 1}


def terms_of(contract_id: UUID, month: date, *, year_start: date, pooled: int | None) -> Terms:
    """What the contract is worth in the year of a month, and what earlier claims of that year hold."""
    year = (
        ContractYear.objects.filter(contract_id=contract_id, starts_on__lte=month, ends_on__gte=month)
        .order_by("-starts_on")
        .first()
    )
    profiles = _profiles(year)
    deduction = FeeDeduction.objects.filter(contract_id=contract_id, month=month).first()
    fixed = FixedSum.objects.filter(
        contract_id=contract_id, first_month__lte=month, last_month__gte=month
    ).order_by("name", "id")
    before = Claim.objects.filter(contract_id=contract_id, month__gte=year_start, month__lt=month)
    return Terms(
        place=1 if year is None else _place(year.starts_on, month),
        fee=profiles.get((SERVICE_FEE_CATEGORY, "", True)),
        fee_shares={} if year is None else _shares(year.starts_on),
        deduction=None if deduction is None else _plain(deduction.percent),
        fixed=tuple((each.name, each.amount_pence) for each in fixed),
        costs=_costs(contract_id, year_start, month),
        maximum=None if year is None else year.maximum_pence,
        satisfaction_cap=None if year is None else year.satisfaction_cap_pence,
        profiles={
            (category, of): number for (category, of, is_money), number in profiles.items() if not is_money
        },
        claimed=_claimed(contract_id, year_start, month),
        outcomes_before=before.aggregate(pence=Sum("outcomes_pence"))["pence"] or 0,
        pooled=pooled,
    )


def priority_adds(setting: Setting, rules: Rules) -> list[dict[str, object]]:
    """What a priority outcome pays more than another one, by kind and days of effect; for the pooled line."""
    found: list[dict[str, object]] = []
    for ruling in rules.history("funding.rates"):
        pence: dict[tuple[str, str], int] = {}
        for row in rules.get_rows("funding.rates", ruling.valid_from):
            types = row["types"]
            assert isinstance(types, tuple)  # the schema of the key has seen to it
            if row["scheme"] == setting.scheme:
                pence |= {(str(row["class"]), str(kind)): int(str(row["pence"])) for kind in types}
        for of, kind in sorted(pence):
            extra = pence["priority", kind] - pence.get(("other", kind), 0) if of == "priority" else 0
            if extra > 0:
                found.append(
                    {
                        "kind": kind,
                        "first": ruling.valid_from.isoformat(),
                        "last": ruling.valid_to.isoformat() if ruling.valid_to else None,
                        "extra": extra,
                    }
                )
    return found


def _pooled(run: Run, setting: Setting, rules: Rules) -> int | None:
    """What the additional indicator adds in the year so far (XD-19); None while too few people are new to it."""
    on = setting.period.end
    scheme = scheme_of(setting.scheme, rules)
    ruling = rules.find("funding.group_rate_lines", on)
    if scheme.pays_sessions or ruling is None or ruling.value != "pooled":
        return None
    least = rules.get_int("funding.pooled_least_people", on)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_pooled_priority(%s, %s::jsonb, %s)",
            [run.id, json.dumps(priority_adds(setting, rules)), least],
        )
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def _delivers(run_id: UUID) -> dict[str, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome_id, organisation_id, decision_id FROM fingerpost_run_payable(%s)", [run_id]
        )
        return {
            str(outcome): (str(by), "" if decision is None else str(decision))
            for outcome, by, decision in cursor.fetchall()
        }


def _profiles(year: ContractYear | None) -> Mapping[tuple[str, str, bool], YearNumber]:
    if year is None:
        return {}
    found = Profile.objects.filter(year=year).prefetch_related("changes").order_by("category", "id")
    return {
        (each.category, each.customer_class, each.is_money): YearNumber(
            annual=each.annual,
            changes=tuple(
                Change(change.after_quarter, change.amount)
                for change in sorted(each.changes.all(), key=lambda one: (one.after_quarter, one.id))
            ),
        )
        for each in found
    }


def _shares(starts_on: date) -> dict[int, Decimal]:
    found = MonthShare.objects.filter(
        year_starts_on=starts_on, category=SERVICE_FEE_CATEGORY, customer_class=""
    ).values_list("place", "percent")
    return {place: _plain(percent) for place, percent in found}


def _costs(contract_id: UUID, year_start: date, month: date) -> tuple[tuple[str, int], ...]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    spent = (
        CostLine.objects.filter(
            contract_id=contract_id,
            spent_on__gte=year_start,
            spent_on__lt=following,
            withdrawn_at__isnull=True,
        )
        .values_list("head")
        .annotate(pence=Sum("amount_pence"))
    )
    by_head = dict(spent)
    # A head whose costs were all taken out again still owes what was claimed for it.
    claimed = {detail for kind, detail in _claimed(contract_id, year_start, month) if kind == "costs"}
    return tuple((head, by_head.get(head, 0)) for head in sorted(by_head.keys() | claimed))


def _claimed(contract_id: UUID, year_start: date, month: date) -> dict[tuple[str, str], int]:
    found = (
        ClaimSum.objects.filter(
            claim__contract_id=contract_id, claim__month__gte=year_start, claim__month__lt=month
        )
        .values_list("kind", "detail")
        .annotate(pence=Sum("amount_pence"))
        .order_by("kind", "detail")
    )
    return {(kind, detail): pence for kind, detail, pence in found}


def _place(starts_on: date, month: date) -> int:
    return (month.year - starts_on.year) * 12 + month.month - starts_on.month + 1


def _plain(percent: Decimal) -> Decimal:
    """Per cent without the noughts that the column adds, so that equal shares are equal texts."""
    return Decimal(f"{percent.normalize():f}")
