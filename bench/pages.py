"""Every page of the workspace that shows something: its address for the records at hand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.test import Client
from django.urls import reverse

from bench import steps
from bench.steps import Desk

EMPTY = "/bench/empty/"
CHAPTER = "who-the-service-is-for"
_OF_CUSTOMER = (
    *("customer", "customer_view", "customer_access", "customer_identity", "customer_names"),
    *("customer_address", "customer_details", "customer_circumstances", "customer_contact_points"),
    *("customer_diversity", "customer_indicator", "customer_secrets", "plan_history", "plan_progress"),
    *("outcomes", "new_outcome", "informal_contact", "satisfaction", "progressions", "timeline"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its route, and where it is for these records."""

    route: str
    address: str


def pages_of(desk: Desk) -> list[Page]:
    """The pages that the adviser opens in a day, each on a record that is really there."""
    contact_id, _customer_id, session_id, attendance_id = steps.session_at_hand(desk)
    waiting, check_id = steps.waiting_check(desk)
    appointment_id = _appointment(desk)
    known = desk.own[0]
    pages = [_page(name) for name in ("today", "open_contact", "join_contact", "resume_contact")]
    pages += [_page("raise_concern")]
    pages += [
        _page(name) for name in ("rules", "rules_compare", "instructions", "publications", "second_checks")
    ]
    pages += [_page("opening_hours"), _page("follow_ups")]
    pages += [Page("rule", reverse("workspace:rule", args=["sessions.funded_per_year"]))]
    pages += [Page("instructions_chapter", reverse("workspace:instructions_chapter", args=[CHAPTER]))]
    pages += [
        _page(name, contact_id)
        for name in ("contact", "before_advice", "triage", "start_session", "new_customer")
    ]
    pages += [_page("find_customer", waiting), _page("identity_check", waiting, check_id)]
    pages += [_page(name, known) for name in _OF_CUSTOMER]
    pages += [_page("session", session_id), _page("attendance", attendance_id)]
    pages += [_page("plan", attendance_id)]
    pages += [_page("appointment", appointment_id)]
    return pages


def open_page(client: Client, page: Page) -> None:
    """Ask for a page and read it whole. Raises where it does not open."""
    response = client.get(page.address)
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{page.route} answers {response.status_code}")


def is_shown(client: Client, page: Page) -> bool:
    """Whether the page opens for this adviser as a page, and not as a step to another one."""
    return client.get(page.address).status_code == 200


def _page(name: str, *ids: UUID) -> Page:
    return Page(name, reverse(f"workspace:{name}", args=ids))


def _appointment(desk: Desk) -> UUID:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM appointments_appointment WHERE adviser_id = %s AND kind = 'group' LIMIT 1",
            [desk.account_id],
        )
        found: tuple[UUID] = cursor.fetchone()
    return found[0]
