"""The nation as it stands: made once, shaped like the sources, seen by whom it should be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password, is_password_usable
from django.db import connections
from django.utils import timezone

from fingerpost.appointments.models import Booking
from fingerpost.appointments.queries import list_own_appointments
from fingerpost.appointments.rules import diary_span
from fingerpost.appointments.services import prepare_appointment
from fingerpost.customers.models import Customer, Grant, GrantReason
from fingerpost.demo import services
from fingerpost.demo.names import HARD_NAMES
from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.house.errors import Conflict
from fingerpost.interactions.models import (
    Attendance,
    AttendanceResult,
    Contact,
    ContactState,
    IdentityCheck,
    Session,
)
from fingerpost.interactions.queries.today import list_follow_ups, list_records_to_confirm, list_write_ups
from fingerpost.interactions.services.checks import FourItems, answer_questions, search_for_customer
from fingerpost.interactions.services.contacts import open_contact, resume_contact
from fingerpost.organisations.models import Organisation, Venue
from fingerpost.policy.civil import civil_date
from fingerpost.safeguarding.models import Concern
from fingerpost.staff.models import Account
from fingerpost.staff.services import acting_as
from tests.demo.conftest import CUSTOMERS


def test_nation_when_made_again_then_nothing_changes(nation: World) -> None:
    before = _counts()
    made = services.make_nation(customers=50, seed=9)
    assert (made.is_new, made.customers) == (False, CUSTOMERS)
    assert _counts() == before


def test_nation_when_another_organisation_is_there_then_refused(nation: World) -> None:
    real = Organisation.objects.using("owner").create(name="A real college", kind="partner")
    try:
        with pytest.raises(Conflict, match="did not make"):
            services.make_nation()
    finally:
        real.delete(using="owner")


def test_nation_when_made_then_the_web_knows_it_and_cannot_change_the_mark(nation: World) -> None:
    assert services.is_demo()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('demo_nation', 'INSERT, UPDATE, DELETE')")
        assert cursor.fetchone()[0] is False


def test_nation_when_counted_then_two_thirds_were_sent_by_jobcentre_plus(nation: World) -> None:
    customers = Customer.objects.using("owner")
    assert customers.count() == CUSTOMERS
    sent = customers.filter(introduced_by=10).count() / CUSTOMERS
    assert 0.60 < sent < 0.74
    face_to_face = customers.filter(contract__service="area").count() / CUSTOMERS
    assert 0.62 < face_to_face < 0.80


def test_nation_when_counted_then_sessions_results_and_groups_have_their_shares(nation: World) -> None:
    assert Session.objects.using("owner").count() == CUSTOMERS * 1.2
    attendances = Attendance.objects.using("owner")
    total = attendances.count()
    missed = attendances.filter(result=AttendanceResult.DID_NOT_ATTEND)
    assert 0.07 < missed.count() / total < 0.19
    assert not missed.filter(reason__isnull=True).exists()
    assert attendances.filter(result=AttendanceResult.CANCELLED_BY_US).exists()
    attended = attendances.filter(result=AttendanceResult.ATTENDED)
    assert not attended.filter(assessments__isnull=True).exists()
    in_a_group = attended.exclude(assessments__groups=[]).count() / attended.count()
    assert 0.55 < in_a_group < 0.80


def test_nation_when_venues_are_listed_then_every_level_is_there_and_the_guarded_one_is_neutral(
    nation: World,
) -> None:
    venues = Venue.objects.using("owner")
    assert set(venues.values_list("delivery_level", flat=True)) == {"1a", "1b", "2a", "2b", "3", "4"}
    guarded = venues.get(postcode__contains="ZZ9 9ZZ")
    assert guarded.label == "Outreach 4"


@pytest.mark.requirement("OI-14.19")
@pytest.mark.parametrize("place", range(len(HARD_NAMES)))
def test_hard_name_when_searched_by_four_items_and_answers_then_opened(nation: World, place: int) -> None:
    person = HARD_NAMES[place]
    now = timezone.now()
    with acting_as(nation.memberships["young_people_adviser"]) as actor:
        contact = open_contact(actor=actor, now=now, kind="call")
        found = search_for_customer(
            actor=actor,
            now=now,
            contact_id=contact.id,
            items=FourItems(
                family_name=person.family_name.upper(),
                given_name=person.given_name,
                date_of_birth=person.date_of_birth,
                postcode=person.postcode.replace(" ", "").lower(),
            ),
        )
        assert found.outcome == "asked"
        assert found.check_id is not None
        questions = IdentityCheck.objects.get(id=found.check_id).questions
        opened = answer_questions(
            actor=actor,
            now=now,
            check_id=found.check_id,
            answers={question: services.DEMO_ANSWERS[question] for question in questions},
        )
        assert opened.outcome == "opened"
        assert Customer.objects.get(id=opened.customer_id).family_name == person.family_name


@pytest.mark.parametrize(
    ("nickname", "organisations", "contracts"),
    [
        ("area_adviser", {"prime", "subcontractor"}, {"prime_north_east", "prime_north_west"}),
        (
            "subcontractor_administrator",
            {"subcontractor"},
            {"prime_north_west", "second_prime_south_west"},
        ),
        ("second_prime_adviser", {"second_prime", "subcontractor"}, {"second_prime_south_west"}),
        ("telephone_adviser", {"contact_centre"}, {"contact_centre_adult"}),
    ],
)
def test_customers_when_seen_as_app_then_only_by_whoever_works_with_them(
    nation: World, nickname: str, organisations: set[str], contracts: set[str]
) -> None:
    expected = set(
        Grant.objects.using("owner")
        .filter(
            reason=GrantReason.RELATIONSHIP,
            ends_at__gt=timezone.now(),
            organisation_id__in=[nation.organisations[name] for name in organisations],
            contract_id__in=[nation.contracts[name] for name in contracts],
        )
        .values_list("customer_id", flat=True)
    )
    own = set(
        Grant.objects.using("owner")
        .filter(account_id=nation.accounts[nickname], ends_at__gt=timezone.now())
        .values_list("customer_id", flat=True)
    )
    with acting_as(nation.memberships[nickname]):
        seen = set(Customer.objects.values_list("id", flat=True))
    assert expected
    assert seen == expected | own


def test_customers_when_nobody_acts_then_none_is_seen(nation: World) -> None:
    assert not Customer.objects.exists()
    with acting_as(nation.memberships["lapsed_adviser"]):
        assert not Customer.objects.exists()


def test_provisional_records_when_made_then_seen_by_adviser_and_manager_alone(nation: World) -> None:
    made = set(
        Customer.objects.using("owner")
        .filter(state="provisional", opened_by_id=nation.accounts["area_adviser"])
        .values_list("id", flat=True)
    )
    assert len(made) >= 2
    for nickname, sees in (("area_adviser", True), ("delivery_manager", True), ("two_roles", False)):
        with acting_as(nation.memberships[nickname]):
            seen = set(Customer.objects.filter(id__in=made).values_list("id", flat=True))
        assert seen == (made if sees else set()), nickname


def test_today_when_the_area_adviser_signs_in_then_there_is_work_of_each_kind(nation: World) -> None:
    now = timezone.now()
    begins, ends = diary_span(now)
    with acting_as(nation.memberships["area_adviser"]) as actor:
        booked = list_own_appointments(actor, begins=begins, ends=ends)
        assert {civil_date(each.starts_at) > civil_date(now) for each in booked} == {True, False}
        group = next(each for each in booked if each.kind == "group")
        assert prepare_appointment(actor=actor, now=now, appointment_id=group.id) == 12
        write_ups = list_write_ups(actor)
        assert {each.write_up_due_at is not None and each.write_up_due_at < now for each in write_ups} == {
            True,
            False,
        }
        assert list_follow_ups(actor, today=civil_date(now))
        assert list_records_to_confirm(actor)
    assert Booking.objects.using("owner").filter(appointment=group).count() == 12


def test_dropped_call_when_its_reference_is_read_out_then_resumed(nation: World) -> None:
    dropped = Contact.objects.using("owner").get(state=ContactState.DROPPED)
    with acting_as(nation.memberships["telephone_adviser"]) as actor:
        tried = resume_contact(actor=actor, now=timezone.now(), reference=dropped.reference)
    assert tried.outcome == "resumed"
    assert Contact.objects.using("owner").get(id=tried.contact_id).resumes_id == dropped.id


def test_concern_when_the_lead_signs_in_then_it_waits(nation: World) -> None:
    with acting_as(nation.memberships["safeguarding_lead"]):
        assert Concern.objects.filter(state="raised").count() == 1


def test_sign_ins_when_listed_then_each_role_has_one_and_the_password_is_right(nation: World) -> None:
    lines = services.demo_sign_ins()
    assert len(lines) == 21
    for line in lines:
        account = Account.objects.using("owner").get(email=line.email)
        assert check_password(line.password, account.password)
        assert line.email in str(line)
        assert DEMO_PASSWORD in str(line)
    assert any("checks lapsed" in line.words for line in lines)
    others = Account.objects.using("owner").filter(email__startswith="adviser.")
    assert not any(is_password_usable(account.password) for account in others)


def test_moments_when_made_then_none_is_after_now(nation: World) -> None:
    now = timezone.now()
    assert not Contact.objects.using("owner").filter(opened_at__gt=now).exists()
    assert not Customer.objects.using("owner").filter(registered_at__gt=now).exists()
    assert not Attendance.objects.using("owner").filter(completed_at__gt=now).exists()


def test_run_demo_when_the_nation_is_there_then_it_says_so_and_lists_whom_to_try(nation: World) -> None:
    said: list[str] = []
    services.run_demo(seed=1, until=date.today() - timedelta(days=1), customers=5, say=said.append)  # noqa: DTZ011
    assert "there already" in said[0]
    assert any("José Fernchisel, born 29 February 1988, ZZ10 1AA" in line for line in said)


def _counts() -> list[int]:
    models = (Customer, Session, Attendance, Account, Organisation)
    return [model._default_manager.using("owner").count() for model in models]
