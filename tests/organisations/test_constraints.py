"""What the database refuses about organisations and memberships, and that the web may only read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from fingerpost.demo.world import World
from fingerpost.organisations.models import Contract, Organisation, Subcontract, Touchpoint, Venue
from fingerpost.staff.models import Account, Membership, Standing

Make = Callable[[World], object]


def subcontract(world: World, starts: date, ends: date | None) -> Subcontract:
    """A second period of the pair that already has an open one."""
    return Subcontract.objects.using("owner").create(
        contract_id=world.contracts["prime_north_west"],
        organisation_id=world.organisations["subcontractor"],
        starts_on=starts,
        ends_on=ends,
    )


REFUSED: dict[str, Make] = {
    "subcontract_no_overlap": lambda world: subcontract(world, world.today, None),
    "subcontract_period_ordered": lambda world: subcontract(world, date(2001, 5, 2), date(2001, 5, 1)),
    "contract_period_ordered": lambda world: Contract.objects.using("owner").create(
        prime_id=world.organisations["prime"],
        reference="X",
        scheme="X",
        audience="adult",
        service="area",
        starts_on=date(2020, 1, 2),
        ends_on=date(2020, 1, 1),
    ),
    "touchpoint_code_ten_digits": lambda world: Touchpoint.objects.using("owner").create(code="123456789"),
    "organisation_ukprn_eight_digits": lambda world: Organisation.objects.using("owner").create(
        name="X", kind="partner", ukprn="0123"
    ),
    "venue_label_once": lambda world: Venue.objects.using("owner").create(
        organisation_id=world.organisations["prime"],
        label="Northmoor Library",
        delivery_level="1a",
        opens_on=world.today,
    ),
    "membership_no_overlap": lambda world: Membership.objects.using("owner").create(
        account_id=world.accounts["area_adviser"],
        organisation_id=world.organisations["prime"],
        role="area_adviser",
        starts_on=world.today,
    ),
    "membership_role_known": lambda world: Membership.objects.using("owner").create(
        account_id=world.accounts["area_adviser"],
        organisation_id=world.organisations["prime"],
        role="king",
        starts_on=world.today,
    ),
    "standing_level_of_qualification_only": lambda world: Standing.objects.using("owner").create(
        account_id=world.accounts["area_adviser"], kind="baseline_check", level=4, valid_from=world.today
    ),
    "account_email_small_letters": lambda world: Account.objects.using("owner").create(
        email="Area.Adviser@prime.example", full_name="Another"
    ),
    "account_suspended_is_not_active": lambda world: (
        Account.objects.using("owner")
        .filter(id=world.accounts["area_adviser"])
        .update(suspended_at="2026-01-01T00:00:00Z", suspended_for="left")
    ),
}


@pytest.mark.parametrize("constraint", sorted(REFUSED))
def test_database_when_a_fact_must_not_be_then_refused(
    world: World, owner_connection: BaseDatabaseWrapper, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="owner"):
        REFUSED[constraint](world)


def test_subcontract_when_the_periods_follow_each_other_then_both_stand(
    world: World, owner_connection: BaseDatabaseWrapper
) -> None:
    began = Subcontract.objects.get(id=world.subcontracts["prime_north_west"]).starts_on
    earlier = subcontract(world, date(2001, 1, 1), date(2001, 12, 31))
    assert earlier.starts_on < began
    assert Subcontract.objects.filter(organisation_id=world.organisations["subcontractor"]).count() == 3


@pytest.mark.parametrize("model", [Organisation, Contract, Subcontract, Touchpoint, Venue])
def test_app_when_it_writes_here_then_refused(world: World, model: type[Organisation]) -> None:
    assert model.objects.exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.update(id=F("id"))
