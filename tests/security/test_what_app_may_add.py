"""What *app* adds is the actor's own: no seat in another's contact or session, no forgery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from tests.fixtures.world import Acting
from tests.security.attack import NOT_PERMITTED, add, refusal, run
from tests.security.conftest import RecordVisit, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def strangers_visit(acting: Acting, record_visit: RecordVisit) -> Visit:
    """A visit of a customer to another prime contractor."""
    with acting("second_prime_adviser") as stranger:
        return record_visit(stranger, contract="second_prime_south_west")


@pytest.mark.requirement("BR-7.3")
def test_contact_of_another_when_joined_without_its_reference_then_refused(
    acting: Acting, open_call: Callable[[Actor], UUID]
) -> None:
    with acting("area_adviser") as adviser:
        contact = open_call(adviser)
    with acting("second_area_adviser") as actor:
        taken = add(
            "interactions_contactstaff",
            contact_id=contact,
            account_id=actor.account_id,
            part="adviser",
            joined_at=timezone.now(),
        )
        assert taken == NOT_PERMITTED
        assert run("SELECT id FROM interactions_contact WHERE id = %s", [contact]) == []


def test_session_of_another_when_an_attendance_is_hung_on_it_then_refused(
    acting: Acting, strangers_visit: Visit
) -> None:
    with acting("area_adviser") as actor:
        hung = add(
            "interactions_attendance",
            session_id=strangers_visit.session,
            result="expected",
            helper="",
            language="en-GB",
            recorded_by_id=actor.account_id,
            version=1,
        )
        assert hung == NOT_PERMITTED


def test_contact_of_another_when_a_session_is_begun_in_it_then_refused(
    acting: Acting, world: World, open_call: Callable[[Actor], UUID]
) -> None:
    with acting("second_area_adviser") as other:
        contact = open_call(other)
    with acting("area_adviser") as actor:
        begun = add(
            "interactions_session",
            kind="telephone",
            channel=2,
            label="",
            contact_id=contact,
            organisation_id=actor.organisation_id,
            contract_id=world.contracts["prime_north_east"],
            started_at=timezone.now(),
            captured="live",
            recorded_by_id=actor.account_id,
            version=1,
        )
        assert begun == NOT_PERMITTED


def test_time_of_a_stranger_when_booked_then_refused_so_that_nobody_is_opened_to_them(
    acting: Acting, world: World
) -> None:
    def appointment(adviser: UUID, organisation: UUID, contract: UUID) -> str:
        return add(
            "appointments_appointment",
            kind="one_to_one",
            channel=1,
            label="",
            adviser_id=adviser,
            organisation_id=organisation,
            contract_id=contract,
            starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=1),
            capacity=1,
            is_cancelled=False,
        )

    contract = world.contracts["prime_north_east"]
    with acting("area_adviser") as actor:
        stranger = world.accounts["second_prime_adviser"]
        other = world.organisations["second_prime"], world.contracts["second_prime_south_west"]
        assert appointment(stranger, actor.organisation_id, contract) == NOT_PERMITTED
        assert appointment(actor.account_id, *other) == NOT_PERMITTED
        assert appointment(actor.account_id, actor.organisation_id, contract) == ""


@pytest.mark.parametrize("exists", [True, False])
def test_guessed_customer_when_anything_is_tied_to_them_then_the_same_refusal_whether_or_not_they_exist(
    acting: Acting, world: World, strangers_visit: Visit, record_visit: RecordVisit, exists: bool
) -> None:
    customer = strangers_visit.customer if exists else uuid4()
    now = timezone.now()
    with acting("area_adviser") as actor:
        mine = record_visit(actor)
        me = actor.account_id
        tried = {
            "interactions_attendance": add(
                "interactions_attendance",
                session_id=mine.session,
                customer_id=customer,
                result="expected",
                helper="",
                language="en-GB",
                recorded_by_id=me,
                version=1,
            ),
            "interactions_noticegiven": add(
                "interactions_noticegiven",
                contact_id=mine.contact,
                customer_id=customer,
                kind="charter",
                text_version="1",
                channel=1,
                understood=True,
                shown_at=now,
                shown_by_id=me,
            ),
            "interactions_priorityassessment": add(
                "interactions_priorityassessment",
                attendance_id=mine.attendance,
                customer_id=customer,
                set_name="other",
                set_version="1",
                assessed_on=now.date(),
                groups="[]",
                rule_ids="[]",
            ),
            "safeguarding_concern": add(
                "safeguarding_concern",
                organisation_id=actor.organisation_id,
                customer_id=customer,
                is_urgent=False,
                text="x",
                state="raised",
                raised_by_id=me,
                raised_at=now,
                version=1,
            ),
            "customers_earliername": add(
                "customers_earliername", customer_id=customer, given_name="", family_name="Placeholder"
            ),
            "customers_grant": add(
                "customers_grant",
                customer_id=customer,
                account_id=me,
                reason="audit",
                purpose="x",
                ends_at=now,
            ),
        }
        assert set(tried.values()) == {NOT_PERMITTED}, tried


def test_new_record_when_made_under_a_contract_of_others_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        columns: dict[str, object] = {
            "state": "confirmed",
            "title": 99,
            "family_name": "Placeholder",
            "given_name": "",
            "known_as": "",
            "date_of_birth": "1980-05-17",
            "gender": 99,
            "unique_learner_number": "",
            "introduced_by": 99,
            "introduced_by_detail": "",
            "preferred_contact_method": 99,
            "preferred_language": "en-GB",
            "digital_ability": "",
            "agrees_to_user_research": False,
            "agrees_to_market_research": False,
            "registered_at": timezone.now(),
            "opened_by_id": actor.account_id,
            "organisation_id": actor.organisation_id,
            "version": 1,
        }
        mine = columns | {"contract_id": world.contracts["prime_north_east"]}
        theirs = columns | {"contract_id": world.contracts["second_prime_south_west"]}
        assert add("customers_customer", **mine) == ""
        assert add("customers_customer", **theirs) == NOT_PERMITTED


@pytest.mark.requirement("OI-14.15")
def test_history_when_written_past_its_trigger_then_refused(
    acting: Acting, record_visit: RecordVisit
) -> None:
    """Who changed what can't be made up: only the trigger of a real change writes history."""
    with acting("area_adviser") as actor:
        record_visit(actor)
        names = run(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_name LIKE '%%event' AND table_name NOT IN ('house_event') ORDER BY 1"
        )
        assert len(names) > 15
        forged = {}
        for (name,) in names:
            columns = [
                column
                for (column,) in run(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                    " AND column_name <> 'pgh_id'",
                    [name],
                )
            ]
            listed = ", ".join(columns)
            copied = f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {name} LIMIT 1"
            blank = f"INSERT INTO {name} DEFAULT VALUES"
            forged[name] = {refusal(copied), refusal(blank)}
        assert "customers_customerevent" in forged
        written = {
            name: sorted(states) for name, states in forged.items() if "" in states or "23502" in states
        }
        assert written == {}


