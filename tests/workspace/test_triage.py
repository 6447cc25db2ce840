"""What a contact needs, through the door that staff use: questions, answer, a failed transfer, and the hub."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.interactions.models import Contact
from fingerpost.interactions.services.contacts import attach_customer, close_contact
from fingerpost.policy.civil import civil_date
from fingerpost.triage.models import ContactDecision
from fingerpost.workspace.triage import views
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import ITEMS, make_record
from tests.triage.steps import CENTRE, HOME, PRIME, at, call, decided, working_day

pytestmark = pytest.mark.django_db
TODAY = working_day(civil_date(timezone.now()) + timedelta(days=1))
ADULT = {"stated": "advice", "found": "same", "age_known": "years", "age": "34", "lives_in": HOME}
AT_18 = {**ADULT, "age": "18"}
SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the moment at which these pages answer; it begins at ten on a working day."""

    def turn(moment: datetime) -> None:
        monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda: moment))

    turn(at(TODAY, 10))
    return turn


@pytest.fixture
def ringing(acting: Acting, world: World, clock: SetClock) -> Contact:
    """An open call to the contact centre, answered by telephone_adviser."""
    with acting("telephone_adviser") as actor:
        return call(actor, world, now=timezone.now(), contract=CENTRE)


@pytest.fixture
def client(client_as: ClientAs) -> Client:
    return client_as("telephone_adviser")


def _address(contact: Contact, rest: str = "") -> str:
    return f"/staff/contacts/{contact.id}/triage/{rest}"


def _send(client: Client, contact: Contact, answers: dict[str, str], **more: str) -> HttpResponse:
    sent = {**answers, "submission": str(new_id()), "after": "", **more}
    return client.post(_address(contact), sent)


