"""Finding a customer by four items, and authenticating them before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from fingerpost.customers import secrets as customer_secrets
from fingerpost.customers.models import Customer, Grant, IdentityProof
from fingerpost.customers.values import Evidence
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.interactions import doors
from fingerpost.interactions.models import CheckState, IdentityCheck
from fingerpost.interactions.queries.contacts import list_locked_checks_for_manager
from fingerpost.interactions.rules.contacts import check_rules
from fingerpost.interactions.services import checks
from fingerpost.interactions.services.contacts import close_contact
from fingerpost.policy import shipped_rules
from tests.fixtures.world import Acting
from tests.interactions.known import ANSWERS, ITEMS, NOBODY, begin, check_of, make_known, make_record, search

pytestmark = pytest.mark.django_db

WRONG = dict.fromkeys(ANSWERS, "something else")


def _evidence(actor: Actor, check_id: UUID) -> checks.CheckResult:
    return checks.pass_on_evidence(actor=actor, now=timezone.now(), check_id=check_id, evidence="passport")


def _answer(actor: Actor, check_id: UUID, answers: dict[str, str]) -> checks.CheckResult:
    return checks.answer_questions(actor=actor, now=timezone.now(), check_id=check_id, answers=answers)


def _questions(check_id: UUID) -> list[str]:
    questions: list[str] = IdentityCheck.objects.get(id=check_id).questions
    return questions


def _may_see(customer_id: UUID) -> bool:
    return Customer.objects.filter(id=customer_id).exists()


@pytest.mark.requirement("BR-7.3", "OI-14.19", "OI-8.9")
def test_search_when_all_four_items_agree_then_nothing_is_seen_before_the_check_passes(
    acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        check_id = check_of(search(actor, contact))
        assert not _may_see(customer_id)
        check = IdentityCheck.objects.get(id=check_id)
        assert (check.customer_id, check.outcome) == (None, "")
        passed = _evidence(actor, check_id)
        assert (passed.outcome, passed.customer_id) == ("opened", customer_id)
        assert _may_see(customer_id)
        contact.refresh_from_db()
        assert contact.customer_id == customer_id
        kinds = set(Event.objects.values_list("kind", flat=True))
        assert {"identity.searched", "identity.passed"} <= kinds


@pytest.mark.requirement("OI-14.19", "OI-8.9", "OI-14.20")
@pytest.mark.parametrize(
    "other",
    [
        {"family_name": "Placeholders"},
        {"given_name": "Vesta"},
        {"date_of_birth": date(1980, 5, 18)},
        {"postcode": "ZZ5 5AB"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_search_when_one_of_the_four_differs_then_no_record(
    acting: Acting, world: World, other: dict[str, object]
) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        check_id = check_of(search(actor, contact, replace(ITEMS, **other)))  # type: ignore[arg-type]
        assert _evidence(actor, check_id).outcome == "none"
        assert not _may_see(customer_id)


@pytest.mark.requirement("OI-8.9")
def test_search_when_an_item_is_missing_then_refused(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        for gap in ({"postcode": ""}, {"family_name": "", "given_name": ""}):
            with pytest.raises(InvalidInput):
                search(actor, contact, replace(ITEMS, **gap))
        assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize(
    ("given", "family", "asked_given", "asked_family", "postcode"),
    [
        ("José", "de la Cruz", "jose", "DE LA CRUZ", "zz55aa"),
        ("Tessa", "O'Neil", "Tessa", "O’Neil", "ZZ5 5AA"),
        ("Łukasz", "", "", "Lukasz", "ZZ55AA"),
        ("", "Sukarno", "Sukarno", "", "zz5 5aa"),
    ],
)
def test_search_when_names_are_written_otherwise_then_found(
    acting: Acting,
    world: World,
    given: str,
    family: str,
    asked_given: str,
    asked_family: str,
    postcode: str,
) -> None:
    customer_id = make_known(acting, world, replace(ITEMS, given_name=given, family_name=family))
    asked = replace(ITEMS, given_name=asked_given, family_name=asked_family, postcode=postcode)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        assert _evidence(actor, check_of(search(actor, contact, asked))).customer_id == customer_id


@pytest.mark.requirement("OI-14.18", "OI-14.19")
def test_search_when_method_of_the_day_changes_then_so_does_the_way_in(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    last_day_before = datetime(2010, 7, 31, 12, tzinfo=UTC)
    first_day = datetime(2010, 8, 1, 12, tzinfo=UTC)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        with pytest.raises(Conflict):
            checks.search_for_customer(actor=actor, now=last_day_before, contact_id=contact.id, items=ITEMS)
        assert not _may_see(customer_id)
        opened = checks.search_for_customer(actor=actor, now=first_day, contact_id=contact.id, items=ITEMS)
        assert (opened.outcome, opened.customer_id) == ("opened", customer_id)
        assert _may_see(customer_id)


@pytest.mark.requirement("OI-14.19", "BR-7.3")
def test_search_when_2014_begins_then_four_items_no_longer_open(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        late = checks.search_for_customer(
            actor=actor, now=datetime(2014, 10, 1, 12, tzinfo=UTC), contact_id=contact.id, items=ITEMS
        )
        assert (late.outcome, late.customer_id) == ("asked", None)
        assert not _may_see(customer_id)


@pytest.mark.requirement("OI-14.19")
def test_search_in_2010_when_one_item_differs_then_no_record(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        missed = checks.search_for_customer(
            actor=actor,
            now=datetime(2011, 3, 1, 12, tzinfo=UTC),
            contact_id=begin(actor, world).id,
            items=replace(ITEMS, postcode="ZZ5 5AB"),
        )
        assert (missed.outcome, missed.customer_id) == ("none", None)
        assert not _may_see(customer_id)


@pytest.mark.requirement("OI-14.21")
def test_ways_when_secrets_come_into_force_then_offered_from_that_day_only() -> None:
    rules = shipped_rules()
    assert check_rules(rules, on=date(2014, 9, 30), channel=2).ways == ()
    assert check_rules(rules, on=date(2014, 10, 1), channel=2).ways == ("secrets", "code", "known")
    assert "evidence" in check_rules(rules, on=date(2020, 1, 1), channel=1).ways


@pytest.mark.requirement("BR-7.3", "OI-4.10b")
def test_answers_when_all_right_then_opened_in_any_channel(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    for kind in ("call", "walk_in"):
        with acting("area_adviser") as actor:
            check_id = check_of(search(actor, begin(actor, world, kind)))
            assert set(_questions(check_id)) == set(ANSWERS)
            said = {"memorable_phrase": "Violet, umbrellas!", "word_for_calls": "MARMALADE"}
            assert _answer(actor, check_id, said).customer_id == customer_id


@pytest.mark.requirement("BR-7.3")
@pytest.mark.parametrize("items", [ITEMS, NOBODY], ids=["held", "not_held"])
def test_answers_when_wrong_too_often_then_locked_and_told_to_the_manager(
    acting: Acting, world: World, items: object
) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        first, second = (check_of(search(actor, contact, items)) for _ in range(2))  # type: ignore[arg-type]
        # One answer right is not enough, and counts as one failure.
        half = {**WRONG, "word_for_calls": ANSWERS["word_for_calls"]}
        outcomes = [_answer(actor, first, half).outcome for _ in range(2)]
        assert [*outcomes, _answer(actor, second, WRONG).outcome] == ["wrong", "wrong", "locked"]
        assert _answer(actor, first, ANSWERS).outcome == "locked"
        assert not _may_see(customer_id)
        assert search(actor, contact, items).outcome == "locked"  # type: ignore[arg-type]
        assert search(actor, begin(actor, world), items).outcome == "locked"  # type: ignore[arg-type]
        assert Event.objects.filter(kind="identity.locked").count() == 1
        reference = contact.reference
        assert list_locked_checks_for_manager() == []
    with acting("delivery_manager"):
        seen = list_locked_checks_for_manager()
    assert [(line.person, line.reference) for line in seen] == [("Ada Whitlock", reference)]


@pytest.mark.requirement("BR-7.3")
def test_lock_when_somebody_else_asks_then_holds_until_the_time_is_over(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        for _ in range(3):
            _answer(actor, check_id, WRONG)
    with acting("telephone_adviser") as actor:
        centre = world.contracts["contact_centre_adult"]
        contact = begin(actor, world, contract_id=centre)
        assert search(actor, contact).outcome == "locked"
        assert search(actor, contact, NOBODY).outcome == "asked"
        limits = doors.SearchLimits(
            per_contact=9, per_ten_minutes=9, per_day=9, lock_for=timedelta(microseconds=0)
        )
        outcome, _check = doors.search_people(
            contact.id, checks.wanted(ITEMS), questions=[], how_many=0, limits=limits
        )
        assert outcome == "asked"


@pytest.mark.requirement("BR-7.3")
def test_answers_when_there_is_nobody_then_same_words_and_same_work(acting: Acting, world: World) -> None:
    make_known(acting, world)
    work: dict[str, tuple[str, int, int, int]] = {}
    with acting("area_adviser") as actor:
        for name, items in (("held", ITEMS), ("not_held", NOBODY)):
            check_id = check_of(search(actor, begin(actor, world), items))
            asked = _questions(check_id)
            with (
                patch.object(
                    customer_secrets, "check_password", wraps=customer_secrets.check_password
                ) as hashing,
                connection_counter() as statements,
            ):
                outcome = _answer(actor, check_id, dict.fromkeys(asked, "no")).outcome
            work[name] = (outcome, len(asked), hashing.call_count, statements())
    assert work["held"] == work["not_held"]
    assert work["held"][2] == 2


class connection_counter:
    """How many statements the test's connection sent."""

    def __enter__(self) -> Callable[[], int]:
        self.sent = 0
        self.wrapped = connection.execute_wrapper(self._count)
        self.wrapped.__enter__()
        return lambda: self.sent

    def __exit__(self, *problem: object) -> None:
        self.wrapped.__exit__(None, None, None)

    def _count(self, execute: Callable[..., object], *statement: object) -> object:
        self.sent += 1
        return execute(*statement)


