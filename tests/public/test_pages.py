"""The pages that anybody may open, and the pages for when something goes wrong."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from fingerpost.house.colours import checked_colour, contrast_with_white

PAGES = ["/", "/opening-hours/", "/accessibility/", "/privacy/", "/cookies/"]
ERRORS = [400, 403, 404, 409, 413, 429, 500, 503]


def page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_public_page_when_opened_has_one_heading_landmarks_and_no_cookie(
    client: Client, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    found = page(response.content.decode())
    assert found.html is not None
    assert found.html["lang"] == "en-gb"
    assert len(found.find_all("h1")) == 1
    assert len(found.find_all("main", id="main-content")) == 1
    skip = found.find("a", class_="govuk-skip-link")
    assert isinstance(skip, Tag)
    assert skip["href"] == "#main-content"
    assert str(found.title.string).endswith(f" – {settings.SERVICE_NAME}")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_public_page_when_opened_holds_no_inline_script_or_style(client: Client, address: str) -> None:
    found = page(client.get(address).content.decode())
    assert not found.find_all("style")
    assert not [script for script in found.find_all("script") if not script.has_attr("src")]
    assert not [tag.name for tag in found.find_all(True) if tag.has_attr("style") or _has_handler(tag)]


def _has_handler(tag: Tag) -> bool:
    return any(name.startswith("on") for name in tag.attrs)


@pytest.mark.django_db
def test_start_page_when_opened_leads_to_staff_sign_in(client: Client) -> None:
    link = page(client.get("/").content.decode()).find("a", role="button")
    assert isinstance(link, Tag)
    assert link.get_text(strip=True) == "Staff sign in"
    assert str(link["href"]) == "/staff/sign-in/"


@pytest.mark.django_db
def test_cookies_page_when_read_names_every_cookie_that_settings_set(client: Client) -> None:
    words = page(client.get("/cookies/").content.decode()).get_text()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert name in words
    assert f"at most {settings.SESSION_COOKIE_AGE // 3_600} hours" in words


@pytest.mark.django_db
def test_pages_when_the_service_is_renamed_carry_the_new_name(client: Client, settings: Settings) -> None:
    settings.SERVICE_NAME = "Waymark"
    for address in PAGES:
        words = client.get(address).content.decode()
        assert "Waymark" in words
        assert "Fingerpost" not in page(words).get_text()


@pytest.mark.django_db
def test_page_when_a_deployment_has_its_own_colour_links_to_it(client: Client, settings: Settings) -> None:
    settings.BRAND_COLOUR = ""
    assert "/brand.css" not in client.get("/").content.decode()
    settings.BRAND_COLOUR = "#4b2e83"
    assert "/brand.css" in client.get("/").content.decode()
    response = client.get("/brand.css")
    assert response["Content-Type"].startswith("text/css")
    assert "--govuk-brand-colour:#4b2e83" in response.content.decode()


@pytest.mark.parametrize("colour", ["red", "#fff", "#ffffff", "#ffdd00", "#4b2e83}", "#4B2E8"])
def test_colour_when_unreadable_or_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        checked_colour(colour)


def test_colour_when_dark_enough_is_kept() -> None:
    assert checked_colour("#4B2E83") == "#4b2e83"
    assert round(contrast_with_white("#767676"), 2) == 4.54


@pytest.mark.django_db
def test_robots_when_asked_leaves_out_staff_pages(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert b"Disallow: /staff/" in response.content


@pytest.mark.django_db
def test_favicon_when_asked_leads_to_our_own_mark(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response["Location"].endswith(".svg")


@pytest.mark.django_db
def test_public_page_when_sent_to_is_refused(client: Client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("status", ERRORS)
def test_error_page_when_drawn_without_request_or_database_offers_a_next_step(status: int) -> None:
    found = page(render_to_string(f"errors/{status}.html"))
    main = found.main
    assert main is not None
    assert main.h1 is not None
    assert main.h1.get_text(strip=True)
    assert [link["href"] for link in main.find_all("a") if str(link["href"]).startswith("/")]
    assert settings.SERVICE_TELEPHONE in main.get_text()


@pytest.mark.parametrize("status", ERRORS)
def test_error_page_when_given_words_and_a_way_shows_them(status: int) -> None:
    given = {"message": "Say <this>", "next_href": "/staff/here/", "next_text": "Go here"}
    main = page(render_to_string(f"errors/{status}.html", given)).main
    assert main is not None
    assert "Say <this>" in main.get_text()
    assert main.find("a", href="/staff/here/", string="Go here")
