"""A grant has a reason and an end, hangs on contract and period, and reaches neither up nor sideways."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers import doors as customer_doors
from fingerpost.customers.models import Customer, Grant, GrantReason
from fingerpost.customers.rules import relationship_ends
from fingerpost.customers.values import Evidence
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.services.checks import pass_on_evidence
from fingerpost.interactions.services.contacts import join_contact
from fingerpost.policy import shipped_rules
from fingerpost.staff.models import Membership
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import begin, check_of, make_record, search
from tests.security.attack import refusal, run
from tests.security.conftest import RecordVisit

pytestmark = pytest.mark.django_db

PRIME, OTHER_PRIME = "prime_north_west", "second_prime_south_west"


# Before the test's own transaction, whose moment the database takes for now.
SINCE = timezone.now() - timedelta(days=1)


def sees(customer: UUID) -> bool:
    return Customer.objects.filter(id=customer).exists()


def grant_relationship(customer: UUID, world: World, organisation: str, contract: str) -> Grant:
    """A committed relationship of a committed customer."""
    return Grant.objects.using("owner").create(
        customer_id=customer,
        organisation_id=world.organisations[organisation],
        contract_id=world.contracts[contract],
        reason=GrantReason.RELATIONSHIP,
        starts_at=SINCE,
        ends_at=timezone.now() + timedelta(days=30),
    )


@pytest.fixture
def customers(world: World, owner_connection: object) -> dict[str, UUID]:
    """One committed customer of the subcontractor under each of the two primes it works for."""
    made = {}
    for contract in (PRIME, OTHER_PRIME):
        made[contract] = (
            Customer.objects.using("owner")
            .create(
                state="confirmed",
                family_name="Placeholder",
                date_of_birth="1980-05-17",
                registered_at=timezone.now(),
                opened_by_id=world.accounts["subcontractor_adviser"],
                organisation_id=world.organisations["subcontractor"],
                contract_id=world.contracts[contract],
            )
            .id
        )
        grant_relationship(made[contract], world, "subcontractor", contract)
    return made


@pytest.mark.requirement("OI-14.15")
def test_relationship_when_a_session_was_held_then_it_ends_so_many_months_on(
    acting: Acting, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        visit = record_visit(actor)
        grant = Grant.objects.get(
            customer_id=visit.customer, reason=GrantReason.RELATIONSHIP, basis_id=visit.session
        )
        day = timezone.localdate(timezone.now() - timedelta(minutes=30))
        ends = timezone.localtime(grant.ends_at)
        assert (ends.date() - timedelta(days=1)).replace(year=day.year) in {day, day - timedelta(days=1)}
        assert ends.year - day.year == 1
        assert (ends.hour, ends.minute) == (0, 0)


def test_relationship_when_another_session_follows_then_renewed_and_both_are_kept(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        visit = record_visit(actor)
        first = Grant.objects.get(customer_id=visit.customer, basis_id=visit.session)
        later = first.ends_at + timedelta(days=40)
        contract = world.contracts["prime_north_east"]
        for _again in range(2):
            assert customer_doors.begin_relationship(
                visit.customer, contract_id=contract, basis=visit.contact, until=later
            )
        ends = set(
            Grant.objects.filter(customer_id=visit.customer, reason=GrantReason.RELATIONSHIP).values_list(
                "ends_at", flat=True
            )
        )
        assert first.ends_at in ends
        shown = [
            one
            for one in customer_doors.who_may_see(visit.customer)
            if one.reason == GrantReason.RELATIONSHIP
        ]
        assert len(shown) == 1
        assert shown[0].until == max(ends)


def test_relationship_when_it_would_end_in_the_past_then_none_begins(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        visit = record_visit(actor)
        contract = world.contracts["prime_north_east"]
        assert not customer_doors.begin_relationship(
            visit.customer, contract_id=contract, basis=None, until=timezone.now() - timedelta(seconds=1)
        )
        assert relationship_ends(datetime.fromisoformat("2024-02-29T12:00Z"), rules=shipped_rules()) == (
            datetime.fromisoformat("2025-03-01T00:00Z")
        )


@pytest.mark.requirement("OI-14.15")
def test_grant_when_without_an_end_then_the_database_refuses_it(
    customers: dict[str, UUID], world: World
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT is_nullable FROM information_schema.columns"
            " WHERE table_name = 'customers_grant' AND column_name IN ('ends_at', 'reason')"
        )
        assert cursor.fetchall() == [("NO",), ("NO",)]


@pytest.mark.requirement("OI-14.15")
def test_relationship_when_it_has_ended_then_nobody_of_the_organisation_sees_the_customer(
    customers: dict[str, UUID], world: World
) -> None:
    customer = customers[PRIME]
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert sees(customer)
    Grant.objects.using("owner").filter(customer_id=customer).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(seconds=1)
    )
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert not sees(customer)


@pytest.mark.requirement("OI-14.6")
def test_primes_when_one_subcontractor_serves_both_then_neither_sees_the_others_customer(
    customers: dict[str, UUID], world: World
) -> None:
    mine, theirs = customers[PRIME], customers[OTHER_PRIME]
    with acting_as(world.memberships["area_adviser"]):
        assert sees(mine)
        assert not sees(theirs)
    with acting_as(world.memberships["second_prime_adviser"]):
        assert sees(theirs)
        assert not sees(mine)
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert sees(mine)
        assert sees(theirs)


def test_subcontractor_when_the_customer_is_the_primes_own_or_anothers_then_sees_nothing(
    customers: dict[str, UUID], world: World
) -> None:
    customer = customers[PRIME]
    Grant.objects.using("owner").filter(customer_id=customer).delete()
    grant_relationship(customer, world, "prime", PRIME)
    with acting_as(world.memberships["area_adviser"]):
        assert sees(customer)
    with acting_as(world.memberships["subcontractor_adviser"]) as actor:
        assert world.contracts[PRIME] in actor.contract_ids
        assert not sees(customer)


def test_membership_when_limited_to_one_contract_then_the_other_contracts_customer_is_not_there(
    customers: dict[str, UUID], world: World
) -> None:
    Membership.objects.using("owner").filter(id=world.memberships["subcontractor_adviser"]).update(
        contract_id=world.contracts[OTHER_PRIME]
    )
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert sees(customers[OTHER_PRIME])
        assert not sees(customers[PRIME])


@pytest.mark.parametrize("table", ["organisations_contract", "organisations_subcontract"])
@pytest.mark.requirement("OI-14.15")
def test_contract_or_subcontract_when_it_has_ended_then_its_customers_are_hidden(
    customers: dict[str, UUID], world: World, table: str
) -> None:
    column = "id" if table == "organisations_contract" else "contract_id"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET ends_on = (now() AT TIME ZONE 'Europe/London')::date - 1 WHERE {column} = %s",
            [world.contracts[PRIME]],
        )
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert not sees(customers[PRIME])
        assert sees(customers[OTHER_PRIME])
    with acting_as(world.memberships["area_adviser"]):
        assert sees(customers[PRIME]) is (table == "organisations_subcontract")


@pytest.mark.requirement("OI-14.6")
def test_own_grant_when_the_same_person_works_for_another_body_then_it_is_not_theirs_there(
    customers: dict[str, UUID], world: World
) -> None:
    account = world.accounts["subcontractor_adviser"]
    Grant.objects.using("owner").all().delete()
    Grant.objects.using("owner").create(
        customer_id=customers[PRIME],
        account_id=account,
        organisation_id=world.organisations["subcontractor"],
        reason=GrantReason.AUTHENTICATED,
        starts_at=SINCE,
        ends_at=timezone.now() + timedelta(hours=1),
    )
    elsewhere = Membership.objects.using("owner").create(
        account_id=account,
        organisation_id=world.organisations["second_prime"],
        role="area_adviser",
        starts_on=world.today,
    )
    with acting_as(world.memberships["subcontractor_adviser"]):
        assert sees(customers[PRIME])
    with acting_as(elsewhere.id):
        assert not sees(customers[PRIME])
        tried = ("fingerpost_secrets_held", "fingerpost_drop_secrets", "fingerpost_who_may_see")
        assert {refusal(f"SELECT * FROM {door}(%s)", [customers[PRIME]]) for door in tried} == {"42501"}


@pytest.mark.requirement("OI-14.15")
@pytest.mark.parametrize("reason", ["audit", "concern", "manager"])
def test_grant_for_looking_when_used_to_begin_a_relationship_then_none_begins(
    customers: dict[str, UUID], world: World, reason: str
) -> None:
    Grant.objects.using("owner").all().delete()
    Grant.objects.using("owner").create(
        customer_id=customers[PRIME],
        account_id=world.accounts["area_adviser"],
        reason=reason,
        purpose="to look",
        starts_at=SINCE,
        ends_at=timezone.now() + timedelta(hours=1),
    )
    with acting_as(world.memberships["area_adviser"]):
        assert sees(customers[PRIME])
        assert not customer_doors.begin_relationship(
            customers[PRIME],
            contract_id=world.contracts[PRIME],
            basis=None,
            until=timezone.now() + timedelta(days=1),
        )


@pytest.mark.requirement("BR-7.3")
def test_provisional_record_when_its_maker_confirms_it_beside_a_colleague_then_only_the_maker_sees_it(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        none = Evidence(kinds=())
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"], evidence=none)
        contact = begin(actor, world, "walk_in")
        reference = contact.reference
    with acting("second_area_adviser") as colleague:
        joined = join_contact(actor=colleague, now=timezone.now(), reference=reference, part="supervisor")
        assert joined.outcome == "joined"
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, contact))
        passed = pass_on_evidence(actor=actor, now=timezone.now(), check_id=check_id, evidence="passport")
        assert (passed.outcome, passed.customer_id) == ("opened", customer.id)
        assert sees(customer.id)
    with acting("second_area_adviser"):
        assert not sees(customer.id)


@pytest.mark.requirement("BR-28.3")
def test_standing_when_it_lapses_in_the_middle_of_the_day_then_the_next_request_shows_no_customer(
    client_as: ClientAs, customers: dict[str, UUID], world: World
) -> None:
    client = client_as("subcontractor_adviser")
    address = f"/staff/customers/{customers[PRIME]}/"
    assert client.get(address).status_code == 200
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE staff_standing SET valid_until = (now() AT TIME ZONE 'Europe/London')::date - 1"
            " WHERE account_id = %s AND kind = 'baseline_check'",
            [world.accounts["subcontractor_adviser"]],
        )
    answer = client.get(address)
    assert answer.status_code == 403
    assert b"Placeholder" not in answer.content


@pytest.mark.requirement("BR-29.4")
def test_account_when_suspended_in_the_middle_of_the_day_then_the_next_request_is_signed_out(
    client_as: ClientAs, customers: dict[str, UUID], world: World
) -> None:
    client = client_as("subcontractor_adviser")
    address = f"/staff/customers/{customers[PRIME]}/"
    assert client.get(address).status_code == 200
    run(
        "UPDATE staff_account SET is_active = false, suspended_at = now(), suspended_for = 'checks' WHERE id = %s",
        [world.accounts["subcontractor_adviser"]],
    )
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/sign-in/")


def test_actor_when_made_up_by_settings_alone_then_the_transaction_forgets_it(world: World) -> None:
    """Settings are the transaction's own: nothing of one request's actor is left for the next."""
    with acting_as(world.memberships["area_adviser"]) as actor:
        assert isinstance(actor, Actor)
    assert run("SELECT fingerpost_me(), fingerpost_my_organisation(), fingerpost_sees_customers()") == [
        (None, None, False)
    ]
