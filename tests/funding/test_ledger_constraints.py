"""What the database refuses of the ledger, whoever writes: chains of lines, months in order, sums that add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.outcomes.models import Outcome
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.funding.steps import ready_outcome

pytestmark = pytest.mark.django_db(transaction=True)

JULY: Final = date(2026, 7, 1)
AUGUST: Final = date(2026, 8, 1)


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


@pytest.fixture
def outcome(world: World) -> Outcome:
    with acting_as(world.memberships["area_adviser"]) as actor:
        return ready_outcome(actor, world)


class Ledger:
    """Writes rows as the owner of the tables does, past every policy: only constraints are left."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.officer = world.accounts["claims_officer"]

    def run(self, month: date, contract: UUID, purpose: str = "claim") -> UUID:
        made, now = new_id(), timezone.now()
        self._add(
            "funding_run",
            id=made, contract_id=contract, month=month, as_of=now, purpose=purpose, scheme="NCS-2018",
            rule_version="recommended", rules_on=month, customers=0, decisions=0, total_pence=0,
            inputs_sha256="", started_by_id=self.officer, started_at=now, finished_at=now,
        )  # fmt: skip
        return made

    def claim(
        self,
        month: date = JULY,
        number: int = 1,
        *,
        contract: str = "prime_north_east",
        outcomes: int = 0,
        sums: int = 0,
        run: UUID | None = None,
        purpose: str = "claim",
    ) -> UUID:
        made, held = new_id(), self.world.contracts[contract]
        self._add(
            "funding_claim",
            id=made, contract_id=held, month=month, number=number,
            run_id=run or self.run(month, held, purpose), scheme="NCS-2018", rule_version="recommended",
            inputs_sha256="", rules="", result_sha256="", outcomes_pence=outcomes, sums_pence=sums,
            total_pence=outcomes + sums, order_number="", invoice_due_on=month, made_by_id=self.officer,
            made_at=timezone.now(),
        )  # fmt: skip
        return made

    def line(
        self,
        claim: UUID,
        outcome: Outcome,
        place: int,
        pence: int | None,
        *,
        kind: str = "",
        contract: str = "prime_north_east",
        reason: str = "evidence",
    ) -> UUID:
        made = new_id()
        self._add(
            "funding_claimline",
            id=made, claim_id=claim, contract_id=self.world.contracts[contract], outcome_id=outcome.id,
            place=place, kind=kind or ("payment" if place % 2 else "reversal"),
            organisation_id=self.world.organisations["prime"], period=f"{JULY:%Y-%m}", amount_pence=pence,
            reason=reason, detail="",
        )  # fmt: skip
        return made

    def claw_back(self, outcome: Outcome, place: int) -> None:
        self._add(
            "funding_clawback",
            id=new_id(), outcome_id=outcome.id, contract_id=outcome.contract_id, place=place,
            why="It was paid twice.", made_by_id=self.officer, made_at=timezone.now(),
        )  # fmt: skip

    def _add(self, table: str, **values: UUID | str | int | date | datetime | None) -> None:
        names = ", ".join(values)
        marks = ", ".join("%s" for _ in values)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


@pytest.fixture
def ledger(world: World) -> Ledger:
    return Ledger(world)


