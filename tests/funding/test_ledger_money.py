"""What a contract is worth in a claim: fees, fixed sums, caps, the pooled line; two officers at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from fingerpost.customers.models import AdditionalIndicator
from fingerpost.demo.world import World
from fingerpost.files.sealing import unseal
from fingerpost.funding.ledger.frozen import remake
from fingerpost.funding.ledger.queries import profile_months
from fingerpost.funding.ledger.services import (
    add_cost,
    change_profile,
    set_deduction,
    set_pass_through,
    set_profile,
    set_shares,
)
from fingerpost.funding.models import (
    Claim,
    ClaimSum,
    ContractYear,
    FeeDeduction,
    FrozenFacts,
    MonthShare,
    PassThrough,
    Profile,
    Run,
    RunPurpose,
)
from fingerpost.funding.running import run_contract
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.models import Event
from fingerpost.policy import Rules, shipped_rules
from fingerpost.policy.civil import add_months
from fingerpost.policy.loader import with_added
from fingerpost.staff.services import acting_as
from tests.fixtures.world import standing_world
from tests.funding.ledger_steps import (
    CONTRACT,
    PERCENTS,
    claim_month,
    claimed_outcome,
    set_terms,
    this_month,
    year_start,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> Iterator[World]:
    yield standing_world()
    connections.close_all()


def sums_of(claim: Claim) -> dict[str, int]:
    rows = ClaimSum.objects.using("owner").filter(claim=claim).values_list("kind", "amount_pence")
    return dict(rows)


def test_claim_when_the_contract_has_terms_then_fee_deduction_fixed_sum_and_order_number_stand_in_it(
    world: World,
) -> None:
    claimed_outcome(world)
    set_terms(world)
    claim = claim_month(world)
    place = (this_month().year - year_start().year) * 12 + this_month().month - 4
    fee = int(12_000 * PERCENTS[place])
    assert sums_of(claim) == {"service_fee": fee, "deduction": -fee * 25 // 1000, "fixed": 10_000}
    assert (claim.order_number, claim.total_pence) == ("PO-YEAR", 3_000 + claim.sums_pence)
    with acting_as(world.memberships["claims_officer"]):
        assert remake(Claim.objects.get(id=claim.id)).is_same
    # What was claimed stays: a term of that month can't be set any more.
    with acting_as(world.memberships["contract_manager"]) as manager, pytest.raises(Conflict) as told:
        set_deduction(
            actor=manager, now=timezone.now(), contract_id=world.contracts[CONTRACT],
            month=this_month(), percent=Decimal(50), why="Too late.",
        )  # fmt: skip
    assert told.value.code == "month_claimed"


def test_claim_when_the_year_goes_above_its_maximum_then_cut_to_it(world: World) -> None:
    claimed_outcome(world)
    set_terms(world, maximum=100_000)
    claim = claim_month(world)
    assert claim.total_pence == 100_000
    assert sums_of(claim)["cap"] < 0
    assert claim_month(world, add_months(this_month(), 1)).total_pence == 0


def test_terms_when_others_look_then_primes_see_their_own_and_a_subcontractor_its_pass_through(
    world: World,
) -> None:
    year = set_terms(world)
    with acting_as(world.memberships["contract_manager"]) as manager:
        profile = set_profile(
            actor=manager, now=timezone.now(), year_id=year.id, category="CMO", annual=1_200,
            customer_class="priority", approved_on=year_start(),
        )  # fmt: skip
        change_profile(
            actor=manager, now=timezone.now(), profile_id=profile.id, after_quarter=1, amount=75,
            agreed_on=year_start(), why="More venues",
        )  # fmt: skip
        set_shares(
            actor=manager, now=timezone.now(), year_starts_on=year_start(), category="CMO", percents=PERCENTS
        )
        set_pass_through(
            actor=manager, now=timezone.now(), subcontract_id=world.subcontracts["prime_north_west"],
            starts_on=year_start(), percent=Decimal(90),
        )  # fmt: skip
        months = [each for each in profile_months(year) if each.category == "CMO"]
        assert [each.number for each in months[:2]] == [Decimal(102), Decimal(102)]
        assert sum(each.number or 0 for each in months) == 1_275
        with pytest.raises(Conflict):
            set_profile(
                actor=manager, now=timezone.now(), year_id=year.id, category="SF", is_money=True,
                annual=1, approved_on=year_start(), version=7,
            )  # fmt: skip
        with pytest.raises(InvalidInput):
            set_shares(
                actor=manager, now=timezone.now(), year_starts_on=year_start(), category="LO",
                percents=[*PERCENTS[:11], Decimal(9)],
            )  # fmt: skip
    seen = {}
    for nickname in ("claims_officer", "subcontractor_adviser", "second_prime_adviser", "auditor"):
        with acting_as(world.memberships[nickname]) as actor:
            seen[nickname] = [
                model.objects.count()
                for model in (ContractYear, Profile, MonthShare, FeeDeduction, PassThrough)
            ]
            with pytest.raises(NotPermitted):
                set_deduction(
                    actor=actor, now=timezone.now(), contract_id=world.contracts[CONTRACT],
                    month=this_month(), percent=Decimal(1), why="No",
                )  # fmt: skip
    assert seen["claims_officer"] == [1, 2, 24, 1, 1]
    assert seen["subcontractor_adviser"] == seen["second_prime_adviser"] == seen["auditor"] == [0] * 5


def test_term_when_an_officer_writes_it_past_the_service_then_the_database_refuses(world: World) -> None:
    year = set_terms(world)
    with acting_as(world.memberships["claims_officer"]):
        assert ContractYear.objects.filter(id=year.id).update(maximum_pence=1) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            FeeDeduction.objects.create(
                contract_id=world.contracts[CONTRACT],
                month=add_months(this_month(), 1),
                percent=0,
                why="Ours",
                set_by_id=world.accounts["claims_officer"],
                set_at=timezone.now(),
            )


def test_cost_when_the_scheme_pays_none_then_refused(world: World) -> None:
    with acting_as(world.memberships["claims_officer"]) as officer, pytest.raises(InvalidInput) as told:
        add_cost(
            actor=officer, now=timezone.now(), contract_id=world.contracts[CONTRACT],
            organisation_id=world.organisations["prime"], head="delivery", item="delivery_staff",
            spent_on=this_month(), amount_pence=100, receipt="R-1",
        )  # fmt: skip
    assert told.value.code == "no_heads"


def few(least: int = 2) -> Rules:
    """Rules by which so few new people make a pooled line."""
    return with_added(
        shipped_rules(),
        [
            (
                "few.toml",
                '[pack]\nname = "few"\ntitle = "Few"\nversion = "1"\napprover = "Ines Calder"\nreason = "A test"\n'
                '[[rule]]\nkey = "funding.pooled_least_people"\nvalid_from = 2010-08-01\nsource = "XD-19"\n'
                f'status = "open"\nvalue = {least}\n',
            )
        ],
    )


def keep_indicator(world: World, customer_id: UUID) -> None:
    AdditionalIndicator.objects.using("owner").create(
        customer_id=customer_id, recorded_by_id=world.accounts["area_adviser"]
    )


@pytest.mark.requirement("XD-19")
@pytest.mark.requirement("BR-20.3c")
def test_pooled_line_when_enough_people_are_new_then_one_sum_that_tells_nobody_and_never_shrinks(
    world: World,
) -> None:
    first, second, third = (claimed_outcome(world, family=name) for name in ("One", "Two", "Three"))
    keep_indicator(world, first.customer_id)
    month = this_month()
    alone = claim_month(world, rules=few())
    assert "pooled" not in sums_of(alone)
    keep_indicator(world, second.customer_id)
    both = claim_month(world, add_months(month, 1), rules=few())
    assert sums_of(both) == {"pooled": 8_000}
    # One asks for it to go: nothing is taken back, and one new person makes no line.
    AdditionalIndicator.objects.using("owner").filter(customer_id=first.customer_id).delete()
    keep_indicator(world, third.customer_id)
    later = claim_month(world, add_months(month, 2), rules=few())
    assert sums_of(later) == {}
    with acting_as(world.memberships["claims_officer"]):
        for claim in (alone, both, later):
            assert remake(Claim.objects.get(id=claim.id)).is_same
        # No line and no frozen fact differs between the three.
        for row in FrozenFacts.objects.all():
            assert b"indicator" not in unseal(bytes(row.packed))
    told = Event.objects.using("owner").filter(kind="claim.pooled_asked")
    assert told.count() == 3
    assert {event.customer_id for event in told} == {None}
    assert all(set(event.subject) == {"run"} for event in told)


def test_pooled_figure_when_asked_for_outside_a_claim_then_refused(world: World) -> None:
    claimed_outcome(world)
    with acting_as(world.memberships["claims_officer"]) as officer:
        run = run_contract(
            actor=officer, now=timezone.now(), contract_id=world.contracts[CONTRACT], month=this_month(),
            purpose=RunPurpose.LOOK,
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="only for a claim"), transaction.atomic():
            _ask(run.id)
    claim = claim_month(world)
    for nickname in ("claims_officer", "contract_manager", "compliance"):
        with (
            acting_as(world.memberships[nickname]),
            pytest.raises(DatabaseError, match="only for a claim"),
            transaction.atomic(),
        ):
            _ask(claim.run_id)


def _ask(run: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_pooled_priority(%s, '[]'::jsonb, 1)", [run])


def test_month_when_two_officers_claim_it_at_once_then_one_claim_and_the_other_is_told(world: World) -> None:
    claimed_outcome(world)
    both = Barrier(2)

    def claim(nickname: str) -> str:
        try:
            both.wait(timeout=20)
            claim_month(world, by=nickname)
        except Conflict as conflict:
            return conflict.code
        finally:
            connections.close_all()
        return "claimed"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(claim, ("claims_officer", "two_roles_claims")))
    assert sorted(said) == ["already_claimed", "claimed"]
    assert Claim.objects.using("owner").count() == 1
    assert Run.objects.using("owner").filter(purpose="claim").count() == 1
