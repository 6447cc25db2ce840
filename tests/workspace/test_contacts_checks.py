"""Finding and confirming a customer through the door that staff use (BR-7.3)."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from fingerpost.demo.world import World
from fingerpost.interactions.models import IdentityCheck
from fingerpost.notices import delivery
from fingerpost.notices.models import Message
from tests.fixtures.world import Acting, ClientAs
from tests.interactions.known import ANSWERS, begin, make_known, make_record

pytestmark = pytest.mark.django_db

FOUR = {
    "given_name": "Vashti",
    "family_name": "Placeholder",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1980",
    "postcode": "zz5 5aa",
}
NOBODY = {**FOUR, "given_name": "Nobody"}
WRONG = {f"answer_{question}": "wrong" for question in ANSWERS}
RIGHT = {f"answer_{question}": answer for question, answer in ANSWERS.items()}


def _text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _contact(acting: Acting, world: World, kind: str = "call") -> UUID:
    with acting("area_adviser") as actor:
        return begin(actor, world, kind).id


def _find(client: Client, contact_id: UUID, four: dict[str, str] = FOUR) -> str:
    """Look for somebody and return the address of the check."""
    sent = client.post(f"/staff/contacts/{contact_id}/find/", four)
    assert sent.status_code == 302, _text(sent)
    return str(sent["Location"])


def _plain(response: HttpResponse) -> str:
    """A page without what differs from one drawing to the next: ids and tokens."""
    html = response.content.decode()
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", html)


@pytest.mark.requirement("BR-7.3")
def test_check_when_record_is_held_or_not_then_same_page_until_it_passes(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    """The nobody of this test has the same secret questions by chance of the draw: those stand aside."""
    make_known(acting, world)
    client = client_as("area_adviser")
    pages = []
    for four in (FOUR, NOBODY):
        address = _find(client, _contact(acting, world), four)
        shown = client.get(address)
        questions = sorted(set(re.findall(r'name="(answer_[a-z_]+)"', shown.content.decode())))
        assert len(questions) == 2
        wrong = client.post(address, {"way": "secrets", **dict.fromkeys(questions, "wrong")})
        code = client.post(f"{address}code/", follow=True)
        late = client.post(address, {"way": "code", "code": "123456"})
        statuses = (shown.status_code, wrong.status_code, code.status_code, late.status_code)
        pages.append(
            (
                statuses,
                *(_without_questions(_plain(page), questions) for page in (shown, wrong, code, late)),
            )
        )
    assert pages[0] == pages[1]
    assert pages[0][0] == (200, 422, 200, 422)
    assert "Placeholder" not in "".join(pages[0][1:])


def _without_questions(html: str, names: list[str]) -> str:
    """The page with the names and words of its questions left out; each is drawn alike."""
    for name in names:
        html = re.sub(rf'(<label[^>]*for="id_{name}"[^>]*>)[^<]*', r"\1", html)
        html = html.replace(name, "answer")
    return html


@pytest.mark.requirement("BR-7.3", "OI-14.19")
def test_check_when_answers_are_right_then_record_opens(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    client = client_as("area_adviser")
    record = f"/staff/customers/{customer_id}/"
    assert client.get(record).status_code == 404
    address = _find(client, _contact(acting, world))
    page = client.get(address).content.decode()
    for held in ("Placeholder", "Vashti", "ZZ5", "07700"):
        assert held not in page
    opened = client.post(address, {"way": "secrets", **RIGHT})
    assert (opened.status_code, opened["Location"]) == (302, record)
    assert client.get(record).status_code == 200
    # Coming back leads to the record again, and changes nothing.
    assert client.get(address)["Location"] == record


@pytest.mark.requirement("BR-7.3")
def test_check_when_wrong_three_times_then_locked_with_a_next_step(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    client = client_as("area_adviser")
    contact_id = _contact(acting, world)
    address = _find(client, contact_id)
    statuses = [client.post(address, {"way": "secrets", **WRONG}).status_code for _ in range(3)]
    assert statuses == [422, 422, 302]
    locked = client.get(address)
    assert locked.status_code == 403
    assert "This check is locked" in _text(locked)
    assert "Go on without a name" in _text(locked)
    assert "after 30 minutes" in _text(locked)
    refused = client.post(f"/staff/contacts/{contact_id}/find/", FOUR)
    assert refused.status_code == 403
    assert "locked" in _text(client.get(f"/staff/contacts/{contact_id}/"))
    assert client.get(f"/staff/customers/{customer_id}/").status_code == 404


def test_check_when_answers_are_wrong_then_error_leads_to_the_field_and_answers_are_not_sent_back(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    client = client_as("area_adviser")
    address = _find(client, _contact(acting, world))
    said = dict.fromkeys(WRONG, "quince canary")
    page = client.post(address, {"way": "secrets", **said}).content.decode()
    assert "This does not confirm who it is" in page
    assert re.search(r'href="#id_answer_[a-z_]+"', page)
    assert "quince canary" not in page
    assert re.search(r'value="secrets"[^>]*checked', page)


@pytest.mark.parametrize("given", [{}, {"way": "secrets"}, {"way": "code", "code": "12"}, {"way": "magic"}])
def test_check_when_incomplete_then_asked_again_and_no_failure_counted(
    client_as: ClientAs, acting: Acting, world: World, given: dict[str, str]
) -> None:
    make_known(acting, world)
    client = client_as("area_adviser")
    address = _find(client, _contact(acting, world))
    assert client.post(address, given).status_code == 422
    with acting("area_adviser"):
        assert IdentityCheck.objects.get().failures == 0


@pytest.mark.requirement("BR-7.3")
def test_check_when_code_is_read_back_then_record_opens(
    client_as: ClientAs, acting: Acting, world: World, mailoutbox: list[object]
) -> None:
    customer_id = make_known(acting, world)
    client = client_as("area_adviser")
    address = _find(client, _contact(acting, world))
    asked = client.post(f"{address}code/", follow=True)
    assert "If we hold a safe number or address, we have sent a code" in _text(asked)
    with delivery._delivering():
        [message_id] = Message.objects.values_list("id", flat=True)
    delivery.deliver_message(message_id, now=_now())
    code = re.search(r"\d{6}", str(mailoutbox[0].body))  # type: ignore[attr-defined]
    assert code is not None
    opened = client.post(address, {"way": "code", "code": f"{code[0][:3]} {code[0][3:]}"})
    assert opened["Location"] == f"/staff/customers/{customer_id}/"


def _now() -> object:
    from django.utils import timezone

    return timezone.now()


@pytest.mark.requirement("BR-7.3")
def test_check_when_evidence_was_seen_face_to_face_then_record_opens(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    client = client_as("area_adviser")
    by_telephone = client.get(_find(client, _contact(acting, world))).content.decode()
    assert "passport" not in by_telephone.lower()
    address = _find(client, _contact(acting, world, "walk_in"))
    assert "passport" in client.get(address).content.decode().lower()
    opened = client.post(address, {"way": "evidence", "evidence": "passport"})
    assert opened["Location"] == f"/staff/customers/{customer_id}/"


@pytest.mark.requirement("OI-14.20")
def test_check_when_passed_with_no_record_then_next_steps_and_no_near_matches(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    client = client_as("area_adviser")
    contact_id = _contact(acting, world)
    address = _find(client, contact_id, {**FOUR, "postcode": "ZZ5 5AB"})
    ended = client.post(address, {"way": "known", "reason": "long_known"}, follow=True)
    words = _text(ended)
    assert "No record opened" in words
    assert "Vashti" not in words
    html = ended.content.decode()
    for step in (f"/staff/contacts/{contact_id}/find/", f"/staff/contacts/{contact_id}/anonymous/"):
        assert step in html


def test_check_when_several_records_then_said_so_and_none_opens(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    with acting("second_prime_adviser") as actor:
        make_record(actor, world)
    client = client_as("area_adviser")
    address = _find(client, _contact(acting, world))
    ended = client.post(address, {"way": "known", "reason": "long_known"}, follow=True)
    assert "Somebody authorised must join them first" in _text(ended)


def test_group_when_customers_are_confirmed_then_hub_lists_them(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    client = client_as("area_adviser")
    contact_id = _contact(acting, world, "group")
    opened = client.post(_find(client, contact_id), {"way": "evidence", "evidence": "passport"})
    assert opened["Location"] == f"/staff/contacts/{contact_id}/"
    hub = client.get(opened["Location"]).content.decode()
    assert "Vashti Placeholder" in hub
    assert f"/staff/customers/{customer_id}/" in hub


@pytest.mark.requirement("OI-8.9")
@pytest.mark.parametrize(
    ("gone", "target"),
    [
        (("given_name", "family_name"), "id_family_name"),
        (("date_of_birth-day",), "id_date_of_birth-day"),
        (("postcode",), "id_postcode"),
    ],
)
def test_find_when_an_item_is_missing_then_page_returns_with_the_rest(
    client_as: ClientAs, acting: Acting, world: World, gone: tuple[str, ...], target: str
) -> None:
    make_known(acting, world)
    client = client_as("area_adviser")
    given = {name: value for name, value in FOUR.items() if name not in gone}
    page = client.post(f"/staff/contacts/{_contact(acting, world)}/find/", given)
    assert page.status_code == 422
    html = page.content.decode()
    assert f'href="#{target}"' in html
    assert 'value="1980"' in html
    with acting("area_adviser"):
        assert not IdentityCheck.objects.exists()


@pytest.mark.requirement("BR-7.3")
def test_find_when_too_often_then_told_to_wait(client_as: ClientAs, acting: Acting, world: World) -> None:
    client = client_as("area_adviser")
    address = f"/staff/contacts/{_contact(acting, world)}/find/"
    statuses = [
        client.post(address, {**NOBODY, "date_of_birth-year": str(1950 + number)}).status_code
        for number in range(7)
    ]
    assert statuses == [302] * 6 + [429]


def test_find_when_asked_by_address_then_nothing_is_read_from_it(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    page = client_as("area_adviser").get(f"/staff/contacts/{_contact(acting, world)}/find/", FOUR)
    assert page.status_code == 200
    assert "Placeholder" not in page.content.decode()
    with acting("area_adviser"):
        assert not IdentityCheck.objects.exists()


def test_check_when_somebody_elses_then_page_not_found(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    make_known(acting, world)
    address = _find(client_as("area_adviser"), _contact(acting, world))
    other = client_as("second_area_adviser")
    assert other.get(address).status_code == 404
    assert other.post(address, {"way": "secrets", **RIGHT}).status_code == 404
    assert other.post(f"{address}code/").status_code == 404


def _hidden(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a page that carry what was searched for."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name in FOUR}


def test_search_when_nothing_is_held_then_record_starts_with_what_was_typed(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    """From the search through the check and a sent code to the new record, by POST alone."""
    client = client_as("area_adviser")
    contact_id = _contact(acting, world)
    check = client.post(f"/staff/contacts/{contact_id}/find/", {**NOBODY, "arrives": "1"}, follow=True)
    address = check.request["PATH_INFO"]
    assert "/checks/" in address
    assert check.request["QUERY_STRING"] == ""
    assert _hidden(check) == NOBODY
    coded = client.post(f"{address}code/", {**_hidden(check), "arrives": "1"}, follow=True)
    assert coded.request["PATH_INFO"] == address
    assert _hidden(coded) == NOBODY
    wrong = client.post(address, {**_hidden(coded), "way": "code", "code": "123456"})
    assert (wrong.status_code, _hidden(wrong)) == (422, NOBODY)
    none = client.post(address, {**_hidden(wrong), "way": "known", "reason": "long_known"})
    assert "Nothing is held" in _text(none)
    assert _hidden(none) == NOBODY
    for form in (
        client.post(f"/staff/contacts/{contact_id}/new-customer/", {**_hidden(none), "from_find": "1"}),
        client.post(f"/staff/contacts/{contact_id}/find/", {**_hidden(none), "again": "1"}),
    ):
        values = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', form.content.decode()))
        assert form.status_code == 200
        assert NOBODY.items() <= values.items()
    with acting("area_adviser"):
        assert IdentityCheck.objects.filter(contact_id=contact_id).count() == 1


def test_check_when_page_is_asked_for_again_then_nothing_of_the_search_is_kept(
    client_as: ClientAs, acting: Acting, world: World
) -> None:
    """A reload by address shows the check without the four items: they were in the page alone."""
    client = client_as("area_adviser")
    address = _find(client, _contact(acting, world), NOBODY)
    page = client.get(address)
    assert page.status_code == 200
    assert _hidden(page) == {}
    assert "Nobody" not in page.content.decode()
