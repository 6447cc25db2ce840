"""Runs: bulk facts equal those of one decision, every event once with its trail, as known then, kept from others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from typer.testing import CliRunner

from fingerpost.demo.services import make_nation
from fingerpost.funding import facts
from fingerpost.funding.comparing import compare, moves_between, shadow_run
from fingerpost.funding.contract_runs import ContractDecider
from fingerpost.funding.deciding import year_of
from fingerpost.funding.gather import gather
from fingerpost.funding.models import Run, RunDecision, RunPurpose
from fingerpost.funding.running import facts_of_contract, last_day, run_contract, setting_of
from fingerpost.funding.schemes import scheme_of
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotPermitted
from fingerpost.interactions.models import Attendance, Session
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.site.console import app as console
from fingerpost.staff.models import Membership
from fingerpost.staff.services import acting_as
from tests import conftest

pytestmark = pytest.mark.django_db(databases=["default", "system"])

RULES = shipped_rules()
JOBS = ("3", "5")
"""Kinds that the rule of 2025 paid however long after the session they came."""


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small nation up to today, kept for the tests of this file."""
    conftest.keep_rows()
    try:
        with django_db_blocker.unblock():
            if conftest._Committed.wiper is not None:
                conftest._Committed.wiper.wipe()
            make_nation(seed=7, until=civil_date(timezone.now()), customers=400)
        yield
    finally:
        conftest.let_rows_go()


def somebody(role: str) -> UUID:
    """The membership of somebody in a role at the prime of these tests."""
    return membership_in(role, "Northmoor Careers")


def membership_in(role: str, organisation: str) -> UUID:
    """The membership of somebody in a role at an organisation, at any where none is named."""
    held = Membership.objects.using("owner").filter(role=role)
    if organisation:
        held = held.filter(organisation__name=organisation)
    found = held.order_by("id").first()
    assert found is not None, f"nobody is {role} at {organisation}"
    return found.id


def the_contract(reference: str = "DEMO-NE") -> Contract:
    return Contract.objects.get(reference=reference)


def this_month() -> date:
    """The first of this month; of March while the year of the scheme is too young to hold anything."""
    today = civil_date(timezone.now())
    return date(today.year, 3, 1) if today.month in (4, 5) else today.replace(day=1)


def run_it(actor: Actor | None, *, as_of: datetime | None = None, version: str = "recommended") -> Run:
    return run_contract(
        actor=actor,
        now=timezone.now(),
        contract_id=the_contract().id,
        month=this_month(),
        purpose=RunPurpose.LOOK,
        as_of=as_of,
        version=version,
    )


def known(as_of: datetime | None = None) -> dict[str, facts.Customer]:
    found = facts_of_contract(the_contract(), through=last_day(this_month()), as_of=as_of, rules=RULES)
    return {customer.id: customer for customer in found}


def its_claimed_outcome() -> Outcome:
    found = Outcome.objects.using("owner").filter(contract=the_contract(), claimed_at__isnull=False)
    year = year_of(this_month(), scheme_of("NCS-2018", RULES), RULES)
    found = found.filter(kind__in=JOBS, told_on__range=(year.start, last_day(this_month())))
    one = found.select_related("attendance__session").order_by("id").first()
    assert one is not None
    return one


def unclaimed(inputs_customer: facts.Customer, outcome: Outcome) -> facts.Customer:
    """The customer as the record has them: a decision takes its own outcome as claimed today."""
    outcomes = tuple(
        replace(each, claimed_at=None) if each.id == str(outcome.id) and outcome.claimed_at is None else each
        for each in inputs_customer.outcomes
    )
    return replace(inputs_customer, outcomes=outcomes)


def test_bulk_facts_when_gathered_then_equal_to_those_of_each_decision_in_a_fixed_number_of_queries(
    nation: None,
) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        compared = 0
        for contract in Contract.objects.filter(id__in=actor.prime_contract_ids):
            with CaptureQueriesContext(connection) as asked:
                through = last_day(this_month())
                found = facts_of_contract(contract, through=through, as_of=None, rules=RULES)
                ours = {customer.id: customer for customer in found}
            assert len(asked) == 3
            assert list(ours) == sorted(ours)
            for outcome in Outcome.objects.filter(contract=contract).select_related("contract", "touchpoint"):
                inputs = gather(outcome, now=timezone.now(), rules=RULES)
                if inputs.customer.id in ours:
                    assert unclaimed(inputs.customer, outcome) == ours[inputs.customer.id]
                    compared += 1
        assert compared >= 10


