"""A page of a plan as a browser without script holds it: its fields with what stands in them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.services.contacts import attach_customer
from tests.session_steps import make_one, open_one, place_of, record_one


class _Fields(HTMLParser):
    """Collects what a browser would send of the form whose action is asked for."""

    def __init__(self, action: str) -> None:
        super().__init__(convert_charrefs=True)
        self.action, self.inside = action, False
        self.data: dict[str, str] = {}
        self.text_of, self.select = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = got.get("action") == self.action
        name = got.get("name", "")
        if not self.inside or (not name and tag != "option"):
            return
        if tag == "input" and got.get("type", "text") in ("radio", "checkbox"):
            if "checked" in got:
                self.data[name] = got.get("value", "on")
        elif tag == "input":
            self.data[name] = got.get("value", "")
        elif tag == "textarea":
            self.text_of, self.data[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in got or self.select not in self.data):
            self.data[self.select] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.data[self.text_of] = self.data[self.text_of].removeprefix("\n")
            self.text_of = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.data[self.text_of] += data


def fields_of(page: HttpResponseBase | str, action: str) -> dict[str, str]:
    """Every field of the form with this action, as it would be sent untouched."""
    reader = _Fields(action)
    reader.feed(page if isinstance(page, str) else getattr(page, "content", b"").decode())
    return reader.data


def keys_of(data: dict[str, str], kind: str) -> list[str]:
    """The prefixes of the lines of a kind, in the order of the page."""
    return [
        name.removesuffix("-version")
        for name in data
        if name.startswith(f"{kind}-") and name.endswith("-version")
    ]


def key_of(prefix: str) -> UUID:
    """The key of a line by its prefix."""
    return UUID(prefix.partition("-")[2])


def seen_customer(
    actor: Actor, world: World, *, given: str = "Vashti", family: str = "Placeholder", **details: Any
) -> Attendance:
    """A customer who was seen at a session just now; their record is new."""
    contact = open_one(actor, world)
    make_one(actor, world, given=given, family=family, contact=contact)
    return place_of(record_one(actor, world, contact, **details))


def again_seen(actor: Actor, world: World, earlier: Attendance) -> Attendance:
    """The customer of an earlier session is seen again, in a contact of its own."""
    contact = open_one(actor, world)
    assert earlier.customer_id is not None
    attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=earlier.customer_id)
    return place_of(record_one(actor, world, contact))


def plan_url(place: Attendance) -> str:
    """The address of the editor."""
    return f"/staff/attendances/{place.id}/plan/"


def begun(client: Client, place: Attendance) -> dict[str, str]:
    """Begin the plan of a place; the fields of the editor as it opens."""
    url = plan_url(place)
    assert client.post(f"{url}begin/").status_code == 302
    return opened(client, place)


def opened(client: Client, place: Attendance, query: str = "") -> dict[str, str]:
    """The fields of the editor."""
    page = client.get(f"{plan_url(place)}{query}")
    assert page.status_code == 200, page.content.decode()
    return fields_of(page, plan_url(place))
