"""OI-14.16b: an unused session is locked by the server, and what was typed survives."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.demo.world import DEMO_PASSWORD, World
from fingerpost.house.ids import new_id
from fingerpost.house.permissions import signed_in_page
from fingerpost.site.urls import urlpatterns as real_urls
from fingerpost.staff import typed
from tests.fixtures.world import ClientAs

CANARY = "A note nobody saved: café, “quotes” & <b>angles</b>\r\nsecond line"


@signed_in_page
def echo(request: HttpRequest) -> HttpResponse:
    """A page that answers with what it was sent."""
    return HttpResponse("|".join(f"{name}={value}" for name, value in sorted(request.POST.items())))


urlpatterns = [path("staff/echo/", echo), *real_urls]

pytestmark = [pytest.mark.requirement("OI-14.16b"), pytest.mark.urls(__name__)]


@pytest.fixture
def long_ago() -> object:
    """A moment past the idle limit of twenty minutes."""
    return timezone.now() - timedelta(minutes=20, seconds=5)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, as a browser would send it."""
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page).group(1))


def test_idle_when_just_within_the_limit_then_open(client_as: ClientAs) -> None:
    almost = timezone.now() - timedelta(minutes=19, seconds=30)
    assert client_as("area_adviser", seen_at=almost).get("/staff/you/").status_code == 200


def test_idle_when_a_page_is_asked_for_then_it_waits_behind_the_password(
    client_as: ClientAs, long_ago: object
) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    response = client.get("/staff/you/?page=2")
    assert response.url == "/staff/locked/?next=%2Fstaff%2Fyou%2F%3Fpage%3D2"
    page = client.get(response.url).content.decode()
    assert "Ada Whitlock" in page
    wrong = client.post("/staff/locked/", {"password": "wrong", "next": "/staff/you/?page=2"})
    assert wrong.status_code == 422
    assert "Check your password" in wrong.content.decode()
    assert client.get("/staff/you/").status_code == 302
    right = client.post("/staff/locked/", {"password": DEMO_PASSWORD, "next": "/staff/you/?page=2"})
    assert right.url == "/staff/you/?page=2"
    assert client.get(right.url).status_code == 200


