"""What the generator writes has the shape that pages leave: columns filled, codes used, history kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import Model
from django.utils import timezone

from fingerpost.customers.models import ContactPointKind, Customer
from fingerpost.customers.services import (
    Equality,
    keep_diversity,
    keep_indicator,
    make_customer,
    set_secrets,
)
from fingerpost.customers.values import About, Evidence, Fact, Home, Names, NewRecord, Reach, Told
from fingerpost.demo import derived, history
from fingerpost.demo.services import DEMO_ANSWERS
from fingerpost.demo.world import World
from fingerpost.demo.writing import COLUMNS
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.checks import FourItems, pass_on_evidence, search_for_customer
from fingerpost.interactions.services.contacts import attach_customer, close_contact, open_contact
from fingerpost.interactions.services.notices_given import save_notices
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session
from fingerpost.outcomes.models import FollowUp
from fingerpost.outcomes.services.follow_ups import Try, record_attempt
from fingerpost.outcomes.services.satisfaction import capture_answer
from fingerpost.plans.models import DraftItem
from fingerpost.plans.services.completing import complete_with_plan
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as
from tests.outcome_steps import record_one_outcome, settle
from tests.plan_steps import whole_plan
from tests.session_steps import NOTES

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTICES = ("charter", "confidentiality", "privacy", "terms")
_FREE = {
    *(
        "given_name",
        "family_name",
        "known_as",
        "value",
        "text",
        "reference",
        "family",
        "given",
        "answer_hash",
    ),
    *("seed", "preset", "detail", "name_to_give", "line_1", "line_2", "postcode", "dialled_number", "method"),
    *("evidence", "groups", "questions"),
    *("content", "content_sha256", "document_sha256", "signed_name", "code", "late_reason", "tracking"),
}
"""Columns whose values are the person's own or one of many, so that two rows need not share them."""

# The journey changes no name.
_TABLES = [table for table in (*COLUMNS, *derived.TABLES) if table != "customers_earliername"]
_EVENTS = {"customer.made", "session.recorded", "attendance.completed"}
"""The events that the generator writes; pages tell of more steps on the way."""

# Columns that a page fills in a case which this journey is not, with the reason.
_OTHER_CASES: Mapping[str, set[str]] = {
    "interactions_contact": {
        "touchpoint_id",
        "venue_id",
    },  # a subcontractor has no touchpoint; calls no venue
    "interactions_session": {"venue_id"},
}


@pytest.fixture(scope="module")
def by_page(nation: World) -> dict[str, list[dict[str, object]]]:
    """Every row that the services leave of one customer: made in one contact, come back in another."""
    with acting_as(nation.memberships["area_adviser"]) as actor:
        now = timezone.now()
        contact = open_contact(
            actor=actor,
            now=now,
            kind="walk_in",
            contract_id=nation.contracts["prime_north_east"],
            venue_id=nation.venues["Market Street Centre"],
        )
        record = NewRecord(
            names=Names(given_name="Ida", family_name="Thornplumbline", title=2),
            date_of_birth=date(1990, 4, 1),
            home=Home(postcode="ZZ40 4AA", lines=("4 Forge Road", "Tarnside")),
            evidence=Evidence(kinds=("passport",)),
            about=About(
                gender=1,
                introduced_by=10,
                preferred_contact_method=2,
                lives_in_england=True,
                works_in_england=False,
            ),
            reach=(
                Reach(kind=ContactPointKind.MOBILE, value="07700 900321", is_safe=True),
                Reach(kind=ContactPointKind.EMAIL, value="ida@example.org"),
            ),
            told=Told(
                as_of=now.date(),
                facts=(
                    Fact(kind="employment_status", value="unemployed"),
                    Fact(kind="length_of_unemployment", value="12_to_23_months"),
                    Fact(kind="jobcentre_plus_customer", value="yes"),
                ),
            ),
            contract_id=nation.contracts["prime_north_east"],
        )
        customer = make_customer(actor=actor, now=now, contact_id=contact.id, record=record)
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
        keep_diversity(
            actor=actor,
            now=now,
            customer_id=customer.id,
            equality=Equality(
                consents_to_health=True,
                learning_difficulty_or_disability=2,
                consents_to_ethnicity=True,
                ethnicity=31,
            ),
            expected_version=0,
        )
        keep_indicator(actor=actor, customer_id=customer.id)
        set_secrets(actor=actor, now=now, customer_id=customer.id, answers=DEMO_ANSWERS)
        save_notices(actor=actor, now=now, contact_id=contact.id, shown=(), understood=_NOTICES)
        _hold_session(nation, actor, contact.id, customer.id, now)
        close_contact(actor=actor, now=now, contact_id=contact.id)
        _come_back(nation, actor, now)
    _follow_up(nation, customer.id)
    return {table: _rows_of(table, customer.id) for table in (*COLUMNS, *derived.TABLES)}


