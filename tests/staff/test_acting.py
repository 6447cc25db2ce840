"""Who acts: the database function, the transaction's settings, standing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.staff.access import CAPABILITIES, Role
from fingerpost.staff.services import acting_as

Acting = Callable[[str], AbstractContextManager[Actor]]

SETTINGS = ("account", "membership", "organisation", "role", "sees_customers", "contracts", "prime_contracts")


def setting(name: str) -> str:
    """A setting of the transaction, as row security reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [f"fingerpost.{name}"])
        return str(cursor.fetchone()[0])


def ids(text: str) -> set[UUID]:
    """The ids of an array literal."""
    return {UUID(part) for part in text.strip("{}").split(",") if part}


def test_act_when_membership_current_then_settings_and_actor_agree(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        assert setting("account") == str(actor.account_id) == str(world.accounts["area_adviser"])
        assert setting("membership") == str(actor.membership_id)
        assert setting("organisation") == str(actor.organisation_id) == str(world.organisations["prime"])
        assert setting("role") == actor.role == "area_adviser"
        assert setting("sees_customers") == "on"
        assert actor.sees_customers
        both = {world.contracts["prime_north_east"], world.contracts["prime_north_west"]}
        assert ids(setting("contracts")) == set(actor.contract_ids) == both
        assert ids(setting("prime_contracts")) == set(actor.prime_contract_ids) == both
        assert actor.manager_id == world.accounts["delivery_manager"]


def test_act_when_over_then_whoever_acted_before_acts_again(world: World, acting: Acting) -> None:
    with acting("area_adviser"):
        with acting("claims_officer"):
            assert setting("role") == "claims_officer"
        assert setting("role") == "area_adviser"
    assert [setting(name) for name in SETTINGS] == [""] * len(SETTINGS)


def test_act_when_subcontractor_then_both_primes_contracts_and_none_as_prime(
    world: World, acting: Acting
) -> None:
    with acting("subcontractor_adviser") as actor:
        assert set(actor.contract_ids) == {
            world.contracts["prime_north_west"],
            world.contracts["second_prime_south_west"],
        }
        assert actor.prime_contract_ids == ()


def test_act_when_membership_names_a_contract_then_that_contract_only(world: World, acting: Acting) -> None:
    with acting("telephone_adviser") as actor:
        assert actor.contract_ids == (world.contracts["contact_centre_adult"],)


@pytest.mark.requirement("BR-28.3")
@pytest.mark.parametrize(
    ("nickname", "gap"),
    [
        ("lapsed_adviser", "baseline_check_lapsed"),
        ("baseline_only_adviser", "enhanced_check_missing"),
    ],
)
def test_act_when_check_not_current_then_no_customers_and_nothing_to_do_with_them(
    acting: Acting, nickname: str, gap: str
) -> None:
    with acting(nickname) as actor:
        assert not actor.sees_customers
        assert setting("sees_customers") == ""
        assert actor.standing_gap == gap
        assert actor.capabilities == frozenset({"raise_concern", "read_rules"})


@pytest.mark.requirement("OI-8.3")
def test_act_when_untrained_then_no_customers_until_training_is_recorded(
    world: World, acting: Acting
) -> None:
    with acting("untrained_adviser") as actor:
        assert not actor.sees_customers
        assert actor.standing_gap == "record_training_missing"
    with acting("area_adviser") as actor:
        assert actor.sees_customers


@pytest.mark.requirement("MX-2.3", "BR-21.3")
@pytest.mark.parametrize(
    ("nickname", "may_advise"),
    [
        ("area_adviser", True),
        ("unqualified_adviser", False),
        ("trainee", True),
        ("information_adviser", False),
    ],
)
def test_act_when_below_the_level_of_policy_then_no_advice(
    acting: Acting, nickname: str, may_advise: bool
) -> None:
    with acting(nickname) as actor:
        assert actor.can("give_advice") is may_advise
        assert actor.can("work_contacts")


@pytest.mark.parametrize("role", list(Role))
def test_act_when_standing_current_then_capabilities_of_the_role(acting: Acting, role: Role) -> None:
    with acting(role.value) as actor:
        assert actor.role == role.value
        assert actor.capabilities == frozenset(str(each) for each in CAPABILITIES[role])
        assert actor.sees_customers is (role not in {Role.CONTRACT_MANAGER, Role.TECHNICIAN})


def test_act_when_membership_ended_then_nobody_acts(world: World) -> None:
    with pytest.raises(NotPermitted), acting_as(world.memberships["leaver"]):
        pytest.fail("a membership that has ended acted")
    assert setting("account") == ""


def test_act_when_account_suspended_then_nobody_acts(world: World, acting: Acting) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE staff_account SET is_active = false, suspended_at = now(), suspended_for = 'left'"
            " WHERE id = %s",
            [world.accounts["area_adviser"]],
        )
    with pytest.raises(NotPermitted), acting("area_adviser"):
        pytest.fail("a suspended account acted")


def test_act_when_unknown_then_nobody_acts(world: World) -> None:
    with pytest.raises(NotPermitted), acting_as(new_id()):
        pytest.fail("an unknown membership acted")


@pytest.mark.parametrize("table", ["staff_membership", "staff_standing"])
def test_app_when_giving_itself_a_role_or_a_check_then_refused(world: World, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET id = id")
