"""Recording a session and its one place, through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fingerpost.customers.models import Grant, GrantReason
from fingerpost.demo.world import SCHEME, World
from fingerpost.house.models import Event
from fingerpost.interactions.models import (
    Attendance,
    AttendanceSection,
    PriorityAssessment,
    Session,
    SessionStaff,
)
from fingerpost.interactions.services.contacts import drop_contact, join_contact, open_contact
from fingerpost.policy.civil import civil_time
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import planned
from tests.session_steps import (
    NOTES,
    details_data,
    make_one,
    notes_data,
    open_one,
    page_data,
    place_of,
    record_one,
    tell,
)

pytestmark = pytest.mark.django_db


def start_data(world: World, nickname: str = "area_adviser", **changes: str) -> dict[str, str]:
    began = civil_time(timezone.now() - timedelta(minutes=5))
    return {
        "kind": "one_to_one",
        "channel": "1",
        "venue": tell(world.venues["library"]),
        "started_on-day": str(began.day),
        "started_on-month": str(began.month),
        "started_on-year": str(began.year),
        "started_at": f"{began:%H:%M}",
        "adviser": tell(world.accounts[nickname]),
        "contract": tell(world.contracts["prime_north_east"]),
        "helper": "nobody",
        "language": "en-GB",
        **changes,
    }


@pytest.mark.requirement("OI-8.16", "XD-13")
def test_session_of_a_known_customer_when_recorded_keeps_the_event_its_place_and_what_follows(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact)
    client = client_as("area_adviser")
    page = client.get(f"/staff/contacts/{contact.id}/session/")
    assert page.status_code == 200
    assert "Kind of session" in page.content.decode()
    answer = client.post(f"/staff/contacts/{contact.id}/session/", start_data(world))
    assert answer.status_code == 302, answer.content.decode()
    with acting("area_adviser") as actor:
        session = Session.objects.get(contact=contact)
        place = place_of(session)
        assert answer["Location"] == f"/staff/attendances/{place.id}/"
        assert (place.customer_id, place.result) == (customer.id, "attended")
        assert place.write_up_due_at is not None
        assert session.recorded_by_id == actor.account_id
        staff = SessionStaff.objects.filter(session=session).values_list("account_id", "part")
        assert list(staff) == [(actor.account_id, "adviser")]
        assessment = PriorityAssessment.objects.get(attendance=place)
        assert assessment.set_name == SCHEME
        assert assessment.set_version
        assert "additional_indicator" not in assessment.groups
        relation = Grant.objects.get(customer=customer, reason=GrantReason.RELATIONSHIP, basis_id=session.id)
        assert relation.contract_id == world.contracts["prime_north_east"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    text = page.content.decode()
    assert "2 working days after the interview" in text
    assert customer.full_name in text
    assert customer.full_name not in text.split("</title>")[0]


def test_session_form_when_wrong_comes_back_with_everything_typed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
    client = client_as("area_adviser")
    later = civil_time(timezone.now() + timedelta(days=2))
    answer = client.post(
        f"/staff/contacts/{contact.id}/session/",
        start_data(world, **{"started_on-day": str(later.day), "started_on-month": str(later.month),
                             "started_on-year": str(later.year), "kind": "", "started_at": "half past"}),
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_kind"' in text
    assert 'href="#id_started_at"' in text
    assert "half past" in text
    with acting("area_adviser"):
        assert not Session.objects.filter(contact=contact).exists()


def test_trainee_when_no_supervisor_is_named_cannot_begin(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("trainee") as actor:
        contact = open_one(actor, world)
    client = client_as("trainee")
    url = f"/staff/contacts/{contact.id}/session/"
    refused = client.post(url, start_data(world, "trainee"))
    assert refused.status_code == 422
    assert "Select who supervises the trainee" in refused.content.decode()
    answer = client.post(
        url, start_data(world, "trainee", supervisor=tell(world.accounts["delivery_manager"]))
    )
    assert answer.status_code == 302
    with acting("trainee"):
        parts = dict(SessionStaff.objects.filter(session__contact=contact).values_list("account_id", "part"))
    assert parts == {
        world.accounts["trainee"]: "trainee",
        world.accounts["delivery_manager"]: "supervisor",
    }


@pytest.mark.requirement("MX-2.3")
def test_advice_when_nobody_qualified_stands_for_it_cannot_be_completed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        session = record_one(actor, world, contact, adviser_id=world.accounts["unqualified_adviser"])
        place = place_of(session)
    client = client_as("area_adviser")
    answer = client.post(f"/staff/attendances/{place.id}/complete/", page_data(place))
    assert answer.status_code == 422
    assert "qualified adviser" in answer.content.decode()
    with acting("area_adviser"):
        assert Attendance.objects.get(id=place.id).completed_at is None


@pytest.mark.requirement("MX-2.3")
def test_supervised_trainee_when_the_supervisor_is_qualified_can_complete(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("trainee") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        session = record_one(actor, world, contact, supervisor_id=world.accounts["delivery_manager"])
        place = place_of(session)
        planned(actor, place)
    answer = client_as("trainee").post(
        f"/staff/attendances/{place.id}/complete/", page_data(place, seen_at="9:30am")
    )
    assert answer.status_code == 302, answer.content.decode()
    with acting("trainee"):
        assert Attendance.objects.get(id=place.id).completed_at is not None


def test_whoever_gives_no_advice_when_asking_for_a_session_is_refused(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("information_adviser") as actor:
        contact = open_one(actor, world)
    for nickname in ("information_adviser", "first_line_adviser", "unqualified_adviser"):
        assert client_as(nickname).get(f"/staff/contacts/{contact.id}/session/").status_code == 403


def test_language_adviser_who_joined_the_call_when_the_session_is_recorded_stands_in_it(
    world: World, acting: Acting
) -> None:
    with acting("telephone_adviser") as actor:
        contact = open_one(actor, world, kind="call", contract="contact_centre_adult")
    with acting("language_adviser") as helper:
        joined = join_contact(
            actor=helper, now=timezone.now(), reference=contact.reference, part="language_adviser"
        )
        assert joined.outcome == "joined"
    with acting("telephone_adviser") as actor:
        session = record_one(
            actor, world, contact, kind="telephone", channel=2, contract="contact_centre_adult"
        )
        parts = dict(SessionStaff.objects.filter(session=session).values_list("account_id", "part"))
    assert parts == {
        world.accounts["telephone_adviser"]: "adviser",
        world.accounts["language_adviser"]: "language_adviser",
    }


def test_call_that_was_cut_off_when_resumed_goes_on_with_its_session(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("telephone_adviser") as actor:
        first = open_one(actor, world, kind="call", contract="contact_centre_adult")
        session = record_one(
            actor, world, first, kind="telephone", channel=2, contract="contact_centre_adult"
        )
        place = place_of(session)
        drop_contact(actor=actor, now=timezone.now(), contact_id=first.id)
        second = open_contact(
            actor=actor,
            now=timezone.now(),
            kind="call",
            contract_id=world.contracts["contact_centre_adult"],
            resumes_id=first.id,
        )
    client = client_as("telephone_adviser")
    answer = client.get(f"/staff/contacts/{second.id}/session/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/staff/attendances/{place.id}/"
    assert client.post(answer["Location"], notes_data(reason="Cut off, and went on.")).status_code == 302
    with acting("telephone_adviser"):
        session.refresh_from_db()
        assert session.contact_id == first.id
        assert AttendanceSection.objects.get(attendance=place).text == "Cut off, and went on."


def test_relative_who_interprets_when_recorded_brings_a_warning(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = place_of(record_one(actor, world, open_one(actor, world)))
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    assert "Offer a language adviser" not in client.get(url).content.decode()
    assert client.post(url, details_data(place, helper="relative", language="ur")).status_code == 302
    assert "Offer a language adviser" in client.get(url).content.decode()


@pytest.mark.requirement("XD-17")
def test_somebody_without_a_name_when_seen_has_a_session_that_joins_their_record_later(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
    client = client_as("area_adviser")
    answer = client.post(f"/staff/contacts/{contact.id}/session/", start_data(world, kind="drop_in"))
    place_url = answer["Location"]
    page = client.get(place_url).content.decode()
    assert "Nobody knows yet whose record this is" in page
    with acting("area_adviser") as actor:
        customer = make_one(actor, world, contact=contact)
        place = Attendance.objects.get(session__contact=contact)
        assert place.customer_id == customer.id
        assert PriorityAssessment.objects.filter(attendance=place).exists()
        assert Grant.objects.filter(customer=customer, reason=GrantReason.RELATIONSHIP).exists()
    assert customer.full_name in client.get(place_url).content.decode()


def test_drop_in_with_no_evidence_when_written_up_is_complete_and_not_claimable(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        customer = make_one(actor, world, contact=contact, evidence=())
        assert customer.is_provisional
        place = place_of(record_one(actor, world, contact, kind="drop_in"))
        assert not Grant.objects.filter(customer=customer, reason=GrantReason.RELATIONSHIP).exists()
        planned(actor, place)
    client = client_as("area_adviser")
    answer = client.post(f"/staff/attendances/{place.id}/complete/", page_data(place, seen_at="9:30am"))
    assert answer.status_code == 302, answer.content.decode()
    text = client.get(f"/staff/attendances/{place.id}/").content.decode()
    assert ">Complete</strong>" in text
    assert "Confirm who the customer is" in text


def test_record_when_parts_are_missing_saves_and_lists_each_with_a_link_to_its_field(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        place = place_of(record_one(actor, world, contact, result="expected"))
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    assert 'href="#id_details-result"' in client.get(url).content.decode()
    kept = client.post(url, {**details_data(place, result="attended"), **notes_data(reason=NOTES["reason"])})
    assert kept.status_code == 302, kept.content.decode()
    refused = client.post(f"{url}complete/", {})
    text = refused.content.decode()
    assert refused.status_code == 422
    for name in ("situation", "discussed", "information_used", "next_steps"):
        assert f'href="#id_{name}-text"' in text
        assert f'id="id_{name}-text"' in text
    assert 'href="#id_reason-text"' not in text
    assert 'href="#id_details-seen_at"' in text
    assert 'id="id_details-seen_at"' in text


def test_customer_who_did_not_come_when_recorded_needs_a_reason_and_no_notes(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        place = place_of(record_one(actor, world, contact, result="expected"))
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    without = client.post(f"{url}complete/", details_data(place, result="did_not_attend"))
    assert without.status_code == 422
    assert 'href="#id_details-reason"' in without.content.decode()
    with acting("area_adviser"):
        place.refresh_from_db()
        assert (place.result, place.write_up_due_at) == ("did_not_attend", None)
    done = client.post(f"{url}complete/", details_data(place, reason="1"))
    assert done.status_code == 302, done.content.decode()
    with acting("area_adviser"):
        place.refresh_from_db()
        assert (place.reason, place.completed_at is not None) == (1, True)


def test_double_click_when_starting_makes_one_session(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
    client = client_as("area_adviser")
    data = start_data(world, submission="0195f7a2-0000-7000-8000-00000000abcd")
    url = f"/staff/contacts/{contact.id}/session/"
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with acting("area_adviser"):
        assert Session.objects.filter(contact=contact).count() == 1


def test_caller_who_is_found_only_after_the_call_was_resumed_gets_the_session_of_the_first_call(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("telephone_adviser") as actor:
        first = open_one(actor, world, kind="call", contract="contact_centre_adult")
        place = place_of(
            record_one(actor, world, first, kind="telephone", channel=2, contract="contact_centre_adult")
        )
        drop_contact(actor=actor, now=timezone.now(), contact_id=first.id)
        second = open_contact(
            actor=actor,
            now=timezone.now(),
            kind="call",
            contract_id=world.contracts["contact_centre_adult"],
            resumes_id=first.id,
        )
        customer = make_one(actor, world, contact=second, contract="contact_centre_adult")
        place.refresh_from_db()
        assert place.customer_id == customer.id
        assert PriorityAssessment.objects.filter(attendance=place).exists()
    page = client_as("telephone_adviser").get(f"/staff/attendances/{place.id}/").content.decode()
    assert "Confirm the customer’s identity in this contact" not in page


@pytest.mark.requirement("BR-5.2a")
def test_customer_under_age_when_a_session_is_begun_is_directed_and_nothing_is_recorded(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    today = timezone.localdate()
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact, born=today.replace(year=today.year - 16, day=1))
    client = client_as("area_adviser")
    url = f"/staff/contacts/{contact.id}/session/"
    page = client.get(url).content.decode()
    assert "so the young people&#x27;s service gives advice" in page
    assert "Time it began" not in page
    assert client.post(url, start_data(world)).status_code == 422
    nowhere = client.post(url, {"need": "advice"})
    assert nowhere.status_code == 422
    assert 'href="#id_given"' in nowhere.content.decode()
    assert client.post(url, {"need": "advice", "given": ["school_or_college"]}).status_code == 302
    with acting("area_adviser"):
        assert not Session.objects.filter(contact=contact).exists()
        assert Event.objects.filter(kind="contact.directed").count() == 1


@pytest.mark.requirement("BR-20.4")
def test_group_made_on_the_spot_when_recorded_leads_to_its_register_under_a_neutral_name(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world, kind="group")
    client = client_as("area_adviser")
    url = f"/staff/contacts/{contact.id}/session/"
    refused = client.post(url, start_data(world, kind="group", label="Probation workshop"))
    assert refused.status_code == 422
    assert 'href="#id_label"' in refused.content.decode()
    answer = client.post(url, start_data(world, kind="group", label="CV workshop"))
    with acting("area_adviser"):
        session = Session.objects.get(contact=contact)
    assert answer["Location"] == f"/staff/sessions/{session.id}/register/"
    page = client.get(answer["Location"]).content.decode()
    assert "CV workshop" in page
    assert "Nobody is on the register yet." in page