def test_facts_when_an_outcome_is_claimed_and_changed_later_then_as_known_before(nation: None) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        before = known()
        waiting = next(
            each
            for each in Outcome.objects.filter(contract=the_contract(), claimed_at__isnull=True)
            if str(each.customer_id) in before
        )
    moment = timezone.now()
    told, changed = waiting.told_on, Outcome.objects.using("owner").filter(id=waiting.id)
    assert told is not None
    officer = actor.account_id
    try:
        changed.update(
            told_on=told - timedelta(days=1),
            **{f"{step}_at": timezone.now() for step in ("checked", "claimed")},
            **{f"{step}_by_id": officer for step in ("checked", "claimed")},
        )
        with acting_as(somebody("claims_officer")):
            then, now = known(moment), known()
    finally:
        empty = {f"{step}_{what}": None for step in ("checked", "claimed") for what in ("at", "by_id")}
        changed.update(told_on=told, **empty)
    assert then == before
    one = next(each for each in now[str(waiting.customer_id)].outcomes if each.id == str(waiting.id))
    assert one.claimed_at is not None
    assert one.effective_at == datetime.combine(told - timedelta(days=1), datetime.min.time())
    assert known_of_nobody(moment - timedelta(days=5_000))


def known_of_nobody(as_of: datetime) -> bool:
    with acting_as(somebody("claims_officer")):
        return known(as_of) == {}


def test_run_when_made_then_each_event_of_the_year_is_decided_once_with_its_trail(nation: None) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        run = run_it(actor)
        run.refresh_from_db()
        rows = list(RunDecision.objects.filter(run=run).order_by("place"))
        contract = the_contract()
        setting = setting_of(contract, month=this_month(), rules=RULES)
        decider = ContractDecider(setting, RULES)
        expected = [one for customer in known().values() for one in decider.decide(customer)]
        year = setting.period
        # Also of customers on whom nobody here holds a grant any more.
        outcomes = Outcome.objects.using("owner").filter(
            contract=contract, told_on__range=(year.start, year.end)
        )
        sessions = Attendance.objects.using("owner").filter(
            session__contract=contract, result="attended", session__started_at__date__gte=year.start
        )
        assert {row.event for row in rows if row.kind == "outcome"} == {each.id for each in outcomes}
        assert {row.event for row in rows if row.kind == "session"} == {each.id for each in sessions}
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    assert len({(row.kind, row.event) for row in rows}) == len(rows) == run.decisions > 50
    assert all(row.trail for row in rows)
    assert all(not all(step[1] for step in row.trail) for row in rows if row.verdict == "refuse")
    assert Counter(row.verdict for row in rows) == Counter(one.verdict for one in expected)
    assert run.total_pence == sum(row.amount_pence or 0 for row in rows if row.verdict == "pay") > 0
    assert run.customers == len({row.customer_id for row in rows})
    assert run.finished_at is not None
    assert len(run.inputs_sha256) == 64


def test_run_when_made_again_by_the_console_then_same_facts_and_money(nation: None) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        ours = run_it(actor)
    theirs = run_it(None)
    assert theirs.started_by_id is None
    assert (theirs.inputs_sha256, theirs.total_pence) == (ours.inputs_sha256, ours.total_pence)


def test_run_when_finished_then_nothing_of_it_can_be_changed_or_added(nation: None) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        run = run_it(actor)
        assert Run.objects.filter(id=run.id).update(total_pence=1) == 0
        refused = [
            ("UPDATE funding_run SET month = '2020-01-01' WHERE id = %s", "permission denied"),
            ("DELETE FROM funding_run WHERE id = %s", "permission denied"),
            ("UPDATE funding_rundecision SET verdict = 'pay' WHERE run_id = %s", "permission denied"),
            ("DELETE FROM funding_rundecision WHERE run_id = %s", "permission denied"),
            (
                "INSERT INTO funding_rundecision (run_id, place, customer_id, kind, event, verdict, period,"
                " customer_class, trail) SELECT %s, 999, gen_random_uuid(), 'outcome', gen_random_uuid(), 'pay', '',"
                " 'other', '[]'",
                "permission denied",
            ),
            (
                "SELECT fingerpost_keep_run_rows(%s, 999, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
                "no run of yours",
            ),
        ]
        for statement, said in refused:
            with pytest.raises(ProgrammingError, match=said), transaction.atomic():
                connection.cursor().execute(statement, [run.id])


def test_run_when_somebody_else_asks_then_neither_made_nor_seen(nation: None) -> None:
    with acting_as(somebody("claims_officer")) as actor:
        run = run_it(actor)
        RunDecision.objects.filter(run=run)[:1].get()
    for role in ("returns_manager", "compliance"):
        with acting_as(somebody(role)) as reader, pytest.raises(NotPermitted):
            run_it(reader)
    with acting_as(somebody("area_adviser")) as adviser:
        with pytest.raises(NotPermitted):
            run_it(adviser)
        assert not Run.objects.exists()
        with pytest.raises(ProgrammingError, match="no contract of yours"), transaction.atomic():
            known()