def _words(response: HttpResponse) -> str:
    """The words of a page, one space apart."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def _kept(acting: Acting, nickname: str = "telephone_adviser") -> list[ContactDecision]:
    with acting(nickname):
        return list(ContactDecision.objects.order_by("decided_at", "id"))


@pytest.mark.requirement("BR-5.1", "BR-6.2")
def test_page_when_an_adult_rings_in_the_evening_then_told_who_calls_and_when_and_why(
    client: Client, ringing: Contact, acting: Acting, clock: SetClock
) -> None:
    assert "What does the customer ask for?" in _words(client.get(_address(ringing)))
    clock(at(TODAY, 18))
    answer = client.get(_send(client, ringing, ADULT)["Location"])
    words = _words(answer)
    for expected in (
        "The prime contractor of the customer's area advises",
        "Passed on: the customer is called back",
        "The prime contractor for North East",
        "A task in their queue",
        "the end of",
        "24 hours after the contact began",
        "Tell the customer who will call, and when.",
        "T14, BR-5.2; BR-5.3",
        "K2, BR-6.1; OI-7.11",
        "by Colin Faraday",
    ):
        assert expected in words, expected
    assert 'href="/staff/rules/triage.table/"' in answer.content.decode()
    assert [one.rule for one in _kept(acting)] == ["T14"]


@pytest.mark.requirement("OI-3.28")
def test_page_when_passed_on_on_a_friday_evening_then_due_at_the_end_of_monday_with_the_second_target(
    client: Client, ringing: Contact, clock: SetClock
) -> None:
    friday = date(2027, 3, 5)
    clock(at(friday, 18))
    words = _words(client.get(_send(client, ringing, ADULT)["Location"]))
    assert "the end of Monday 8 March 2027" in words
    assert "The next working day decides." in words


@pytest.mark.requirement("BR-6.1c")
@pytest.mark.parametrize(
    ("outcome", "said"),
    [("no_answer", "Nobody answered"), ("customer_left", "The customer left or rang off")],
)
def test_attempt_when_it_fails_then_passed_on_and_nothing_asked_again(
    client: Client, ringing: Contact, acting: Acting, outcome: str, said: str
) -> None:
    page = client.get(_send(client, ringing, ADULT)["Location"])
    assert "In person: ring now, and stay with the customer until somebody answers" in _words(page)
    (first,) = _kept(acting)
    sent = {"outcome": outcome, "after": str(first.id), "submission": str(new_id())}
    done = client.post(_address(ringing, "attempt/"), sent)
    words = _words(client.get(done["Location"]))
    assert f"When you tried {said}" in words
    assert "Passed on: the customer is called back" in words
    assert "Decided before" in words
    again = client.post(_address(ringing, "attempt/"), {**sent, "submission": str(new_id())})
    assert "Somebody decided this contact while you were at it" in _words(client.get(again["Location"]))
    assert [one.attempt for one in _kept(acting)] == ["", outcome]


@pytest.mark.requirement("BR-6.1b")
def test_page_when_the_receiver_has_closed_since_then_says_so_and_passes_it_on(
    client: Client, ringing: Contact, acting: Acting, clock: SetClock
) -> None:
    clock(at(TODAY, 16, 58))
    decided_page = client.get(_send(client, ringing, ADULT)["Location"])
    assert "They have closed since" not in _words(decided_page)
    (warm,) = _kept(acting)
    sent = {"outcome": "closed", "after": str(warm.id)}
    early = client.post(_address(ringing, "attempt/"), sent)
    assert "They are open. Put the customer through." in _words(client.get(early["Location"]))
    clock(at(TODAY, 17, 1))
    assert "They have closed since" in _words(client.get(_address(ringing)))
    client.post(_address(ringing, "attempt/"), sent)
    assert [(one.transfer_case, one.attempt) for one in _kept(acting)] == [("K1", ""), ("K2", "closed")]


def test_answers_when_wrong_then_everything_typed_stays_and_nothing_is_kept(
    client: Client, ringing: Contact, acting: Acting
) -> None:
    wrong = {
        "stated": "complaint_local",
        "found": "else",
        "age_known": "birth",
        "date_of_birth-day": "31",
        "date_of_birth-month": "2",
        "date_of_birth-year": "1990",
        "lives_in": "wales",
        "works_in": "london",
        "other_language": "yes",
    }
    page = _send(client, ringing, wrong)
    drawn = page.content.decode()
    assert page.status_code == 422
    for expected in ("Date of birth must be a real date", "Select what they need"):
        assert expected in drawn, expected
    for typed in ('value="31"', 'value="1990"', 'value="wales" selected', 'value="london" selected'):
        assert typed in drawn, typed
    assert re.search(r'value="complaint_local"\s+checked', drawn)
    for age in ("131", "-1", "34.5", "forty", "٣٤"):
        assert "Age must be a whole number" in _words(_send(client, ringing, {**ADULT, "age": age})), age
    assert _kept(acting) == []


@pytest.mark.requirement("BR-5.2b")
@pytest.mark.parametrize(
    ("answer", "rule", "says"),
    [
        ("yes", "T14", "The prime contractor of the customer's area advises"),
        ("no", "T09", "The young people's contact centre advises"),
        ("not_asked", "T09", "Ask the entitlement question before advice is given."),
    ],
)
def test_answers_when_18_and_advice_then_one_neutral_question_decides(
    client: Client, ringing: Contact, acting: Acting, answer: str, rule: str, says: str
) -> None:
    asked = _send(client, ringing, AT_18)
    assert asked.status_code == 422
    assert "Is the customer entitled to the adult service at 18?" in _words(asked)
    page = client.get(_send(client, ringing, {**AT_18, "entitled": answer})["Location"])
    assert says in _words(page)
    assert [one.rule for one in _kept(acting)] == [rule]


def test_answers_when_18_and_information_then_nothing_more_is_asked(
    client: Client, ringing: Contact, acting: Acting
) -> None:
    sent = _send(client, ringing, {**AT_18, "stated": "information"})
    assert sent.status_code == 302
    words = _words(client.get(sent["Location"]))
    assert "Direct to all of: contact centre, website, school or college" in words
    assert "entitle" not in words.lower()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"lives_in": "scotland", "works_in": "none"}, "Pass on to Skills Development Scotland."),
        ({"lives_in": "scotland", "works_in": ""}, "Ask whether the customer works in England."),
        ({"lives_in": "wales", "works_in": "north_west"}, "The prime contractor for North West"),
        ({"lives_in": "", "works_in": ""}, "Ask where the customer lives, and where they work."),
        ({"age_known": "unknown"}, "Ask for the date of birth."),
        ({"stated": "unknown"}, "Ask what the customer wants help with."),
        ({"stated": "concern"}, "Follow the safeguarding procedure before anything else."),
        ({"stated": "complaint_local"}, "The website and the contact centre take it"),
        ({"other_language": "yes"}, "Bring in the language line, if it is open."),
    ],
)
def test_answers_when_of_every_kind_then_the_page_says_what_to_do(
    client: Client, ringing: Contact, answers: dict[str, str], says: str
) -> None:
    page = client.get(_send(client, ringing, {**ADULT, **answers})["Location"])
    assert says in _words(page)


@pytest.mark.requirement("EV-5.2.1b")
def test_page_when_another_need_was_found_then_shows_both(client: Client, ringing: Contact) -> None:
    sent = _send(client, ringing, {**ADULT, "stated": "information", "found": "else", "found_need": "advice"})
    words = _words(client.get(sent["Location"]))
    assert "Asked for Information" in words
    assert "Needs, as you found Advice" in words


def test_form_when_sent_twice_then_one_decision(client: Client, ringing: Contact, acting: Acting) -> None:
    submission = str(new_id())
    first, second = (_send(client, ringing, ADULT, submission=submission) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(_kept(acting)) == 1


def test_tabs_when_two_decide_then_the_second_is_told_and_may_put_its_own_in_place(
    client: Client, ringing: Contact, acting: Acting
) -> None:
    _send(client, ringing, ADULT)
    second = _send(client, ringing, {**ADULT, "stated": "information"})
    drawn = second.content.decode()
    assert second.status_code == 409
    assert "Decided meanwhile: The prime contractor of the customer's area advises." in _words(second)
    assert re.search(r'value="information"\s+checked', drawn)
    assert len(_kept(acting)) == 1
    found = re.search(r'name="after" value="([^"]+)"', drawn)
    assert found is not None
    assert _send(client, ringing, {**ADULT, "stated": "information"}, after=found[1]).status_code == 302
    assert [one.rule for one in _kept(acting)] == ["T14", "T16"]


def test_questions_when_asked_again_then_begin_with_what_is_kept_and_no_age(
    client: Client, ringing: Contact, acting: Acting
) -> None:
    _send(client, ringing, {**ADULT, "stated": "information", "found": "else", "found_need": "advice"})
    drawn = client.get(_address(ringing, "again/")).content.decode()
    for kept in ('value="information"\\s+checked', 'value="advice" selected', f'value="{HOME}" selected'):
        assert re.search(kept, drawn), kept
    assert 'value="34"' not in drawn


def test_questions_when_the_customer_is_known_then_age_and_language_are_not_asked(
    client_as: ClientAs, acting: Acting, world: World, clock: SetClock
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        customer = make_record(actor, world, ITEMS, contract_id=world.contracts[PRIME])
        contact = call(actor, world, now=now, contract=PRIME, kind="walk_in")
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
    client = client_as("area_adviser")
    words = _words(client.get(_address(contact)))
    assert "by the record" in words
    assert "How old is the customer?" not in words
    assert "language other than English" not in words
    page = client.get(
        _send(client, contact, {"stated": "advice", "found": "same", "lives_in": HOME})["Location"]
    )
    for link in ("Open the customer's record", "Before advice", "Record the session"):
        assert link in _words(page), link
    with acting("area_adviser"):
        assert ContactDecision.objects.get().rule == "T14"


def test_record_when_a_contact_was_decided_then_its_line_shows_the_direction_alone(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        customer: Customer = make_record(actor, world, ITEMS, contract_id=world.contracts[PRIME])
        contact = call(actor, world, now=now, contract=PRIME, kind="walk_in")
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
        decided(actor, contact, now=now, stated_need="information", found_need="advice")
    words = _words(client_as("area_adviser").get(f"/staff/customers/{customer.id}/"))
    assert "The prime contractor of the customer's area advises" in words
    assert "T14" not in words
    assert "Information" not in words


@pytest.mark.requirement("OI-14.6")
def test_possible_harm_when_decided_then_known_only_to_who_was_in_the_contact(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        now = timezone.now()
        customer = make_record(actor, world, ITEMS, contract_id=world.contracts[PRIME])
        contact = call(actor, world, now=now, contract=PRIME, kind="walk_in")
        attach_customer(actor=actor, now=now, contact=contact, customer_id=customer.id)
        first = decided(actor, contact, now=now)
        decided(actor, contact, now=now, after=first, stated_need="concern")
    client = client_as("area_adviser")
    assert "Follow the safeguarding procedure first" in _words(client.get(_address(contact)))
    for page in (f"/staff/customers/{customer.id}/", f"/staff/contacts/{contact.id}/"):
        assert "safeguarding procedure" not in _words(client.get(page)), page
    colleague = client_as("second_area_adviser")
    page = colleague.get(_address(contact))
    assert page.status_code == 200
    assert "The prime contractor of the customer's area advises" in _words(page)
    for word in ("safeguarding", "T01", "risk of harm"):
        assert word not in _words(page), word
    with acting("second_area_adviser"):
        assert [one.id for one in ContactDecision.objects.all()] == [first.id]


def test_hub_when_not_decided_and_then_decided_then_the_first_task_says_so(
    client: Client, ringing: Contact
) -> None:
    before = _words(client.get(f"/staff/contacts/{ringing.id}/"))
    assert "What the customer needs Who helps, and where it goes. To do" in before
    _send(client, ringing, ADULT)
    after = _words(client.get(f"/staff/contacts/{ringing.id}/"))
    assert "What the customer needs The prime contractor of the customer's area advises Decided" in after


def test_page_when_contact_is_over_a_groups_or_seen_from_outside_then_nothing_can_be_decided(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    client = client_as("area_adviser")
    with acting("area_adviser") as actor:
        now = timezone.now()
        group = call(actor, world, now=now, contract=PRIME, kind="group")
        over = call(actor, world, now=now, contract=PRIME)
        decided(actor, over, now=now)
        close_contact(actor=actor, now=now, contact_id=over.id)
    assert "This contact is not one person's" in _words(client.get(_address(group)))
    assert "What the customer needs" not in _words(client.get(f"/staff/contacts/{group.id}/"))
    assert _send(client, group, ADULT).status_code == 409
    shown = _words(client.get(_address(over)))
    assert "The prime contractor of the customer's area advises" in shown
    assert "Decide once more" not in shown
    assert client.get(_address(over, "again/"))["Location"] == _address(over)
    assert client_as("second_area_adviser").get(_address(over)).status_code == 404


@pytest.mark.requirement("EV-5.2.1a")
def test_page_when_asked_by_somebody_without_training_then_refused(
    client_as: ClientAs, ringing: Contact, acting: Acting
) -> None:
    client = client_as("untrained_adviser")
    assert client.get(_address(ringing)).status_code == 403
    assert _send(client, ringing, ADULT).status_code == 403
    assert _kept(acting) == []


def test_pages_when_read_then_few_queries(
    client: Client, ringing: Contact, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(_address(ringing))
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        _send(client, ringing, ADULT)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(_address(ringing))