def _hold_session(nation: World, actor: object, contact_id: UUID, customer_id: UUID, now: datetime) -> None:
    session = record_session(
        actor=actor,  # type: ignore[arg-type]
        now=now,
        contact_id=contact_id,
        details=SessionDetails(
            kind="drop_in",
            channel=1,
            contract_id=nation.contracts["prime_north_east"],
            adviser_id=nation.accounts["area_adviser"],
            started_at=now - timedelta(minutes=40),
            venue_id=nation.venues["Market Street Centre"],
        ),
        places=[
            Place(
                customer_id=customer_id,
                result="attended",
                arrived_at=now - timedelta(minutes=42),
                seen_at=now - timedelta(minutes=40),
            )
        ],
    )
    place = session.attendances.get()
    texts = {name: Typed(text, 0) for name, text in NOTES.items()}
    save_sections(actor=actor, now=now, attendance_id=place.id, sections=texts)  # type: ignore[arg-type]
    version = whole_plan(actor, place)  # type: ignore[arg-type]
    _log_progress(actor, version.plan_id)
    assert complete_with_plan(actor=actor, now=now, attendance_id=place.id) == ()  # type: ignore[arg-type]


def _log_progress(actor: object, plan_id: UUID) -> None:
    now = timezone.now()
    item = DraftItem.objects.filter(draft__plan_id=plan_id, kind="action")[0].key
    for values in (
        ProgressValues(kind="status", item=item, status="met", met_on=civil_date(now)),
        ProgressValues(kind="note", text="Rang to say that it went well.", said_by="adviser"),
        ProgressValues(kind="distance", measure="confidence", score=7),
    ):
        record_progress(actor=actor, now=now, plan_id=plan_id, values=values)  # type: ignore[arg-type]


def _follow_up(nation: World, customer_id: UUID) -> None:
    """The worker makes follow-ups; one is done, something came of it, and a colleague takes the customer's answer."""
    first = settle(customer_id)[0]
    with acting_as(nation.memberships["area_adviser"]) as actor:
        now = timezone.now()
        made = Try(
            method="telephone",
            reached="spoken",
            happened_at=now,
            situation="in_work",
            text="Pleased with the course so far.",
        )
        record_attempt(actor=actor, now=now, follow_up_id=first.id, made=made)
        place = Attendance.objects.get(customer_id=customer_id)
        record_one_outcome(actor, nation, customer_id, attendance=place)
    with acting_as(nation.memberships["information_adviser"]) as actor:
        capture_answer(
            actor=actor,
            now=now,
            attendance_id=place.id,
            answer=4,
            asked_how="telephone",
            answered_at=timezone.now(),
        )


def _come_back(nation: World, actor: object, now: datetime) -> None:
    again = open_contact(
        actor=actor,  # type: ignore[arg-type]
        now=now,
        kind="walk_in",
        contract_id=nation.contracts["prime_north_east"],
    )
    found = search_for_customer(
        actor=actor,  # type: ignore[arg-type]
        now=now,
        contact_id=again.id,
        items=FourItems(
            family_name="Thornplumbline",
            given_name="Ida",
            date_of_birth=date(1990, 4, 1),
            postcode="ZZ40 4AA",
        ),
    )
    assert found.check_id is not None
    passed = pass_on_evidence(actor=actor, now=now, check_id=found.check_id, evidence="passport")  # type: ignore[arg-type]
    assert passed.outcome == "opened"
    close_contact(actor=actor, now=now, contact_id=again.id)  # type: ignore[arg-type]


