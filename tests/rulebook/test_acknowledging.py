"""Who may acknowledge what, held by the service and under it by the database."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.house.ids import new_id
from fingerpost.house.models import Event
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook import queries
from fingerpost.rulebook.models import Acknowledgement, Publication, Scope, WordsConfirmation
from fingerpost.rulebook.services import acknowledge_publication, confirm_words
from tests.fixtures.packs import words, write_up
from tests.fixtures.publishing import Publish
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

REFUSED = "row-level security"


@pytest.fixture
def today() -> date:
    return civil_date(timezone.now())


@pytest.fixture
def publication(today: date, publish: Publish) -> Publication:
    """New rules for everybody."""
    return publish(write_up("for-everybody", 4, begins=today))


@pytest.mark.requirement("BR-0.3")
def test_publication_when_acknowledged_twice_by_one_person_is_one_row_and_one_event(
    publication: Publication, acting: Acting
) -> None:
    with acting("compliance") as actor:
        first, second = (
            acknowledge_publication(actor=actor, now=timezone.now(), publication_id=publication.id)
            for _time in range(2)
        )
        assert first.id == second.id
        assert first.acknowledged_at == second.acknowledged_at
        assert Event.objects.filter(kind="rules.acknowledged").count() == 1
    with acting("returns_manager") as actor:
        acknowledge_publication(actor=actor, now=timezone.now(), publication_id=publication.id)
        assert Acknowledgement.objects.count() == 2
        assert queries.list_to_acknowledge(actor) == []


@pytest.mark.parametrize("nickname", ["area_adviser", "contract_manager", "technician", "auditor"])
def test_publication_when_acknowledged_by_somebody_who_does_not_answer_is_refused(
    nickname: str, publication: Publication, acting: Acting
) -> None:
    with acting(nickname) as actor, pytest.raises(NotPermitted):
        acknowledge_publication(actor=actor, now=timezone.now(), publication_id=publication.id)


def test_publication_when_another_prime_made_it_for_itself_is_not_ours_to_acknowledge(
    today: date, publish: Publish, acting: Acting, world: World
) -> None:
    own = publish(words("own", "gloopish", begins=today), scope=Scope.WITH_SUBCONTRACTORS)
    told = {world.organisations["prime"], world.organisations["subcontractor"]}
    with acting("compliance"):
        assert set(own.notified.values_list("organisation_id", flat=True)) == told
        assert {line.organisation for line in queries.list_notice_log(own)} == {
            "Northmoor Careers",
            "Milestone Learning",
        }
    with acting("compliance") as actor, pytest.raises(NotFound):
        acknowledge_publication(actor=actor, now=timezone.now(), publication_id=new_id())


@pytest.mark.requirement("BR-0.3")
def test_acknowledgement_when_written_for_somebody_else_is_refused_by_the_database(
    publication: Publication, acting: Acting, world: World
) -> None:
    with acting("compliance") as actor:
        others = (
            (world.organisations["second_prime"], actor.account_id),
            (actor.organisation_id, world.accounts["returns_manager"]),
        )
        for organisation_id, account_id in others:
            with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
                Acknowledgement.objects.create(
                    publication=publication,
                    organisation_id=organisation_id,
                    account_id=account_id,
                    acknowledged_at=timezone.now(),
                )
    with acting("area_adviser") as actor, pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        _execute(
            "INSERT INTO rulebook_acknowledgement"
            " (id, publication_id, organisation_id, account_id, acknowledged_at, recorded_at)"
            " VALUES (%s, %s, %s, %s, now(), now())",
            [new_id(), publication.id, actor.organisation_id, actor.account_id],
        )


def test_notice_when_written_by_somebody_who_did_not_publish_is_refused_by_the_database(
    publication: Publication, acting: Acting, world: World
) -> None:
    told = [new_id(), publication.id, world.organisations["subcontractor"]]
    with acting("compliance"), pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        _execute(
            "INSERT INTO rulebook_notified (id, publication_id, organisation_id, notified_at)"
            " VALUES (%s, %s, %s, now())",
            told,
        )


def test_acknowledgements_when_read_by_another_prime_are_not_there(
    publication: Publication, acting: Acting
) -> None:
    with acting("compliance") as actor:
        acknowledge_publication(actor=actor, now=timezone.now(), publication_id=publication.id)
    with acting("second_prime_adviser"):
        assert not Acknowledgement.objects.exists()
    with acting("contract_manager"):
        assert Acknowledgement.objects.count() == 1


@pytest.mark.requirement("BR-A.2")
def test_words_when_confirmed_are_ones_own_and_of_todays_list(
    today: date, publish: Publish, acting: Acting, world: World
) -> None:
    with acting("subcontractor_adviser") as actor:
        now = timezone.now()
        assert queries.has_words_to_confirm(actor, now=now)
        first, second = (confirm_words(actor=actor, now=now) for _time in range(2))
        assert first.id == second.id
        assert "screening.forms@" in first.rule_ids
        assert not queries.has_words_to_confirm(actor, now=now)
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            WordsConfirmation.objects.create(
                organisation_id=actor.organisation_id,
                account_id=world.accounts["subcontractor_administrator"],
                version="another",
                rule_ids="none",
                confirmed_at=now,
            )
    publish(words("more", "gloopish", begins=today), scope=Scope.WITH_SUBCONTRACTORS)
    with acting("subcontractor_adviser") as actor:
        assert queries.has_words_to_confirm(actor, now=now)
    with acting("second_prime_adviser") as actor:
        confirm_words(actor=actor, now=now)
        assert WordsConfirmation.objects.count() == 1
    with acting("contract_manager") as actor, pytest.raises(NotPermitted):
        confirm_words(actor=actor, now=now)


def _execute(statement: str, values: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
