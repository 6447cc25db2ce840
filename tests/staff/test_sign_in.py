"""Signing in through the door: password, tries, roles, two places, reported credentials."""

import json
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.house.models import Event
from fingerpost.staff.models import Account
from tests.fixtures.world import ClientAs

SIGN_IN = "/staff/sign-in/"


def try_sign_in(client: Client, email: str, password: str = DEMO_PASSWORD, **extra: str) -> object:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """Kinds and subjects of the events written before anybody acts; row security hides them from *app*."""
    seen: list[tuple[str, dict[str, str]]] = []

    def spy(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "INSERT INTO house_event" in str(sql) and params:
            seen.append((params[1], json.loads(params[-1])))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spy):
        yield seen


def kinds(told: list[tuple[str, dict[str, str]]]) -> list[str]:
    """The kinds alone."""
    return [kind for kind, _ in told]


def test_sign_in_when_right_then_start_leads_to_todays_work(world: World) -> None:
    client = Client()
    response = try_sign_in(client, world.emails["area_adviser"].upper())
    assert response.status_code == 302
    assert response.url == "/staff/start/"
    response = client.get("/staff/start/")
    assert (response.status_code, response.url) == (302, "/staff/")


@pytest.mark.parametrize(
    ("nickname", "begins"),
    [
        ("contract_manager", "/staff/contracts/"),
        ("auditor", "/staff/audits/"),
        ("technician", "/staff/shared-record/keys/"),
    ],
)
def test_sign_in_when_role_has_no_work_of_its_own_today_then_start_leads_to_what_it_is_for(
    world: World, nickname: str, begins: str
) -> None:
    client = Client()
    try_sign_in(client, world.emails[nickname])
    assert client.get("/staff/start/").url == begins
    assert client.get(begins).status_code == 200


