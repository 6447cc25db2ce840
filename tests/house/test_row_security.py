"""No grant, no row: nobody sees any table that reaches a customer without a live grant."""

import sys
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from fingerpost.customers.models import AdditionalIndicator
from fingerpost.demo.services import make_nation
from fingerpost.funding.models import AuditSample, AuditSampleLine, ClaimLine, Run, RunDecision
from fingerpost.house.models import Read
from fingerpost.interactions.models import (
    Attendance,
    Contact,
    IdentityCandidate,
    IdentityCheck,
    OneTimeCode,
    SecondCheck,
    SecondCheckUse,
)
from fingerpost.notices.models import Message
from fingerpost.organisations.models import Contract, Organisation
from fingerpost.outcomes.models import Evidence, EvidenceGrant
from fingerpost.plans.models import Draft, DraftItem, DraftPart, PlanVersion
from fingerpost.policy.civil import civil_date
from fingerpost.staff.models import Account, Membership, Standing
from fingerpost.staff.services import acting_as
from fingerpost.triage.models import ContactDecision
from tests import conftest
from tests.house.row_security import rows_seen, tables_reaching_customers
from tests.house.wire_rows import fill_wire

FEWEST_TABLES = 40


@pytest.fixture
def nation(owner_connection: object) -> None:
    """A small nation with rows in every room, committed by the owner, in place of the world of other tests."""
    if conftest._Committed.wiper is not None:
        conftest._Committed.wiper.wipe()
    make_nation(seed=7, until=date(2026, 11, 20), customers=60)


def fill_what_a_nation_leaves_empty() -> None:
    """Rows that only a live identity check makes: a check that found somebody, its code, a read."""
    attendance = (
        Attendance.objects.using("owner")
        .filter(customer__isnull=False, customer__contact_points__isnull=False)
        .select_related("customer")[0]
    )
    customer = attendance.customer
    assert customer is not None
    contact = Contact.objects.using("owner").filter(customer=customer)[0]
    check = IdentityCheck.objects.using("owner").create(
        contact=contact, account_id=contact.opened_by_id, state="passed", customer=customer
    )
    IdentityCandidate.objects.using("owner").create(check_made=check, customer=customer)
    OneTimeCode.objects.using("owner").create(
        check_made=check,
        contact_point=customer.contact_points.using("owner")[0],
        code_hash="not a hash",
        expires_at=timezone.now(),
    )
    fill_second_check(attendance, contact)
    fill_run(attendance)
    fill_opened_evidence()
    fill_sample()
    fill_working_copy()
    fill_wire(customer.id)
    AdditionalIndicator.objects.using("owner").get_or_create(
        customer_id=customer.id, defaults={"recorded_by_id": contact.opened_by_id}
    )
    ContactDecision.objects.using("owner").create(
        contact=contact,
        rule="T14",
        direction="home_prime_advises",
        transfer="none",
        rules_on=civil_date(timezone.now()),
        decided_by_id=contact.opened_by_id,
        decided_at=timezone.now(),
    )
    Message.objects.using("owner").create(
        kind="plan_copy",
        way="email",
        state="perhaps_sent",
        account_id=contact.opened_by_id,
        organisation_id=contact.organisation_id,
        customer_id=customer.id,
    )
    Read.objects.using("owner").create(
        account_id=contact.opened_by_id,
        organisation_id=contact.organisation_id,
        customer_id=customer.id,
        what="record",
        reason="relationship",
    )


def fill_run(attendance: Attendance) -> None:
    """A run of the payment rule with one decision."""
    now = timezone.now()
    run = Run.objects.using("owner").create(
        contract=Contract.objects.using("owner").order_by("id")[0],
        month=civil_date(now).replace(day=1),
        as_of=now,
        purpose="look",
        scheme="NCS-2014",
        rule_version="recommended",
        rules_on=civil_date(now),
        started_at=now,
    )
    RunDecision.objects.using("owner").create(
        run=run,
        place=1,
        customer_id=attendance.customer_id,
        kind="session",
        event=attendance.id,
        verdict="refuse",
        amount_pence=0,
        customer_class="other",
    )


def fill_sample() -> None:
    """A sample for audit with one line."""
    line = ClaimLine.objects.using("owner").order_by("id")[0]
    sample = AuditSample.objects.using("owner").create(
        contract_id=line.contract_id,
        first_month=line.claim.month,
        last_month=line.claim.month,
        purpose="Yearly audit",
        seed="0" * 40,
        size=1,
        population=1,
        population_sha256="0" * 64,
        pack=b"sealed",
        pack_sha256="0" * 64,
        pack_size=6,
        drawn_by_id=line.claim.made_by_id,
        drawn_at=timezone.now(),
    )
    AuditSampleLine.objects.using("owner").create(sample=sample, line=line, place=1)