def test_facts_when_put_into_anothers_mouth_then_refused(
    acting: Acting, world: World, record_visit: RecordVisit
) -> None:
    with acting("area_adviser") as actor:
        mine = record_visit(actor)
        other = world.accounts["second_area_adviser"]
        fact = {
            "customer_id": mine.customer,
            "kind": "carer",
            "value": "yes",
            "as_of": timezone.now().date(),
            "said_by": "customer",
        }
        assert add("customers_circumstance", **fact, recorded_by_id=actor.account_id) == ""
        assert add("customers_circumstance", **fact, recorded_by_id=other) == NOT_PERMITTED


@pytest.mark.requirement("OI-14.15")
def test_history_when_the_writer_asks_to_pass_it_over_then_written_all_the_same(
    acting: Acting, record_visit: RecordVisit
) -> None:
    """The library of the triggers has a setting that switches them off, and any role may set it."""
    with acting("area_adviser") as actor:
        customer = record_visit(actor).customer
        count = "SELECT count(*) FROM customers_customerevent WHERE pgh_obj_id = %s"
        before = run(count, [customer])[0][0]
        run(
            "SELECT set_config('pgtrigger.ignore', '{' || string_agg(quote_ident(tgname), ',') || '}', true)"
            " FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'"
        )
        run("UPDATE customers_customer SET known_as = 'Somebody' WHERE id = %s", [customer])
        assert run(count, [customer])[0][0] == before + 1
