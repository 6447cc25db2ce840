"""Twelve people in one group: prepared from Today, marked on one register, and no record names another."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from fingerpost.appointments.services import NewAppointment, book_appointment
from fingerpost.customers.models import Grant
from fingerpost.demo.world import World
from fingerpost.house.models import Read
from fingerpost.policy.civil import civil_date, civil_time, london_moment
from tests import session_steps
from tests.browser.browser import PageAs
from tests.browser.steps import follow, heading, press
from tests.fixtures.world import Acting

NAMES = (
    "Alder",
    "Birch",
    "Cherry",
    "Damson",
    "Elder",
    "Ficus",
    "Gorse",
    "Hazel",
    "Ilex",
    "Juniper",
    "Kapok",
    "Larch",
)
ABSENT = "Hazel"


@pytest.mark.requirement("OI-14.15")
def test_group_when_marked_from_one_register_keeps_each_record_its_own(
    page_as: PageAs, world: World, acting: Acting
) -> None:
    people = _booked_group(world, acting)
    page = page_as("second_area_adviser")
    page.goto(f"/staff/customers/{people[ABSENT]}/")
    heading(page, "Page not found")
    _prepare_from_today(page)
    press(page, "Start the session")
    heading(page, "Register")
    _mark_everybody(page)
    page.reload()
    for name in NAMES:
        result = "Did not attend" if name == ABSENT else "Attended"
        expect(_line(page, name).get_by_label("Result").locator("option:checked")).to_have_text(result)
    for name in NAMES:
        _read_records_of(page, name, people[name])
    reads = Read.objects.using("owner").filter(customer_id__in=people.values(), what="customer_record")
    assert reads.filter(account_id=world.accounts["second_area_adviser"]).exclude(reason="").count() == len(
        NAMES
    )


def _booked_group(world: World, acting: Acting) -> dict[str, UUID]:
    """A group of another adviser's customers. Their relationships end, so that only preparing opens them."""
    with acting("area_adviser") as actor:
        made = {name: session_steps.make_one(actor, world, given="Test", family=name).id for name in NAMES}
        starts_at = london_moment(civil_date(timezone.now()), time(0, 5))
        book_appointment(
            actor=actor,
            now=timezone.now(),
            appointment=NewAppointment(
                adviser_id=world.accounts["second_area_adviser"],
                contract_id=world.contracts["prime_north_east"],
                kind="group",
                channel=1,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=23),
                venue_id=world.venues["high_street"],
                capacity=len(NAMES),
                label="Writing a CV",
            ),
            customer_ids=list(made.values()),
        )
    Grant.objects.using("owner").filter(customer_id__in=made.values()).delete()
    return made


def _prepare_from_today(page: Page) -> None:
    page.goto("/staff/")
    day = page.get_by_role("region", name="Appointments today and on the next working day")
    expect(day).to_contain_text("Writing a CV")
    for name in NAMES:
        assert name not in page.content()
    day.get_by_role("link").click()
    heading(page, "Appointment")
    expect(page.get_by_text("Customers show here once you prepare.")).to_be_visible()
    press(page, "Prepare for this appointment")
    for name in NAMES:
        expect(page.get_by_role("link", name=f"Test {name}")).to_be_visible()


def _line(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=f"Test {name}", exact=True)


def _mark_everybody(page: Page) -> None:
    at = f"{civil_time(timezone.now()):%H:%M}"
    for name in NAMES:
        line = _line(page, name)
        if name == ABSENT:
            line.get_by_label("Result").select_option(label="Did not attend")
            line.get_by_label("Why not seen").select_option(index=1)
        else:
            line.get_by_label("Arrived at").fill(at)
            line.get_by_label("Seen at").fill(at)
            line.get_by_label("Result").select_option(label="Attended")
    press(page, "Save the register")
    expect(page.get_by_text("Register saved.")).to_be_visible()


def _read_records_of(page: Page, name: str, customer_id: UUID) -> None:
    """The record page and the session record of one of them: the others are nowhere in the page."""
    others = [other for other in NAMES if other != name]
    page.goto(f"/staff/customers/{customer_id}/")
    heading(page, "Customer record")
    expect(page.get_by_role("main")).to_contain_text("Writing a CV")
    html = page.content()
    assert [other for other in others if other in html] == []
    follow(page, "Group: Writing a CV")
    heading(page, "Session record")
    html = page.content()
    assert name in html
    assert [other for other in others if other in html] == []
