"""What every page of the staff carries, and what it refuses, whoever asks."""

from __future__ import annotations

import re
import stat
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.mail import EmailMessage, get_connection
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from fingerpost import workspace
from fingerpost.customers.models import Circumstance, CircumstanceKind, SaidBy
from fingerpost.customers.services import make_customer, record_circumstances
from fingerpost.customers.values import Evidence, Fact, Home, Names, NewRecord, Told
from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.house.errors import InvalidInput
from fingerpost.house.models import Read
from fingerpost.site.deployment import Deployment
from fingerpost.site.request_log import RequestLogMiddleware
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(acting: Acting, world: World) -> UUID:
    """A record of the area adviser's own."""
    with acting("area_adviser") as actor:
        return make_record(actor, world, contract_id=world.contracts["prime_north_east"]).id


@pytest.mark.requirement("OI-14.16b")
def test_pages_of_the_staff_when_answered_then_no_browser_and_no_proxy_keeps_them(
    client_as: ClientAs, record: UUID
) -> None:
    """After sign-out the back button shows nothing: not even a refusal, a redirect or an error is kept."""
    client = client_as("area_adviser")
    for address in (
        "/staff/",
        f"/staff/customers/{record}/",
        "/staff/customers/nothing/",
        "/staff/contacts/open/",
    ):
        answer = client.get(address)
        assert "no-store" in answer.headers.get("Cache-Control", ""), address
        assert "private" in answer["Cache-Control"]
    assert "no-store" in Client().get("/staff/")["Cache-Control"]
    assert "no-store" in client.post("/staff/contacts/open/", {})["Cache-Control"]