def test_questions_when_nobody_is_found_then_the_same_ones_come_back(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        asked = [_questions(check_of(search(actor, begin(actor, world), NOBODY))) for _ in range(3)]
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) == 2


@pytest.mark.requirement("BR-7.3b")
@pytest.mark.parametrize(
    "table", ["customers_sharedsecret", "interactions_identitycandidate", "interactions_onetimecode"]
)
def test_app_when_reading_what_checks_keep_then_refused(acting: Acting, world: World, table: str) -> None:
    make_known(acting, world)
    with (
        acting("area_adviser"),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {table}")


@pytest.mark.requirement("BR-7.3b")
def test_secret_when_asked_for_outside_ones_own_waiting_check_then_nothing(
    acting: Acting, world: World
) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        kept = _kept(check_id, "word_for_calls")
        assert kept is not None
        assert ANSWERS["word_for_calls"] not in kept
        assert _kept(check_id, "teacher_nickname") is None
    with acting("second_area_adviser"):
        assert _kept(check_id, "word_for_calls") is None
    with acting("area_adviser") as actor:
        _evidence_by_answers(actor, check_id)
        assert _kept(check_id, "word_for_calls") is None


def _kept(check_id: UUID, question: str) -> str | None:
    return doors.secret_hash(check_id, question, most_failures=3, lock_for=timedelta(hours=1))


def _evidence_by_answers(actor: Actor, check_id: UUID) -> None:
    assert _answer(actor, check_id, ANSWERS).outcome == "opened"


def test_check_when_answered_twice_then_second_changes_nothing(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        assert _answer(actor, check_id, ANSWERS).outcome == "opened"
        grants = Grant.objects.count()
        assert _answer(actor, check_id, ANSWERS).outcome == "ended"
        assert _answer(actor, check_id, WRONG).outcome == "ended"
        assert Grant.objects.count() == grants
        assert IdentityCheck.objects.get(id=check_id).failures == 0


def test_check_when_it_is_somebody_elses_then_not_found(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
    with acting("second_area_adviser") as actor, pytest.raises(NotFound):
        _answer(actor, check_id, ANSWERS)


def test_search_when_not_in_the_contact_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
    with acting("second_area_adviser") as actor, pytest.raises((NotFound, NotPermitted)):
        search(actor, contact)
    with acting("second_area_adviser"):
        limits = doors.SearchLimits(per_contact=9, per_ten_minutes=9, per_day=9, lock_for=timedelta(0))
        outcome, check_id = doors.search_people(
            contact.id, checks.wanted(ITEMS), questions=[], how_many=0, limits=limits
        )
    assert (outcome, check_id) == ("no_contact", None)


def test_search_when_contact_is_closed_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        close_contact(actor=actor, now=timezone.now(), contact_id=contact.id)
        with pytest.raises(Conflict):
            search(actor, contact)


@pytest.mark.requirement("BR-7.3")
def test_search_when_too_often_in_one_contact_then_refused_and_noted(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        most = shipped_rules().get_table("search.limit", date(2020, 1, 1))["per_contact"]
        assert isinstance(most, int)
        outcomes = [search(actor, contact, _stranger(number)).outcome for number in range(most + 1)]
        assert outcomes == ["asked"] * most + ["too_many"]
        assert Event.objects.filter(kind="identity.search_refused").count() == 1


def test_search_when_too_often_in_ten_minutes_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        most = shipped_rules().get_table("search.limit", date(2020, 1, 1))["per_ten_minutes"]
        assert isinstance(most, int)
        outcomes = [
            search(actor, begin(actor, world), _stranger(number)).outcome for number in range(most + 1)
        ]
        assert outcomes == ["asked"] * most + ["too_many"]
    with acting("second_area_adviser") as actor:
        assert search(actor, begin(actor, world)).outcome == "asked"


def _stranger(number: int) -> checks.FourItems:
    return replace(NOBODY, date_of_birth=date(1970, 1, 1) + timedelta(days=number))


def test_several_records_when_check_passes_then_none_opens_and_it_is_noted(
    acting: Acting, world: World
) -> None:
    make_known(acting, world)
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world, "walk_in")))
        passed = _evidence(actor, check_id)
        assert (passed.outcome, passed.customer_id) == ("several", None)
        assert Event.objects.filter(kind="identity.several_records").count() == 1
        assert not Customer.objects.exists()


def test_second_customer_when_contact_has_one_then_nothing_opens(acting: Acting, world: World) -> None:
    make_known(acting, world)
    other = replace(ITEMS, given_name="Another")
    other_id = make_known(acting, world, other)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        _evidence(actor, check_of(search(actor, contact)))
        assert _evidence(actor, check_of(search(actor, contact, other))).outcome == "other_customer"
        assert not _may_see(other_id)


def test_group_when_several_are_confirmed_then_contact_names_nobody(acting: Acting, world: World) -> None:
    first, other = make_known(acting, world), replace(ITEMS, given_name="Another")
    second = make_known(acting, world, other)
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "group")
        for items in (ITEMS, other):
            _evidence(actor, check_of(search(actor, contact, items)))
        contact.refresh_from_db()
        assert contact.customer_id is None
        assert _may_see(first)
        assert _may_see(second)


