"""The page of a record with what other systems told: transfers, web chats, plans and outcomes, read only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.dss.kit import (
    WEST,
    Made,
    Said,
    a_customer,
    a_journey,
    a_plan,
    a_session,
    an_interaction,
    goal_body,
    made,
    outcome_body,
    transfer_body,
    web_chat_body,
)
from tests.dss.systems import NORTH_EAST, NorthEast
from tests.fixtures.world import Acting, ClientAs


class External(NorthEast):
    """A system of a contractor outside, beside another with the same key."""

    def __init__(self, beside: NorthEast) -> None:
        self.acting, self.key, self.client = beside.acting, beside.key, beside.client

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Said:
        """Always as the touchpoint that nobody here holds."""
        return super().ask(method, path, body, **{**options, "touchpoint": WEST})


Counting = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def ours(acting: Acting) -> NorthEast:
    """A system of the organisation whose advisers work on the pages."""
    return NorthEast(acting)


def words_of(client: Client, customer: Made, *, page: int = 1) -> str:
    """The page as it is read."""
    response = client.get(f"/staff/shared-record/customers/{customer.id}/?page={page}")
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.requirement("OI-14.15")
def test_what_other_systems_told_reads_in_words_with_its_touchpoint(
    ours: NorthEast, client_as: ClientAs
) -> None:
    journey = a_journey(ours)
    asked = transfer_body() | {"RequestedCallbackTime": "2031-07-01T08:30:00Z"}
    made(ours, journey.below_interaction("transfers", "Transfers"), asked, "TransferId")
    chat = web_chat_body() | {"DigitalReference": "Chat.77", "SentToCustomer": True}
    made(ours, journey.below_interaction("webchats", "WebChats"), chat, "WebChatId", touchpoint=WEST)
    made(ours, journey.below_plan("goals", "Goals"), goal_body() | {"GoalType": 99}, "GoalId")
    client = client_as("area_adviser")
    record = client.get(f"/staff/customers/{journey.customer.id}/").content.decode()
    assert f"/staff/shared-record/customers/{journey.customer.id}/" in record
    page = words_of(client, journey.customer)
    for words in (
        "Handed on to another contractor",
        "To touchpoint",
        str(asked["Context"]),
        "1 July 2031 at 09:30",
        "Web chat",
        "4 March 2025 at 10:15",
        "Asked which courses begin in the autumn",
        "Chat.77",
        "Works part time in a warehouse and wants to drive a crane",
        "Pass the first crane test",
        "About: Other",
        f"Told by the system of touchpoint {NORTH_EAST} (",
        f"Told by the system of touchpoint {WEST}, ",
    ):
        assert words in page, words
    # Seen, so in the list of who saw the record; whoever has no grant finds nothing.
    access = client.get(f"/staff/customers/{journey.customer.id}/access/").content.decode()
    assert access.count("Contacts through other systems") == 1
    outside = client_as("second_prime_adviser")
    assert outside.get(f"/staff/shared-record/customers/{journey.customer.id}/").status_code == 404


def test_page_when_long_then_in_parts_and_when_empty_says_so(
    ours: NorthEast, client_as: ClientAs, django_assert_max_num_queries: Counting
) -> None:
    journey = a_journey(ours)
    client = client_as("area_adviser")
    for number in range(21):
        body = web_chat_body() | {"WebChatNarrative": f"Talk number {number} of many"}
        made(ours, journey.below_interaction("webchats", "WebChats"), body, "WebChatId")
    with django_assert_max_num_queries(30):
        first = words_of(client, journey.customer)
    assert first.count("Talk number") == 20
    assert "page=2" in first
    second = words_of(client, journey.customer, page=2)
    assert second.count("Talk number") == 1
    empty = a_customer(ours)
    assert "No other system told of a transfer" in words_of(client, empty)


def test_pages_of_the_record_when_another_contractor_told_it_read_with_its_touchpoint(
    ours: NorthEast, client_as: ClientAs
) -> None:
    """What came under an external contract opens on the pages of its own kind, to be read and not changed."""
    customer = a_customer(ours)
    elsewhere = External(ours)
    interaction = an_interaction(elsewhere, customer)
    session = a_session(elsewhere, customer, interaction)
    plan = a_plan(elsewhere, customer, interaction, session)
    below = (
        f"outcomes/api/Customers/{customer.id}/Interactions/{interaction.id}/ActionPlans/{plan.id}/Outcomes"
    )
    outcomes = [
        made(elsewhere, below, outcome_body(session.id) | {"OutcomeType": kind}, "OutcomeId")
        for kind in (1, 2, 3, 4, 5)
    ]
    client = client_as("area_adviser")
    said = {}
    for address in (
        f"customers/{customer.id}/",
        f"customers/{customer.id}/outcomes/",
        f"customers/{customer.id}/progress/",
        f"customers/{customer.id}/plan/progress/",
        f"attendances/{session.id}/",
        f"attendances/{session.id}/plan/",
        *(f"outcomes/{outcome.id}/" for outcome in outcomes),
    ):
        response = client.get(f"/staff/{address}")
        assert response.status_code == 200, address
        said[address] = unescape(response.content.decode())
    for kind in (
        "Customer satisfaction",
        "Career management",
        "Sustainable employment",
        "Accredited learning",
    ):
        assert kind in said[f"customers/{customer.id}/outcomes/"]
    plan_page = said[f"attendances/{session.id}/plan/"]
    assert "Another contractor’s system told of a plan of this session." in plan_page
    assert f"/staff/shared-record/customers/{customer.id}/" in plan_page
    page = said[f"outcomes/{outcomes[0].id}/"]
    for words in (f"System of touchpoint {WEST}", f"Touchpoint {WEST}", "Not claimed"):
        assert words in page
    assert "Change this outcome" not in page
