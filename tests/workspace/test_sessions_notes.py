"""The notes of an attendance: each part by itself, all at once, refused words, two editors."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, AttendanceSection, Session
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting, ClientAs
from tests.plans.steps import planned
from tests.session_steps import (
    NOTES,
    REFUSED,
    details_data,
    make_one,
    notes_data,
    open_one,
    page_data,
    place_of,
    record_one,
)

pytestmark = pytest.mark.django_db


def a_place(
    acting: Acting, world: World, nickname: str = "area_adviser", result: str = "attended"
) -> Attendance:
    with acting(nickname) as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        return place_of(record_one(actor, world, contact, result=result))


def texts_of(acting: Acting, place: Attendance) -> dict[str, str]:
    with acting("area_adviser"):
        return dict(AttendanceSection.objects.filter(attendance=place).values_list("section", "text"))


def test_parts_when_saved_one_by_one_in_any_order_are_all_kept(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    for name in ("next_steps", "reason", "discussed", "information_used", "situation"):
        answer = client.post(
            f"/staff/attendances/{place.id}/notes/{name}/", notes_data(None, **{name: NOTES[name]})
        )
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"#part-{name}")
    assert texts_of(acting, place) == NOTES


def test_one_part_when_saved_without_script_keeps_whatever_else_was_typed(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    answer = client_as("area_adviser").post(f"/staff/attendances/{place.id}/notes/reason/", page_data(place))
    assert answer.status_code == 302
    assert texts_of(acting, place) == NOTES


def test_page_when_it_saves_itself_is_told_the_time_and_the_version(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/notes/reason/"
    first = client.post(url, {**notes_data(reason="One."), "autosave": "1"})
    assert (first.status_code, first["Content-Type"]) == (200, "application/json")
    assert json.loads(first.content)["version"] == 1
    second = client.post(url, {**notes_data({"reason": 1}, reason="One and two."), "autosave": "1"})
    assert json.loads(second.content)["version"] == 2
    assert json.loads(second.content)["saved_at"]
    refused = client.post(url, {**notes_data({"reason": 2}, reason=REFUSED), "autosave": "1"})
    assert refused.status_code == 422
    assert "can't be kept" in json.loads(refused.content)["message"]
    assert "probation" not in refused.content.decode()
    assert texts_of(acting, place) == {"reason": "One and two."}


def test_same_text_when_sent_again_changes_nothing(world: World, client_as: ClientAs, acting: Acting) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    for _time in range(3):
        assert client.post(url, notes_data(reason="Once.")).status_code == 302
    with acting("area_adviser"):
        assert AttendanceSection.objects.get(attendance=place).version == 1


@pytest.mark.requirement("BR-20.4", "OI-11.1", "XD-10")
def test_refused_word_when_the_page_is_saved_stays_in_its_box_and_nowhere_else(
    world: World, client_as: ClientAs, acting: Acting, caplog: pytest.LogCaptureFixture
) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    caplog.set_level(logging.DEBUG)
    data = {**page_data(place, seen_at="9:45am"), "discussed-text": REFUSED}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert REFUSED in page
    assert "can&#x27;t be kept in our records" in page or "can't be kept in our records" in page
    assert 'href="#id_discussed-text"' in page
    assert texts_of(acting, place) == {name: text for name, text in NOTES.items() if name != "discussed"}
    with acting("area_adviser"):
        assert Attendance.objects.get(id=place.id).seen_at is not None
    assert "probation" not in caplog.text
    assert not [query for query in queries.captured_queries if "probation" in query["sql"].lower()]
    assert "probation" not in str(dict(client.session))
    assert REFUSED not in client.get(url).content.decode()


@pytest.mark.requirement("OI-11.1")
def test_refused_word_when_the_session_was_by_telephone_is_stopped_alike(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("telephone_adviser") as actor:
        contact = open_one(actor, world, kind="call", contract="contact_centre_adult")
        session = record_one(
            actor, world, contact, kind="telephone", channel=2, contract="contact_centre_adult"
        )
        place = place_of(session)
    answer = client_as("telephone_adviser").post(
        f"/staff/attendances/{place.id}/notes/reason/", notes_data(reason=REFUSED)
    )
    assert answer.status_code == 422
    with acting("telephone_adviser"):
        assert not AttendanceSection.objects.filter(attendance=place).exists()


@pytest.mark.requirement("BR-20.4")
@pytest.mark.parametrize("text", ["Saw a therapist about skills.", "Industrial contact made."])
def test_word_with_a_refused_one_inside_it_is_kept(
    world: World, client_as: ClientAs, acting: Acting, text: str
) -> None:
    place = a_place(acting, world)
    client_as("area_adviser").post(f"/staff/attendances/{place.id}/", notes_data(reason=text))
    assert texts_of(acting, place) == {"reason": text}


def test_two_editors_of_one_part_when_the_second_saves_see_both_texts_and_lose_none(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    first, second = client_as("area_adviser"), client_as("second_area_adviser")
    url = f"/staff/attendances/{place.id}/"
    assert first.post(url, notes_data(reason="The first of two.")).status_code == 302
    sent = notes_data(reason="The second of two.", situation="Only the second wrote this.")
    answer = second.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The first of two." in page
    assert "The second of two." in page
    assert "Ada Whitlock" in page
    assert 'name="reason-version" value="1"' in page
    assert texts_of(acting, place) == {
        "reason": "The first of two.",
        "situation": "Only the second wrote this.",
    }
    # Use theirs: nothing changes. Use mine, edited: the box is kept.
    theirs = second.post(
        url, {**notes_data({"reason": 1}, reason="The second of two."), "reason-keep": "theirs"}
    )
    assert theirs.status_code == 302
    assert texts_of(acting, place)["reason"] == "The first of two."
    mine = second.post(url, {**notes_data({"reason": 1}, reason="Both of us."), "reason-keep": "mine"})
    assert mine.status_code == 302
    assert texts_of(acting, place)["reason"] == "Both of us."


def test_editor_who_changed_nothing_in_a_part_when_saving_the_page_does_not_clash_there(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    first, second = client_as("area_adviser"), client_as("second_area_adviser")
    url = f"/staff/attendances/{place.id}/"
    first.post(url, notes_data(reason="As it stood."))
    first.post(url, notes_data({"reason": 1}, reason="As it was changed."))
    stale = notes_data({"reason": 1}, reason="As it stood.", situation="Written by the second.")
    assert second.post(url, stale).status_code == 302
    assert texts_of(acting, place) == {"reason": "As it was changed.", "situation": "Written by the second."}


def test_two_editors_of_the_details_when_the_second_saves_see_both(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world, result="expected")
    first, second = client_as("area_adviser"), client_as("second_area_adviser")
    url = f"/staff/attendances/{place.id}/"
    assert first.post(url, details_data(place, result="did_not_attend", reason="1")).status_code == 302
    answer = second.post(url, details_data(place, result="attended", seen_at="10:20"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Did not attend" in page
    assert 'value="10:20"' in page
    assert "Ada Whitlock" in page
    with acting("area_adviser"):
        place.refresh_from_db()
        assert place.result == "did_not_attend"
    again = second.post(url, {**details_data(place, result="attended", seen_at="10:20")})
    assert again.status_code == 302, again.content.decode()
    with acting("area_adviser"):
        place.refresh_from_db()
        assert (place.result, place.reason) == ("attended", None)


def test_times_in_the_wrong_order_when_saved_come_back_with_the_rest_kept(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    answer = client_as("area_adviser").post(
        f"/staff/attendances/{place.id}/",
        {
            **details_data(place, arrived_at="10:30", seen_at="10:15"),
            **notes_data(reason="Kept all the same."),
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_details-seen_at"' in page
    assert 'value="10:15"' in page
    assert texts_of(acting, place) == {"reason": "Kept all the same."}


def test_colleague_of_the_prime_when_reading_a_subcontractors_session_cannot_write(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    with acting("subcontractor_adviser") as actor:
        contact = open_one(actor, world, contract="prime_north_west")
        make_one(actor, world, contact=contact, contract="prime_north_west")
        place = place_of(record_one(actor, world, contact, contract="prime_north_west"))
    prime = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    page = prime.get(url)
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    assert prime.post(url, notes_data(reason="Not mine to write.")).status_code == 403
    assert client_as("second_prime_adviser").get(url).status_code == 404


def test_complete_record_when_a_part_is_emptied_opens_again(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    with acting("area_adviser") as actor:
        planned(actor, place)
    assert client.post(f"{url}complete/", page_data(place, seen_at="9:45am")).status_code == 302
    with acting("area_adviser"):
        assert Attendance.objects.get(id=place.id).completed_at is not None
    assert client.post(url, notes_data({"discussed": 1}, discussed="")).status_code == 302
    with acting("area_adviser"):
        assert Attendance.objects.get(id=place.id).completed_at is None


def test_attendance_page_when_opened_asks_a_fixed_number_of_queries(
    world: World, client_as: ClientAs, acting: Acting
) -> None:
    place = a_place(acting, world)
    client = client_as("area_adviser")
    url = f"/staff/attendances/{place.id}/"
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    client.post(url, page_data(place))
    client.get(url)
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) <= len(before) + 1
    assert len(after) <= 45, [query["sql"][:90] for query in after.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_same_form_when_sent_twice_at_once_makes_one_session(world: World, client_as: ClientAs) -> None:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world)
    began = timezone.localtime(timezone.now() - timedelta(minutes=5))
    data = {
        "kind": "one_to_one",
        "channel": "1",
        "started_on-day": str(began.day),
        "started_on-month": str(began.month),
        "started_on-year": str(began.year),
        "started_at": f"{began:%H:%M}",
        "adviser": str(world.accounts["area_adviser"]),
        "contract": str(world.contracts["prime_north_east"]),
        "helper": "nobody",
        "language": "en-GB",
        "submission": "0195f7a2-0000-7000-8000-00000000beef",
    }
    clients = [client_as("area_adviser") for _one in range(2)]

    def send(number: int) -> tuple[int, str]:
        try:
            answer = clients[number].post(f"/staff/contacts/{contact.id}/session/", data)
            return answer.status_code, answer.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    assert [status for status, _place in answers] == [302, 302]
    with acting_as(world.memberships["area_adviser"]):
        assert Session.objects.filter(contact=contact).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_editors_when_they_save_one_part_at_the_same_moment_keep_one_and_show_the_other(
    world: World, client_as: ClientAs
) -> None:
    with acting_as(world.memberships["area_adviser"]) as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        place = place_of(record_one(actor, world, contact))
    clients = [client_as(name) for name in ("area_adviser", "second_area_adviser")]

    def send(number: int) -> int:
        try:
            answer = clients[number].post(
                f"/staff/attendances/{place.id}/", notes_data(reason=f"Words of editor {number}.")
            )
            return answer.status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))
    assert answers == [302, 409]
    with acting_as(world.memberships["area_adviser"]):
        assert AttendanceSection.objects.filter(attendance=place).count() == 1
