"""Making and confirming records, as *app* and under row-level security."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from fingerpost.customers.models import Customer, CustomerState, Grant, IdentityProof
from fingerpost.customers.services import confirm_identity
from fingerpost.customers.values import Evidence, Home, Names
from fingerpost.demo.world import GUARDED_POSTCODE, World
from fingerpost.house.errors import InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from tests.customers.conftest import MakeRecord
from tests.fixtures.world import Acting


@pytest.mark.requirement("BR-7.2")
def test_make_when_evidence_is_enough_then_confirmed_with_method_level_date_and_verifier(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor)
        proof = IdentityProof.objects.get(customer=customer)
        assert Customer.objects.get().state == CustomerState.CONFIRMED
        assert proof.preset == "passport"
        assert (proof.level, proof.level_required) == ("medium", "medium")
        assert proof.standard.startswith("Good Practice Guide 45")
        assert proof.evidence == [
            {"kind": "passport", "evidence": ["4/2"], "activity": 0, "fraud": 1, "verification": 2}
        ]
        assert proof.checked_by_id == actor.account_id
        assert proof.rule_ids


@pytest.mark.requirement("BR-7.2")
@pytest.mark.parametrize("kinds", [(), ("benefit_letter",)])
def test_make_when_evidence_is_not_enough_then_provisional_until_the_day_of_policy(
    acting: Acting, make_record: MakeRecord, kinds: tuple[str, ...]
) -> None:
    today = civil_date(timezone.now())
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence(kinds=kinds))
        assert customer.is_provisional
        days = shipped_rules().get_int("record.provisional_days", today)
        assert customer.provisional_until == today + timedelta(days=days)
        assert IdentityProof.objects.count() == len(kinds)
        assert not Grant.objects.filter(reason="relationship").exists()


@pytest.mark.requirement("BR-7.2")
def test_make_when_vouched_for_by_a_professional_then_confirmed(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        evidence = Evidence(kinds=("vouched_known_professional",), vouched_by="Head teacher")
        assert make_record(actor, evidence=evidence).state == CustomerState.CONFIRMED
        assert IdentityProof.objects.get().vouched_by == "Head teacher"


@pytest.mark.parametrize(
    ("nickname", "sees"),
    [
        ("area_adviser", True),
        ("delivery_manager", True),
        ("second_area_adviser", False),
        ("information_adviser", False),
        ("compliance", False),
        ("subcontractor_adviser", False),
        ("second_prime_adviser", False),
        ("auditor", False),
    ],
)
def test_see_when_provisional_then_its_adviser_and_their_manager_alone(
    acting: Acting, make_record: MakeRecord, nickname: str, sees: bool
) -> None:
    with acting("area_adviser") as actor:
        make_record(actor, evidence=Evidence())
    with acting(nickname):
        assert Customer.objects.exists() is sees


@pytest.mark.parametrize(
    ("nickname", "sees"),
    [("second_area_adviser", True), ("second_prime_adviser", False), ("telephone_adviser", False)],
)
def test_see_when_confirmed_then_the_organisation_that_works_with_the_customer(
    acting: Acting, make_record: MakeRecord, nickname: str, sees: bool
) -> None:
    with acting("area_adviser") as actor:
        make_record(actor)
    with acting(nickname):
        assert Customer.objects.exists() is sees


def test_confirm_when_provisional_then_confirmed_and_the_organisation_sees_it(
    acting: Acting, make_record: MakeRecord, world: World
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence(kinds=("benefit_letter",)))
        came = confirm_identity(
            actor=actor,
            now=timezone.now(),
            customer_id=customer.id,
            contact_id=None,
            evidence=Evidence(kinds=("passport",)),
        )
        assert came.is_confirmed
        customer.refresh_from_db()
        assert (customer.state, customer.provisional_until, customer.version) == ("confirmed", None, 2)
        assert Event.objects.filter(kind="customer.confirmed", customer_id=customer.id).exists()
    with acting("second_area_adviser"):
        assert Customer.objects.exists()


def test_confirm_when_pieces_add_up_over_two_visits_then_confirmed(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence(kinds=("benefit_letter",)))
        came = confirm_identity(
            actor=actor,
            now=timezone.now(),
            customer_id=customer.id,
            contact_id=None,
            evidence=Evidence(kinds=("citizen_card",)),
        )
        assert came.is_confirmed
        assert IdentityProof.objects.count() == 2


def test_confirm_when_still_not_enough_then_provisional_with_the_proof_kept(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence())
        came = confirm_identity(
            actor=actor,
            now=timezone.now(),
            customer_id=customer.id,
            contact_id=None,
            evidence=Evidence(kinds=("national_insurance_letter",)),
        )
        assert not came.is_confirmed
        assert came.reason.key == "identity.not_enough"
        assert IdentityProof.objects.count() == 1


def test_confirm_when_no_grant_then_not_found(acting: Acting, make_record: MakeRecord) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, evidence=Evidence())
    with acting("second_area_adviser") as other, pytest.raises(NotFound):
        confirm_identity(
            actor=other,
            now=timezone.now(),
            customer_id=customer.id,
            contact_id=None,
            evidence=Evidence(kinds=("passport",)),
        )


@pytest.mark.parametrize("nickname", ["claims_officer", "compliance", "auditor", "safeguarding_lead"])
def test_make_when_role_makes_no_records_then_refused(
    acting: Acting, make_record: MakeRecord, nickname: str
) -> None:
    with acting(nickname) as actor, pytest.raises(NotPermitted):
        make_record(actor)


@pytest.mark.requirement("XD-9")
@pytest.mark.parametrize("typed", [GUARDED_POSTCODE, GUARDED_POSTCODE.replace(" ", ""), "zz9 9zz"])
def test_make_when_postcode_is_guarded_then_refused_in_neutral_words(
    acting: Acting, make_record: MakeRecord, typed: str
) -> None:
    with acting("area_adviser") as actor:
        with pytest.raises(InvalidInput) as refused:
            make_record(actor, home=Home(postcode=typed))
        assert refused.value.message.startswith("This postcode can't be kept as a home address.")
        assert make_record(actor, home=Home()).addresses.count() == 0


def test_make_when_one_name_only_then_it_stands_as_the_family_name(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, names=Names(given_name="Łukasz", family_name=""))
        assert (customer.given_name, customer.family_name) == ("", "Łukasz")
        assert customer.full_name == "Łukasz"


@pytest.mark.requirement("OI-14.20")
@pytest.mark.django_db(transaction=True)
def test_make_when_the_four_items_match_another_record_then_a_new_one_and_nobody_is_told(
    acting: Acting, make_record: MakeRecord
) -> None:
    def noted() -> list[str]:
        events = Event.objects.using("owner").filter(kind="customer.possible_duplicate")
        return [event.subject["customer"] for event in events]

    with acting("second_prime_adviser") as actor:
        first = make_record(
            actor, names=Names(given_name="Anne-Marie", family_name="O’Neil"), contract_id=None
        )
    assert noted() == []
    with acting("area_adviser") as actor:
        second = make_record(actor, names=Names(given_name="anne marie", family_name="O'NEIL"))
        assert second.id != first.id
        assert not Event.objects.filter(kind="customer.possible_duplicate").exists()
        assert Customer.objects.count() == 1
    assert noted() == [str(second.id)]
    with acting("area_adviser") as actor:
        make_record(
            actor,
            names=Names(given_name="Anne-Marie", family_name="O’Neil"),
            home=Home(postcode="ZZ5 5AB"),
        )
    assert noted() == [str(second.id)]


def test_secret_tables_when_asked_by_app_then_refused(world: World) -> None:
    for table in ("customers_matchkey", "customers_sharedsecret"):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
            assert cursor.fetchone() == (False,)


def test_make_when_no_date_of_birth_then_provisional_whatever_was_seen(
    acting: Acting, make_record: MakeRecord
) -> None:
    with acting("area_adviser") as actor:
        customer = make_record(actor, date_of_birth=None)
        assert customer.is_provisional
        with pytest.raises(InvalidInput):
            confirm_identity(
                actor=actor,
                now=timezone.now(),
                customer_id=customer.id,
                contact_id=None,
                evidence=Evidence(kinds=("passport",)),
            )
        came = confirm_identity(
            actor=actor,
            now=timezone.now(),
            customer_id=customer.id,
            contact_id=None,
            evidence=Evidence(kinds=("passport",)),
            date_of_birth=date(1980, 5, 17),
        )
        assert came.is_confirmed
