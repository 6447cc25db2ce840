"""Changing a record: two people at once, facts that add up, secrets, and the indicator that leaves no trace."""

from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from fingerpost.customers.models import (
    AdditionalIndicator,
    Address,
    Circumstance,
    ContactPoint,
    Customer,
    DiversityDetails,
    EarlierName,
)
from fingerpost.customers.secrets import answer_matches
from fingerpost.customers.values import Evidence
from fingerpost.demo.world import GUARDED_POSTCODE, World
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event, Read, Submission
from fingerpost.policy.civil import civil_date
from tests.customers.conftest import MakeRecord
from tests.fixtures.world import Acting, ClientAs

TODAY = civil_date(timezone.now())


@pytest.fixture
def record(acting: Acting, make_record: MakeRecord) -> UUID:
    """The id of a confirmed record that the area adviser made."""
    with acting("area_adviser") as actor:
        return make_record(actor).id


def send(
    client_as: ClientAs, route: str, customer_id: UUID, *more: Any, who: str = "area_adviser", **data: Any
) -> Any:
    address = reverse(f"workspace:{route}", args=[customer_id, *more])
    return client_as(who).post(address, {"submission": str(new_id()), **data})


def names(**changes: Any) -> dict[str, Any]:
    return {
        "version": "1",
        "title": "99",
        "given_name": "Vashti",
        "family_name": "Placeholder",
        "date_of_birth-day": "17",
        "date_of_birth-month": "5",
        "date_of_birth-year": "1980",
        "why": "changed",
        **changes,
    }