def test_sign_in_page_when_something_is_missing_then_422_with_what_was_typed(world: World) -> None:
    response = Client().post(SIGN_IN, {"login": "somebody@prime.example", "password": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Enter your password" in page
    assert 'value="somebody@prime.example"' in page
    assert 'href="#id_password"' in page


def test_sign_in_when_wrong_then_the_same_words_for_known_and_unknown_addresses(world: World) -> None:
    known = try_sign_in(Client(), world.emails["area_adviser"], "wrong")
    unknown = try_sign_in(Client(), "nobody@prime.example", "wrong")
    assert known.status_code == unknown.status_code == 422

    def words(response: object) -> str:
        page = re.sub(r'value="[^"]*"', "", response.content.decode())
        return re.sub(r"\s+", " ", page)

    assert "Check your email address and password" in words(known)
    assert words(known) == words(unknown)


@pytest.mark.parametrize("whose", ["area_adviser", ""])
def test_sign_in_when_five_tries_fail_then_even_the_right_password_waits(
    world: World, whose: str, told: list[tuple[str, dict[str, str]]]
) -> None:
    email = world.emails.get(whose, "nobody@prime.example")
    for _ in range(5):
        assert "Check your email" in try_sign_in(Client(), email, "wrong").content.decode()
    locked = try_sign_in(Client(), email)
    assert locked.status_code == 422
    assert "Too many tries" in locked.content.decode()
    assert kinds(told).count("staff.sign_in_failed") == 5
    assert kinds(told).count("staff.sign_in_locked") == 1
    assert ("account" in told[-1][1]) is bool(whose)


def test_sign_in_when_lock_is_over_then_works_and_counts_anew(world: World) -> None:
    email = world.emails["area_adviser"]
    for _ in range(6):
        try_sign_in(Client(), email, "wrong")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE house_tries SET window_starts_at = window_starts_at - interval '15 minutes'")
    assert try_sign_in(Client(), email).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_tries")
        assert cursor.fetchone()[0] == 0


def test_tries_when_counted_then_no_address_is_kept(world: World) -> None:
    try_sign_in(Client(), world.emails["area_adviser"], "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT bucket FROM house_tries")
        (bucket,) = cursor.fetchone()
    assert re.fullmatch(r"[0-9a-f]{64}", bucket)


def test_sign_up_when_asked_for_then_there_is_no_such_page(world: World) -> None:
    assert Client().get("/staff/sign-up/").status_code == 404
    assert "sign up" not in Client().get(SIGN_IN).content.decode().lower()


def test_roles_when_several_then_chosen_before_work_and_led_on(world: World) -> None:
    client = Client()
    try_sign_in(client, world.emails["two_roles"])
    assert client.get("/staff/start/").url == "/staff/choose-role/"
    page = client.get("/staff/choose-role/").content.decode()
    assert "Area adviser, Northmoor Careers" in page
    assert "Claims officer, Northmoor Careers" in page
    empty = client.post("/staff/choose-role/", {})
    assert empty.status_code == 422
    foreign = client.post("/staff/choose-role/", {"membership": str(world.memberships["auditor"])})
    assert foreign.status_code == 422
    chosen = client.post(
        "/staff/choose-role/",
        {"membership": str(world.memberships["two_roles_claims"]), "next": "//evil.example/"},
    )
    assert chosen.url == "/staff/start/"
    assert "Claims officer" in client.get("/staff/you/").content.decode()


@pytest.mark.requirement("BR-29.2")
def test_sign_in_when_a_second_place_is_live_then_alert(
    world: World, told: list[tuple[str, dict[str, str]]]
) -> None:
    email = world.emails["area_adviser"]
    try_sign_in(Client(), email, REMOTE_ADDR="192.0.2.1")
    try_sign_in(Client(), email, REMOTE_ADDR="192.0.2.1")
    assert "staff.two_places" not in kinds(told)
    third = Client()
    try_sign_in(third, email, REMOTE_ADDR="192.0.2.77")
    assert kinds(told)[-1] == "staff.two_places"
    assert told[-1][1]["account"] == str(world.accounts["area_adviser"])
    assert "192.0.2" not in json.dumps(told)
    assert "2 other places" in third.get("/staff/you/").content.decode()


@pytest.mark.requirement("BR-29.2")
def test_sign_in_when_the_first_session_was_ended_then_no_alert(
    world: World, told: list[tuple[str, dict[str, str]]]
) -> None:
    email = world.emails["area_adviser"]
    first = Client()
    try_sign_in(first, email, REMOTE_ADDR="192.0.2.1")
    first.post("/staff/sign-out/")
    try_sign_in(Client(), email, REMOTE_ADDR="192.0.2.77")
    assert "staff.two_places" not in kinds(told)


@pytest.mark.requirement("BR-29.4")
def test_report_when_pressed_then_suspended_everywhere_and_the_manager_is_told(
    world: World,
    client_as: ClientAs,
    told: list[tuple[str, dict[str, str]]],
    django_capture_on_commit_callbacks: object,
) -> None:
    client, elsewhere = client_as("area_adviser"), client_as("area_adviser")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/staff/you/report/")
    assert response.url == "/staff/reported/"
    assert client.get("/staff/reported/").status_code == 200
    for other in (client, elsewhere):
        assert other.get("/staff/you/").url.startswith(SIGN_IN)
    account = Account.objects.get(id=world.accounts["area_adviser"])
    assert not account.is_active
    assert account.suspended_for == "credentials"
    assert told[-1] == (
        "staff.credentials_reported",
        {"account": str(account.id), "manager": str(world.accounts["delivery_manager"])},
    )
    assert [message.to for message in mail.outbox] == [[world.emails["delivery_manager"]]]
    assert "Ada Whitlock" in client_as("delivery_manager").get("/staff/you/").content.decode()
    again = try_sign_in(Client(), account.email)
    assert again.url == reverse("account_inactive")
    assert "suspended" in Client().get(again.url).content.decode()


def test_password_when_changed_then_rules_are_kept_and_no_row_of_history_holds_it(
    world: World, client_as: ClientAs
) -> None:
    client = client_as("area_adviser")
    weak = client.post("/staff/you/password/", {"oldpassword": DEMO_PASSWORD, "password1": "password1A"})
    assert weak.status_code == 422
    assert "harder to guess" in weak.content.decode()
    good = client.post("/staff/you/password/", {"oldpassword": DEMO_PASSWORD, "password1": "Tarn-kettle-7"})
    assert good.status_code == 302
    assert client.get("/staff/you/").status_code == 200
    assert try_sign_in(Client(), world.emails["area_adviser"], "Tarn-kettle-7").status_code == 302


def test_forgotten_password_when_asked_then_same_page_for_all_and_a_link_that_works_once(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        unknown = Client().post("/staff/forgotten-password/", {"email": "nobody@prime.example"})
        assert mail.outbox == []
        known = Client().post("/staff/forgotten-password/", {"email": world.emails["area_adviser"]})
    assert unknown.url == known.url
    (message,) = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body).group(1)
    client = Client()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    assert client.post(where, {"password1": "password1A"}).status_code == 422
    assert client.post(where, {"password1": "Tarn-kettle-7"}).status_code == 302
    assert try_sign_in(Client(), world.emails["area_adviser"], "Tarn-kettle-7").status_code == 302
    assert "no longer be used" in Client().get(link).content.decode()


def test_second_step_when_first_sign_in_then_offered_once(world: World) -> None:
    client = Client()
    try_sign_in(client, world.emails["newcomer"])
    assert client.get("/staff/start/").url == "/staff/you/second-step/"
    assert "authenticator app" in client.get("/staff/you/second-step/").content.decode()
    assert client.post("/staff/you/second-step/").url == "/staff/start/"
    assert client.get("/staff/start/").url == "/staff/"


def test_second_step_when_somebody_was_going_to_a_page_then_offered_and_led_on(world: World) -> None:
    client = Client()
    form = {"login": world.emails["newcomer"], "password": DEMO_PASSWORD, "next": "/staff/you/"}
    response = client.post(SIGN_IN, form, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/you/second-step/?next=%2Fstaff%2Fyou%2F"
    assert 'name="next" value="/staff/you/"' in response.content.decode()
    response = client.post("/staff/you/second-step/", {"next": "/staff/you/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/you/"
    assert client.get("/staff/start/", {"next": "//evil.example/"}).url == "/staff/"


def test_start_when_today_was_asked_by_a_role_without_one_then_leads_to_what_it_is_for(world: World) -> None:
    client = Client()
    form = {"login": world.emails["technician"], "password": DEMO_PASSWORD, "next": "/staff/"}
    assert client.post(SIGN_IN, form, follow=True).redirect_chain[-1][0] == "/staff/shared-record/keys/"


def test_second_step_when_app_is_set_up_then_asked_at_the_next_sign_in(world: World) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        counter = next(iter(yield_hotp_counters_from_time()))
        return f"{hotp_value(secret, counter):06d}"

    client = Client()
    try_sign_in(client, world.emails["area_adviser"])
    asked = client.get("/staff/you/sign-in/app/")
    assert asked.url.startswith("/staff/you/confirm/")
    assert client.post(asked.url, {"password": "wrong"}).status_code == 422
    assert client.post(asked.url, {"password": DEMO_PASSWORD}).status_code == 302
    page = client.get("/staff/you/sign-in/app/").content.decode()
    secret = re.search(r'fingerpost-key">([A-Z2-7]+)<', page).group(1)
    assert client.post("/staff/you/sign-in/app/", {"code": "000"}).status_code == 422
    assert client.post("/staff/you/sign-in/app/", {"code": code(secret)}).url == "/staff/you/sign-in/codes/"
    assert client.get("/staff/you/sign-in/codes/").status_code == 200
    kept = Authenticator.objects.get(user_id=world.accounts["area_adviser"], type="totp")
    assert secret not in json.dumps(kept.data)

    fresh = Client()
    assert try_sign_in(fresh, world.emails["area_adviser"]).url == "/staff/sign-in/second-step/"
    assert fresh.get("/staff/you/").url.startswith(SIGN_IN)
    answers = [
        fresh.post("/staff/sign-in/second-step/", {"code": "000000"}).content.decode() for _ in range(11)
    ]
    assert ["Check the code" in each for each in answers] == [True] * 10 + [False]
    assert "Too many tries" in answers[-1]


def test_events_when_app_asks_then_only_its_own(world: World) -> None:
    try_sign_in(Client(), world.emails["area_adviser"], "wrong")
    assert Event.objects.count() == 0
