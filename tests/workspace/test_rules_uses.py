"""Decisions that used a rule: one by one within one's grants, as rounded counts outside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import pytest
from bs4 import BeautifulSoup
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.customers.models import AdditionalIndicator, Customer, IdentityProof
from fingerpost.demo.world import World
from fingerpost.interactions.models import PriorityAssessment
from fingerpost.workspace.rules.uses import spoken
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one, place_of, record_one
from tests.triage.steps import decided

pytestmark = pytest.mark.django_db
RULE = "identity.presets@2014-10-01"
MADE_UP = "made.up@2014-10-01"


class Asked(Protocol):
    """Asks the database as somebody for the uses of rules: at least how many, and whether there are more."""

    def __call__(self, nickname: str, rules: list[str] | None = None) -> dict[str, tuple[int, bool]]: ...


@pytest.fixture
def customers(world: World, acting: Acting) -> list[Customer]:
    """Twelve confirmed records, the first with a session; nobody of the second prime may see one."""
    made = []
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        made.append(make_one(actor, world, contact=contact))
        place_of(record_one(actor, world, contact))
        made += [make_one(actor, world, family=f"Placeholder{letter}") for letter in "abcdefghijk"]
    return made


@pytest.fixture
def counted(acting: Acting) -> Asked:

    def ask(nickname: str, rules: list[str] | None = None) -> dict[str, tuple[int, bool]]:
        with acting(nickname), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM fingerpost_rule_used(%s)", [rules or [RULE]])
            return {what: (least, more) for what, least, more in cursor}

    return ask


def uses_on(
    client_as: ClientAs, nickname: str, key: str = "identity.presets"
) -> tuple[list[str], dict[str, str]]:
    page = BeautifulSoup(client_as(nickname).get(f"/staff/rules/{key}/").content, "html.parser")
    heading = page.find("h2", string="Decisions that used it")
    assert heading is not None
    links = [str(each["href"]) for each in heading.find_all_next("a") if "/staff/" in each["href"]]
    own = [link for link in links if "/customers/" in link or "/attendances/" in link]
    pairs = heading.find_next("dl")
    assert pairs is not None
    counts = {each.dt.get_text(): each.dd.get_text() for each in pairs.select("div")}
    return own, counts


@pytest.mark.requirement("OI-14.6")
def test_uses_when_within_ones_grants_are_links_and_otherwise_counts_alone(
    customers: list[Customer], client_as: ClientAs
) -> None:
    own, counts = uses_on(client_as, "area_adviser")
    assert {link for link in own if "/customers/" in link} == {
        f"/staff/customers/{one.id}/" for one in customers
    }
    assert counts == {
        "Contacts decided": "fewer than 5",
        "Identities confirmed": "fewer than 5",
        "Priority groups worked out in sessions": "fewer than 5",
    }
    other, outside = uses_on(client_as, "second_prime_adviser")
    assert other == []
    assert outside["Identities confirmed"] == "10 to 14"
    nobody, seen = uses_on(client_as, "contract_manager")
    assert (nobody, seen) == ([], outside)


def test_contacts_when_decided_are_links_within_ones_grants_and_counts_outside(
    world: World, acting: Acting, client_as: ClientAs, counted: Asked
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact)
        rule = decided(actor, contact, now=timezone.now()).rule_ids[0]
        for _each in range(6):
            decided(actor, open_one(actor, world), now=timezone.now())
    key = rule.partition("@")[0]
    page = client_as("area_adviser").get(f"/staff/rules/{key}/").content.decode()
    assert f"/staff/contacts/{contact.id}/triage/" in page
    reader = client_as("claims_officer").get(f"/staff/rules/{key}/").content.decode()
    assert f"/staff/customers/{customer.id}/" in reader
    assert f"/staff/contacts/{contact.id}/" not in reader
    assert counted("area_adviser", [rule])["triage"] == (5, False)
    assert counted("second_prime_adviser", [rule])["triage"] == (5, False)
    with acting("area_adviser") as actor:
        for _each in range(3):
            decided(actor, open_one(actor, world), now=timezone.now())
    assert counted("area_adviser", [rule])["triage"] == (5, False)
    assert counted("second_prime_adviser", [rule])["triage"] == (10, False)


def test_uses_when_listed_lead_to_pages_that_open(customers: list[Customer], client_as: ClientAs) -> None:
    own, _counts = uses_on(client_as, "area_adviser", "priority.set.ncs_2018")
    own += uses_on(client_as, "area_adviser", "priority.set.ncs_2014")[0]
    assert own, "a session was assessed by one of the sets"
    client = client_as("area_adviser")
    assert {client.get(link).status_code for link in own} == {200}


@pytest.fixture
def prove(acting: Acting, customers: list[Customer]) -> Callable[[int], None]:
    """Keep decisions by a made-up rule about that many customers."""

    def keep(number: int) -> None:
        with acting("area_adviser") as actor:
            for one in customers[:number]:
                IdentityProof.objects.create(
                    customer=one,
                    standard="made up",
                    preset="passport",
                    level="medium",
                    level_required="medium",
                    rule_ids=[MADE_UP, "made.up_too@2014-10-01"],
                    checked_by_id=actor.account_id,
                    checked_at=timezone.now(),
                )

    return keep


@pytest.mark.requirement("BR-20.2")
@pytest.mark.parametrize(("number", "least"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_count_when_small_or_changing_by_one_tells_of_nobody(
    prove: Callable[[int], None], counted: Asked, number: int, least: int
) -> None:
    prove(number)
    assert counted("second_prime_adviser", [MADE_UP])["identity"] == (least, False)


def test_count_when_one_decision_used_two_rules_has_it_once(
    prove: Callable[[int], None], counted: Asked
) -> None:
    prove(6)
    both = [MADE_UP, "made.up_too@2014-10-01", "no.such@2010-08-01"]
    assert counted("second_prime_adviser", both)["identity"] == (5, False)
    assert counted("second_prime_adviser", ["no.such@2010-08-01"])["identity"] == (0, False)


def test_count_when_past_ten_thousand_stops_there(
    prove: Callable[[int], None], acting: Acting, counted: Asked
) -> None:
    prove(1)
    with acting("area_adviser"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_identityproof (id, customer_id, standard, preset, evidence, level, level_required,"
            " vouched_by, rule_ids, checked_by_id, checked_at)"
            " SELECT gen_random_uuid(), customer_id, standard, preset, evidence, level, level_required, vouched_by,"
            " rule_ids, checked_by_id, checked_at FROM customers_identityproof, generate_series(1, 10100)"
            " WHERE standard = 'made up'"
        )
    assert counted("second_prime_adviser", [MADE_UP])["identity"] == (10_000, True)


@pytest.mark.requirement("BR-20.3a", "BR-20.3c")
def test_counts_when_the_indicator_is_kept_or_not_are_the_same(
    customers: list[Customer], acting: Acting, counted: Asked
) -> None:
    """No count of any rule depends on it."""
    with acting("area_adviser") as actor:
        ids = {
            rule
            for model in (IdentityProof, PriorityAssessment)
            for kept in model.objects.values_list("rule_ids", flat=True)
            for rule in kept
        }
    assert len(ids) > 3
    before = [counted("second_prime_adviser", [rule]) for rule in sorted(ids)]
    with acting("area_adviser") as actor:
        for one in customers:
            AdditionalIndicator.objects.create(customer=one, recorded_by_id=actor.account_id)
    assert [counted("second_prime_adviser", [rule]) for rule in sorted(ids)] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends_in", [timedelta(minutes=1), timedelta(0)])
def test_grant_when_it_ends_moves_its_customer_into_the_count(
    customers: list[Customer], counted: Asked, ends_in: timedelta
) -> None:
    """The function knows a live grant by the same words as the policy."""
    assert counted("area_adviser")["identity"] == (0, False)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE customers_grant SET ends_at = %s", [timezone.now() + ends_in])
    assert counted("area_adviser")["identity"] == ((0, False) if ends_in else (10, False))


def test_counts_when_nobody_acts_are_refused(as_nobody: None) -> None:
    with pytest.raises(ProgrammingError, match="nobody acts"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fingerpost_rule_used(%s)", [[RULE]])


def test_rules_of_decisions_when_looked_for_have_their_index(world: World) -> None:
    """Among many decisions a rule that is seldom used is found by it, in every table."""
    # What is set for one transaction is set for nothing outside one.
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table in ("customers_identityproof", "interactions_priorityassessment", "triage_contactdecision"):
            cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE rule_ids ?| ARRAY['a@2010-08-01']")
            assert f"site_rules_of_{table.split('_')[1]}" in "\n".join(line for (line,) in cursor)


def test_page_of_a_rule_when_used_often_asks_as_many_queries_as_when_never(
    world: World, client_as: ClientAs, customers: list[Customer]
) -> None:
    client = client_as("area_adviser")
    client.get("/staff/rules/identity.presets/")
    with CaptureQueriesContext(connection) as often:
        client.get("/staff/rules/identity.presets/")
    with CaptureQueriesContext(connection) as never:
        client.get("/staff/rules/login.lock/")
    assert len(often) == len(never)
    assert len(often) <= 13, [query["sql"][:90] for query in often.captured_queries]


def test_count_in_words_when_it_could_not_be_finished_says_so() -> None:
    assert [spoken(0, False), spoken(5, False), spoken(10_000, True), spoken(0, True)] == [
        "fewer than 5",
        "5 to 9",
        "more than 10,000",
        "too many to count",
    ]