@pytest.mark.requirement("BR-7.2")
def test_evidence_when_seen_then_its_kind_is_kept_and_nothing_of_it(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world, "walk_in")))
        with pytest.raises(InvalidInput):
            checks.pass_on_evidence(
                actor=actor, now=timezone.now(), check_id=check_id, evidence="library card"
            )
        _evidence(actor, check_id)
        check = IdentityCheck.objects.get(id=check_id)
        assert (check.method, check.detail, check.account_id) == ("evidence", "passport", actor.account_id)
        assert check.ended_at is not None
        assert IdentityProof.objects.count() == 1


def test_way_when_not_in_use_in_this_channel_then_refused(acting: Acting, world: World) -> None:
    make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world, "call")))
        with pytest.raises(NotPermitted):
            _evidence(actor, check_id)
        assert IdentityCheck.objects.get(id=check_id).state == CheckState.WAITING


def test_known_when_reason_is_given_then_opened(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        check_id = check_of(search(actor, begin(actor, world)))
        with pytest.raises(InvalidInput):
            checks.pass_as_known(actor=actor, now=timezone.now(), check_id=check_id, reason="trust me")
        passed = checks.pass_as_known(
            actor=actor, now=timezone.now(), check_id=check_id, reason="earlier_session"
        )
        assert passed.customer_id == customer_id


def test_provisional_record_when_another_adviser_searches_then_not_found(
    acting: Acting, world: World
) -> None:
    with acting("second_area_adviser") as actor:
        north_west = world.contracts["prime_north_west"]
        make_record(actor, world, evidence=Evidence(), contract_id=north_west)
        mine = begin(actor, world, "walk_in")
        assert _evidence(actor, check_of(search(actor, mine))).outcome == "opened"
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        assert _evidence(actor, check_of(search(actor, contact))).outcome == "none"
