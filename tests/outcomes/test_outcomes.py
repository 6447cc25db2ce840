"""Outcomes at any time, claimed or not, and what the database refuses whoever asks: BR-24.2, OI-12.15."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Read
from fingerpost.interactions.models import Attendance
from fingerpost.outcomes.models import EvidenceGrant, Outcome
from fingerpost.outcomes.queries import evidence_of, list_outcomes_of, list_to_claim
from fingerpost.outcomes.services.evidence import add_evidence, open_evidence, withdraw_evidence
from fingerpost.outcomes.services.outcomes import (
    OutcomeDetails,
    change_outcome,
    record_outcome,
    withdraw_outcome,
)
from fingerpost.outcomes.services.satisfaction import capture_answer
from fingerpost.policy.civil import civil_date
from tests.fixtures.world import Acting
from tests.outcomes.steps import PNG_BYTES, seen
from tests.security.attack import NOT_PERMITTED, move, refusal

pytestmark = pytest.mark.django_db

TODAY = civil_date(timezone.now())
REFUSED_BY_CHECK = "23514"


def record(actor: Actor, world: World, place: Attendance, **facts: Any) -> Outcome:
    assert place.customer_id is not None
    contract = facts.pop("contract", "prime_north_east")
    facts.setdefault("kind", "4")
    return record_outcome(
        actor=actor,
        now=timezone.now(),
        customer_id=place.customer_id,
        contract_id=world.contracts[contract],
        details=OutcomeDetails(**{"told_on": TODAY, **facts}),
    )


@pytest.mark.requirement("BR-24.2")
def test_outcome_when_recorded_with_a_session_or_without_then_kept_and_listed(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen(actor, world, days_ago=40)
        one = record(actor, world, place, attendance_id=place.id, weekly_hours=Decimal("15.9"))
        other = record(actor, world, place, kind="3", told_on=None)
        with CaptureQueriesContext(connection) as queries:
            found = list_outcomes_of(one.customer_id)
        assert len(queries) == 1
        assert [row.id for row in found] == [one.id, other.id]
        assert found[0].pieces == 0  # type: ignore[attr-defined]
        assert (one.claimed_at, one.version) == (None, 1)
        assert Outcome.objects.get(id=one.id).weekly_hours == Decimal("15.9")
    with acting("second_prime_adviser"):
        assert list_outcomes_of(one.customer_id) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "learning"}, "kind_not_known"),
        ({"told_on": TODAY + timedelta(days=1)}, "told_in_future"),
        ({"started_on": TODAY, "told_on": TODAY - timedelta(days=1)}, "told_too_early"),
        ({"weekly_hours": Decimal(169)}, "hours_out_of_range"),
        ({"attendance_id": new_id()}, "session_not_theirs"),
    ],
)
def test_outcome_when_it_cannot_be_so_then_refused_with_what_to_mend(
    world: World, acting: Acting, facts: dict[str, Any], code: str
) -> None:
    with acting("area_adviser") as actor:
        place = seen(actor, world, days_ago=40)
        with pytest.raises(InvalidInput) as refused:
            record(actor, world, place, **facts)
        assert refused.value.code == code


def test_outcome_when_told_before_its_session_then_refused_by_service_and_database(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen(actor, world, days_ago=10)
        early = TODAY - timedelta(days=11)
        with pytest.raises(InvalidInput) as refused:
            record(actor, world, place, attendance_id=place.id, told_on=early)
        assert refused.value.code == "told_before_session"
        kept = record(actor, world, place, attendance_id=place.id, told_on=TODAY - timedelta(days=10))
        assert move("outcomes_outcome", kept.id, "told_on", early) == REFUSED_BY_CHECK
        other = seen(actor, world, days_ago=10, family="Somebodyelse")
        assert move("outcomes_outcome", kept.id, "attendance_id", other.id) == REFUSED_BY_CHECK


def test_outcome_when_two_change_it_then_the_second_is_told_and_the_same_again_changes_nothing(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        kept = record(actor, world, seen(actor, world, days_ago=40))
        same = OutcomeDetails(kind="4", told_on=TODAY)
        now = timezone.now()
        assert change_outcome(actor=actor, now=now, outcome_id=kept.id, version=1, details=same).version == 1
        changed = OutcomeDetails(kind="5", told_on=TODAY)
        assert (
            change_outcome(actor=actor, now=now, outcome_id=kept.id, version=1, details=changed).version == 2
        )
        with pytest.raises(Conflict) as refused:
            change_outcome(
                actor=actor, now=now, outcome_id=kept.id, version=1, details=OutcomeDetails(kind="3")
            )
        assert refused.value.code == "outcome_changed"
        withdraw_outcome(actor=actor, now=now, outcome_id=kept.id, version=2)
        assert list_outcomes_of(kept.customer_id)[0].withdrawn_at == now
        with pytest.raises(Conflict) as again:
            withdraw_outcome(actor=actor, now=now, outcome_id=kept.id, version=3)
        assert again.value.code == "outcome_withdrawn"


def claim(world: World, outcome_id: UUID, acting: Acting, nickname: str = "claims_officer") -> str:
    """Claim an outcome as somebody; the SQLSTATE where it is refused."""
    with acting(nickname) as actor:
        statement = (
            "UPDATE outcomes_outcome SET claimed_at = now(), claimed_by_id = %s, checked_at = now(),"
            " checked_by_id = %s WHERE id = %s"
        )
        found = refusal(statement, [actor.account_id, actor.account_id, outcome_id])
        if not found:
            with connection.cursor() as cursor:
                cursor.execute(statement, [actor.account_id, actor.account_id, outcome_id])
        return found


@pytest.mark.requirement("OI-12.15")
def test_claim_when_anybody_but_a_claims_officer_writes_it_then_refused_by_the_database(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen(actor, world, days_ago=40)
        kept = record(actor, world, place)
    assert claim(world, kept.id, acting, "area_adviser") == NOT_PERMITTED
    assert claim(world, kept.id, acting) == ""
    with acting("area_adviser") as actor:
        with pytest.raises(Conflict) as refused:
            change_outcome(
                actor=actor,
                now=timezone.now(),
                outcome_id=kept.id,
                version=1,
                details=OutcomeDetails(kind="3"),
            )
        assert refused.value.code == "outcome_claimed"
        assert move("outcomes_outcome", kept.id, "kind", "3") == NOT_PERMITTED
        assert move("outcomes_outcome", kept.id, "detail", "Other words") == NOT_PERMITTED
        assert move("outcomes_outcome", kept.id, "claimed_at", None) == NOT_PERMITTED
    with acting("claims_officer") as officer:
        assert move("outcomes_outcome", kept.id, "told_on", TODAY - timedelta(days=1)) == NOT_PERMITTED
        signed = move("outcomes_outcome", kept.id, "claimed_by_id", world.accounts["area_adviser"])
        assert signed == NOT_PERMITTED
        assert kept.id not in {one.id for one in list_to_claim(officer)}


def test_outcome_when_carried_to_another_customer_organisation_or_contract_then_refused(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        kept = record(actor, world, seen(actor, world, days_ago=40))
        other = seen(actor, world, days_ago=40, family="Somebodyelse")
        for column, value in {
            "customer_id": other.customer_id,
            "organisation_id": world.organisations["second_prime"],
            "contract_id": world.contracts["second_prime_south_west"],
            "recorded_by_id": world.accounts["second_prime_adviser"],
        }.items():
            assert move("outcomes_outcome", kept.id, column, value) == NOT_PERMITTED, column


def add(actor: Actor, outcome: Outcome, **facts: Any) -> Any:
    values: dict[str, Any] = {"kind": "learning_document", "received_on": TODAY, "name": "scan.png", **facts}
    return add_evidence(actor=actor, now=timezone.now(), outcome_id=outcome.id, content=PNG_BYTES, **values)


@pytest.mark.requirement("OI-12.15", "OI-14.15")
def test_evidence_when_added_then_dates_the_outcome_and_opens_to_few_with_a_reason_that_is_kept(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        kept = record(actor, world, seen(actor, world, days_ago=40))
        piece = add(actor, kept, received_on=TODAY - timedelta(days=3))
        kept.refresh_from_db()
        assert (kept.evidenced_on, kept.version) == (TODAY - timedelta(days=3), 2)
        now = timezone.now()
        opened = open_evidence(actor=actor, now=now, evidence_id=piece.id, reason="added")
        assert (opened.content, opened.name, opened.media_type) == (PNG_BYTES, "evidence-1.png", "image/png")
        grant = EvidenceGrant.objects.get()
        assert (grant.ends_at - grant.starts_at, grant.reason) == (timedelta(hours=1), "added")
        seen_by = Read.objects.filter(what="evidence", customer_id=kept.customer_id)
        assert list(seen_by.values_list("reason", flat=True)) == ["added"]
        with pytest.raises(NotPermitted):
            open_evidence(actor=actor, now=now, evidence_id=piece.id, reason="audit")
    for nickname, reason, may in (
        ("claims_officer", "added", False),
        ("claims_officer", "claim", True),
        ("compliance", "audit", True),
        ("trainee", "added", False),
        ("trainee", "claim", False),
    ):
        with acting(nickname) as other:
            assert len(evidence_of(kept.id)) == 1
            assert not EvidenceGrant.objects.exists()
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM files_filecontent WHERE file_id = %s", [piece.file_id])
                assert cursor.fetchone() == (0,)
            if may:
                found = open_evidence(actor=other, now=now, evidence_id=piece.id, reason=reason)
                assert found.content == PNG_BYTES
            else:
                with pytest.raises(NotPermitted):
                    open_evidence(actor=other, now=now, evidence_id=piece.id, reason=reason)
    with acting("second_prime_adviser") as stranger, pytest.raises(NotFound):
        open_evidence(actor=stranger, now=now, evidence_id=piece.id, reason="added")


def test_evidence_when_withdrawn_then_the_outcome_is_evidenced_no_more_and_nobody_brings_it_back(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        kept = record(actor, world, seen(actor, world, days_ago=40))
        piece = add(actor, kept)
        now = timezone.now()
        withdraw_evidence(actor=actor, now=now, evidence_id=piece.id, why="Another person's document.")
        kept.refresh_from_db()
        assert kept.evidenced_on is None
        assert move("outcomes_evidence", piece.id, "withdrawn_at", None) == NOT_PERMITTED
        assert move("outcomes_evidence", piece.id, "withdrawn_why", "Other words") == NOT_PERMITTED
        with pytest.raises(Conflict):
            withdraw_evidence(actor=actor, now=now, evidence_id=piece.id, why="Again.")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "photograph"}, "evidence_kind_not_known"),
        ({"received_on": TODAY + timedelta(days=1)}, "evidence_in_future"),
    ],
)
def test_evidence_when_it_cannot_be_so_then_refused(
    world: World, acting: Acting, facts: dict[str, Any], code: str
) -> None:
    with acting("area_adviser") as actor:
        kept = record(actor, world, seen(actor, world, days_ago=40))
        with pytest.raises(InvalidInput) as refused:
            add(actor, kept, **facts)
        assert refused.value.code == code


def answer(actor: Actor, place: Attendance, value: int = 5) -> None:
    capture_answer(
        actor=actor,
        now=timezone.now(),
        attendance_id=place.id,
        answer=value,
        asked_how="telephone",
        answered_at=timezone.now(),
    )


def test_answer_when_whoever_gave_the_session_takes_it_then_refused_by_service_and_database(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        place = seen(actor, world, days_ago=3)
        with pytest.raises(NotPermitted) as refused:
            answer(actor, place)
        assert refused.value.code == "gave_the_session"
        statement = (
            "INSERT INTO outcomes_satisfactionanswer"
            " (id, customer_id, attendance_id, answer, asked_how, answered_at, captured_by_id)"
            " VALUES (%s, %s, %s, %s, 'telephone', now(), %s)"
        )
        values = [new_id(), place.customer_id, place.id, 5]
        assert refusal(statement, [*values, actor.account_id]) == REFUSED_BY_CHECK
        assert refusal(statement, [*values, world.accounts["trainee"]]) == NOT_PERMITTED
    with acting("trainee") as colleague:
        with pytest.raises(InvalidInput):
            answer(colleague, place, 6)
        answer(colleague, place)
        with pytest.raises(Conflict):
            answer(colleague, place, 4)
        assert refusal("UPDATE outcomes_satisfactionanswer SET answer = 1") == NOT_PERMITTED