@pytest.mark.parametrize("onward", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_unlock_when_next_leads_elsewhere_then_the_start_page(
    client_as: ClientAs, long_ago: object, onward: str
) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    response = client.post("/staff/locked/", {"password": DEMO_PASSWORD, "next": onward})
    assert response.url == "/staff/start/"


def test_idle_when_a_form_is_sent_then_what_was_typed_is_sent_again_after_the_password(
    client_as: ClientAs, long_ago: object
) -> None:
    client = client_as("area_adviser", seen_at=long_ago, enforce_csrf_checks=True)
    client.get("/staff/locked/")
    token = client.cookies["fingerpost_csrf"].value
    response = client.post(
        "/staff/echo/?step=2", {"note": CANARY, "choice": ["a", "b"], "csrfmiddlewaretoken": token}
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "What you typed is safe" in page
    assert "nobody saved" not in page
    again = client.post(
        "/staff/locked/",
        {"password": "wrong", "typed": hidden(page, "typed"), "csrfmiddlewaretoken": token},
    ).content.decode()
    carried = client.post(
        "/staff/locked/",
        {"password": DEMO_PASSWORD, "typed": hidden(again, "typed"), "csrfmiddlewaretoken": token},
    ).content.decode()
    assert "Carry on where you were" in carried
    assert 'action="/staff/echo/?step=2"' in carried
    fields = [
        (unescape(name), unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', carried)
    ]
    sent = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    assert sent == [("note", CANARY), ("choice", "a"), ("choice", "b")]
    fresh = dict(fields)["csrfmiddlewaretoken"]
    done = client.post("/staff/echo/?step=2", {**dict(sent), "csrfmiddlewaretoken": fresh})
    assert done.status_code == 200
    assert CANARY in done.content.decode()


def test_idle_when_typed_text_is_carried_then_it_is_kept_nowhere(
    client_as: ClientAs, long_ago: object, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    written: list[str] = []

    def spy(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        written.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(spy):
        client.post("/staff/echo/", {"note": "zanzibar-canary"})
    assert written
    assert not [line for line in written if "zanzibar" in line]
    assert "zanzibar" not in caplog.text
    assert not [row for row in Session.objects.all() if "zanzibar" in str(row.get_decoded())]


def test_typed_text_when_somebody_else_signs_in_then_they_never_see_it(
    world: World, client_as: ClientAs, long_ago: object
) -> None:
    page = client_as("area_adviser", seen_at=long_ago).post("/staff/echo/", {"note": CANARY}).content.decode()
    other = client_as("claims_officer", seen_at=long_ago)
    response = other.post("/staff/locked/", {"password": DEMO_PASSWORD, "typed": hidden(page, "typed")})
    assert response.status_code == 302
    assert "nobody saved" not in other.get("/staff/you/").content.decode()


def test_idle_when_a_password_was_sent_then_it_is_not_carried(client_as: ClientAs, long_ago: object) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    page = client.post("/staff/you/password/", {"oldpassword": DEMO_PASSWORD, "password1": "x"})
    assert page.status_code == 403
    assert "What you typed is safe" not in page.content.decode()


@pytest.mark.usefixtures("db")
def test_locked_page_when_nobody_is_signed_in_then_sign_in() -> None:
    assert Client().get("/staff/locked/").url == "/staff/sign-in/"


def test_keep_alive_when_pressed_then_the_clock_starts_again_but_never_opens_a_lock(
    client_as: ClientAs, long_ago: object
) -> None:
    almost = timezone.now() - timedelta(minutes=19)
    client = client_as("area_adviser", seen_at=almost)
    response = client.post("/staff/stay-signed-in/")
    assert response.json() == {"seconds": 1200}
    assert timezone.now().timestamp() - client.session["staff_seen"] < 5
    locked = client_as("area_adviser", seen_at=long_ago)
    assert locked.post("/staff/stay-signed-in/").status_code == 403
    assert locked.get("/staff/you/").status_code == 302


def test_use_when_noted_then_written_at_most_once_a_minute(client_as: ClientAs) -> None:
    recent = timezone.now() - timedelta(seconds=50)
    client = client_as("area_adviser", seen_at=recent)
    client.get("/staff/you/")
    assert client.session["staff_seen"] == int(recent.timestamp())
    older = timezone.now() - timedelta(seconds=70)
    client = client_as("area_adviser", seen_at=older)
    client.get("/staff/you/")
    assert client.session["staff_seen"] > int(older.timestamp())


def test_unlock_when_five_tries_fail_then_the_right_password_waits(
    client_as: ClientAs, long_ago: object
) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    for _ in range(5):
        client.post("/staff/locked/", {"password": "wrong"})
    response = client.post("/staff/locked/", {"password": DEMO_PASSWORD})
    assert "Too many tries" in response.content.decode()
    assert client.get("/staff/you/").status_code == 302


def test_locked_when_script_asks_for_a_part_then_the_whole_page_is_replaced(
    client_as: ClientAs, long_ago: object
) -> None:
    client = client_as("area_adviser", seen_at=long_ago)
    asked = client.get("/staff/you/", headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"].startswith("/staff/locked/")
    sent = client.post("/staff/echo/", {"note": "x"}, headers={"HX-Request": "true"})
    assert sent.headers["HX-Retarget"] == "body"


class TestSealing:
    """The sealed text by itself."""

    @given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=300)), max_size=8))
    def test_sealed_when_opened_by_its_account_then_all_fields_in_order(
        self, pairs: list[tuple[str, str]]
    ) -> None:
        form = QueryDict(mutable=True)
        for name, value in pairs:
            form.appendlist(name, value.replace("\ud800", ""))
        account = new_id()
        found = typed.unseal(typed.seal(form, account_id=account, path="/staff/x/"), account_id=account)
        assert found is not None
        assert found.path == "/staff/x/"
        expected = [(n, v) for n, values in form.lists() if n != "csrfmiddlewaretoken" for v in values]
        assert list(found.fields) == expected

    def test_sealed_when_changed_foreign_or_old_then_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        account = new_id()
        sealed = typed.seal(QueryDict("note=x"), account_id=account, path="/staff/x/")
        assert typed.unseal(sealed, account_id=new_id()) is None
        assert typed.unseal(sealed[:-4] + "AAA=", account_id=account) is None
        assert typed.unseal("nonsense", account_id=account) is None
        with override_settings(SECRET_KEY="another secret"):
            assert typed.unseal(sealed, account_id=account) is None
        monkeypatch.setattr(typed, "LASTS_SECONDS", -1)
        assert typed.unseal(sealed, account_id=account) is None