def fill_opened_evidence() -> None:
    """A piece of evidence that somebody opened."""
    piece = Evidence.objects.using("owner").order_by("id")[0]
    EvidenceGrant.objects.using("owner").create(
        evidence=piece,
        account_id=piece.added_by_id,
        reason="added",
        starts_at=timezone.now(),
        ends_at=timezone.now() + timedelta(hours=1),
    )


def fill_working_copy() -> None:
    """A plan that somebody is writing: its working copy, a part and a line."""
    version = PlanVersion.objects.using("owner").filter(attendance__plan_draft__isnull=True)[0]
    draft = Draft.objects.using("owner").create(
        plan_id=version.plan_id,
        attendance_id=version.attendance_id,
        begun_by_id=version.made_by_id,
        begun_at=timezone.now(),
    )
    saved = {"saved_by_id": version.made_by_id, "saved_at": timezone.now()}
    DraftPart.objects.using("owner").create(draft=draft, part="reflection", text="Good to see.", **saved)
    DraftItem.objects.using("owner").create(
        draft=draft, key=draft.id, kind="option", text="Office work", position=1, **saved
    )


def fill_second_check(attendance: Attendance, contact: Contact) -> None:
    """A field that was kept after a colleague looked at it."""
    colleague = Account.objects.using("owner").exclude(id=contact.opened_by_id)[0]
    given = SecondCheck.objects.using("owner").create(
        organisation_id=contact.organisation_id,
        given_by=colleague,
        given_for_id=contact.opened_by_id,
        code_hash="not a hash",
        expires_at=timezone.now() + timedelta(minutes=10),
    )
    SecondCheckUse.objects.using("owner").create(
        check_made=given,
        organisation_id=contact.organisation_id,
        customer=attendance.customer,
        attendance=attendance,
        field="reason",
        given_by=colleague,
        used_by_id=contact.opened_by_id,
    )


def ungranted_membership(role: str) -> Membership:
    """Somebody of this role who holds no grant: engaged now, in an organisation that never met a customer."""
    today = civil_date(timezone.now())
    organisation = Organisation.objects.using("owner").create(
        name="Newly Signed", kind=Organisation.Kind.PRIME_CONTRACTOR
    )
    Contract.objects.using("owner").create(
        prime=organisation,
        reference="NEW-1",
        scheme="NCS-2014",
        audience="adult",
        service="area",
        starts_on=today,
    )
    account = Account.objects.using("owner").create(email="new@example.org", full_name="New Person")
    for kind in ("baseline_check", "enhanced_check", "record_training"):
        Standing.objects.using("owner").create(account=account, kind=kind, valid_from=today)
    return Membership.objects.using("owner").create(
        account=account, organisation=organisation, role=role, starts_on=today
    )


@pytest.mark.requirement("OI-14.6", "BR-7.3")
@pytest.mark.parametrize("role", ["area_adviser", "claims_officer", "compliance", "safeguarding_lead"])
def test_every_table_that_reaches_a_customer_when_no_grant_then_shows_nothing(
    nation: None, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    membership = ungranted_membership(role)
    tables = tables_reaching_customers(connections["owner"])
    fill_what_a_nation_leaves_empty()
    filled = rows_seen(connections["owner"], tables)
    with acting_as(membership.id) as actor:
        assert actor.sees_customers
        seen = rows_seen(connection, tables)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(tables)} tables reach a customer; {role} sees {sum(seen.values())} rows\n")
    assert len(tables) >= FEWEST_TABLES
    assert {table: count for table, count in seen.items() if count} == {}
    assert {table for table, count in filled.items() if not count} == set()


def test_every_table_that_reaches_a_customer_when_nobody_acts_then_shows_nothing(nation: None) -> None:
    tables = tables_reaching_customers(connections["owner"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM fingerpost_act(NULL)")
    assert {table: count for table, count in rows_seen(connection, tables).items() if count} == {}


# Its own transaction ends with each look, so that the tables can be dropped again.
@pytest.mark.django_db(transaction=True)
def test_new_table_when_it_reaches_a_customer_without_policies_then_is_found(nation: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE test_leak AS SELECT id AS leak_id, id AS customer_id FROM customers_customer LIMIT 3"
        )
        cursor.execute("CREATE TABLE test_far_leak (leak_id uuid REFERENCES customers_customer (id))")
        cursor.execute("INSERT INTO test_far_leak SELECT id FROM customers_customer LIMIT 2")
        cursor.execute("GRANT SELECT ON test_leak, test_far_leak TO fingerpost_app")
    try:
        tables = tables_reaching_customers(connections["owner"])
        assert {"test_leak", "test_far_leak"} <= tables
        seen = rows_seen(connection, tables)
        assert {table: count for table, count in seen.items() if count} == {
            "test_leak": 3,
            "test_far_leak": 2,
        }
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE test_leak, test_far_leak")