_CONTACTS = "SELECT id FROM interactions_contact WHERE customer_id = %(customer)s"
_PLANS = "SELECT id FROM plans_plan WHERE customer_id = %(customer)s"
_VERSIONS = f"SELECT id FROM plans_planversion WHERE plan_id IN ({_PLANS})"
_REACHES = {
    "customers_customer": "id = %(customer)s",
    "interactions_contactstaff": f"contact_id IN ({_CONTACTS})",
    "interactions_session": f"contact_id IN ({_CONTACTS})",
    "interactions_sessionstaff": "session_id IN (SELECT session_id FROM interactions_attendance"
    " WHERE customer_id = %(customer)s)",
    "plans_planversion": f"plan_id IN ({_PLANS})",
    "plans_planprogress": f"plan_id IN ({_PLANS})",
    "plans_planacceptance": f"version_id IN ({_VERSIONS})",
    "plans_plancopy": f"version_id IN ({_VERSIONS})",
    "interactions_attendancesection": "attendance_id IN (SELECT id FROM interactions_attendance"
    " WHERE customer_id = %(customer)s)",
}


def _rows_of(table: str, customer: UUID) -> list[dict[str, object]]:
    where = _REACHES.get(table, "customer_id = %(customer)s")
    return _select(f"SELECT * FROM {table} WHERE {where}", {"customer": customer})


