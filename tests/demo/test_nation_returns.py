"""The nation's returns: Occupancy report, Funding Summary and ledger agree to the penny, month by month."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone
from openpyxl import load_workbook

from fingerpost.demo.world import World
from fingerpost.files.sealing import unseal
from fingerpost.funding.models import Claim, ClaimLine
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.performance.models import Return, ReturnFile, ReturnKind, ReturnStepKind
from fingerpost.performance.return_files import findings_of, hub_files, types_of
from fingerpost.performance.return_rows import source_of
from fingerpost.performance.returns.layouts import months_of_year
from fingerpost.plans.models import PlanVersion
from fingerpost.policy import shipped_rules

RULES = shipped_rules()
PENCE = 100
Told = Counter[tuple[str, str, str]]


def of_occupancy(content: bytes, months: tuple[date, ...]) -> tuple[Told, Told]:
    """Numbers and pence by class, kind and month, read from the CSV alone."""
    numbers, pence = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for row in csv.DictReader(StringIO(content.decode("utf-8-sig"))):
        filled = [(m, row[f"{m:%B %Y} £"]) for m in months if row[f"{m:%B %Y} £"]]
        assert len(filled) == 1
        month, value = filled[0]
        key = (row["Outcome Priority Group"], row["Outcome Type"], f"{month:%b-%y}")
        pounds, _dot, rest = value.partition(".")
        numbers[key] += 1
        pence[key] += int(pounds) * PENCE + int(rest)
    return numbers, pence


def of_summary(content: bytes, kinds: list[str]) -> tuple[Told, Told]:
    """The same, read from the cells of the workbook; its totals are added up again."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    numbers, pence = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for place in range(12):
        month = str(sheet.cell(row=6, column=2 + 2 * place).value)
        for flag, first in (("1", 8), ("0", 14)):
            for line, kind in enumerate(kinds, start=first):
                count = sheet.cell(row=line, column=2 + 2 * place).value
                money = sheet.cell(row=line, column=3 + 2 * place).value
                if count:
                    numbers[flag, kind, month] = int(count)
                    pence[flag, kind, month] = round(float(money) * PENCE)
    assert sheet["Z20"].value == sum(numbers.values())
    assert round(float(sheet["AA20"].value) * PENCE) == sum(pence.values())
    return numbers, pence


@pytest.mark.requirement("BR-25.1", "BR-22.2")
def test_returns_when_made_for_every_contract_and_month_then_both_files_and_the_ledger_agree_to_the_penny(
    nation: World,
) -> None:
    made, paid = 0, 0
    for contract in Contract.objects.select_related("prime").order_by("reference"):
        claims = Claim.objects.using("owner").filter(contract_id=contract.id).order_by("month")
        for month in claims.values_list("month", flat=True):
            source = source_of(contract.id, through=month, using="system")
            hub = hub_files(contract, month, source, rules=RULES, now=timezone.now())
            (occupancy, summary) = (content for _type, content in hub.files.values())
            months = months_of_year(month, 4)
            kinds = list(types_of(contract, month, RULES).values())
            numbers, pence = of_occupancy(occupancy, months)
            assert (numbers, pence) == of_summary(summary, kinds), (contract, month)
            year = {f"{each:%Y-%m}" for each in months}
            lines = ClaimLine.objects.using("owner").filter(
                contract_id=contract.id, claim__month__lte=month, period__in=year
            )
            ledger = lines.aggregate(pence=Sum("amount_pence"))["pence"] or 0
            assert sum(pence.values()) == ledger, (contract, month)
            standing = lines.filter(kind="payment").count() - lines.filter(kind="reversal").count()
            assert sum(numbers.values()) == standing
            whole = {"ledger_differs", "no_claim", "twice", "class_missing", "record_unreadable"}
            found = findings_of(contract, month, source, rules=RULES)
            assert not whole & {each.rule.code for each in found}, (contract, month)
            made, paid = made + 1, max(paid, ledger)
    assert made >= 60
    assert paid > 0


def test_returns_when_the_nation_is_made_then_past_months_are_answered_and_the_last_waits(
    nation: World,
) -> None:
    for reference in ("DEMO-NE", "DEMO-SW", "DEMO-CC-A"):
        hub = Return.objects.using("owner").filter(contract__reference=reference, kind=ReturnKind.HUB)
        claimed = Claim.objects.using("owner").filter(contract__reference=reference).order_by("-month")
        latest, before = claimed.values_list("month", flat=True)[:2]
        assert not hub.filter(month=latest).exists()
        steps = set(hub.get(month=before, replaced_by__isnull=True).steps.values_list("kind", flat=True))
        assert ReturnStepKind.ACKNOWLEDGED in steps
        assert hub.filter(replaces__isnull=False).count() == 1
        kept = ReturnFile.objects.using("owner").filter(of_return__in=hub, media_type="text/csv").first()
        assert kept is not None
        assert unseal(bytes(kept.sealed)).decode("utf-8-sig").startswith("Customer ID,Date of Birth,")


@pytest.mark.requirement("BR-8.1b", "BR-22.2")
def test_findings_when_the_last_month_is_looked_at_then_none_stops_it_and_every_claim_has_its_plan(
    nation: World,
) -> None:
    left = Counter[str]()
    for contract in Contract.objects.select_related("prime").order_by("reference"):
        claims = Claim.objects.using("owner").filter(contract_id=contract.id).order_by("-month")
        month = claims.values_list("month", flat=True)[0]
        source = source_of(contract.id, through=month, using="system")
        assert hub_files(contract, month, source, rules=RULES, now=timezone.now()).rows, contract
        found = findings_of(contract, month, source, rules=RULES)
        assert {each.rule.code for each in found if each.stops} == set(), contract
        left.update(each.rule.code for each in found)
    assert left["learner_number_missing"] > 0
    claimed = Outcome.objects.using("owner").filter(claimed_at__isnull=False)
    assert claimed.count() > 40
    given = PlanVersion.objects.using("owner").filter(
        attendance=OuterRef("attendance"), acceptances__answer="accepted", copies__given_at__isnull=False
    )
    assert not claimed.exclude(Exists(given)).exists()
