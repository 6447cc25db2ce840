"""Proposing, approving, publishing, taking back: through the services, as two people do it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.models import Event
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.errors import FaultKind
from fingerpost.rulebook import queries
from fingerpost.rulebook.models import Notified, Proposal, Publication, Scope
from fingerpost.rulebook.reading import PackRefused
from fingerpost.rulebook.services import approve_and_publish, close_proposal, propose_pack
from tests.fixtures.packs import pack, rule, words, write_up
from tests.fixtures.publishing import Propose, Publish
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

KEY = "write_up.working_days"


@pytest.fixture
def today() -> date:
    return civil_date(timezone.now())


@pytest.mark.requirement("BR-0.3", "XD-1")
def test_value_when_published_for_a_future_day_changes_on_that_day_and_not_before(
    today: date, publish: Publish
) -> None:
    day = today + timedelta(days=30)
    shipped = shipped_rules().get_int(KEY, day)
    publish(write_up("spring-2027", shipped + 3, begins=day))
    rules = rules_in_force()
    assert rules.get_int(KEY, day - timedelta(days=1)) == shipped
    assert rules.get_int(KEY, day) == shipped + 3
    assert rules.get(KEY, day).rule_id == f"{KEY}@{day.isoformat()}/spring-2027"
    assert shipped_rules().get_int(KEY, day) == shipped


@pytest.mark.requirement("BR-0.3")
def test_notice_log_when_published_lists_every_prime_and_nobody_has_acknowledged(
    today: date, publish: Publish, world: World, acting: Acting
) -> None:
    publication = publish(write_up("everybody", 4, begins=today))
    with acting("contract_manager"):
        lines = queries.list_notice_log(publication)
    assert [line.organisation for line in lines] == [
        "Lantern Contact Centre",
        "Northmoor Careers",
        "Southwold Guidance",
    ]
    assert all(line.acknowledged_at is None for line in lines)


@pytest.mark.requirement("XD-1")
def test_proposal_when_approved_by_its_author_is_refused_and_so_by_the_database(
    today: date, propose: Propose, acting: Acting
) -> None:
    proposal_id = propose(write_up("alone", 4, begins=today))
    with acting("contract_manager") as actor, pytest.raises(NotPermitted) as refused:
        approve_and_publish(actor=actor, now=timezone.now(), proposal_id=proposal_id)
    assert refused.value.code == "own_proposal"
    with (
        acting("contract_manager") as actor,
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        _insert(proposal_id, approved_by=actor.account_id)
    assert not Publication.objects.exists()


@pytest.mark.requirement("XD-1")
def test_publication_when_its_words_are_not_those_proposed_is_refused_by_the_database(
    today: date, propose: Propose, acting: Acting
) -> None:
    proposal_id = propose(write_up("as-read", 4, begins=today))
    with acting("second_contract_manager") as actor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _insert(proposal_id, approved_by=actor.account_id, text="other words")
        _insert(proposal_id, approved_by=actor.account_id)
    assert Publication.objects.count() == 1


def test_rows_when_somebody_would_change_them_stay(today: date, publish: Publish, acting: Acting) -> None:
    publish(write_up("for-good", 4, begins=today))
    for statement in (
        "UPDATE rulebook_publication SET reason = 'another'",
        "DELETE FROM rulebook_publication",
        "UPDATE rulebook_proposal SET text = ''",
        "DELETE FROM rulebook_notified",
    ):
        with (
            acting("contract_manager"),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            _execute(statement)


@pytest.mark.requirement("XD-1")
def test_pack_when_proposed_without_a_reason_is_refused(today: date, acting: Acting) -> None:
    with acting("contract_manager") as actor, pytest.raises(InvalidInput) as refused:
        propose_pack(
            actor=actor,
            now=timezone.now(),
            text=write_up("why", 4, begins=today),
            scope=Scope.EVERYBODY,
            reason="  ",
        )
    assert refused.value.code == "reason_needed"


@pytest.mark.requirement("XD-13")
def test_pack_when_it_begins_before_today_needs_to_be_called_a_correction(
    today: date, propose: Propose, publish: Publish
) -> None:
    yesterday = today - timedelta(days=1)
    with pytest.raises(PackRefused) as refused:
        propose(write_up("late", 4, begins=yesterday))
    assert refused.value.code == "begins_in_the_past"
    publication = publish(write_up("late", 4, begins=yesterday), is_correction=True)
    assert publication.is_correction
    assert rules_in_force().get_int(KEY, yesterday) == 4
    assert not publish(write_up("in-time", 5, begins=today), is_correction=True).is_correction


@pytest.mark.requirement("XD-13")
def test_proposal_when_its_first_day_has_gone_by_is_not_published(
    today: date, propose: Propose, acting: Acting
) -> None:
    proposal_id = propose(write_up("slow", 4, begins=today))
    with acting("second_contract_manager") as actor, pytest.raises(PackRefused) as refused:
        approve_and_publish(actor=actor, now=timezone.now() + timedelta(days=2), proposal_id=proposal_id)
    assert refused.value.code == "begins_in_the_past"


def _faults(text: str, propose: Propose, **more: object) -> set[tuple[str, str, FaultKind]]:
    with pytest.raises(PackRefused) as refused:
        propose(text, **more)
    return {(fault.file, fault.key, fault.kind) for fault in refused.value.faults}


def test_pack_when_several_things_are_wrong_has_every_fault_named(
    today: date, propose: Propose, acting: Acting
) -> None:
    text = pack(
        "faulty",
        rule(KEY, '"four"', begins=today),
        rule("write_up.no_such_rule", "4", begins=today),
        rule("login.idle_minutes", "5", begins=today, source=""),
    )
    assert _faults(text, propose) == {
        ("faulty.toml", KEY, FaultKind.WRONG_TYPE),
        ("faulty.toml", "write_up.no_such_rule", FaultKind.UNKNOWN_KEY),
        ("faulty.toml", "login.idle_minutes", FaultKind.MISSING_SOURCE),
    }
    with acting("contract_manager"):
        assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no toml at all [", FaultKind.UNREADABLE),
        ("", FaultKind.MISSING_VALUE),
        ('[pack]\nname = "empty"\n', FaultKind.MISSING_VALUE),
        ('[pack]\nname = "' + "x = [" * 200, FaultKind.UNREADABLE),
    ],
)
def test_pack_when_it_is_no_pack_is_refused_and_said_why(
    text: str, kind: FaultKind, propose: Propose
) -> None:
    assert {kind} == {found for _file, _key, found in _faults(text, propose)}


@pytest.mark.parametrize("key", ["login.idle_minutes", KEY])
def test_pack_when_a_number_is_below_what_can_be_worked_with_is_refused(
    key: str, today: date, propose: Propose
) -> None:
    text = pack("below", rule(key, "-1", begins=today))
    assert _faults(text, propose) == {("below.toml", key, FaultKind.WRONG_TYPE)}


def test_pack_when_its_name_was_used_before_is_refused(
    today: date, propose: Propose, publish: Publish
) -> None:
    publish(write_up("once", 4, begins=today))
    assert FaultKind.NAME_TAKEN in {
        kind for *_place, kind in _faults(write_up("once", 5, begins=today), propose)
    }
    shipped = next(iter(shipped_rules())).pack
    assert FaultKind.NAME_TAKEN in {
        kind for *_place, kind in _faults(write_up(shipped, 5, begins=today), propose)
    }


def test_proposal_when_another_pack_took_its_name_meanwhile_is_not_published(
    today: date, propose: Propose, acting: Acting
) -> None:
    first, second = (propose(write_up("twice", days, begins=today)) for days in (4, 5))
    with acting("second_contract_manager") as actor:
        approve_and_publish(actor=actor, now=timezone.now(), proposal_id=first)
    with acting("second_contract_manager") as actor, pytest.raises(PackRefused):
        approve_and_publish(actor=actor, now=timezone.now(), proposal_id=second)


def test_proposal_when_published_or_closed_already_is_left_alone(
    today: date, propose: Propose, acting: Acting
) -> None:
    one, other = propose(write_up("one", 4, begins=today)), propose(write_up("other", 4, begins=today))
    with acting("second_contract_manager") as actor:
        now = timezone.now()
        approve_and_publish(actor=actor, now=now, proposal_id=one)
        with pytest.raises(InvalidInput):
            close_proposal(actor=actor, now=now, proposal_id=other)
        close_proposal(actor=actor, now=now, proposal_id=other, reason="Not agreed with the primes")
        for proposal_id in (one, other):
            with pytest.raises(Conflict):
                approve_and_publish(actor=actor, now=now, proposal_id=proposal_id)
            with pytest.raises(Conflict):
                close_proposal(actor=actor, now=now, proposal_id=proposal_id, reason="Again")
        assert queries.list_open_proposals() == []


@pytest.mark.parametrize("nickname", ["area_adviser", "auditor", "technician", "safeguarding_lead"])
def test_pack_when_proposed_by_somebody_else_is_refused(nickname: str, today: date, acting: Acting) -> None:
    with acting(nickname) as actor, pytest.raises(NotPermitted):
        propose_pack(
            actor=actor,
            now=timezone.now(),
            text=write_up("mine", 4, begins=today),
            scope=Scope.EVERYBODY,
            reason="I would rather",
        )


def test_prime_when_it_would_publish_for_everybody_is_refused(today: date, acting: Acting) -> None:
    with acting("compliance") as actor, pytest.raises(NotPermitted):
        propose_pack(
            actor=actor,
            now=timezone.now(),
            text=words("ours", "gloops", begins=today),
            scope=Scope.EVERYBODY,
            reason="Heard often",
        )


def test_draft_when_looked_for_by_another_organisation_is_not_there(
    today: date, propose: Propose, acting: Acting
) -> None:
    agencys = propose(write_up("draft", 4, begins=today))
    primes = propose(words("prime-draft", "gloops", begins=today), scope=Scope.ORGANISATION)
    with acting("contract_manager") as actor:
        assert [each.id for each in queries.list_open_proposals()] == [agencys]
        with pytest.raises(NotFound):
            queries.get_open_proposal(primes)
        with pytest.raises(NotFound):
            approve_and_publish(actor=actor, now=timezone.now(), proposal_id=primes)
    with acting("returns_manager"):
        assert [each.id for each in queries.list_open_proposals()] == [primes]
    with acting("second_prime_adviser"):
        assert queries.list_open_proposals() == []


@pytest.mark.requirement("BR-0.3", "XD-13")
def test_publication_when_taken_back_from_a_day_leaves_what_went_before(
    today: date, publish: Publish
) -> None:
    begins, back = today + timedelta(days=10), today + timedelta(days=40)
    shipped = shipped_rules().get_int(KEY, back)
    publication = publish(write_up("mistake", shipped + 5, begins=begins))
    text = queries.withdrawing_text(publication, from_day=back)
    publish(text)
    rules = rules_in_force()
    asked = (today, begins, back - timedelta(days=1), back, back + timedelta(days=400))
    assert [rules.get_int(KEY, day) - shipped for day in asked] == [0, 5, 5, 0, 0]
    assert rules.get(KEY, back).source == shipped_rules().get(KEY, back).source


def test_events_when_published_carry_ids_only(today: date, publish: Publish, acting: Acting) -> None:
    publication = publish(write_up("events", 4, begins=today))
    with acting("second_contract_manager"):
        event = Event.objects.get(kind="rules.published")
    assert event.subject == {
        "publication": str(publication.id),
        "serial": publication.serial,
        "notified": Notified.objects.count(),
    }


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _insert(proposal_id: object, *, approved_by: object, text: str = "") -> None:
    """A publication written past the service."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rulebook_publication (id, organisation_id, scope, name, title, text, effective_on,"
            " is_correction, reason, proposed_by_id, recorded_at, serial, proposal_id, approved_by_id, published_at)"
            " SELECT gen_random_uuid(), organisation_id, scope, name, title, coalesce(nullif(%s, ''), text),"
            " effective_on, is_correction, reason, proposed_by_id, now(), 900, id, %s, now()"
            " FROM rulebook_proposal WHERE id = %s",
            [text, approved_by, proposal_id],
        )