def _select(statement: str, values: Mapping[str, object] | None = None) -> list[dict[str, object]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _generated(table: str, by_page: Mapping[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    made = {str(row.get("id", row.get("customer_id"))) for row in by_page[table]}
    key = "id" if "id" in by_page[table][0] else "customer_id"
    return [row for row in _select(f"SELECT * FROM {table}") if str(row[key]) not in made]


def _form(value: object) -> object:
    """What kind of value it is: codes stand for themselves, everything else for its kind."""
    if isinstance(value, bool | int | None):
        return type(value).__name__
    if isinstance(value, datetime | date | time | UUID | Decimal):
        return type(value).__name__
    if isinstance(value, list):
        return ["list", *sorted({type(item).__name__ for item in value})]
    if isinstance(value, dict):
        return {key: _form(item) for key, item in sorted(value.items())}
    text = str(value)
    if text.startswith(("{", "[")):
        return _form(json.loads(text))
    return "id" if _ID.fullmatch(text) else re.sub(r"\d+", "9", text)


@pytest.mark.parametrize("table", _TABLES)
def test_table_when_generated_then_it_has_the_rows_of_a_page(
    nation: World, by_page: dict[str, list[dict[str, object]]], table: str
) -> None:
    page, generated = by_page[table], _generated(table, by_page)
    assert page, "the journey leaves no row here: extend it"
    assert generated
    for column in page[0]:
        filled_by_page = any(row[column] not in (None, "") for row in page)
        share = sum(row[column] not in (None, "") for row in generated) / len(generated)
        if all(row[column] not in (None, "") for row in page) and column not in _OTHER_CASES.get(table, ()):
            assert share > 0, f"{column} is filled by pages and never by the generator"
        if not filled_by_page and share == 1:
            pytest.fail(f"{column} is filled by the generator and never by pages")


@pytest.mark.parametrize("table", _TABLES)
def test_codes_when_generated_then_a_pages_values_are_among_them(
    nation: World, by_page: dict[str, list[dict[str, object]]], table: str
) -> None:
    forms: dict[str, list[object]] = {}
    for row in _generated(table, by_page):
        for column, value in row.items():
            form = _form(value)
            if form not in forms.setdefault(column, []):
                forms[column].append(form)
    for row in by_page[table]:
        if table == "house_event" and row["kind"] not in _EVENTS:
            continue
        for column, value in row.items():
            if column not in _FREE and value is not None:
                assert _form(value) in forms[column], (column, value)


@pytest.mark.parametrize("model", history.history_models(), ids=lambda model: model.__name__)
def test_history_when_generated_then_each_row_has_its_making_and_its_last_state(
    nation: World, by_page: dict[str, list[dict[str, object]]], model: type[Model]
) -> None:
    kept = history.event_model(model)
    key = model._meta.pk
    assert key is not None
    columns = [
        str(field.column) for field in kept._meta.concrete_fields if not str(field.column).startswith("pgh_")
    ]
    same = " AND ".join(f'e."{column}" IS NOT DISTINCT FROM r."{column}"' for column in columns)
    table, events = model._meta.db_table, kept._meta.db_table
    wrong = _select(
        f"""SELECT r.{key.attname} FROM {table} r
             WHERE (SELECT count(*) FROM {events} e
                     WHERE e.pgh_obj_id = r.{key.attname} AND e.pgh_label = 'insert') <> 1
                OR NOT EXISTS (SELECT FROM {events} e WHERE e.pgh_obj_id = r.{key.attname} AND {same})"""
    )
    assert wrong == []
    context = _select(
        f"SELECT DISTINCT array_to_string(ARRAY(SELECT jsonb_object_keys(pgh_context) ORDER BY 1), ' ') AS keys"
        f" FROM {events} WHERE pgh_context IS NOT NULL"
    )
    assert context == [{"keys": "account membership organisation request role"}]
    nobodys = "pgh_label = 'insert'" if model is FollowUp else "false"  # made by the worker, who is nobody
    assert _select(f"SELECT FROM {events} WHERE pgh_context IS NULL AND NOT {nobodys}") == []


def test_history_when_an_attendance_is_read_then_it_goes_the_way_a_page_went(
    nation: World, by_page: dict[str, list[dict[str, object]]]
) -> None:
    ways = _select(
        """SELECT DISTINCT way FROM (
               SELECT string_agg(pgh_label || ' ' || version || ' ' || (write_up_due_at IS NOT NULL)
                                 || ' ' || (completed_at IS NOT NULL), ', ' ORDER BY pgh_id) AS way
                 FROM interactions_attendanceevent WHERE pgh_obj_id = ANY (%(ids)s) GROUP BY pgh_obj_id) w""",
        {"ids": [row["id"] for row in by_page["interactions_attendance"]]},
    )
    assert ways == [{"way": "insert 1 true false, update 2 true true"}]
    generated = _select(
        """SELECT count(*) AS many FROM (
               SELECT string_agg(pgh_label || ' ' || version || ' ' || (write_up_due_at IS NOT NULL)
                                 || ' ' || (completed_at IS NOT NULL), ', ' ORDER BY pgh_id) AS way
                 FROM interactions_attendanceevent GROUP BY pgh_obj_id) w
            WHERE way = %(way)s""",
        {"way": ways[0]["way"]},
    )
    assert int(str(generated[0]["many"])) > 300


def test_tables_when_listed_then_every_kept_table_of_a_customer_is_generated() -> None:
    rooms = ("customers", "interactions", "plans", "outcomes")
    kept = {
        model._meta.db_table
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        if not model._meta.db_table.endswith("event")
    }
    left_out = {
        *("interactions_identitycandidate", "interactions_onetimecode"),  # gone once a check has passed
        *("interactions_secondcheck", "interactions_secondcheckuse"),  # only two people at a desk write them
        *(
            "plans_draft",
            "plans_draftpart",
            "plans_draftitem",
        ),  # a working copy is begun from the version that stands
        *("outcomes_evidence", "outcomes_evidencegrant"),  # a few, with their files: `demo.claims`
        "outcomes_followupssettled",  # the worker's own place
        # Of the latest planned customers: `demo.following`.
        *("outcomes_employmentprogression", "outcomes_learningprogression", "outcomes_researchoutcome"),
        *("outcomes_callagreement", "outcomes_plannedcall", "outcomes_surveydraw", "outcomes_surveydrawn"),
    }
    assert kept - left_out <= {*COLUMNS, *derived.TABLES}
    assert Customer._meta.db_table in COLUMNS
