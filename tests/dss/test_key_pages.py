"""The pages of keys, over HTTP: made and shown once, replaced, withdrawn; alarms; counts for the agency."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from fingerpost.dss.models import WireAlarm, WireGuessing, WireKey, WireMiss, WireTouchpoint
from fingerpost.dss.services.keys import make_key
from fingerpost.dss.services.watching import watch
from fingerpost.dss.serving.entering import Entered, enter
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event, Read
from fingerpost.organisations.models import Organisation
from tests.dss.kit import words
from tests.fixtures.world import Acting, ClientAs

pytestmark = pytest.mark.django_db(databases=["default", "system"])

KEYS, NEW = "/staff/shared-record/keys/", "/staff/shared-record/keys/new/"
CODE = "0000000981"
LIST_QUERIES = 24


def send_new(client: Client, submission: str = "", **parts: str) -> Any:
    return client.post(
        NEW, {"label": "System of the east", "touchpoints": CODE, "submission": submission, **parts}
    )


def key_shown(page: str) -> str:
    found = re.search(r'<code id="key">([0-9a-f]{48})</code>', page)
    assert found is not None
    return found[1]


def opens(key: str) -> bool:
    return isinstance(enter(key=key, touchpoint=CODE, request_id="", now=timezone.now()), Entered)


def test_key_when_made_on_the_page_then_shown_once_and_never_by_a_second_sending(
    client_as: ClientAs,
) -> None:
    client = client_as("technician")
    assert "There are no keys" in words(client, KEYS)
    submission = str(new_id())
    made = send_new(client, submission)
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    key = key_shown(made.content.decode())
    assert opens(key)
    again = send_new(client, submission)
    assert (again.status_code, again.url) == (302, KEYS)
    page = words(client, KEYS)
    assert key not in page
    assert f"ends in {key[-4:]}" in page
    assert page.count("In use") == 1


def test_form_when_wrong_then_keeps_what_was_typed_and_says_what_to_mend(client_as: ClientAs) -> None:
    client = client_as("technician")
    wrong = send_new(client, touchpoints="0000000101\n12", label="")
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Enter whose system it is" in page
    assert "Enter touchpoint ids of ten digits, like 0000000101" in page
    kept = re.search(r"<textarea[^>]*>\s*0000000101&#10;12</textarea>", page)
    assert kept is not None, re.findall(r"<textarea.*?</textarea>", page, re.DOTALL)
    assert send_new(client, label="System of the arsonist").status_code == 422
    many = "\n".join(f"{number:010}" for number in range(51))
    assert "Name 50 touchpoints or fewer" in send_new(client, touchpoints=many).content.decode()


def test_key_when_replaced_and_withdrawn_on_the_pages_then_the_list_says_so(
    client_as: ClientAs, acting: Acting
) -> None:
    with acting("technician") as actor:
        first = make_key(actor=actor, now=timezone.now(), label="East", touchpoints=[CODE])
    client = client_as("technician")
    replace = f"{KEYS}{first.id}/replace/"
    assert "Select how long the old key goes on" in client.post(replace, {}).content.decode()
    second = key_shown(client.post(replace, {"goes_on": "7"}).content.decode())
    assert opens(second)
    assert opens(first.key)
    assert "Goes on until" in words(client, KEYS)
    assert client.get(replace).status_code == 302
    assert client.post(replace, {"goes_on": "7"}).status_code == 409
    withdraw = f"{KEYS}{first.id}/withdraw/"
    assert "Withdraw this key?" in words(client, withdraw)
    assert client.post(withdraw, follow=True).redirect_chain == [(KEYS, 302)]
    assert not opens(first.key)
    assert opens(second)
    assert client.get(withdraw).status_code == 302
    assert client.post(withdraw).status_code == 404


def test_list_when_long_then_paged_at_a_fixed_number_of_queries(
    client_as: ClientAs, acting: Acting, django_assert_max_num_queries: Any
) -> None:
    with acting("technician") as actor:
        for number in range(27):
            make_key(
                actor=actor, now=timezone.now(), label=f"System {number}", touchpoints=[CODE, "0000000982"]
            )
    client = client_as("technician")
    client.get(KEYS)
    with django_assert_max_num_queries(LIST_QUERIES):
        first = words(client, KEYS)
    assert (first.count("In use"), "Next page" in first) == (25, True)
    last = words(client, f"{KEYS}?page=2")
    assert (last.count("In use"), "Next page" in last, "Page before" in last) == (2, False, True)
    assert client.get(f"{KEYS}?page=x").status_code == 200


def read_by(code: str, customers: int, *, minutes_ago: int = 1) -> None:
    """Looks at so many customers by the system of a touchpoint, committed."""
    door = WireTouchpoint.objects.using("owner").get(code=code)
    Read.objects.using("owner").bulk_create(
        Read(
            account_id=door.account_id,
            organisation_id=door.organisation_id,
            customer_id=new_id(),
            what="wire.customers",
            reason="wire",
            read_at=timezone.now() - timedelta(minutes=minutes_ago),
        )
        for _ in range(customers)
    )


@pytest.mark.requirement("OI-14.15")
@pytest.mark.django_db(transaction=True)
def test_system_when_it_reads_in_bulk_then_one_alarm_that_technicians_see_and_the_agency_counts(
    client_as: ClientAs, acting: Acting, owner_connection: object
) -> None:
    with acting("technician") as actor:
        make_key(actor=actor, now=timezone.now(), label="East", touchpoints=[CODE])
    read_by(CODE, 500)
    read_by(CODE, 40, minutes_ago=70)
    assert watch(now=timezone.now()) == 0
    read_by(CODE, 1)
    assert watch(now=timezone.now()) == 1
    assert watch(now=timezone.now()) == 0
    alarm = WireAlarm.objects.using("owner").get()
    assert (alarm.customers, alarm.minutes) == (501, 60)
    event = Event.objects.using("owner").get(kind="wire.read_in_bulk")
    assert event.subject == {"touchpoint": str(alarm.touchpoint_id), "customers": 501, "minutes": 60}
    page = words(client_as("technician"), KEYS)
    assert f"touchpoint {CODE} (Touchpoint {CODE}) read 501 customers within 60 minutes" in page

    counts = words(client_as("contract_manager"), "/staff/shared-record/systems/")
    row = re.search(rf"{CODE}</th>(.*?)</tr>", counts)
    assert row is not None
    assert re.findall(r">([\d,]+)</td>", row[1])[:2] == ["541", "541"]
    assert "A contractor outside" in row[1]
    before = words(client_as("contract_manager"), "/staff/shared-record/systems/?month=2026-01")
    assert "541" not in before


@pytest.mark.requirement("OI-14.19")
@pytest.mark.django_db(transaction=True)
def test_key_when_it_guesses_then_one_alarm_that_technicians_see_and_counts_that_are_past_go(
    client_as: ClientAs, acting: Acting, owner_connection: object
) -> None:
    with acting("technician") as actor:
        made = make_key(actor=actor, now=timezone.now(), label="System of the east", touchpoints=[CODE])
    misses = WireMiss.objects.using("owner")
    this_minute = timezone.now().replace(second=0, microsecond=0)
    for minutes_ago, searches in ((0, 60), (20, 40), (70, 500)):
        misses.create(key_id=made.id, minute=this_minute - timedelta(minutes=minutes_ago), searches=searches)
    assert watch(now=timezone.now()) == 0
    assert sorted(misses.values_list("searches", flat=True)) == [40, 60]
    misses.filter(searches=60).update(searches=61)
    assert watch(now=timezone.now()) == 1
    assert watch(now=timezone.now()) == 0
    guessing = WireGuessing.objects.using("owner").get()
    assert (guessing.key_id, guessing.searches, guessing.minutes) == (made.id, 101, 60)
    event = Event.objects.using("owner").get(kind="wire.guessed_in_bulk")
    assert event.subject == {"key": str(made.id), "searches": 101, "minutes": 60}
    page = words(client_as("technician"), KEYS)
    assert f"“System of the east”, which ends in {made.key[-4:]}, looked 101 times within 60 minutes" in page
    with acting("contract_manager"):
        assert not WireGuessing.objects.exists()


@pytest.mark.parametrize("nickname", ["area_adviser", "auditor", "compliance"])
def test_counts_when_asked_for_by_others_then_neither_page_nor_database_tells(
    client_as: ClientAs, acting: Acting, nickname: str
) -> None:
    assert client_as(nickname).get("/staff/shared-record/systems/").status_code == 403
    with (
        acting(nickname),
        pytest.raises(Exception, match="for the agency"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM fingerpost_wire_counts(now(), now(), 1, 0)")


def test_external_contractor_when_its_system_has_a_key_then_in_no_list_of_contractors(
    client_as: ClientAs, acting: Acting
) -> None:
    with acting("technician") as actor:
        make_key(actor=actor, now=timezone.now(), label="East", touchpoints=[CODE])
    assert Organisation.objects.filter(kind="external").count() == 1
    pages = {
        "contract_manager": ("opening-hours", "contracts", "month", "ledger", "returns", "performance"),
        "auditor": ("audits", "ledger", "runs"),
    }
    for nickname, names in pages.items():
        client = client_as(nickname)
        for name in names:
            page = client.get(f"/staff/{name}/", follow=True)
            assert page.status_code == 200, name
            text = page.content.decode()
            assert f"Touchpoint {CODE}" not in text, name
            assert f"external-{CODE}" not in text, name
            assert "@systems.invalid" not in text, name


def test_keys_when_nobody_may_then_the_table_shows_none(acting: Acting) -> None:
    with acting("technician") as actor:
        make_key(actor=actor, now=timezone.now(), label="East", touchpoints=[CODE])
    with acting("contract_manager"):
        assert not WireKey.objects.only("id").exists()
