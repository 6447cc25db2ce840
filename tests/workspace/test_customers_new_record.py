"""The page "Make a record", through the door that staff use."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import (
    Address,
    Circumstance,
    ContactPoint,
    Customer,
    IdentityProof,
)
from fingerpost.demo.world import GUARDED_POSTCODE, World
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.interactions.models import Contact
from fingerpost.interactions.services.contacts import open_contact
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting, ClientAs

TODAY = civil_date(timezone.now())


@pytest.fixture
def contact_of(world: World, acting: Acting) -> Any:
    """`contact_of("area_adviser")`: the id of an open contact of that person."""

    def make(nickname: str, contract: str = "prime_north_east", kind: str = "walk_in") -> UUID:
        with acting(nickname) as actor:
            contact = open_contact(
                actor=actor, now=timezone.now(), kind=kind, contract_id=world.contracts[contract]
            )
            return contact.id

    return make


def born(years: int, days: int = 0) -> dict[str, str]:
    """The three boxes of a date of birth of somebody who turned so many years so many days ago."""
    day = date.fromordinal(TODAY.replace(year=TODAY.year - years).toordinal() - days)
    return {
        "date_of_birth-day": str(day.day),
        "date_of_birth-month": str(day.month),
        "date_of_birth-year": str(day.year),
    }


def form(**values: Any) -> dict[str, Any]:
    """The least that makes a confirmed record, with changes."""
    return {
        "submission": str(new_id()),
        "given_name": "Vashti",
        "family_name": "Placeholder",
        "postcode": "SW1A 1AA",
        "evidence": ["passport"],
        "lives_in": "england",
        **born(40),
        **values,
    }


def post(client: Client, contact_id: UUID, **values: Any) -> Any:
    return client.post(reverse("workspace:new_customer", args=[contact_id]), form(**values))


def test_make_when_complete_then_the_whole_record_is_kept_and_the_contact_is_theirs(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    contact_id = contact_of("area_adviser")
    response = post(
        client_as("area_adviser"),
        contact_id,
        title="6",
        mobile="07700 900 982",
        mobile_safe="yes",
        mobile_flags=["voicemail"],
        email="vashti@example.com",
        email_flags=["read_by_others"],
        name_to_give="a friend",
        not_before="5pm",
        preferred_contact_method="2",
        preferred_language="pl",
        introduced_by="10",
        digital_ability="needs_help",
        employment_status="unemployed",
        qualification_level="level_2",
        jobcentre_plus_customer="yes",
        support_needs=["quiet_room", "large_print"],
        said_by="document",
    )
    assert response.status_code == 302, response.content.decode()[:3000]
    with acting("area_adviser"):
        customer = Customer.objects.get()
        assert response.url == reverse("workspace:customer", args=[customer.id])
        assert (customer.state, customer.title, customer.introduced_by) == ("confirmed", 6, 10)
        assert (customer.preferred_language, customer.digital_ability) == ("pl", "needs_help")
        assert customer.lives_in_england is True
        assert Contact.objects.get(id=contact_id).customer_id == customer.id
        assert Address.objects.get().postcode == "SW1A 1AA"
        mobile = ContactPoint.objects.get(kind="mobile")
        assert (mobile.value, mobile.is_safe, mobile.may_leave_voicemail) == ("07700900982", True, True)
        assert (mobile.name_to_give, str(mobile.not_before)) == ("a friend", "17:00:00")
        email = ContactPoint.objects.get(kind="email")
        assert (email.is_safe, email.read_by_others) == (None, True)
        facts = {(one.kind, one.value, one.said_by, one.as_of) for one in Circumstance.objects.all()}
        assert facts == {
            ("employment_status", "unemployed", "document", TODAY),
            ("qualification_level", "level_2", "document", TODAY),
            ("jobcentre_plus_customer", "yes", "document", TODAY),
            ("support_need", "quiet_room", "document", TODAY),
            ("support_need", "large_print", "document", TODAY),
        }


@pytest.mark.parametrize(
    ("given", "family", "kept"),
    [
        ("José", "García", ("José", "García")),
        ("Siobhán", "O'Neil", ("Siobhán", "O'Neil")),
        ("Siobhán", "O’Neil", ("Siobhán", "O’Neil")),
        ("Maria", "de la Cruz", ("Maria", "de la Cruz")),
        ("", "Prince", ("", "Prince")),
        ("Łukasz", "", ("", "Łukasz")),
        ("anne", "smith-jones", ("anne", "smith-jones")),
        ("美玲", "王", ("美玲", "王")),
        ("Fine", "Court", ("Fine", "Court")),
    ],
)
def test_make_when_a_real_persons_name_then_kept_as_it_was_typed(
    client_as: ClientAs, contact_of: Any, acting: Acting, given: str, family: str, kept: tuple[str, str]
) -> None:
    response = post(
        client_as("area_adviser"), contact_of("area_adviser"), given_name=given, family_name=family
    )
    assert response.status_code == 302
    with acting("area_adviser"):
        customer = Customer.objects.get()
        assert (customer.given_name, customer.family_name) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("sw1a1aa", "SW1A 1AA"), (" m1  1ae ", "M1 1AE"), ("bfpo57", "BFPO 57"), ("BFPO 5", "BFPO 5")],
)
def test_make_when_postcode_in_any_writing_then_kept_in_one(
    client_as: ClientAs, contact_of: Any, acting: Acting, typed: str, kept: str
) -> None:
    assert post(client_as("area_adviser"), contact_of("area_adviser"), postcode=typed).status_code == 302
    with acting("area_adviser"):
        assert Address.objects.get().postcode == kept


@pytest.mark.requirement("XD-9")
def test_make_when_postcode_is_guarded_then_neutral_words_and_everything_typed(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    client, contact_id = client_as("area_adviser"), contact_of("area_adviser")
    response = post(
        client, contact_id, postcode=GUARDED_POSTCODE, address_line_1="1 Example Road", mobile="07700 900982"
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "This postcode can&#x27;t be kept as a home address." in page
    assert 'href="#id_postcode"' in page
    for typed in (GUARDED_POSTCODE, "1 Example Road", "Placeholder", "07700 900982"):
        assert f'value="{typed}"' in page
    with acting("area_adviser"):
        assert not Customer.objects.exists()
    assert post(client, contact_id, postcode="", address_line_1="").status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().addresses.count() == 0


@pytest.mark.requirement("BR-7.2")
def test_make_when_evidence_not_answered_then_refused_and_asked(client_as: ClientAs, contact_of: Any) -> None:
    response = post(client_as("area_adviser"), contact_of("area_adviser"), evidence=[])
    assert response.status_code == 422
    assert "Select what you have seen today" in response.content.decode()


@pytest.mark.requirement("BR-7.2")
def test_make_when_no_evidence_today_then_provisional_and_no_proof(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    response = post(client_as("area_adviser"), contact_of("area_adviser"), evidence=["none"])
    assert response.status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().is_provisional
        assert not IdentityProof.objects.exists()


def test_make_when_vouched_without_a_profession_then_asked_for_it(
    client_as: ClientAs, contact_of: Any
) -> None:
    response = post(
        client_as("area_adviser"), contact_of("area_adviser"), evidence=["vouched_known_professional"]
    )
    assert response.status_code == 422
    assert "Enter the profession of the person who vouched" in response.content.decode()


@pytest.mark.requirement("BR-5.2a")
@pytest.mark.parametrize("years", [13, 17])
def test_make_when_under_18_then_the_page_directs_and_nothing_is_kept_until_it_has(
    client_as: ClientAs, contact_of: Any, acting: Acting, years: int
) -> None:
    client, contact_id = client_as("area_adviser"), contact_of("area_adviser")
    response = post(client, contact_id, **born(years))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Direct this person to the young people's service" in page
    assert "school or college" in page
    with acting("area_adviser"):
        assert not Customer.objects.exists()
    refused = post(
        client, contact_id, step="directions", need="advice", given=["contact_centre"], **born(years)
    )
    assert refused.status_code == 422
    with acting("area_adviser"):
        assert not Event.objects.filter(kind="contact.directed").exists()
    done = post(
        client, contact_id, step="directions", need="advice", given=["school_or_college"], **born(years)
    )
    assert done.status_code == 302
    with acting("area_adviser"):
        assert not Customer.objects.exists()
        event = Event.objects.get(kind="contact.directed")
        assert event.subject == {
            "contact": str(contact_id),
            "need": "advice",
            "given": "school_or_college",
        }


@pytest.mark.requirement("BR-5.4")
def test_make_when_under_18_for_information_then_all_places_and_a_record_may_follow(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    client, contact_id = client_as("area_adviser"), contact_of("area_adviser")
    some = post(client, contact_id, step="record", need="information", given=["website"], **born(17))
    assert some.status_code == 422
    every = ["contact_centre", "website", "school_or_college"]
    done = post(client, contact_id, step="record", need="information", given=every, **born(17))
    assert done.status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().entitlement_checked_on is None


@pytest.mark.requirement("OI-3.4")
def test_make_when_18_then_one_question_and_only_that_it_was_checked_is_kept(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    client, contact_id = client_as("area_adviser"), contact_of("area_adviser")
    asked = post(client, contact_id, **born(18))
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Has it been checked that the customer is entitled to advice at 18?" in page
    assert "Select yes if it has been checked" in page
    assert post(client, contact_id, entitled="no", **born(18)).status_code == 200
    with acting("area_adviser"):
        assert not Customer.objects.exists()
    assert post(client, contact_id, entitled="yes", **born(18)).status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().entitlement_checked_on == TODAY


@pytest.mark.requirement("OI-3.4")
@pytest.mark.parametrize("days", [0, 1])
def test_make_when_19_then_nothing_is_asked_and_nothing_kept_of_it(
    client_as: ClientAs, contact_of: Any, acting: Acting, days: int
) -> None:
    response = post(client_as("area_adviser"), contact_of("area_adviser"), entitled="yes", **born(19, days))
    assert response.status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().entitlement_checked_on is None


def test_make_when_a_day_short_of_19_then_the_question_is_asked(client_as: ClientAs, contact_of: Any) -> None:
    assert post(client_as("area_adviser"), contact_of("area_adviser"), **born(19, -1)).status_code == 422


def test_make_when_young_and_the_young_peoples_contract_then_no_directions(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    contact_id = contact_of("young_people_adviser", "contact_centre_young", "call")
    assert post(client_as("young_people_adviser"), contact_id, **born(17)).status_code == 302
    with acting("young_people_adviser"):
        assert Customer.objects.exists()


@pytest.mark.requirement("BR-1.1d")
@pytest.mark.parametrize(
    ("home", "work", "is_made"),
    [
        ("england", "none", True),
        ("wales", "england", True),
        ("wales", "wales", False),
        ("scotland", "none", False),
        ("", "", True),
    ],
)
def test_make_when_home_and_work_are_elsewhere_then_handed_to_that_nations_service(
    client_as: ClientAs, contact_of: Any, acting: Acting, home: str, work: str, is_made: bool
) -> None:
    response = post(client_as("area_adviser"), contact_of("area_adviser"), lives_in=home, works_in=work)
    assert response.status_code == (302 if is_made else 200)
    with acting("area_adviser"):
        assert Customer.objects.exists() is is_made
        assert Event.objects.filter(kind="contact.handed_off").exists() is not is_made
    if home == "wales" and not is_made:
        page = response.content.decode()
        assert "Careers Wales" in page
        for name in ("family_name", "date_of_birth-year", "postcode"):
            assert re.search(f'type="hidden" name="{name}" value="[^"]+"', page)


def test_make_when_sent_twice_then_one_record_and_the_same_page(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    client, contact_id = client_as("area_adviser"), contact_of("area_adviser", kind="group")
    submission = str(new_id())
    first = post(client, contact_id, submission=submission)
    second = post(client, contact_id, submission=submission)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    with acting("area_adviser"):
        assert Customer.objects.count() == 1


def test_open_when_values_come_from_the_search_then_the_form_starts_with_them(
    client_as: ClientAs, contact_of: Any
) -> None:
    contact_id = contact_of("area_adviser")
    response = client_as("area_adviser").post(
        reverse("workspace:new_customer", args=[contact_id]),
        {"from_find": "1", "family_name": "O’Neil", "given_name": "Tess", "postcode": "m11ae", **born(30)},
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" not in page
    for value in ("O’Neil", "Tess", "m11ae", str(TODAY.year - 30)):
        assert f'value="{value}"' in page


def test_make_when_another_persons_contact_then_not_found(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    contact_id = contact_of("second_prime_adviser", "second_prime_south_west")
    assert post(client_as("area_adviser"), contact_id).status_code == 404


@pytest.mark.parametrize("nickname", ["claims_officer", "auditor", "technician", "lapsed_adviser"])
def test_make_when_role_or_standing_forbids_then_403(client_as: ClientAs, nickname: str) -> None:
    assert post(client_as(nickname), new_id()).status_code == 403


@pytest.mark.requirement("XD-21")
def test_make_when_support_need_is_coded_then_kept_without_words(
    client_as: ClientAs, contact_of: Any, acting: Acting
) -> None:
    response = post(client_as("area_adviser"), contact_of("area_adviser"), support_needs=["help_with_forms"])
    assert response.status_code == 302
    with acting("area_adviser"):
        assert Circumstance.objects.get().value == "help_with_forms"
