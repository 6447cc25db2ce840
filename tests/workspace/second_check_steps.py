"""Steps of a second check over HTTP: the page that asks, the number on it, the code that a colleague reads out."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup

from fingerpost.demo.world import World
from fingerpost.interactions.models import Attendance, AttendanceSection, SecondCheckUse
from tests.fixtures.world import Acting, ClientAs
from tests.session_steps import make_one, open_one, place_of, record_one

EVERYDAY = "Would like to study fine art."
CERTAIN = "An arsonist, he said."
HERE = "/staff/second-checks/"


def a_place(acting: Acting, world: World) -> Attendance:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact)
        return place_of(record_one(actor, world, contact))


def texts_of(acting: Acting, place: Attendance) -> dict[str, str]:
    with acting("area_adviser"):
        return dict(AttendanceSection.objects.filter(attendance=place).values_list("section", "text"))


def uses(acting: Acting) -> list[SecondCheckUse]:
    with acting("area_adviser"):
        return list(SecondCheckUse.objects.all())


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def number_on(answer: Any) -> str:
    """The number that the page tells the first person to read out."""
    found = re.search(r"Tell them this number:\s+(\d{3})\s(\d{3})", soup(answer).get_text(" "))
    assert found is not None
    return f"{found[1]} {found[2]}"


def code_for(
    client_as: ClientAs,
    world: World,
    number: str,
    *,
    by: str = "second_area_adviser",
    to: str = "area_adviser",
) -> str:
    """Look, as the second person does on their own device, and read out the code."""
    sent = {"colleague": str(world.accounts[to]), "number": number, "has_looked": "on"}
    answer = client_as(by).post(HERE, sent)
    assert answer.status_code == 200
    code = soup(answer).select_one("#code")
    assert code is not None
    return code.get_text(strip=True)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"