def owner_rows(statement: str) -> list[tuple[Any, ...]]:
    """What stands in a table that *app* may not read."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


# --- Names -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_names_when_changed_then_the_earlier_one_is_kept_and_finds_the_record(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    assert send(client_as, "customer_names", record, **names(family_name="O’Neil")).status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().family_name == "O’Neil"
        assert EarlierName.objects.get().family_name == "Placeholder"
    keys = owner_rows("SELECT family, given, postcode FROM customers_matchkey ORDER BY family")
    assert keys == [("oneil", "vashti", "ZZ55AA"), ("placeholder", "vashti", "ZZ55AA")]


def test_names_when_it_was_a_slip_then_no_earlier_name(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    sent = names(family_name="Placeholderson", why="correction")
    assert send(client_as, "customer_names", record, **sent).status_code == 302
    with acting("area_adviser"):
        assert not EarlierName.objects.exists()


def test_names_when_somebody_else_was_first_then_409_with_both_and_nothing_lost(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    first = send(
        client_as, "customer_names", record, who="second_area_adviser", **names(family_name="Firstcomer")
    )
    assert first.status_code == 302
    second = send(client_as, "customer_names", record, **names(family_name="Secondcomer"))
    text = unescape(second.content.decode())
    assert second.status_code == 409
    assert "On the record now: Firstcomer" in text
    assert "You typed: Secondcomer" in text
    assert 'value="Secondcomer"' in text
    assert '<input type="hidden" name="version" value="2">' in text
    with acting("area_adviser"):
        assert Customer.objects.get().family_name == "Firstcomer"
    again = send(client_as, "customer_names", record, **names(family_name="Secondcomer", version="2"))
    assert again.status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().family_name == "Secondcomer"


def test_names_when_wrong_then_everything_typed_comes_back_with_links_to_the_fields(
    client_as: ClientAs, record: UUID
) -> None:
    sent = names(family_name="", given_name="", known_as="Vee", **{"date_of_birth-year": "80"})
    response = send(client_as, "customer_names", record, **sent)
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert 'href="#id_family_name"' in text
    assert 'href="#id_date_of_birth-year"' in text
    assert 'value="Vee"' in text
    assert 'value="80"' in text


# --- Address -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_address_when_moved_then_the_earlier_one_ends_and_both_find_the_record(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    with acting("area_adviser"):
        current = Address.objects.get()
    moved = TODAY - timedelta(days=3)
    response = send(
        client_as,
        "customer_address",
        record,
        address=str(current.id),
        why="moved",
        postcode="bfpo57",
        **{"moved_on-day": moved.day, "moved_on-month": moved.month, "moved_on-year": moved.year},
    )
    assert response.status_code == 302
    with acting("area_adviser"):
        current.refresh_from_db()
        assert current.until_on == moved
        assert Address.objects.get(until_on=None).postcode == "BFPO 57"
    assert {row[0] for row in owner_rows("SELECT postcode FROM customers_matchkey")} == {"ZZ55AA", "BFPO57"}


def test_address_when_another_stands_there_by_now_then_409_with_both(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    with acting("area_adviser"):
        shown = str(Address.objects.get().id)
    sent = {"address": shown, "why": "moved"}
    send(client_as, "customer_address", record, **sent, postcode="M1 1AE", who="second_area_adviser")
    second = send(client_as, "customer_address", record, **sent, postcode="M2 2AA")
    text = unescape(second.content.decode())
    assert second.status_code == 409
    assert "On the record now: M1 1AE" in text
    assert "You typed: M2 2AA" in text


@pytest.mark.requirement("XD-9")
def test_address_when_postcode_is_guarded_then_the_same_neutral_words(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    with acting("area_adviser"):
        shown = str(Address.objects.get().id)
    response = send(
        client_as, "customer_address", record, address=shown, why="moved", postcode=GUARDED_POSTCODE.lower()
    )
    assert response.status_code == 422
    assert "Ask where the customer usually lives or gets post" in unescape(response.content.decode())
    with acting("area_adviser"):
        assert Address.objects.get().until_on is None


# --- Ways to reach the customer ----------------------------------------------------------------------------


def test_contact_point_when_two_change_it_then_409_with_both(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    first = send(
        client_as,
        "customer_contact_point",
        record,
        "mobile",
        who="second_area_adviser",
        version="0",
        value="07700 900982",
        is_safe="yes",
    )
    assert first.status_code == 302
    second = send(
        client_as, "customer_contact_point", record, "mobile", version="0", value="07700900111", is_safe="no"
    )
    text = unescape(second.content.decode())
    assert second.status_code == 409
    assert "On the record now: 07700900982" in text
    assert "You typed: 07700900111" in text
    with acting("area_adviser"):
        assert ContactPoint.objects.get().value == "07700900982"


def test_contact_point_when_the_number_changes_then_the_old_one_ends(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    for version, value in (("0", "07700900982"), ("1", "07700900111")):
        sent = {"version": version, "value": value, "is_safe": "yes", "may_leave_voicemail": "yes"}
        assert send(client_as, "customer_contact_point", record, "mobile", **sent).status_code == 302
    assert (
        send(client_as, "customer_contact_point", record, "mobile", version="2", step="end").status_code
        == 302
    )
    with acting("area_adviser"):
        assert ContactPoint.objects.filter(ended_at=None).count() == 0
        assert ContactPoint.objects.count() == 2


def test_contact_point_when_of_no_kind_then_not_found(client_as: ClientAs, record: UUID) -> None:
    assert send(client_as, "customer_contact_point", record, "pigeon", value="x").status_code == 404


def test_contact_point_when_a_word_cannot_be_kept_then_the_rest_is_saved(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    response = send(
        client_as,
        "customer_contact_point",
        record,
        "mobile",
        version="0",
        value="07700900982",
        is_safe="yes",
        name_to_give="the probation office",
    )
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert "can't be kept in our records" in text
    assert 'name="version" value="1"' in text
    with acting("area_adviser"):
        point = ContactPoint.objects.get()
        assert (point.value, point.name_to_give) == ("07700900982", "")


# --- Circumstances and details -----------------------------------------------------------------------------


def test_circumstances_when_changed_then_new_facts_beside_the_earlier_ones(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    for value in ("employed", "unemployed"):
        sent = {"employment_status": value, "said_by": "customer"}
        assert send(client_as, "customer_circumstances", record, **sent).status_code == 302
    with acting("area_adviser"):
        facts = Circumstance.objects.order_by("id").values_list("value", flat=True)
        assert list(facts) == ["employed", "unemployed"]
    text = unescape(
        client_as("area_adviser").get(reverse("workspace:customer", args=[record])).content.decode()
    )
    now = text.split("Circumstances</h2>", 1)[1].split("<h2")[0]
    assert "Unemployed<br>" in now
    assert ">Employed<br>" not in now.replace("\n", "").replace(" ", "")


def test_circumstances_when_a_support_need_ends_then_it_is_a_fact_too(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    send(
        client_as,
        "customer_circumstances",
        record,
        support_needs=["quiet_room", "breaks"],
        said_by="customer",
    )
    send(client_as, "customer_circumstances", record, no_longer=["quiet_room"], said_by="adviser")
    with acting("area_adviser"):
        assert Circumstance.objects.count() == 3
    text = unescape(
        client_as("area_adviser").get(reverse("workspace:customer", args=[record])).content.decode()
    )
    assert "Breaks during the session" in text
    assert "A quiet room" not in text


def test_circumstances_when_nothing_is_answered_then_asked(client_as: ClientAs, record: UUID) -> None:
    response = send(client_as, "customer_circumstances", record, said_by="customer")
    assert response.status_code == 422
    assert "Enter what has changed" in response.content.decode()


def test_details_when_changed_then_kept_and_a_stale_page_is_noticed(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    sent = {"version": "1", "preferred_language": "ur", "unique_learner_number": "1234567890"}
    assert send(client_as, "customer_details", record, **sent).status_code == 302
    with acting("area_adviser"):
        customer = Customer.objects.get()
        assert (customer.preferred_language, customer.unique_learner_number) == ("ur", "1234567890")
    stale = send(client_as, "customer_details", record, **{**sent, "preferred_language": "pl"})
    assert stale.status_code == 409
    assert "On the record now: Urdu" in stale.content.decode()


def test_identity_when_confirmed_on_its_page_then_said_why(
    client_as: ClientAs, acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence())
    low = send(client_as, "customer_identity", customer.id, evidence=["benefit_letter"])
    assert low.status_code == 302
    with acting("area_adviser"):
        assert Customer.objects.get().is_provisional
    assert send(client_as, "customer_identity", customer.id, evidence=["passport"]).status_code == 302
    with acting("area_adviser"):
        assert not Customer.objects.get().is_provisional


# --- The restricted part -----------------------------------------------------------------------------------


def test_equality_when_consent_is_withdrawn_then_what_it_covered_goes(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    said = {
        "consents_to_health": "yes",
        "learning_difficulty_or_disability": "1",
        "primary_difficulty": "12",
        "consents_to_ethnicity": "yes",
        "ethnicity": "40",
    }
    assert send(client_as, "customer_diversity", record, version="0", **said).status_code == 302
    with acting("area_adviser"):
        kept = DiversityDetails.objects.get()
        assert (kept.primary_difficulty, kept.ethnicity) == (12, 40)
        assert kept.health_consent_at is not None
    # What stays on the page under a "no" is not kept.
    changed = {**said, "consents_to_health": "no"}
    assert send(client_as, "customer_diversity", record, version="1", **changed).status_code == 302
    with acting("area_adviser"):
        kept = DiversityDetails.objects.get()
        assert (kept.learning_difficulty_or_disability, kept.primary_difficulty) == (9, 99)
        assert kept.health_consent_at is None
        assert kept.ethnicity == 40


def test_equality_when_two_change_it_then_409(client_as: ClientAs, record: UUID) -> None:
    said = {"version": "0", "consents_to_health": "no", "consents_to_ethnicity": "yes"}
    send(client_as, "customer_diversity", record, **said, ethnicity="40", who="second_area_adviser")
    second = send(client_as, "customer_diversity", record, **said, ethnicity="31")
    assert second.status_code == 409
    assert "On the record now: Pakistani" in second.content.decode()


INDICATOR = "additional_indicator"


def everything_kept() -> dict[str, set[str]]:
    """Every row of every table but the ones that a look at a page writes, as text."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        kept: dict[str, set[str]] = {}
        for table in tables:
            if table in {"django_session", "house_read", "staff_livesession", "staff_account"}:
                continue
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            kept[table] = {row for (row,) in cursor.fetchall()}
    return kept