def test_pages_when_answered_then_closed_to_frames_other_scripts_and_other_sites(client_as: ClientAs) -> None:
    answer = client_as("area_adviser").get("/staff/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_host_when_made_up_then_refused_so_that_no_mail_links_there(world: World) -> None:
    client = Client(headers={"host": "elsewhere.example"})
    assert client.get("/staff/sign-in/").status_code == 400
    assert "*" not in Deployment.model_fields["allowed_hosts"].default


def test_form_when_sent_from_another_site_then_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    tried = client.post("/staff/sign-in/", {"login": world.emails["area_adviser"], "password": DEMO_PASSWORD})
    assert tried.status_code == 403
    assert "_auth_user_id" not in client.session


def test_session_when_signing_in_then_under_a_new_key_and_closed_to_script(world: World) -> None:
    client = Client()
    session = client.session
    session["before"] = "x"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    before = session.session_key
    client.post("/staff/sign-in/", {"login": world.emails["area_adviser"], "password": DEMO_PASSWORD})
    assert client.session.session_key != before
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_pages_after_sign_out_then_the_old_key_opens_nothing(world: World) -> None:
    client = Client()
    client.post("/staff/sign-in/", {"login": world.emails["area_adviser"], "password": DEMO_PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/staff/sign-out/")
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = key
    assert again.get("/staff/")["Location"].startswith("/staff/sign-in/")


@pytest.mark.parametrize(
    "onward",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"],
)
def test_next_when_it_leads_elsewhere_then_never_followed(
    world: World, client_as: ClientAs, onward: str
) -> None:
    client = Client()
    answer = client.post(
        f"/staff/sign-in/?next={onward}",
        {"login": world.emails["area_adviser"], "password": DEMO_PASSWORD, "next": onward},
        follow=True,
    )
    assert all("elsewhere" not in address.split("?")[0] for address, _status in answer.redirect_chain)
    assert all(
        address.startswith("/") and not address.startswith("//") for address, _ in answer.redirect_chain
    )
    signed_in = client_as("area_adviser")
    for page in ("/staff/start/", "/staff/choose-role/", "/staff/locked/"):
        found = signed_in.get(page, {"next": onward})
        if found.status_code == 302:
            assert re.fullmatch(r"/[a-z].*", found["Location"]), page


@pytest.mark.parametrize("length", [3_000_000])
def test_form_when_far_too_large_then_the_page_for_413(client_as: ClientAs, length: int) -> None:
    answer = client_as("area_adviser").post("/staff/contacts/open/", {"dialled_number": "x" * length})
    assert answer.status_code == 413
    assert b"<h1" in answer.content


def test_file_when_sent_where_no_page_takes_one_then_written_nowhere(
    client_as: ClientAs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    large = SimpleUploadedFile("large.txt", b"x" * 4_000_000)
    written: list[bytes] = []
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *args, **kwargs: written.append(b"file"))
    answer = client_as("area_adviser").post("/staff/contacts/open/", {"file": large, "kind": "nothing"})
    assert answer.status_code == 422
    assert written == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "offered", ["Vashti-Placeholder", "07700900123", "1980-05-17", "ZZ55AA-ZZ55AA", "deadbeef"]
)
def test_request_id_when_it_could_carry_words_or_numbers_of_a_person_then_replaced(offered: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": offered})
    answer = RequestLogMiddleware(lambda _: HttpResponse())(request)
    assert answer["X-Request-ID"] != offered


@pytest.mark.parametrize(
    "offered", ["01a2007b-cc9d-708d-83ab-2b6ba10eed80", "4bf92f3577b34da6a3ce929d0e0e4736"]
)
def test_request_id_when_it_is_an_id_then_taken_over(offered: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": offered})
    assert RequestLogMiddleware(lambda _: HttpResponse())(request)["X-Request-ID"] == offered


def test_mail_in_the_sink_when_written_then_closed_to_other_people(tmp_path: Path) -> None:
    """A code or a link that opens an account must not lie open on a shared machine."""
    folder = tmp_path / "mail"
    sink = get_connection(Deployment.model_fields["email_backend"].default, file_path=str(folder))
    sink.send_messages([EmailMessage("Your code", "123456", to=["somebody@example.org"])])
    files = list(folder.iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "123456" in files[0].read_text()


@pytest.mark.requirement("BR-20.3c")
def test_indicator_when_looked_at_and_taken_away_then_the_read_log_does_not_name_it(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    client = client_as("area_adviser")
    address = f"/staff/customers/{record}/additional-indicator/"
    assert client.get(address).status_code == 200
    client.post(address, {"asked": "keep"})
    client.get(address)
    client.post(address, {"asked": "take_away"})
    with acting("area_adviser"):
        looked = set(Read.objects.filter(customer_id=record).values_list("what", flat=True))
        assert looked
        assert not any("indicator" in what for what in looked)


@pytest.mark.requirement("BR-20.3c")
def test_indicator_when_set_then_the_request_log_says_no_more_than_of_any_part_of_a_record(
    client_as: ClientAs, record: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="fingerpost.request")
    client_as("area_adviser").post(f"/staff/customers/{record}/additional-indicator/", {"asked": "keep"})
    said = [str(getattr(line, "route", "")) for line in caplog.records]
    assert said
    assert not any("indicator" in route for route in said)


@pytest.mark.requirement("XD-12")
def test_at_18_when_entitled_then_that_it_was_checked_is_kept_and_never_why(
    acting: Acting, world: World
) -> None:
    today = timezone.localdate()
    born = date(today.year - 18, today.month, 1)
    told = Told(
        facts=(
            Fact(kind=CircumstanceKind.JOBCENTRE_PLUS_CUSTOMER, value="yes"),
            Fact(kind=CircumstanceKind.CARER, value="no"),
        ),
        as_of=today,
        said_by=SaidBy.CUSTOMER,
    )
    with acting("area_adviser") as actor:
        customer = make_customer(
            actor=actor,
            now=timezone.now(),
            contact_id=None,
            record=NewRecord(
                names=Names(given_name="Vashti", family_name="Placeholder"),
                date_of_birth=born,
                home=Home(postcode="ZZ5 5AA"),
                evidence=Evidence(kinds=("passport",)),
                told=told,
                is_entitlement_checked=True,
                contract_id=world.contracts["prime_north_east"],
            ),
        )
        assert customer.entitlement_checked_on == today
        record_circumstances(actor=actor, now=timezone.now(), customer_id=customer.id, told=told)
        kept = set(Circumstance.objects.filter(customer=customer).values_list("kind", flat=True))
        assert kept == {CircumstanceKind.CARER}
        only = Told(facts=told.facts[:1], as_of=today, said_by=SaidBy.CUSTOMER)
        with pytest.raises(InvalidInput, match="at this age"):
            record_circumstances(actor=actor, now=timezone.now(), customer_id=customer.id, told=only)


def test_every_form_about_a_customer_when_drawn_then_a_shared_desk_remembers_nothing_typed() -> None:
    """A form that a person types into says so, or each of its fields does; a form of buttons needs nothing."""
    remembered = []
    for path in sorted(Path(workspace.__file__).parent.rglob("templates/**/*.html")):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S):
            opening = form.split(">", 1)[0]
            if "{% field " in form and 'autocomplete="off"' not in opening:
                remembered.append(f"{path.name}: {opening[:80]}")
    assert remembered == []


def test_history_of_passwords_when_asked_for_then_no_table_but_the_account_holds_one() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name = 'password'"
        )
        assert cursor.fetchall() == [("staff_account",)]
