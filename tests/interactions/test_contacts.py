"""Contacts: opened, joined, cut off and resumed, closed; whom they are about; what was shown in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.customers.values import Evidence
from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.interactions import doors
from fingerpost.interactions.models import Contact, ContactKind, ContactStaff, ContactState, NoticeGiven
from fingerpost.interactions.queries import contacts as queries
from fingerpost.interactions.rules import contacts as rules
from fingerpost.interactions.services import checks
from fingerpost.interactions.services import contacts as services
from fingerpost.interactions.services.notices_given import explain_anonymity, save_notices
from tests.fixtures.world import Acting
from tests.interactions.known import ANSWERS, begin, check_of, make_known, make_record, search

pytestmark = pytest.mark.django_db


def _now() -> datetime:
    return timezone.now()


def test_moves_when_asked_then_the_table_names_every_state() -> None:
    assert set(rules.CONTACT_MOVES) == set(ContactState.values)
    assert rules.CHANNEL_OF.keys() == set(ContactKind.values)
    assert rules.may_move("open", "dropped")
    assert not rules.may_move("dropped", "open")


def test_reference_when_made_then_readable_and_read_back() -> None:
    for _ in range(200):
        reference = services.new_reference()
        assert len(reference) == 7
        assert not set(reference) & set("B8IL10OQ2Z5SG")
        assert rules.read_reference(reference.lower().replace("-", " ")) == reference
    assert rules.read_reference("K7M-4P") is None
    assert rules.read_reference("K7M-4P0") is None


def test_open_when_a_call_then_channel_number_and_opener_are_kept(acting: Acting, world: World) -> None:
    with acting("telephone_adviser") as actor:
        contact = services.open_contact(actor=actor, now=_now(), kind="call", dialled_number="0800 100 900")
        assert (contact.channel, contact.dialled_number) == (2, "0800 100 900")
        # The only contract they work under is taken without asking.
        assert contact.contract_id == world.contracts["contact_centre_adult"]
        assert [(line.person, line.part) for line in doors.who_is_in(contact.id)] == [
            ("Colin Faraday", "adviser")
        ]


def test_open_when_contract_or_venue_is_not_theirs_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        with pytest.raises(InvalidInput):
            services.open_contact(actor=actor, now=_now(), kind="call")
        with pytest.raises(NotPermitted):
            begin(actor, world, contract_id=world.contracts["second_prime_south_west"])
        with pytest.raises(InvalidInput):
            begin(actor, world, "walk_in", venue_id=world.venues["harbour"])
        with pytest.raises(NotPermitted):
            begin(actor, world, "paper")
    with acting("claims_officer") as actor, pytest.raises(NotPermitted):
        begin(actor, world)


def test_open_when_database_is_asked_for_anothers_contract_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor, pytest.raises(ProgrammingError), transaction.atomic():
        Contact.objects.create(
            reference="AAA-AAA",
            kind="call",
            channel=2,
            organisation_id=actor.organisation_id,
            contract_id=world.contracts["second_prime_south_west"],
            opened_by_id=actor.account_id,
            opened_at=_now(),
        )


def test_reference_when_taken_then_another_is_made(
    acting: Acting, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting("second_prime_adviser") as actor:
        taken = begin(actor, world, contract_id=world.contracts["second_prime_south_west"]).reference
    made = iter([taken, "AAA-AAC"])
    monkeypatch.setattr(services, "new_reference", lambda: next(made))
    with acting("area_adviser") as actor:
        assert begin(actor, world).reference == "AAA-AAC"


@pytest.mark.requirement("BR-7.3")
def test_call_when_cut_off_and_resumed_by_another_then_they_authenticate_again(
    acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        first = begin(actor, world)
        _confirm(actor, first)
        services.drop_contact(actor=actor, now=_now(), contact_id=first.id)
    with acting("telephone_adviser") as actor:
        tried = services.resume_contact(actor=actor, now=_now(), reference=first.reference.lower())
        assert tried.outcome == "resumed"
        assert tried.contact_id is not None
        contact = queries.get_contact(tried.contact_id)
        assert (contact.resumes_id, contact.customer_id) == (first.id, None)
        assert not Customer.objects.filter(id=customer_id).exists()
        with pytest.raises(NotFound):
            queries.get_contact(first.id)
        assert _confirm(actor, contact) == customer_id


def _confirm(actor: Actor, contact: Contact) -> UUID | None:
    check_id = check_of(search(actor, contact))
    passed = checks.answer_questions(actor=actor, now=_now(), check_id=check_id, answers=ANSWERS)
    return passed.customer_id


def test_language_adviser_when_joining_then_sees_whom_the_others_see(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        _confirm(actor, contact)
    with acting("language_adviser") as actor:
        assert not Customer.objects.filter(id=customer_id).exists()
        tried = services.join_contact(
            actor=actor, now=_now(), reference=contact.reference, part="language_adviser"
        )
        assert tried == services.ReferenceTried("joined", contact.id)
        assert Customer.objects.filter(id=customer_id).exists()
        parts = sorted((line.person, line.part) for line in doors.who_is_in(contact.id))
        assert parts == [("Ada Whitlock", "adviser"), ("Nasreen Begum", "language_adviser")]
        again = services.join_contact(
            actor=actor, now=_now(), reference=contact.reference, part="language_adviser"
        )
        assert again.outcome == "joined"
        assert ContactStaff.objects.count() == 1
        services.leave_contact(actor=actor, now=_now(), contact_id=contact.id)
        with pytest.raises(NotPermitted):
            services.close_contact(actor=actor, now=_now(), contact_id=contact.id)


def test_language_adviser_when_there_before_the_check_passes_then_sees_the_customer_too(
    acting: Acting, world: World
) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
    with acting("language_adviser") as actor:
        services.join_contact(actor=actor, now=_now(), reference=contact.reference, part="language_adviser")
    with acting("area_adviser") as actor:
        _confirm(actor, contact)
    with acting("language_adviser"):
        assert Customer.objects.filter(id=customer_id).exists()


def test_join_when_part_is_not_for_the_role_then_refused(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        reference = begin(actor, world).reference
    for nickname, part in (("trainee", "supervisor"), ("information_adviser", "supervisor")):
        with acting(nickname) as actor, pytest.raises(NotPermitted):
            services.join_contact(actor=actor, now=_now(), reference=reference, part=part)


def test_join_when_the_record_is_provisional_then_it_stays_with_its_adviser(
    acting: Acting, world: World
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        customer = make_record(
            actor, world, evidence=Evidence(), contract_id=world.contracts["prime_north_east"]
        )
        services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=customer.id)
    with acting("language_adviser") as actor:
        tried = services.join_contact(
            actor=actor, now=_now(), reference=contact.reference, part="language_adviser"
        )
        assert tried.outcome == "provisional"
        assert not Customer.objects.filter(id=customer.id).exists()


@pytest.mark.parametrize("way", ["join", "resume"])
def test_reference_when_guessed_often_then_refused(acting: Acting, world: World, way: str) -> None:
    with acting("second_prime_adviser") as actor:
        right = begin(actor, world, contract_id=world.contracts["second_prime_south_west"]).reference
    with acting("telephone_adviser") as actor:
        outcomes = []
        for _ in range(13):
            if way == "join":
                tried = services.join_contact(actor=actor, now=_now(), reference="AAA-AAA", part="supervisor")
            else:
                tried = services.resume_contact(actor=actor, now=_now(), reference="AAA-AAA")
            outcomes.append(tried.outcome)
        assert outcomes == ["not_found"] * 12 + ["too_many"]
        last = services.join_contact(actor=actor, now=_now(), reference=right, part="supervisor")
        assert last.outcome == "too_many"


def test_close_when_over_already_then_conflict_and_nothing_changes(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        closed = services.close_contact(actor=actor, now=_now(), contact_id=contact.id)
        for end in (services.close_contact, services.drop_contact):
            with pytest.raises(Conflict):
                end(actor=actor, now=_now() + timedelta(hours=1), contact_id=contact.id)
        again = queries.get_contact(contact.id)
        assert (again.state, again.ended_at) == ("closed", closed.ended_at)
        with pytest.raises(Conflict):
            services.leave_contact(actor=actor, now=_now(), contact_id=contact.id)


def test_contact_when_somebody_elses_then_not_found_as_if_absent(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
    with acting("second_area_adviser") as actor:
        for contact_id in (contact.id, new_id()):
            with pytest.raises(NotFound):
                services.close_contact(actor=actor, now=_now(), contact_id=contact_id)


def test_attach_when_record_is_made_later_then_notices_follow(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        save_notices(actor=actor, now=_now(), contact_id=contact.id, shown={"charter"}, understood=())
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        attached = services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=customer.id)
        assert attached.customer_id == customer.id
        assert NoticeGiven.objects.get().customer_id == customer.id
        assert queries.current_contact_of(actor, customer.id) == attached
        services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=customer.id)
        assert Event.objects.filter(kind="contact.attached").count() == 2
        services.close_contact(actor=actor, now=_now(), contact_id=contact.id)
        assert queries.current_contact_of(actor, customer.id) is None


def test_attach_when_the_actor_may_not_see_the_customer_then_refused(acting: Acting, world: World) -> None:
    customer_id = make_known(acting, world)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        with pytest.raises(NotFound):
            services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=customer_id)
        assert not Customer.objects.filter(id=customer_id).exists()
        assert queries.get_contact(contact.id).customer_id is None


def test_attach_when_a_group_then_the_contact_stays_without_customer(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "group")
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        kept = services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=customer.id)
        assert kept.customer_id is None


def test_attach_when_about_another_then_conflict(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        first, second = (
            make_record(actor, world, contract_id=world.contracts["prime_north_east"]) for _ in range(2)
        )
        services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=first.id)
        with pytest.raises(Conflict):
            services.attach_customer(actor=actor, now=_now(), contact=contact, customer_id=second.id)


@pytest.mark.requirement("MX-3.1", "BR-23.4", "MX-1.3c", "BR-2.3")
def test_notices_when_shown_then_version_channel_and_understanding_are_kept(
    acting: Acting, world: World
) -> None:
    day = datetime(2020, 3, 3, 10, tzinfo=UTC)
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        save_notices(
            actor=actor,
            now=day,
            contact_id=contact.id,
            shown={"charter", "privacy"},
            understood={"charter", "confidentiality"},
        )
        kept = {row.kind: row for row in NoticeGiven.objects.all()}
        assert set(kept) == {"charter", "privacy", "confidentiality"}
        assert (kept["privacy"].text_version, kept["privacy"].understood) == ("3.0", False)
        assert (kept["charter"].text_version, kept["charter"].understood) == ("2.0", True)
        assert {row.channel for row in kept.values()} == {2}
        lines = queries.list_notices(contact, now=day)
        assert [line.kind for line in queries.missing_notices(lines)] == ["privacy", "terms"]
        # Understanding can be put right; what was shown stays, with its first time.
        save_notices(
            actor=actor,
            now=day + timedelta(minutes=5),
            contact_id=contact.id,
            shown=(),
            understood={"privacy", "terms", "confidentiality"},
        )
        kept = {row.kind: row for row in NoticeGiven.objects.all()}
        assert {kind for kind, row in kept.items() if row.understood} == {
            "privacy",
            "terms",
            "confidentiality",
        }
        assert kept["charter"].shown_at == day


@pytest.mark.requirement("BR-23.4")
@pytest.mark.parametrize(
    ("day", "version"),
    [(datetime(2018, 5, 24, 12, tzinfo=UTC), "2.0"), (datetime(2018, 5, 25, 12, tzinfo=UTC), "3.0")],
)
def test_notices_when_words_change_then_the_record_says_which_were_shown(
    acting: Acting, world: World, day: datetime, version: str
) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world)
        save_notices(actor=actor, now=day, contact_id=contact.id, shown={"privacy"}, understood=())
        assert NoticeGiven.objects.get().text_version == version


@pytest.mark.requirement("MX-3.1")
def test_notices_when_customer_returns_then_last_answers_are_remembered(acting: Acting, world: World) -> None:
    first_day, second_day = (datetime(year, 3, 3, 10, tzinfo=UTC) for year in (2017, 2020))
    every = set(rules.NOTICES)
    with acting("area_adviser") as actor:
        earlier = begin(actor, world, "walk_in")
        customer = make_record(actor, world, contract_id=world.contracts["prime_north_east"])
        services.attach_customer(actor=actor, now=_now(), contact=earlier, customer_id=customer.id)
        save_notices(actor=actor, now=first_day, contact_id=earlier.id, shown=every, understood=every)
        later = begin(actor, world, "walk_in")
        later = services.attach_customer(actor=actor, now=_now(), contact=later, customer_id=customer.id)
        lines = {line.kind: line for line in queries.list_notices(later, now=second_day)}
        assert lines["charter"].is_unchanged
        assert (lines["charter"].last_shown_on, lines["charter"].last_version) == (first_day.date(), "2.0")
        assert not lines["privacy"].is_unchanged
        assert len(queries.missing_notices(list(lines.values()))) == 4


@pytest.mark.requirement("OI-4.10a", "XD-17")
def test_anonymous_when_limits_are_explained_then_kept_without_identity(acting: Acting, world: World) -> None:
    with acting("area_adviser") as actor:
        contact = begin(actor, world, "walk_in")
        for _ in range(2):
            explain_anonymity(actor=actor, now=_now(), contact_id=contact.id)
        row = NoticeGiven.objects.get()
        assert (row.kind, row.customer_id, row.text_version) == ("anonymous", None, "1.0")
        assert queries.was_told_of_anonymity(contact.id)
        contact.refresh_from_db()
        assert contact.customer_id is None
        assert not Customer.objects.exists()