@pytest.mark.requirement("BR-20.3c")
@pytest.mark.django_db(transaction=True)
def test_indicator_when_taken_away_then_no_table_holds_a_trace(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    client = client_as("area_adviser")
    address = reverse("workspace:customer_indicator", args=[record])
    before = everything_kept()
    assert client.post(address, {"submission": str(new_id()), "asked": "keep"}).status_code == 302
    while_kept = everything_kept()
    assert {table for table in before if before[table] != while_kept[table]} == {
        "customers_additionalindicator"
    }
    assert client.post(address, {"submission": str(new_id()), "asked": "take_away"}).status_code == 302
    assert everything_kept() == before


@pytest.mark.requirement("BR-20.3b")
def test_indicator_when_kept_then_who_recorded_it_and_nothing_else(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    with acting("area_adviser"):
        events = Event.objects.count()
    for _ in range(2):
        assert send(client_as, "customer_indicator", record, asked="keep").status_code == 302
    with acting("area_adviser") as actor:
        assert AdditionalIndicator.objects.get().recorded_by_id == actor.account_id
        assert Event.objects.count() == events
        assert Customer.objects.get().version == 1
        assert not Submission.objects.exists()


@pytest.mark.requirement("BR-20.3a")
def test_indicator_when_kept_or_not_then_every_other_page_and_the_read_log_are_the_same(
    client_as: ClientAs, acting: Acting, world: World, record: UUID
) -> None:
    def pages(who: str) -> list[str]:
        client, found = client_as(who), []
        routes = (
            "customer",
            "customer_view",
            "customer_access",
            "customer_circumstances",
            "customer_diversity",
        )
        for route in routes:
            text = client.get(reverse(f"workspace:{route}", args=[record])).content.decode()
            found.append(text.split("<main", 1)[-1].split("csrfmiddlewaretoken")[0])
        return found[:2] + found[3:]

    def reads() -> list[tuple[str, str]]:
        client_as("area_adviser").get(reverse("workspace:customer_indicator", args=[record]))
        with acting("area_adviser"):
            assert not Read.objects.filter(what=INDICATOR).exists()
            mine = Read.objects.filter(customer_id=record, account_id=world.accounts["area_adviser"])
            return sorted(set(mine.values_list("what", "reason")))

    before, read_before = pages("second_area_adviser"), reads()
    send(client_as, "customer_indicator", record, asked="keep")
    assert pages("second_area_adviser") == before
    assert reads() == read_before == [("customer_part", "new_record")]


@pytest.mark.requirement("BR-20.3a")
def test_indicator_page_when_read_then_its_words_name_nothing(client_as: ClientAs, record: UUID) -> None:
    page = client_as("area_adviser").get(reverse("workspace:customer_indicator", args=[record]))
    text = unescape(page.content.decode()).lower()
    assert "additional indicator" in text
    for word in ("offen", "custod", "prison", "convict", "community", "priority", "rate"):
        assert word not in text.split("<main", 1)[1].split("</main>")[0]


# --- Secrets -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("BR-7.3b")
@pytest.mark.django_db(transaction=True)
def test_secrets_when_set_then_they_can_be_checked_and_not_read(
    client_as: ClientAs, acting: Acting, record: UUID
) -> None:
    answers = {
        "question_1": "memorable_phrase",
        "answer_1": "The blue canoe",
        "question_2": "imaginary_place",
        "answer_2": "Quillfeather",
    }
    assert send(client_as, "customer_secrets", record, **answers).status_code == 302
    kept = dict(owner_rows("SELECT question, answer_hash FROM customers_sharedsecret"))
    assert set(kept) == {"memorable_phrase", "imaginary_place"}
    assert answer_matches("the BLUE  canoe!", kept["memorable_phrase"])
    assert not answer_matches("the red canoe", kept["memorable_phrase"])
    assert not answer_matches("the blue canoe", None)
    assert "canoe" not in "".join(kept.values()).lower()
    with acting("area_adviser"), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'customers_sharedsecret', 'SELECT')")
        assert cursor.fetchone() == (False,)
    page = (
        client_as("area_adviser").get(reverse("workspace:customer_secrets", args=[record])).content.decode()
    )
    assert "2 answers are kept" in page
    assert "canoe" not in page
    assert send(client_as, "customer_secrets", record, step="drop").status_code == 302
    assert owner_rows("SELECT 1 FROM customers_sharedsecret") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer_1": "abc"}, "The answer must have at least 4 letters or numbers"),
        ({"question_2": "memorable_phrase"}, "Choose a different second question"),
        ({"answer_2": "the-blue-canoe"}, "The second answer must be different from the first"),
    ],
)
def test_secrets_when_weak_then_refused_and_no_answer_is_sent_back(
    client_as: ClientAs, record: UUID, changes: dict[str, str], message: str
) -> None:
    answers = {
        "question_1": "memorable_phrase",
        "answer_1": "The blue canoe",
        "question_2": "imaginary_place",
        "answer_2": "Quillfeather",
        **changes,
    }
    response = send(client_as, "customer_secrets", record, **answers)
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert message in text
    assert "canoe" not in text
    assert "Quillfeather" not in text