@pytest.mark.parametrize(
    ("role", "prime", "is_seen"),
    [
        ("claims_officer", "Northmoor Careers", True),
        ("returns_manager", "Northmoor Careers", True),
        ("compliance", "Northmoor Careers", True),
        ("area_adviser", "Northmoor Careers", False),
        ("area_adviser", "Southwold Guidance", False),
        ("contract_manager", "", False),
    ],
)
def test_run_when_looked_for_then_seen_by_the_primes_money_roles_alone(
    nation: None, role: str, prime: str, is_seen: bool
) -> None:
    now = timezone.now()
    contract = Contract.objects.using("owner").get(reference="DEMO-NE")
    run = Run.objects.using("owner").create(
        contract=contract,
        month=this_month(),
        as_of=now,
        purpose="look",
        rules_on=this_month(),
        started_at=now,
    )
    outcome = its_claimed_outcome()
    row = RunDecision.objects.using("owner").create(
        run=run, place=1, customer_id=outcome.customer_id, kind="outcome", event=outcome.id, verdict="refuse",
        amount_pence=0, customer_class="other",
    )  # fmt: skip
    try:
        with acting_as(membership_in(role, prime)):
            seen = (
                Run.objects.filter(id=run.id).count(),
                RunDecision.objects.filter(run_id=run.id).count(),
            )
    finally:
        row.delete(using="owner")
        run.delete(using="owner")
    assert seen == ((1, 1) if is_seen else (0, 0))


@pytest.mark.parametrize(
    ("month", "as_of_days", "version", "code"),
    [
        (date(2026, 5, 2), None, "recommended", "month_unknown"),
        (date(2099, 1, 1), None, "recommended", "month_to_come"),
        (date(2026, 5, 1), 2, "recommended", "moment_to_come"),
        (date(2026, 5, 1), None, "yesterday", "version_unknown"),
        (date(2026, 5, 1), None, "2019-07-09", "version_unknown"),
    ],
)
def test_run_when_asked_for_what_cannot_be_then_says_what(
    nation: None, month: date, as_of_days: int | None, version: str, code: str
) -> None:
    with acting_as(somebody("claims_officer")) as actor, pytest.raises(InvalidInput) as refused:
        run_contract(
            actor=actor,
            now=timezone.now(),
            contract_id=the_contract().id,
            month=month,
            purpose=RunPurpose.LOOK,
            as_of=timezone.now() + timedelta(days=as_of_days) if as_of_days else None,
            version=version,
        )
    assert refused.value.code == code


def test_shadow_when_two_versions_differ_then_each_difference_is_told_with_what_moves(nation: None) -> None:
    outcome = its_claimed_outcome()
    assert outcome.attendance is not None
    session = outcome.attendance.session
    moved = Session.objects.using("owner").filter(id=session.id)
    long_ago = timedelta(days=500)
    moved.update(started_at=session.started_at - long_ago, ended_at=None)
    try:
        with acting_as(somebody("claims_officer")) as actor:
            first, second = shadow_run(
                actor=actor,
                now=timezone.now(),
                contract_id=the_contract().id,
                month=this_month(),
                version="2025-05-01",
            )
            differences = compare(first, second)
            moves = moves_between(first, second)
    finally:
        moved.update(started_at=session.started_at, ended_at=session.ended_at)
    assert second.compared_with_id == first.id
    assert first.inputs_sha256 == second.inputs_sha256
    found = next(each for each in differences if each.event == outcome.id)
    assert found.one is not None
    assert found.other is not None
    assert (found.one.verdict, found.other.verdict) == ("refuse", "pay")
    assert "window" in {step.rule for step in found.one.steps if not step.passed}
    assert sum(each.moved_pence for each in differences) == second.total_pence - first.total_pence
    assert sum(each.pence for each in moves) == second.total_pence - first.total_pence
    assert sum(each.events for each in moves) == len(differences)


def on_the_console(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """Exit status and what is written, with the database of the tests in place of a deployment's."""
    monkeypatch.setattr("fingerpost.site.database_start.database_for", lambda _deployment: nullcontext())
    done = CliRunner().invoke(console, ["funding", "run", *arguments])
    return done.exit_code, done.output


def test_console_when_a_contract_is_run_then_kept_as_known_then_and_told(
    nation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["--contract", "DEMO-NE", "--month", f"{this_month():%Y-%m}"]
    status, text = on_the_console(monkeypatch, *asked, "--json")
    told = json.loads(text)
    assert status == 0
    run = Run.objects.using("system").get(id=told["run"])
    assert told["total_pence"] == run.total_pence > 0
    assert sum(told["verdicts"].values()) == told["decisions"] == run.decisions
    assert run.started_by_id is None
    status, words = on_the_console(monkeypatch, *asked, "--as-of", "2015-01-01")
    assert status == 0
    assert "£0.00" in words
    assert "0 decisions on 0 customers" in words


@pytest.mark.parametrize(
    "asked",
    [
        ["--contract", "NOBODY", "--month", "2026-05"],
        ["--contract", "DEMO-NE", "--month", "2026-5"],
        ["--contract", "DEMO-NE", "--month", "2099-01"],
        ["--contract", "DEMO-NE", "--month", "2026-05", "--as-of", "yesterday"],
    ],
)
def test_console_when_it_cannot_be_run_then_status_2_and_a_sentence(
    nation: None, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, text = on_the_console(monkeypatch, *asked)
    assert status == 2
    assert text.startswith("fingerpost: ")