def refused(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


def test_lines_when_paid_taken_back_and_paid_again_then_kept(ledger: Ledger, outcome: Outcome) -> None:
    with transaction.atomic("owner"):
        claim = ledger.claim(outcomes=3000)
        ledger.line(claim, outcome, 1, 2000)
        ledger.line(claim, outcome, 2, -2000)
        ledger.line(claim, outcome, 3, 3000)


@pytest.mark.requirement("OI-20.F20")
def test_outcome_when_a_second_payment_would_stand_then_refused_in_any_way(
    ledger: Ledger, outcome: Outcome
) -> None:
    """Across claims and organisations: no second first line, no payment upon a payment, no place left out."""
    with transaction.atomic("owner"):
        ledger.line(ledger.claim(outcomes=2000), outcome, 1, 2000)
    second = (
        ("funding_line_place_once", 1, 2000, ""),
        ("funding_line_kind_of_its_place", 2, 2000, "payment"),
        ("funding_line_follows", 3, 2000, ""),
        ("funding_line_kind_of_its_place", 0, -2000, "reversal"),
    )
    for name, place, pence, kind in second:
        with refused(name), transaction.atomic("owner"):
            ledger.line(ledger.claim(AUGUST, 2, outcomes=pence), outcome, place, pence, kind=kind)


@pytest.mark.parametrize(("paid", "back"), [(2000, -1999), (2000, None), (None, 0), (0, None)])
def test_reversal_when_it_is_not_what_was_paid_then_refused(
    ledger: Ledger, outcome: Outcome, paid: int | None, back: int | None
) -> None:
    with refused("funding_line_takes_back_what_was_paid"), transaction.atomic("owner"):
        claim = ledger.claim(outcomes=(paid or 0) + (back or 0))
        ledger.line(claim, outcome, 1, paid)
        ledger.line(claim, outcome, 2, back)


def test_reversal_when_the_payment_had_no_amount_then_kept_and_without_reason_refused(
    ledger: Ledger, outcome: Outcome
) -> None:
    with transaction.atomic("owner"):
        claim = ledger.claim()
        ledger.line(claim, outcome, 1, None)
        ledger.line(claim, outcome, 2, None)
        ledger.line(claim, outcome, 3, None)
    with refused("funding_line_reversal_has_reason"), transaction.atomic("owner"):
        ledger.line(ledger.claim(AUGUST, 2), outcome, 4, None, reason="")


def test_line_when_claim_or_outcome_is_of_another_contract_then_refused(
    ledger: Ledger, outcome: Outcome
) -> None:
    for contract, name in (
        ("prime_north_east", "funding_line_contract_of_claim"),
        ("prime_north_west", "funding_line_contract_of_outcome"),
    ):
        with refused(name), transaction.atomic("owner"):
            claim = ledger.claim(contract="prime_north_west", outcomes=2000)
            ledger.line(claim, outcome, 1, 2000, contract=contract)


def test_claims_when_a_month_is_left_out_or_the_run_is_of_another_then_refused(
    ledger: Ledger, world: World
) -> None:
    ledger.claim(JULY, 1)
    september = date(2026, 9, 1)
    for name, month, number in (
        ("funding_claim_follows_month", september, 2),
        ("funding_claim_follows_month", september, 3),
        ("funding_claim_number_once", AUGUST, 1),
        ("funding_claim_number_from_one", AUGUST, 0),
        ("funding_one_claim_a_month", JULY, 2),
    ):
        with refused(name), transaction.atomic("owner"):
            ledger.claim(month, number)
    with refused("funding_claim_of_its_run"), transaction.atomic("owner"):
        ledger.claim(AUGUST, 2, purpose="shadow")
    with refused("funding_claim_of_its_run"), transaction.atomic("owner"):
        ledger.claim(AUGUST, 2, run=ledger.run(JULY, world.contracts["prime_north_east"]))
    ledger.claim(AUGUST, 2)


def test_claim_when_it_is_not_what_its_lines_and_sums_add_up_to_then_refused(
    ledger: Ledger, outcome: Outcome
) -> None:
    with refused("what its lines and sums add up to"), transaction.atomic("owner"):
        ledger.line(ledger.claim(outcomes=2001), outcome, 1, 2000)
    with refused("what its lines and sums add up to"), transaction.atomic("owner"):
        ledger.claim(sums=1)


def test_claw_back_when_it_does_not_follow_the_one_before_then_refused(
    ledger: Ledger, outcome: Outcome
) -> None:
    with refused("funding_claw_back_follows"), transaction.atomic("owner"):
        ledger.claw_back(outcome, 2)
    ledger.claw_back(outcome, 1)
    with refused("funding_claw_back_place_once"), transaction.atomic("owner"):
        ledger.claw_back(outcome, 1)
    ledger.claw_back(outcome, 2)