# --- Without a grant ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route",
    [
        "customer_names",
        "customer_address",
        "customer_details",
        "customer_circumstances",
        "customer_contact_points",
        "customer_identity",
        "customer_diversity",
        "customer_indicator",
        "customer_secrets",
    ],
)
def test_every_part_when_no_grant_then_not_found(client_as: ClientAs, record: UUID, route: str) -> None:
    client = client_as("second_prime_adviser")
    address = reverse(f"workspace:{route}", args=[record])
    assert client.get(address).status_code == 404
    assert client.get(reverse(f"workspace:{route}", args=[new_id()])).status_code == 404


def test_every_table_when_no_grant_then_app_sees_no_row(acting: Acting, record: UUID) -> None:
    tables = (
        "customer",
        "customerevent",
        "address",
        "addressevent",
        "contactpoint",
        "circumstance",
        "earliername",
        "identityproof",
        "identityproofevent",
        "diversitydetails",
        "additionalindicator",
        "grant",
    )
    with acting("second_prime_adviser"), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM customers_{table}")
            assert cursor.fetchone() == (0,), table


def test_date_of_birth_when_in_the_future_then_refused(client_as: ClientAs, record: UUID) -> None:
    later = date(TODAY.year + 1, 1, 1)
    response = send(client_as, "customer_names", record, **names(**{"date_of_birth-year": str(later.year)}))
    assert response.status_code == 422
    assert "Date of birth must be in the past" in response.content.decode()
