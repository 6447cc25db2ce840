"""What one process knows of the publications: when it asks, what it keeps, and what it does when it can't."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from fingerpost.demo.world import World
from fingerpost.house.errors import Conflict
from fingerpost.house.ids import new_id
from fingerpost.house.rules import one_set_of_rules, rules_in_force
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.rulebook import services, supply
from fingerpost.rulebook.models import Notified, Proposal, Publication, Scope
from fingerpost.rulebook.services import approve_and_publish
from fingerpost.staff.services import acting_as
from tests.fixtures.packs import words, write_up
from tests.fixtures.publishing import Propose, Publish
from tests.fixtures.world import Acting

KEY = "write_up.working_days"


@pytest.fixture
def today() -> date:
    return civil_date(timezone.now())


def written_past_us(world: World, *, text: str, name: str, scope: Scope = Scope.EVERYBODY) -> None:
    """A publication as another process, or a newer version of the program, would have written it."""
    of = "agency" if scope == Scope.EVERYBODY else "prime"
    common = {
        "organisation_id": world.organisations[of],
        "scope": scope,
        "name": name,
        "text": text,
        "effective_on": world.today,
        "reason": "Written elsewhere",
        "proposed_by_id": world.accounts["contract_manager"],
    }
    proposal = Proposal.objects.using("owner").create(**common, proposed_at=timezone.now())
    last = (
        Publication.objects.using("owner").order_by("-serial").values_list("serial", flat=True).first() or 0
    )
    Publication.objects.using("owner").create(
        **common,
        serial=last + 1,
        proposal_id=proposal.id,
        approved_by_id=world.accounts["second_contract_manager"],
        published_at=timezone.now(),
    )


@pytest.mark.requirement("BR-0.3")
@pytest.mark.django_db(transaction=True)
def test_process_when_another_published_knows_it_at_the_next_look_and_not_before(
    world: World, today: date, settings: Settings, knows_nothing: None
) -> None:
    settings.RULES_CHECK_SECONDS = 0.3
    shipped = shipped_rules().get_int(KEY, today)
    assert rules_in_force().get_int(KEY, today) == shipped
    written_past_us(world, text=write_up("elsewhere", shipped + 1, begins=today), name="elsewhere")
    with CaptureQueriesContext(connection) as asked:
        assert rules_in_force().get_int(KEY, today) == shipped
    assert len(asked) == 0
    time.sleep(0.35)
    with CaptureQueriesContext(connection) as asked:
        assert rules_in_force().get_int(KEY, today) == shipped + 1
    assert len(asked) == 2
    time.sleep(0.35)
    with CaptureQueriesContext(connection) as asked:
        assert rules_in_force().get_int(KEY, today) == shipped + 1
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_piece_of_work_when_something_is_published_meanwhile_goes_on_as_it_began(
    world: World, today: date, settings: Settings, knows_nothing: None
) -> None:
    settings.RULES_CHECK_SECONDS = 0.001
    shipped = shipped_rules().get_int(KEY, today)
    with one_set_of_rules():
        assert rules_in_force().get_int(KEY, today) == shipped
        written_past_us(world, text=write_up("meanwhile", shipped + 1, begins=today), name="meanwhile")
        time.sleep(0.01)
        assert rules_in_force().get_int(KEY, today) == shipped
    assert rules_in_force().get_int(KEY, today) == shipped + 1


@pytest.mark.django_db
def test_process_when_inside_a_transaction_never_asks(
    world: World, settings: Settings, knows_nothing: None
) -> None:
    settings.RULES_CHECK_SECONDS = 0.001
    with CaptureQueriesContext(connection) as asked:
        rules_in_force()
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_process_when_the_database_is_away_keeps_the_last_rules_and_says_so_once(
    world: World,
    today: date,
    settings: Settings,
    knows_nothing: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    written_past_us(world, text=write_up("kept", 7, begins=today), name="kept")
    settings.RULES_CHECK_SECONDS = 0.001
    assert rules_in_force().get_int(KEY, today) == 7

    def away(*_anything: object, **_more: object) -> None:
        raise OperationalError("the database is not there")

    monkeypatch.setattr(Publication.objects, "aggregate", away)
    for _time in range(3):
        time.sleep(0.005)
        assert rules_in_force().get_int(KEY, today) == 7
    told = [record for record in caplog.records if record.name == "fingerpost.rulebook"]
    assert len(told) == 1
    monkeypatch.undo()
    settings.RULES_CHECK_SECONDS = 0.001
    written_past_us(world, text=write_up("back", 8, begins=today), name="back")
    time.sleep(0.005)
    assert rules_in_force().get_int(KEY, today) == 8


@pytest.mark.django_db(transaction=True)
def test_process_when_a_publication_cant_be_read_leaves_it_out_and_says_so(
    world: World, today: date, knows_nothing: None, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    written_past_us(world, text=write_up("good", 7, begins=today), name="good")
    written_past_us(world, text='[pack]\nname = "newer"\nshape = "of a later version"', name="newer")
    written_past_us(world, text="words of a later version [", name="later")
    written_past_us(world, text="own words [", name="own", scope=Scope.ORGANISATION)
    tomorrow = today + timedelta(days=1)
    written_past_us(world, text=write_up("after", 8, begins=tomorrow), name="after")
    supply.freshen_now()
    rules = rules_in_force(world.organisations["prime"])
    assert [rules.get_int(KEY, day) for day in (today, tomorrow)] == [7, 8]
    assert [trouble.split(":")[0] for trouble in supply.troubles()] == [
        "publication 2",
        "publication 3",
        "publication 4",
    ]
    told = [record for record in caplog.records if record.name == "fingerpost.rulebook"]
    assert len(told) == 3
    health = client.get("/health")
    assert health.status_code == 200
    assert health.json() == {"status": "ok", "rules": "3 publications can't be read and are left out"}


@pytest.mark.django_db(transaction=True)
def test_health_when_every_publication_is_read_says_no_more_than_ok(
    world: World, today: date, knows_nothing: None, client: Client
) -> None:
    written_past_us(world, text=write_up("well", 7, begins=today), name="well")
    supply.freshen_now()
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.django_db
def test_reader_when_another_thread_reads_the_database_does_not_wait(
    world: World, settings: Settings, knows_nothing: None
) -> None:
    settings.RULES_CHECK_SECONDS = 0.001
    answered = threading.Event()

    def ask() -> None:
        rules_in_force()
        answered.set()
        connections.close_all()

    with supply._State.reading:
        thread = threading.Thread(target=ask)
        thread.start()
        assert answered.wait(timeout=5)
    thread.join(timeout=5)


@pytest.mark.requirement("BR-0.3")
@pytest.mark.django_db(transaction=True)
def test_publisher_when_committed_knows_at_once_whatever_the_interval(
    today: date, propose: Propose, acting: Acting
) -> None:
    proposal_id = propose(write_up("at-once", 9, begins=today))
    with acting("second_contract_manager") as actor:
        approve_and_publish(actor=actor, now=timezone.now(), proposal_id=proposal_id)
        assert rules_in_force().get_int(KEY, today) != 9
    assert rules_in_force().get_int(KEY, today) == 9


@pytest.mark.requirement("BR-0.3", "XD-1")
@pytest.mark.django_db(transaction=True)
def test_proposal_when_two_approve_at_once_is_published_once(
    today: date, propose: Propose, world: World, monkeypatch: pytest.MonkeyPatch, acting: Acting
) -> None:
    proposal_id = propose(words("both", "gloopish", begins=today), scope=Scope.ORGANISATION)
    both = Barrier(2, timeout=10)
    real = services.read_pack

    def slowly(*args: object, **more: object) -> object:
        time.sleep(0.3)  # without the lock, the other one still finds an open proposal in this gap
        return real(*args, **more)

    monkeypatch.setattr(services, "read_pack", slowly)

    def approve() -> str:
        try:
            with acting_as(world.memberships["returns_manager"]) as actor:
                both.wait()
                approve_and_publish(actor=actor, now=timezone.now(), proposal_id=proposal_id)
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()
        return "published"

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(one.result() for one in [threads.submit(approve), threads.submit(approve)])
    assert answers == ["published", "published_already"]
    assert Publication.objects.count() == 1
    with acting("returns_manager"):
        assert Notified.objects.count() == 1


@pytest.mark.requirement("BR-20.4", "BR-A.2")
@pytest.mark.django_db
def test_words_of_an_organisation_when_everybodys_list_grows_hold_beside_it(
    today: date, publish: Publish, world: World
) -> None:
    tomorrow = today + timedelta(days=1)
    publish(words("own", "gloopish", begins=today), scope=Scope.ORGANISATION)
    publish(words("all", "flobbish", begins=tomorrow))
    publish(words("own-later", "sprongish", begins=tomorrow), scope=Scope.WITH_SUBCONTRACTORS)

    def listed(nickname: str, day: date) -> set[str]:
        found = rules_in_force(world.organisations[nickname]).find("screening.added_forms", day)
        return {str(row["form"]) for row in found.value} if found is not None else set()

    assert listed("prime", today) == {"gloopish"}
    assert listed("prime", tomorrow) == {"gloopish", "flobbish", "sprongish"}
    assert listed("subcontractor", today) == set()
    assert listed("subcontractor", tomorrow) == {"flobbish", "sprongish"}
    assert listed("second_prime", tomorrow) == {"flobbish"}
    assert rules_in_force(new_id()).get_int(KEY, today) == rules_in_force().get_int(KEY, today)


@pytest.mark.requirement("BR-A.2")
@pytest.mark.django_db
def test_word_of_an_organisation_when_typed_there_is_refused_and_elsewhere_kept(
    today: date, publish: Publish, acting: Acting
) -> None:
    from fingerpost.house.forms import Form, ScreenedLongText

    class Notes(Form):
        notes = ScreenedLongText(label="Notes")

    publish(words("own", "gloopish", begins=today), scope=Scope.ORGANISATION)
    with acting("area_adviser"):
        assert not Notes({"notes": "Seems rather gloopish."}).is_valid()
        assert Notes({"notes": "Seems rather glad."}).is_valid()
    with acting("second_prime_adviser"):
        assert Notes({"notes": "Seems rather gloopish."}).is_valid()
