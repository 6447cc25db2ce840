"""Concerns through the door that staff use."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.interactions.services.contacts import attach_customer
from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import screen
from fingerpost.safeguarding.models import Concern
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import begin, make_known, make_record

pytestmark = pytest.mark.django_db

NEW = "/staff/concerns/new/"
GIVEN = {"is_urgent": "yes", "text": "Bruises on both arms, says they fell."}


def _text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("nickname", ["area_adviser", "claims_officer", "auditor", "safeguarding_lead"])
def test_raise_when_any_of_the_staff_then_kept_and_told_what_happens(
    client_as: ClientAs, acting: Acting, nickname: str
) -> None:
    client = client_as(nickname)
    page = client.get(NEW)
    assert "If somebody is in danger now, call 999 first." in _text(page)
    raised = client.post(NEW, GIVEN, follow=True)
    assert "Concern raised" in _text(raised)
    assert "call 999" in _text(raised)
    with acting(nickname):
        concern = Concern.objects.get()
        assert (concern.text, concern.is_urgent) == (GIVEN["text"], True)


def test_raise_when_sent_twice_then_one_concern(client_as: ClientAs, acting: Acting) -> None:
    client, given = client_as("area_adviser"), {**GIVEN, "submission": str(new_id())}
    assert client.post(NEW, given)["Location"] == client.post(NEW, given)["Location"]
    with acting("area_adviser"):
        assert Concern.objects.count() == 1


def test_raise_when_there_is_a_lead_or_none_then_page_says_which(client_as: ClientAs) -> None:
    assert "Told now: Ruth Adeyemi." in _text(client_as("area_adviser").post(NEW, GIVEN, follow=True))
    alone = client_as("telephone_adviser").post(NEW, GIVEN, follow=True)
    assert "Tell your manager now." in _text(alone)


def test_raise_when_incomplete_then_page_returns_with_what_was_typed(client_as: ClientAs) -> None:
    client = client_as("area_adviser")
    page = client.post(NEW, {"text": "Half a thought"})
    assert page.status_code == 422
    assert "Half a thought" in page.content.decode()
    assert 'href="#id_is_urgent"' in page.content.decode()
    assert client.post(NEW, {"is_urgent": "no", "text": " "}).status_code == 422


def test_raise_when_a_word_is_on_the_list_then_kept_with_neutral_advice(
    client_as: ClientAs, acting: Acting
) -> None:
    today = timezone.localdate()
    word = next(
        str(row["form"])
        for row in shipped_rules().get_rows("screening.forms", today)
        if any(hit.blocks for hit in screen(str(row["form"]), on=today, rules=shipped_rules()))
    )
    raised = client_as("area_adviser").post(NEW, {**GIVEN, "text": f"They said {word}."}, follow=True)
    assert raised.status_code == 200
    assert "Your words are kept as you wrote them" in _text(raised)
    assert word not in _text(raised)
    with acting("area_adviser"):
        assert Concern.objects.get().text == f"They said {word}."


def test_raise_when_from_a_contact_then_linked_to_its_customer(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        attach_customer(actor=actor, now=timezone.now(), contact=contact, customer_id=customer.id)
    client = client_as("area_adviser")
    page = client.get(f"{NEW}?contact={contact.id}")
    assert "linked to the customer" in _text(page)
    client.post(NEW, {**GIVEN, "contact": str(contact.id)})
    with acting("area_adviser"):
        assert Concern.objects.get().customer_id == customer.id
    assert "linked to the customer" in _text(client.get(f"{NEW}?about={customer.id}"))


@pytest.mark.parametrize(
    "link", ["?contact=nonsense", "?about=nonsense", "?about={other}", "?contact={none}"]
)
def test_raise_when_link_leads_nowhere_then_still_raised_without_it(
    client_as: ClientAs, acting: Acting, world: World, link: str
) -> None:
    other = make_known(acting, world)
    query = link.format(other=other, none=new_id())
    client = client_as("area_adviser")
    assert "No customer is linked" in _text(client.get(f"{NEW}{query}"))
    name, value = query[1:].split("=")
    assert client.post(NEW, {**GIVEN, name: value}).status_code == 302
    with acting("area_adviser"):
        assert Concern.objects.get().customer_id is None


def test_raise_when_working_for_two_primes_then_asked_for_which(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("subcontractor_adviser")
    assert "It decides who is told." in _text(client.get(NEW))
    assert client.post(NEW, GIVEN).status_code == 422
    given = {**GIVEN, "contract": str(world.contracts["prime_north_west"])}
    assert "Ruth Adeyemi" in _text(client.post(NEW, given, follow=True))


def test_list_when_not_a_lead_then_refused(client_as: ClientAs, acting: Acting) -> None:
    client = client_as("area_adviser")
    raised = client.post(NEW, GIVEN)
    concern_id = raised["Location"].split("/")[3]
    for page in ("", f"{concern_id}/"):
        assert client.get(f"/staff/concerns/{page}").status_code == 403
    for step in ("acknowledge", "close", "customer"):
        assert client.post(f"/staff/concerns/{concern_id}/{step}/").status_code == 403
    assert client_as("second_prime_adviser").get(raised["Location"]).status_code == 404


def test_lead_when_concern_is_raised_then_listed_taken_on_opened_and_closed(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    lead = client_as("safeguarding_lead")
    assert "No concern has been raised." in _text(lead.get("/staff/concerns/"))
    with acting("area_adviser") as actor:
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
    client_as("area_adviser").post(f"{NEW}?about={customer.id}", {**GIVEN, "about": str(customer.id)})
    listed = lead.get("/staff/concerns/")
    assert "Ada Whitlock, Northmoor Careers" in _text(listed)
    assert GIVEN["text"] not in _text(listed)
    found = re.search(r'href="(/staff/concerns/[0-9a-f-]{36}/)"', listed.content.decode())
    assert found is not None
    page = lead.get(found[1])
    assert GIVEN["text"] in _text(page)
    assert "Being looked at" in _text(lead.post(f"{found[1]}acknowledge/", follow=True))
    opened = lead.post(f"{found[1]}customer/")
    assert opened["Location"] == f"/staff/customers/{customer.id}/"
    with acting("safeguarding_lead"):
        assert Customer.objects.filter(id=customer.id).exists()
    closed = lead.post(f"{found[1]}close/", follow=True)
    assert "it opens no record any more" in _text(closed)
    assert lead.post(f"{found[1]}close/").status_code == 409
    assert lead.post(f"{found[1]}customer/").status_code == 404


def test_list_when_page_is_nonsense_then_first_page(client_as: ClientAs) -> None:
    lead = client_as("safeguarding_lead")
    for page in ("0", "-1", "x", "999999999"):
        assert lead.get("/staff/concerns/", {"page": page}).status_code == 200
