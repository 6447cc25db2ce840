"""Branches of the services that change a record."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fingerpost.customers.models import Address, ContactPoint, ContactPointKind, Customer, SaidBy
from fingerpost.customers.services import (
    Equality,
    change_address,
    change_names,
    keep_contact_point,
    keep_diversity,
    record_circumstances,
    record_directions,
    set_secrets,
)
from fingerpost.customers.values import Fact, Home, Names, Reach, Told
from fingerpost.house.errors import Conflict, FingerpostError, InvalidInput, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.policy.civil import civil_date
from tests.customers.conftest import MakeRecord
from tests.fixtures.world import Acting

NOW = timezone.now()
TODAY = civil_date(NOW)


def test_address_when_corrected_then_the_same_home_is_written_anew(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        current = Address.objects.get()
        change_address(
            actor=actor,
            now=NOW,
            customer_id=customer.id,
            home=Home(postcode="ZZ5 5AB", lines=("2 Example Road",)),
            expected_address_id=current.id,
            is_correction=True,
        )
        corrected = Address.objects.get()
        assert (corrected.id, corrected.postcode, corrected.line_1) == (
            current.id,
            "ZZ5 5AB",
            "2 Example Road",
        )


def test_address_when_moves_follow_each_other_then_none_overlap_and_none_goes_back(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        for days, postcode in ((20, "ZZ5 5AB"), (10, "ZZ5 5AD")):
            change_address(
                actor=actor,
                now=NOW,
                customer_id=customer.id,
                home=Home(postcode=postcode),
                moved_on=TODAY - timedelta(days=days),
                expected_address_id=Address.objects.get(until_on=None).id,
            )
        with pytest.raises(InvalidInput) as refused:
            change_address(
                actor=actor,
                now=NOW,
                customer_id=customer.id,
                home=Home(postcode="ZZ5 5AE"),
                moved_on=TODAY - timedelta(days=11),
                expected_address_id=Address.objects.get(until_on=None).id,
            )
        assert refused.value.code == "moved_too_early"
        assert Address.objects.count() == 3


def test_address_when_left_empty_then_no_current_one(acting: Acting, make_record: MakeRecord) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        change_address(
            actor=actor,
            now=NOW,
            customer_id=customer.id,
            home=Home(),
            expected_address_id=Address.objects.get().id,
        )
        assert not Address.objects.filter(until_on=None).exists()


def test_names_when_a_confirmed_record_would_lose_its_date_of_birth_then_refused(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        with pytest.raises(InvalidInput):
            change_names(
                actor=actor,
                now=NOW,
                customer_id=customer.id,
                names=Names(family_name="Placeholder"),
                date_of_birth=None,
                expected_version=1,
            )
        assert Customer.objects.get().date_of_birth == date(1980, 5, 17)


def test_contact_point_when_added_twice_then_the_second_is_a_conflict(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        reach = Reach(kind=ContactPointKind.EMAIL, value="vashti@example.com", is_safe=True)
        keep_contact_point(actor=actor, now=NOW, customer_id=customer.id, reach=reach, expected_version=0)
        with pytest.raises(Conflict):
            keep_contact_point(actor=actor, now=NOW, customer_id=customer.id, reach=reach, expected_version=0)
        assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        Told(facts=(), as_of=TODAY),
        Told(facts=(Fact(kind="carer", value="yes"),), as_of=TODAY + timedelta(days=1)),
    ],
)
def test_circumstances_when_nothing_told_or_not_yet_so_then_refused(
    acting: Acting, make_record: MakeRecord, told: Told
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        with pytest.raises(InvalidInput):
            record_circumstances(actor=actor, now=NOW, customer_id=customer.id, told=told)


@pytest.mark.requirement("OI-14.6")
@pytest.mark.parametrize(
    "equality",
    [
        Equality(learning_difficulty_or_disability=1),
        Equality(primary_difficulty=12),
        Equality(ethnicity=40),
        Equality(consents_to_health=True, learning_difficulty_or_disability=2, primary_difficulty=12),
    ],
)
def test_equality_when_without_consent_or_at_odds_then_refused(
    acting: Acting, make_record: MakeRecord, equality: Equality
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        with pytest.raises(InvalidInput):
            keep_diversity(
                actor=actor, now=NOW, customer_id=customer.id, equality=equality, expected_version=0
            )


@pytest.mark.parametrize(
    "answers",
    [
        {"memorable_phrase": "The blue canoe"},
        {"memorable_phrase": "The blue canoe", "no_such_question": "Quillfeather"},
        {"memorable_phrase": "The blue canoe", "imaginary_place": "the BLUE canoe"},
        {"memorable_phrase": "The blue canoe", "imaginary_place": "Ux"},
    ],
)
def test_secrets_when_too_few_unknown_alike_or_short_then_refused(
    acting: Acting, make_record: MakeRecord, answers: dict[str, str]
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        with pytest.raises(InvalidInput):
            set_secrets(actor=actor, now=NOW, customer_id=customer.id, answers=answers)


@pytest.mark.requirement("BR-5.2a")
@pytest.mark.parametrize("given", [(), ("contact_centre",)])
def test_directions_when_none_of_the_places_for_advice_then_refused(
    acting: Acting, given: tuple[str, ...]
) -> None:
    with acting("area_adviser") as actor, pytest.raises(InvalidInput):
        record_directions(actor=actor, now=NOW, contact_id=new_id(), need="advice", given=given)


@pytest.mark.parametrize("nickname", ["claims_officer", "compliance", "safeguarding_lead"])
def test_change_when_role_only_reads_then_refused(
    acting: Acting, make_record: MakeRecord, nickname: str
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
    told = Told(facts=(Fact(kind="carer", value="yes"),), as_of=TODAY, said_by=SaidBy.CUSTOMER)
    with acting(nickname) as reader, pytest.raises(NotPermitted):
        record_circumstances(actor=reader, now=NOW, customer_id=customer.id, told=told)


def test_change_when_the_record_is_closed_then_refused(acting: Acting, make_record: MakeRecord) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        Customer.objects.filter(id=customer.id).update(state="closed")
        told = Told(facts=(Fact(kind="carer", value="yes"),), as_of=TODAY)
        with pytest.raises(FingerpostError) as refused:
            record_circumstances(actor=actor, now=NOW, customer_id=customer.id, told=told)
        assert refused.value.code == "record_closed"
