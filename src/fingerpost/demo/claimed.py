"""Outcomes of the nation's last two years, shown by plan and paper and claimed two days after they were recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connections
from django.db.models import Exists, OuterRef, QuerySet

from fingerpost.demo.papers import make_paper
from fingerpost.files.models import FileContent, FileKind, StoredFile
from fingerpost.files.sealing import seal
from fingerpost.funding.contract_runs import Setting
from fingerpost.funding.deciding import decide, year_of
from fingerpost.funding.facts import Contract as Door
from fingerpost.funding.facts import Customer
from fingerpost.funding.frozen import Inputs
from fingerpost.funding.models import FundingDecision, Verdict
from fingerpost.funding.reading_facts import facts_of_customers
from fingerpost.funding.schemes import scheme_of
from fingerpost.funding.services import decision_row
from fingerpost.house.ids import new_id
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Evidence, Outcome
from fingerpost.plans.models import Answer, CopyState, PlanVersion
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time

MOST: Final = 2_000
"""Outcomes of one contract that are claimed, in a nation of any size."""

_LOOKED_AFTER: Final = timedelta(days=2)
_PAPERS: Final = {"3": "payslip", "5": "employer_letter", "4": "learning_document", "2": "customer_answer"}
_LEFT_OUT: Final = 7
"""One of so many outcomes is left unclaimed: nobody has looked at it yet."""


@contextmanager
def reading_as_officer(contract: UUID, *, using: str) -> Iterator[None]:
    """Let the owner read facts through the doors of a run, as the prime's claims officer would."""
    settings = {
        "fingerpost.role": "claims_officer",
        "fingerpost.sees_customers": "on",
        "fingerpost.prime_contracts": f"{{{contract}}}",
    }
    _set(settings, using)
    yield
    _set(dict.fromkeys(settings, ""), using)


def claim_outcomes(
    contract: Contract,
    setting: Setting,
    officer: UUID,
    *,
    first: date,
    now: datetime,
    rules: Rules,
    using: str,
) -> None:
    """Claim what pays of a contract's outcomes since a day; each is decided as the service decides, and kept."""
    wanted = _to_claim(contract, first, now, using)
    with reading_as_officer(contract.id, using=using):
        known = {
            each.id: each
            for each in facts_of_customers(
                contract, first=first, through=civil_date(now), as_of=None, rules=rules, using=using
            )
        }
    decisions: list[FundingDecision] = []
    claimed: list[Outcome] = []
    for outcome in wanted:
        at = outcome.recorded_at + _LOOKED_AFTER
        customer = _claimed_at(known[str(outcome.customer_id)], str(outcome.id), at)
        inputs = _inputs(outcome, customer, setting, rules)
        decided = decide(inputs, rules=rules)
        row = decision_row(outcome, inputs, decided, by=officer, at=at, rules=rules)
        row.recorded_at = at
        decisions.append(row)
        if decided.verdict != Verdict.REFUSE.value:
            known[customer.id] = customer
            outcome.checked_at = outcome.claimed_at = at
            outcome.checked_by_id = outcome.claimed_by_id = officer
            outcome.evidenced_on = outcome.told_on
            outcome.version += 1
            claimed.append(outcome)
    _show(claimed, using)
    FundingDecision.objects.using(using).bulk_create(decisions)
    _begin_as(officer, using)
    Outcome.objects.using(using).bulk_update(
        claimed,
        ["checked_at", "checked_by", "claimed_at", "claimed_by", "evidenced_on", "version"],
        batch_size=500,
    )


def _to_claim(contract: Contract, first: date, now: datetime, using: str) -> list[Outcome]:
    """Outcomes of complete sessions with an accepted plan that was given, in the order in which they were recorded.

    BR-8.1b: the plan is the evidence of the claim. What `demo.claims` has brought into a state stays there.
    """
    found = (
        Outcome.objects.using(using)
        .filter(
            contract=contract,
            attendance__completed_at__isnull=False,
            told_on__gte=first,
            recorded_at__lt=now - _LOOKED_AFTER,
            claimed_at__isnull=True,
            evidenced_on__isnull=True,
            sent_back_why="",
            funding_decisions__isnull=True,
        )
        .filter(Exists(plans_to_claim_by(using)))
        .select_related("customer", "contract", "touchpoint")
        .order_by("-recorded_at", "-id")
    )
    latest = list(found[:MOST])
    return [each for number, each in enumerate(reversed(latest)) if number % _LEFT_OUT]


def plans_to_claim_by(using: str) -> QuerySet[PlanVersion]:
    """Versions made at an outcome's session that were accepted, with a copy in the customer's hands."""
    return PlanVersion.objects.using(using).filter(
        attendance=OuterRef("attendance"),
        acceptances__answer=Answer.ACCEPTED,
        copies__state=CopyState.GIVEN,
    )


def _inputs(outcome: Outcome, customer: Customer, setting: Setting, rules: Rules) -> Inputs:
    assert outcome.told_on is not None
    own = next(each for each in customer.outcomes if each.id == str(outcome.id))
    return Inputs(
        outcome=str(outcome.id),
        scheme=setting.scheme,
        carried_on=setting.carried_on,
        contract=Door(touchpoint=own.touchpoint or ""),
        period=year_of(outcome.told_on, scheme_of(setting.scheme, rules), rules),
        customer=customer,
    )


def _claimed_at(customer: Customer, outcome: str, at: datetime) -> Customer:
    moment = civil_time(at).replace(tzinfo=None)
    return replace(
        customer,
        outcomes=tuple(
            replace(each, claimed_at=moment) if each.id == outcome else each for each in customer.outcomes
        ),
    )


def _show(outcomes: Iterable[Outcome], using: str) -> None:
    """The adviser's paper for each, on the day on which they were told."""
    files, contents, pieces = [], [], []
    for outcome in outcomes:
        assert outcome.told_on is not None
        kind = _PAPERS[outcome.kind]
        content = make_paper(kind, name=outcome.customer.full_name, outcome=outcome)
        by_whom = {"stored_by_id": outcome.recorded_by_id, "stored_at": outcome.recorded_at}
        stored = StoredFile(
            id=new_id(),
            kind=FileKind.EVIDENCE,
            customer_id=outcome.customer_id,
            name="evidence-1.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            recorded_at=outcome.recorded_at,
            **by_whom,
        )
        files.append(stored)
        contents.append(FileContent(file_id=stored.id, sealed=seal(content)))
        pieces.append(
            Evidence(
                outcome_id=outcome.id,
                customer_id=outcome.customer_id,
                kind=kind,
                file_id=stored.id,
                received_on=outcome.told_on,
                is_signed=True,
                dated_on=outcome.told_on,
                added_by_id=outcome.recorded_by_id,
                added_at=outcome.recorded_at,
            )
        )
    StoredFile.objects.using(using).bulk_create(files)
    FileContent.objects.using(using).bulk_create(contents)
    Evidence.objects.using(using).bulk_create(pieces)


def _begin_as(account: UUID, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_metadata', context::text, true)"
            " FROM demo_author WHERE account_id = %s",
            [account],
        )


def _set(settings: Mapping[str, str], using: str) -> None:
    with connections[using].cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
