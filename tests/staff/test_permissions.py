"""Deny by default, standing at the door, one transaction for one request."""

import pytest
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, NotPermitted
from fingerpost.house.permissions import Access, Audience, access_of, public_page, requires, signed_in_page
from fingerpost.house.submissions import submit_once
from fingerpost.site.urls import urlpatterns as real_urls
from fingerpost.staff.access import CAPABILITIES, Capability, Role
from tests.fixtures.world import ClientAs


def undeclared(request: HttpRequest) -> HttpResponse:
    """A page that says nothing of whom it is for."""
    return HttpResponse("open")


@requires(Capability.WORK_CONTACTS)
def contacts(request: HttpRequest) -> HttpResponse:
    """A page for whoever works contacts."""
    return HttpResponse("open")


@signed_in_page
def write_then_fail(request: HttpRequest, how: str) -> HttpResponse:
    """A page that writes, and then does not finish."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO house_tries VALUES ('written', now(), 1)")
    if how == "refusal":
        raise Conflict("Somebody else was faster.", code="too_late")
    if how == "missing":
        raise Http404
    if how == "fault":
        raise RuntimeError("a fault")
    return HttpResponse("done")


@public_page
def who(request: HttpRequest) -> HttpResponse:
    """A public page that says who acts in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_me()")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("staff/undeclared/", undeclared),
    path("staff/contacts-only/", contacts),
    path("staff/fail/<str:how>/", write_then_fail),
    path("who/", who),
    *real_urls,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("nickname", [*Role.values, ""])
def test_page_when_it_declares_nothing_then_nobody_enters(client_as: ClientAs, nickname: str) -> None:
    client = client_as(nickname) if nickname else Client()
    assert client.get("/staff/undeclared/").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_page_when_it_asks_a_capability_then_exactly_the_roles_that_hold_it(
    client_as: ClientAs, role: Role
) -> None:
    expected = 200 if Capability.WORK_CONTACTS in CAPABILITIES[role] else 403
    assert client_as(role.value).get("/staff/contacts-only/").status_code == expected


def test_page_when_nobody_is_signed_in_then_sign_in_and_back(world: World) -> None:
    assert Client().get("/staff/contacts-only/?a=1").url == (
        "/staff/sign-in/?next=%2Fstaff%2Fcontacts-only%2F%3Fa%3D1"
    )
    assert Client().post("/staff/contacts-only/").url == "/staff/sign-in/"


@pytest.mark.requirement("BR-28.3", "OI-8.3")
@pytest.mark.parametrize(
    ("nickname", "words"),
    [
        ("lapsed_adviser", "personnel check has run out"),
        ("baseline_only_adviser", "personnel check is not on file"),
        ("untrained_adviser", "customer record training is not on file"),
    ],
)
def test_page_when_standing_has_a_gap_then_refused_with_what_to_do(
    client_as: ClientAs, nickname: str, words: str
) -> None:
    client = client_as(nickname)
    response = client.get("/staff/contacts-only/")
    assert response.status_code == 403
    assert words in response.content.decode()
    assert "line manager" in response.content.decode()
    assert words in client.get("/staff/you/").content.decode()


def test_page_when_membership_has_ended_then_no_role(client_as: ClientAs) -> None:
    client = client_as("leaver")
    assert client.get("/staff/contacts-only/").url.startswith("/staff/choose-role/")
    response = client.get("/staff/choose-role/")
    assert response.status_code == 403
    assert "no role at present" in response.content.decode()


@pytest.mark.parametrize(("how", "status"), [("refusal", 409), ("missing", 404), ("fault", 500)])
def test_request_when_it_does_not_finish_then_nothing_of_it_is_kept(
    client_as: ClientAs, how: str, status: int
) -> None:
    client = client_as("area_adviser", raise_request_exception=False)
    assert client.get(f"/staff/fail/{how}/").status_code == status
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_tries")
        assert cursor.fetchone()[0] == 0
    assert client.get("/staff/fail/not/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_tries")
        assert cursor.fetchone()[0] == 1


def test_request_when_over_then_the_next_one_starts_with_nobody(world: World, client_as: ClientAs) -> None:
    client = client_as("area_adviser")
    assert client.get("/who/").content.decode() == str(world.accounts["area_adviser"])
    assert Client().get("/who/").content.decode() == "None"


def test_declaration_when_other_decorators_stand_around_it_then_still_seen() -> None:
    assert access_of(submit_once(contacts)) == Access(Audience.CAPABLE, frozenset({"work_contacts"}))
    assert access_of(undeclared) is None
    with pytest.raises(ValueError, match="at least one"):
        requires()
    assert issubclass(NotPermitted, Exception)


def every_view(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    """Every route under these."""
    found: list[URLPattern] = []
    for each in patterns:
        found += every_view(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found


def test_routes_when_counted_then_each_one_declares_whom_it_is_for() -> None:
    routes = every_view(get_resolver("fingerpost.site.urls").url_patterns)
    silent = [str(route.pattern) for route in routes if access_of(route.callback) is None]
    assert len(routes) > 20
    assert silent == []
