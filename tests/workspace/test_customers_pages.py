"""The record page, the customer's own view, who may see: through HTTP, as *app*."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import Circumstance, ContactPointKind, DigitalAbility, SaidBy
from fingerpost.customers.services import keep_contact_point
from fingerpost.customers.values import About, Evidence, Fact, Names, Reach, Told
from fingerpost.demo.world import SCHEME, World
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.house.reading import log_read
from fingerpost.interactions.models import Attendance, AttendanceSection, Session, SessionStaff
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.entitlement import contract_year
from tests.customers.conftest import MakeRecord
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one

TODAY = civil_date(timezone.now())
MOST_QUERIES = 40


@pytest.fixture
def record(acting: Acting, make_record: MakeRecord) -> UUID:
    """The id of a confirmed record that the area adviser made."""
    with acting("area_adviser") as actor:
        return make_record(actor).id


@pytest.fixture
def provisional(acting: Acting, make_record: MakeRecord) -> UUID:
    """The id of a provisional one."""
    with acting("area_adviser") as actor:
        return make_record(actor, evidence=Evidence()).id


def page(client_as: ClientAs, nickname: str, route: str, customer_id: UUID, *more: Any) -> Any:
    return client_as(nickname).get(reverse(f"workspace:{route}", args=[customer_id, *more]))


def words(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[-2000:]
    return unescape(response.content.decode())


def add_session(world: World, acting: Acting, customer_id: UUID, text: str, next_on: date | None) -> None:
    """A session with a write-up, by the services' tables, in the adviser's name."""
    now = timezone.now()
    with acting("area_adviser") as actor:
        session = Session(
            kind="one_to_one",
            channel=1,
            organisation_id=actor.organisation_id,
            contract_id=world.contracts["prime_north_east"],
            started_at=now - timedelta(hours=1),
            recorded_by_id=actor.account_id,
        )
        session.save()
        attendance = Attendance.objects.create(
            session=session,
            customer_id=customer_id,
            result="attended",
            next_contact_on=next_on,
            recorded_by_id=actor.account_id,
            write_up_due_at=now + timedelta(days=2),
        )
        SessionStaff.objects.create(session=session, account_id=actor.account_id, part="adviser")
        for section, words_of_it in (("next_steps", text), ("discussed", "What was talked about")):
            AttendanceSection.objects.create(
                attendance=attendance,
                section=section,
                text=words_of_it,
                saved_by_id=actor.account_id,
                saved_at=now,
            )


def test_record_when_opened_then_identity_bar_and_no_name_in_the_title(
    client_as: ClientAs, record: UUID
) -> None:
    text = words(page(client_as, "area_adviser", "customer", record))
    title = text.split("<title>")[1].split("</title>")[0]
    assert title.startswith("Customer record")
    assert "Placeholder" not in title
    bar = text.split('class="moj-identity-bar', 1)[1].split("<main")[0]
    assert "Vashti Placeholder" in bar
    assert "17 May 1980" in bar
    assert "Provisional" not in bar
    assert "Raise a concern" in text


def test_record_when_provisional_then_said_with_its_last_day(client_as: ClientAs, provisional: UUID) -> None:
    text = words(page(client_as, "area_adviser", "customer", provisional))
    assert "Provisional" in text.split('class="moj-identity-bar', 1)[1].split("<main")[0]
    assert "It is deleted after" in text


@pytest.mark.parametrize(
    ("nickname", "status"),
    [
        ("area_adviser", 200),
        ("delivery_manager", 200),
        ("second_area_adviser", 404),
        ("claims_officer", 404),
        ("safeguarding_lead", 404),
        ("subcontractor_adviser", 404),
        ("telephone_adviser", 404),
        ("auditor", 404),
        ("contract_manager", 403),
        ("technician", 403),
        ("lapsed_adviser", 403),
    ],
)
@pytest.mark.parametrize("route", ["customer", "customer_view", "customer_access"])
def test_provisional_when_asked_for_then_its_adviser_and_manager_alone(
    client_as: ClientAs, provisional: UUID, nickname: str, status: int, route: str
) -> None:
    assert page(client_as, nickname, route, provisional).status_code == status


@pytest.mark.parametrize(
    ("nickname", "status"),
    [
        ("second_area_adviser", 200),
        ("claims_officer", 200),
        ("second_prime_adviser", 404),
        ("telephone_adviser", 404),
        ("auditor", 404),
        ("technician", 403),
    ],
)
def test_confirmed_when_asked_for_then_the_organisation_that_works_with_the_customer(
    client_as: ClientAs, record: UUID, nickname: str, status: int
) -> None:
    assert page(client_as, nickname, "customer", record).status_code == status


def test_absent_and_forbidden_when_asked_for_then_the_same_words(
    client_as: ClientAs, provisional: UUID
) -> None:
    forbidden = page(client_as, "second_area_adviser", "customer", provisional)
    absent = page(client_as, "second_area_adviser", "customer", new_id())
    assert forbidden.status_code == absent.status_code == 404

    def main(response: Any) -> str:
        text: str = response.content.decode().split("<main")[1].split("Give the reference")[0]
        return text

    assert main(forbidden) == main(absent)


def test_record_when_opened_then_the_read_log_names_the_reason(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    words(page(client_as, "area_adviser", "customer", record))
    words(page(client_as, "second_area_adviser", "customer", record))
    with acting("area_adviser"):
        reads = Read.objects.filter(customer_id=record, what="customer_record").order_by("read_at", "id")
        assert [read.reason for read in reads] == ["new_record", "relationship"]


def test_access_when_opened_then_who_may_see_and_who_saw_in_pages(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    for _ in range(26):
        page(client_as, "second_area_adviser", "customer_view", record)
    text = words(page(client_as, "area_adviser", "customer_access", record))
    assert "Made this record" in text
    assert "Northmoor Careers" in text
    assert "Łukasz" in text
    assert f"{reverse('workspace:customer_access', args=[record])}?page=2" in text
    second = client_as("area_adviser").get(reverse("workspace:customer_access", args=[record]), {"page": "2"})
    assert "Later" in words(second)


@pytest.mark.parametrize("typed", ["0", "-1", "x", "99999999999999999999"])
def test_access_when_page_number_is_nonsense_then_a_page(
    client_as: ClientAs, record: UUID, typed: str
) -> None:
    address = reverse("workspace:customer_access", args=[record])
    assert client_as("area_adviser").get(address, {"page": typed}).status_code == 200


def test_access_when_somebody_handles_a_concern_then_others_are_not_told(
    client_as: ClientAs, acting: Acting, world: World, record: UUID
) -> None:
    with acting("safeguarding_lead") as lead:
        log_read(actor=lead, customer_id=record, what="concern", reason="concern", now=timezone.now())
    text = words(page(client_as, "area_adviser", "customer_access", record))
    assert "Ruth Adeyemi" not in text


def test_record_when_contact_is_unsafe_then_prominent_warnings(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    reach = Reach(
        kind=ContactPointKind.MOBILE,
        value="07700900982",
        is_safe=True,
        may_leave_voicemail=False,
        read_by_others=True,
        name_to_give="a friend",
        not_before=time(17),
    )
    with acting("area_adviser") as actor:
        keep_contact_point(
            actor=actor, now=timezone.now(), customer_id=record, reach=reach, expected_version=0
        )
    text = words(page(client_as, "area_adviser", "customer", record))
    warning = text.split("govuk-warning-text", 1)[1].split("</strong>")[0]
    for said in (
        "Do not leave voicemail",
        "Not before 17:00",
        "Say that you are a friend",
        "Other people may read",
    ):
        assert said in warning


@pytest.mark.requirement("BR-4.5")
def test_record_when_customer_is_independent_online_then_self_service_is_prompted(
    client_as: ClientAs, acting: Acting, make_record: MakeRecord
) -> None:
    prompt = "Offer the website for simple questions"
    for ability, is_prompted in (
        (DigitalAbility.INDEPENDENT, True),
        (DigitalAbility.NEEDS_HELP, False),
        (DigitalAbility.NO_ACCESS, False),
    ):
        with acting("area_adviser") as actor:
            customer = make_record(actor, about=About(digital_ability=ability))
        text = words(page(client_as, "area_adviser", "customer", customer.id))
        assert (prompt in text) is is_prompted


def test_record_when_in_a_priority_group_then_the_same_words_for_every_group(
    client_as: ClientAs, acting: Acting, make_record: MakeRecord
) -> None:
    for kind, value in (("single_parent", "yes"), ("qualification_level", "level_1")):
        told = Told(facts=(Fact(kind=kind, value=value),), as_of=TODAY, said_by=SaidBy.CUSTOMER)
        with acting("area_adviser") as actor:
            customer = make_record(actor, told=told)
        text = words(page(client_as, "area_adviser", "customer", customer.id))
        groups = text.split("Priority groups</h2>")[1].split("<h2")[0]
        assert "In a priority group." in groups
        assert "parent" not in groups
        assert "Level" not in groups
        assert "skill" not in groups


@pytest.mark.requirement("OI-3.18")
def test_record_when_sessions_were_held_then_those_funded_had_and_left_in_the_contract_year(
    client_as: ClientAs, acting: Acting, world: World, make_record: MakeRecord
) -> None:
    in_group = Told(facts=(Fact(kind="single_parent", value="yes"),), as_of=TODAY, said_by=SaidBy.CUSTOMER)
    held = civil_date(timezone.now() - timedelta(hours=1))
    counts = int(held in contract_year(SCHEME, on=TODAY, rules=shipped_rules()).value)
    for told, funded, could_be in ((None, 1, True), (in_group, 3, False)):
        with acting("area_adviser") as actor:
            customer = make_record(actor, told=told) if told else make_record(actor)
        add_session(world, acting, customer.id, "Write to two employers", None)
        text = words(page(client_as, "area_adviser", "customer", customer.id))
        groups = text.split("Priority groups</h2>")[1].split("<h2")[0]
        assert f"contract year: {funded}. Had so far: {counts}. Left: {funded - counts}." in groups
        assert ("If a priority group applies, 3 are funded." in groups) is could_be
        assert ("Offer a paid session" in groups) is (funded == counts)


def test_customer_view_when_opened_then_only_what_was_agreed(
    client_as: ClientAs, acting: Acting, world: World, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(
            actor, names=Names(given_name="Vashti", family_name="Placeholder", known_as="Vee")
        )
    add_session(world, acting, customer.id, "Write to two employers", TODAY + timedelta(days=14))
    text = words(page(client_as, "area_adviser", "customer_view", customer.id))
    assert "What we agreed, Vee" in text
    assert "Write to two employers" in text
    assert "We talk again on" in text
    for hidden in (
        "What was talked about",
        "Placeholder",
        "1980",
        "ZZ5 5AA",
        "Ada Whitlock",
        "Raise a concern",
        "Additional",
        "priority",
        "Provisional",
    ):
        assert hidden not in text


def test_record_when_sessions_were_held_then_timeline_and_what_is_due(
    client_as: ClientAs, acting: Acting, world: World, record: UUID
) -> None:
    add_session(world, acting, record, "Write to two employers", TODAY + timedelta(days=14))
    text = words(page(client_as, "area_adviser", "customer", record))
    assert "moj-timeline__item" in text
    assert "Write-up to finish" in text
    assert "Next contact agreed" in text


@contextmanager
def queries_of(client: Any, address: str) -> Iterator[int]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    yield len(captured)


def test_record_when_it_holds_much_then_no_more_queries(
    client_as: ClientAs, acting: Acting, world: World, record: UUID
) -> None:
    client, address = client_as("area_adviser"), reverse("workspace:customer", args=[record])
    client.get(address)
    add_session(world, acting, record, "One", None)
    with queries_of(client, address) as few:
        assert few <= MOST_QUERIES
    with acting("area_adviser") as actor:
        for number in range(120):
            Circumstance.objects.create(
                customer_id=record,
                kind="employment_status",
                value="employed",
                as_of=TODAY - timedelta(days=number),
                said_by="customer",
                recorded_by_id=actor.account_id,
            )
    for _ in range(4):
        add_session(world, acting, record, "More", TODAY)
    with queries_of(client, address) as many:
        assert many == few


@pytest.mark.requirement("OI-14.6")
@pytest.mark.parametrize(
    ("nickname", "equality", "indicator", "names"),
    [
        ("area_adviser", 200, 200, 200),
        ("second_area_adviser", 200, 200, 200),
        ("information_adviser", 200, 200, 200),
        ("claims_officer", 403, 403, 403),
        ("returns_manager", 403, 403, 403),
        ("compliance", 403, 403, 403),
    ],
)
def test_parts_when_role_lacks_the_right_then_neither_page_nor_link(
    client_as: ClientAs, record: UUID, nickname: str, equality: int, indicator: int, names: int
) -> None:
    assert page(client_as, nickname, "customer_diversity", record).status_code == equality
    assert page(client_as, nickname, "customer_indicator", record).status_code == indicator
    assert page(client_as, nickname, "customer_names", record).status_code == names
    text = words(page(client_as, nickname, "customer", record))
    assert ("Equality information" in text) is (equality == 200)
    assert ("Additional indicator" in text) is (indicator == 200)


def test_record_when_its_contact_is_open_then_the_next_steps_stand_on_it(
    client_as: ClientAs, acting: Acting, world: World, record: UUID
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact)
    steps = [reverse(f"workspace:{route}", args=[contact.id]) for route in ("before_advice", "start_session")]
    shown = words(page(client_as, "area_adviser", "customer", customer.id))
    assert all(f'href="{step}"' in shown for step in steps)
    assert "The contact is open" not in words(page(client_as, "area_adviser", "customer", record))
