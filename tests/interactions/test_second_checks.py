"""Second checks of words with an everyday meaning: who may give one, what it fits, what is kept of it. BR-A.3."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.forms.screened import Found
from fingerpost.house.forms.second_check import Asked, number_of
from fingerpost.house.models import Event
from fingerpost.interactions.models import Attendance, AttendanceSection, SecondCheck, SecondCheckUse
from fingerpost.interactions.queries.second_checks import list_uses, list_writers
from fingerpost.interactions.services.second_checks import (
    CodeGiven,
    KeptWhere,
    Looked,
    give_second_check,
    keep_use,
    look_for_check,
)
from fingerpost.interactions.services.sections import Typed, save_sections
from fingerpost.site.tasks import forget_unconfirmed
from fingerpost.staff.models import Account, Membership
from fingerpost.staff.services import acting_as
from tests.fixtures.world import Acting, standing_world
from tests.session_steps import make_one, open_one, place_of, record_one

committing = pytest.mark.django_db(transaction=True)
"""For tests that read as owner what was committed."""

WORDS = "Would like to study fine art."
FOUND = Found(("RT-110",), ("screening.forms@2014-10-01",))
ASKED = Asked("text", "", number_of("discussed-text", WORDS), FOUND)


def give(acting: Acting, world: World, *, by: str = "second_area_adviser", to: str = "area_adviser") -> str:
    """A code for the words above."""
    given = try_to_give(acting, world, by=by, to=to)
    assert given.outcome == "given", given
    return given.code


def try_to_give(
    acting: Acting, world: World, *, by: str = "second_area_adviser", to: str = "area_adviser"
) -> CodeGiven:
    with acting(by) as actor:
        return give_second_check(
            actor=actor, now=timezone.now(), colleague_id=world.accounts[to], number=ASKED.number
        )


def look(acting: Acting, code: str, *, who: str = "area_adviser", asked: Asked = ASKED) -> Looked:
    with acting(who) as actor:
        return look_for_check(actor=actor, now=timezone.now(), asked=replace(asked, code=code))


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def a_place(acting: Acting, world: World, **customer: object) -> Attendance:
    with acting("area_adviser") as actor:
        contact = open_one(actor, world)
        make_one(actor, world, contact=contact, **customer)  # type: ignore[arg-type]
        return place_of(record_one(actor, world, contact))


def keep(acting: Acting, place: Attendance, code: str, *, who: str = "area_adviser") -> SecondCheckUse:
    """Look for the code and use it up, as a page does when it saves."""
    with acting(who) as actor:
        return _keep(actor, place, code)


def _keep(actor: Actor, place: Attendance, code: str) -> SecondCheckUse:
    now = timezone.now()
    looked = look_for_check(actor=actor, now=now, asked=replace(ASKED, code=code))
    where = KeptWhere(customer_id=place.customer_id, attendance_id=place.id)
    return keep_use(actor=actor, now=now, looked=looked, field="discussed", where=where)


@pytest.mark.requirement("BR-A.3")
def test_code_when_given_then_fits_those_words_once_and_who_looked_is_kept(
    world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    code = give(acting, world)
    assert len(code) == 6
    assert code.isdigit()
    keep(acting, place, code)
    with acting("area_adviser"):
        use = SecondCheckUse.objects.get()
        assert (use.given_by_id, use.used_by_id) == (
            world.accounts["second_area_adviser"],
            world.accounts["area_adviser"],
        )
        assert (use.customer_id, use.attendance_id, use.field) == (place.customer_id, place.id, "discussed")
        assert use.form_ids == ["RT-110"]
        assert use.rule_ids == ["screening.forms@2014-10-01"]
        kinds = set(Event.objects.filter(customer_id=place.customer_id).values_list("kind", flat=True))
        assert "second_check.used" in kinds
    assert look(acting, code).outcome == "none"


@committing
@pytest.mark.requirement("XD-10")
def test_code_when_kept_then_neither_it_nor_the_number_of_the_words_can_be_read(
    world: World, acting: Acting
) -> None:
    code = give(acting, world)
    row = str(SecondCheck.objects.using("owner").values_list().get())
    assert SecondCheck.objects.using("owner").get().code_hash.startswith("argon2")
    assert code not in row
    assert ASKED.number not in row


@committing
@pytest.mark.requirement("BR-A.3")
@pytest.mark.parametrize(
    ("by", "to", "outcome"),
    [
        ("area_adviser", "area_adviser", "yourself"),
        ("second_prime_adviser", "area_adviser", "no_colleague"),
        ("second_area_adviser", "leaver", "no_colleague"),
        ("compliance", "area_adviser", "given"),
    ],
)
def test_code_when_asked_for_then_only_by_another_person_of_the_same_organisation(
    world: World, acting: Acting, by: str, to: str, outcome: str
) -> None:
    assert try_to_give(acting, world, by=by, to=to).outcome == outcome
    assert SecondCheck.objects.using("owner").count() == int(outcome == "given")


@committing
def test_code_when_the_colleagues_account_is_shut_then_none(world: World, acting: Acting) -> None:
    Account.objects.using("owner").filter(id=world.accounts["trainee"]).update(is_active=False)
    assert try_to_give(acting, world, to="trainee").outcome == "no_colleague"


@pytest.mark.requirement("BR-A.3")
@pytest.mark.parametrize("nickname", ["trainee", "lapsed_adviser", "claims_officer", "auditor"])
def test_code_when_the_role_or_standing_gives_none_then_refused(
    world: World, acting: Acting, nickname: str
) -> None:
    with pytest.raises(NotPermitted):
        try_to_give(acting, world, by=nickname)


def test_code_when_given_for_one_colleague_then_fits_no_other(world: World, acting: Acting) -> None:
    code = give(acting, world, to="trainee")
    assert look(acting, code).outcome == "none"
    assert look(acting, code, who="trainee").outcome == "right"


@pytest.mark.requirement("BR-A.3")
def test_code_when_the_words_changed_after_the_look_then_does_not_fit(world: World, acting: Acting) -> None:
    code = give(acting, world)
    changed = replace(ASKED, number=number_of("discussed-text", WORDS + " He paid it."))
    elsewhere = replace(ASKED, number=number_of("reason-text", WORDS))
    assert look(acting, code, asked=changed).outcome == "wrong"
    assert look(acting, code, asked=elsewhere).outcome == "wrong"
    assert look(acting, code).outcome == "right"


@pytest.mark.requirement("BR-A.3")
def test_code_when_guessed_three_times_then_the_right_one_is_worth_nothing(
    world: World, acting: Acting
) -> None:
    code = give(acting, world)
    assert [look(acting, wrong(code)).outcome for _try in range(3)] == ["wrong"] * 3
    assert look(acting, code).outcome == "none"


def test_code_when_it_can_be_none_then_no_try_is_counted(world: World, acting: Acting) -> None:
    code = give(acting, world)
    assert {look(acting, typed).outcome for typed in ("12", "fine art", "1234567", "١٢٣٤٥٦")} == {"no_code"}
    assert look(acting, code).outcome == "right"


@committing
@pytest.mark.requirement("BR-A.3")
def test_code_when_its_time_is_over_then_does_not_fit(world: World, acting: Acting) -> None:
    code = give(acting, world)
    kept = SecondCheck.objects.using("owner").get()
    assert abs(kept.expires_at - kept.given_at - timedelta(minutes=10)) < timedelta(seconds=5)
    SecondCheck.objects.using("owner").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert look(acting, code).outcome == "none"


@committing
def test_codes_when_given_past_the_number_of_an_hour_then_no_more(world: World, acting: Acting) -> None:
    outcomes = [try_to_give(acting, world).outcome for _each in range(21)]
    assert outcomes == ["given"] * 20 + ["too_many"]
    SecondCheck.objects.using("owner").update(given_at=timezone.now() - timedelta(minutes=61))
    assert try_to_give(acting, world).outcome == "given"


@committing
@pytest.mark.requirement("BR-A.3")
def test_use_when_written_past_the_service_then_the_database_asks_for_a_code_behind_it(
    world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    with acting("second_prime_adviser") as actor:
        out_of_sight = make_one(actor, world, given="Elsewhere", contract="second_prime_south_west").id
    give(acting, world)
    give(acting, world, to="two_roles")
    mine = SecondCheck.objects.using("owner").get(given_for=world.accounts["area_adviser"])
    others = SecondCheck.objects.using("owner").get(given_for=world.accounts["two_roles"])
    good = {
        "check_made_id": mine.id,
        "organisation_id": world.organisations["prime"],
        "customer_id": place.customer_id,
        "attendance_id": place.id,
        "field": "discussed",
        "given_by_id": world.accounts["second_area_adviser"],
        "used_by_id": world.accounts["area_adviser"],
    }
    refused = [
        {**good, "check_made_id": others.id},
        {**good, "given_by_id": world.accounts["compliance"]},
        {**good, "used_by_id": world.accounts["two_roles"]},
        {**good, "check_made_id": place.id},
        # Right by the code, and not by who acts, or on a record that they can't see.
        {**good, "check_made_id": others.id, "used_by_id": world.accounts["two_roles"]},
        {**good, "customer_id": out_of_sight},
    ]
    for row in refused:
        with acting("area_adviser"), pytest.raises(ProgrammingError), transaction.atomic():
            SecondCheckUse.objects.create(**row)
    with acting("area_adviser"):
        SecondCheckUse.objects.create(**good)
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            SecondCheckUse.objects.create(**good)


@committing
@pytest.mark.requirement("BR-A.3")
def test_use_when_the_code_has_run_out_then_the_database_refuses_it(world: World, acting: Acting) -> None:
    give(acting, world)
    SecondCheck.objects.using("owner").update(expires_at=timezone.now() - timedelta(seconds=1))
    given = SecondCheck.objects.using("owner").get()
    forged = replace(Looked("right", ASKED), check_id=given.id, given_by=given.given_by_id)
    with acting("area_adviser") as actor, pytest.raises(ProgrammingError, match="no second check"):
        keep_use(actor=actor, now=timezone.now(), looked=forged, field="discussed", where=KeptWhere())


@committing
@pytest.mark.requirement("BR-A.3")
def test_code_when_given_in_one_organisation_then_worth_nothing_in_another(
    world: World, acting: Acting
) -> None:
    code = give(acting, world)
    other = Membership.objects.using("owner").create(
        account_id=world.accounts["area_adviser"],
        organisation_id=world.organisations["second_prime"],
        role="area_adviser",
        starts_on=world.today,
    )
    given = SecondCheck.objects.using("owner").get()
    with acting_as(other.id) as actor:
        assert (
            look_for_check(actor=actor, now=timezone.now(), asked=replace(ASKED, code=code)).outcome == "none"
        )
        forged = replace(Looked("right", ASKED), check_id=given.id, given_by=given.given_by_id)
        with pytest.raises(ProgrammingError, match="no second check"), transaction.atomic():
            keep_use(actor=actor, now=timezone.now(), looked=forged, field="discussed", where=KeptWhere())
    assert look(acting, code).outcome == "right"


@pytest.mark.requirement("BR-A.3")
def test_uses_and_codes_when_the_web_would_change_or_read_them_then_the_database_refuses(
    world: World, acting: Acting
) -> None:
    keep(acting, a_place(acting, world), give(acting, world))
    for statement in (
        "UPDATE interactions_secondcheckuse SET field = 'x'",
        "DELETE FROM interactions_secondcheckuse",
        "SELECT code_hash FROM interactions_secondcheck",
        "UPDATE interactions_secondcheck SET failures = 0",
    ):
        with (
            acting("area_adviser"),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.requirement("BR-A.3", "OI-14.6")
def test_uses_when_listed_then_only_of_records_that_the_reader_may_see(world: World, acting: Acting) -> None:
    use = keep(acting, a_place(acting, world), give(acting, world))
    for nickname, expected in (
        ("compliance", [use.id]),
        ("area_adviser", [use.id]),
        ("second_prime_adviser", []),
    ):
        with acting(nickname):
            page = list_uses(page=1)
            assert [one.id for one in page.uses] == expected, nickname
            assert not page.has_next


def test_colleagues_when_listed_then_those_who_write_and_never_oneself(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        listed = {account_id for account_id, _name in list_writers(actor, on=world.today)}
    expected = {"second_area_adviser", "trainee", "information_adviser", "delivery_manager", "two_roles"}
    assert {world.accounts[name] for name in expected} <= listed
    absent = {"area_adviser", "leaver", "claims_officer", "second_prime_adviser", "technician"}
    assert not {world.accounts[name] for name in absent} & listed


def test_part_of_notes_when_somebody_else_was_first_then_the_code_is_not_used(
    world: World, acting: Acting
) -> None:
    place = a_place(acting, world)
    code = give(acting, world)
    with acting("second_area_adviser") as actor:
        save_sections(
            actor=actor,
            now=timezone.now(),
            attendance_id=place.id,
            sections={"discussed": Typed("First.", 0)},
        )
    with acting("area_adviser") as actor:
        saved = save_sections(
            actor=actor,
            now=timezone.now(),
            attendance_id=place.id,
            sections={"discussed": Typed(WORDS, 0, replace(ASKED, code=code))},
        )
        assert saved["discussed"].clash
        assert not SecondCheckUse.objects.exists()
    assert look(acting, code).outcome == "right"


@pytest.mark.requirement("BR-A.3")
def test_same_words_when_sent_twice_with_one_code_then_both_are_answered_as_kept(
    world: World, acting: Acting
) -> None:
    """A double click: the second request began before the first was done, so its page still asks."""
    place = a_place(acting, world)
    sent = {"discussed": Typed(WORDS, 0, replace(ASKED, code=give(acting, world)))}
    for _click in range(2):
        with acting("area_adviser") as actor:
            saved = save_sections(actor=actor, now=timezone.now(), attendance_id=place.id, sections=sent)[
                "discussed"
            ]
        assert (saved.is_refused, saved.clash, saved.text) == (False, False, WORDS)
    with acting("area_adviser"):
        assert SecondCheckUse.objects.count() == 1
        assert AttendanceSection.objects.get(attendance=place).version == 1


@committing
def test_record_when_forgotten_then_the_use_stays_and_names_nobody(world: World, acting: Acting) -> None:
    place = a_place(acting, world, evidence=())
    use = keep(acting, place, give(acting, world))
    yesterday = world.today - timedelta(days=2)
    Customer.objects.using("owner").filter(id=place.customer_id).update(provisional_until=yesterday)
    assert forget_unconfirmed() == 1
    assert SecondCheckUse.objects.using("owner").get(id=use.id).customer_id is None


@pytest.fixture
def committed() -> Iterator[World]:
    """The world, really committed, for several connections at once."""
    yield standing_world()
    connections.close_all()


@committing
@pytest.mark.requirement("BR-A.3")
def test_code_when_used_twice_at_once_then_words_are_kept_once(committed: World) -> None:
    def as_person(nickname: str):  # type: ignore[no-untyped-def]
        return acting_as(committed.memberships[nickname])

    places = [a_place(as_person, committed, given=f"Twin {letter}") for letter in "AB"]
    code = give(as_person, committed)
    start = Barrier(2)

    def save(place: Attendance) -> bool:
        try:
            start.wait(timeout=20)
            with as_person("area_adviser") as actor:
                saved = save_sections(
                    actor=actor,
                    now=timezone.now(),
                    attendance_id=place.id,
                    sections={"discussed": Typed(WORDS, 0, replace(ASKED, code=code))},
                )
                return not saved["discussed"].is_refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(save, places))
    assert sorted(kept) == [False, True]
    assert SecondCheckUse.objects.using("owner").count() == 1
    texts = AttendanceSection.objects.using("owner").filter(attendance__in=[place.id for place in places])
    assert [row.text for row in texts] == [WORDS]
