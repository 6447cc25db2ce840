"""Outcomes decided from the record: by the scheme, the rate of the day we were told, with every rule and why."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from fingerpost.customers.services import keep_indicator
from fingerpost.demo.world import World
from fingerpost.funding.claimable import claimable
from fingerpost.funding.deciding import decide
from fingerpost.funding.evaluate import evaluate
from fingerpost.funding.frozen import NotFrozenFacts, from_json, sha256_of, to_json
from fingerpost.funding.gather import gather
from fingerpost.funding.models import FundingDecision
from fingerpost.funding.queries import decide_again, decision_of
from fingerpost.funding.rules import OutcomeGap
from fingerpost.funding.services import check_outcome, claim_outcome, decide_outcome, send_back
from fingerpost.house.errors import Conflict, InvalidInput, NotFound
from fingerpost.house.models import Event
from fingerpost.interactions.models import PriorityAssessment
from fingerpost.outcomes.models import Outcome
from fingerpost.outcomes.services.outcomes import OutcomeDetails, change_outcome, withdraw_outcome
from fingerpost.plans.rules.claiming import PlanGap
from fingerpost.policy import shipped_rules
from tests.fixtures.world import Acting
from tests.funding.steps import day, ready_outcome, today, whole_session
from tests.outcome_steps import add_payslip, record_one_outcome

pytestmark = pytest.mark.django_db
RULES = shipped_rules()
MOST_QUERIES_TO_GATHER = 7


def test_outcome_when_decided_then_the_rate_of_the_day_told_and_every_rule_tried(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        decision = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    assert (decision.verdict, decision.amount_pence, decision.customer_class) == ("pay", 3000, "other")
    assert decision.scheme == "NCS-2018"
    assert decision.period == f"{today():%Y-%m}"
    tried = [step["rule"] for step in decision.trail]
    assert tried[0] == "carried_on"
    assert {"session_known", "effective_in_period", "claimed_in_period", "window", "rate"} <= set(tried)
    assert all(step["passed"] and step["because"] and step["source"] for step in decision.trail)
    assert decision.inputs_sha256 == sha256_of(decision.inputs)
    assert any(rule_id.startswith("funding.rates@") for rule_id in decision.rule_ids)


def test_outcome_when_a_priority_group_applied_at_its_session_then_the_rate_of_the_class_and_no_group_kept(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world, facts={"single_parent": "yes"})
        assert outcome.attendance_id is not None
        assessment = PriorityAssessment.objects.get(attendance_id=outcome.attendance_id)
        assert "single_parent" in assessment.groups
    with acting("claims_officer") as actor:
        decision = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    assert (decision.customer_class, decision.amount_pence) == ("priority", 7000)
    kept = decision.inputs + json.dumps(decision.trail) + json.dumps(decision.rule_ids)
    assert "single_parent" not in kept
    assert "group" not in kept


def test_decision_when_the_additional_indicator_is_held_then_nothing_of_it_is_read(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        before = to_json(gather(_fresh(outcome), now=timezone.now(), rules=RULES))
    with acting("area_adviser") as actor:
        keep_indicator(actor=actor, customer_id=outcome.customer_id)
    with acting("claims_officer") as actor:
        assert to_json(gather(_fresh(outcome), now=timezone.now(), rules=RULES)) == before
        assert "indicator" not in before
        decision = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    assert (decision.customer_class, decision.amount_pence) == ("other", 3000)


def test_decision_when_made_again_from_its_frozen_facts_then_the_same_to_the_letter(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
        # What is known today has no part in it.
        Outcome.objects.filter(id=outcome.id).update(sent_back_why="Told too early", version=9)
        kept = decision_of(outcome.id)
        assert kept is not None
        again = decide_again(kept, rules=RULES)
    assert again.verdict == kept.verdict
    assert again.amount_pence == kept.amount_pence
    assert again.customer_class == kept.customer_class
    assert again.rule_version == kept.rule_version
    assert list(again.rule_ids) == kept.rule_ids[: len(again.rule_ids)]
    assert [(step.rule, step.passed, step.because) for step in again.steps] == [
        (step["rule"], step["passed"], step["because"]) for step in kept.trail
    ]
    assert to_json(from_json(kept.inputs)) == kept.inputs
    assert sha256_of(kept.inputs) == kept.inputs_sha256


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema":2}'])
def test_frozen_facts_when_the_text_is_something_else_then_said_so(text: str) -> None:
    with pytest.raises(NotFrozenFacts):
        from_json(text)


def test_outcome_when_decided_twice_then_one_decision_and_after_a_change_a_second_that_supersedes(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world, with_evidence=False)
    with acting("claims_officer") as actor:
        first = decide_outcome(actor=actor, now=now, outcome_id=outcome.id)
        assert decide_outcome(actor=actor, now=now, outcome_id=outcome.id).id == first.id
    with acting("area_adviser") as actor:
        add_payslip(actor, outcome)
    with acting("claims_officer") as actor:
        second = decide_outcome(actor=actor, now=now, outcome_id=outcome.id)
        assert second.supersedes_id == first.id
        assert decision_of(outcome.id) == second
        assert Event.objects.filter(kind="outcome.decided", customer_id=outcome.customer_id).count() == 2


def test_outcome_when_it_came_without_a_session_then_refused_with_that_reason(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, with_plan=False)
        assert attendance.customer_id is not None
        outcome = record_one_outcome(actor, world, attendance.customer_id)
    with acting("claims_officer") as actor:
        decision = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
    assert decision.verdict == "refuse"
    assert not next(step for step in decision.trail if step["rule"] == "session_known")["passed"]


@pytest.mark.requirement("BR-8.1b", "OI-12.15")
def test_outcome_when_plan_or_evidence_is_missing_then_every_gap_is_listed_and_nothing_is_claimed(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world, with_plan=False, with_evidence=False)
        found = claimable(_fresh(outcome))
        assert not found.is_claimable
        assert {OutcomeGap.EVIDENCE, PlanGap.NO_PLAN} <= set(found.gaps)
    with acting("claims_officer") as actor:
        done = claim_outcome(
            actor=actor, now=timezone.now(), outcome_id=outcome.id, version=_fresh(outcome).version
        )
        assert not done.is_claimed
        assert done.missing.gaps == found.gaps
        assert done.decision is not None
        assert done.decision.verdict == "pay"
        assert _fresh(outcome).claimed_at is None
    with acting("area_adviser") as actor:
        whole = ready_outcome(actor, world, family="Complete")
        assert claimable(_fresh(whole)) == (True, ())


def test_evidence_when_of_another_kind_then_it_shows_nothing(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        learning = ready_outcome(actor, world, kind="4", attendance=attendance)
        assert claimable(_fresh(learning)).gaps == (OutcomeGap.EVIDENCE,)
    with acting("claims_officer") as actor:
        inputs = gather(_fresh(learning), now=timezone.now(), rules=RULES)
    assert inputs.decided.evidence_pieces == 0


def test_outcome_when_claimed_then_checked_and_claimed_by_the_officer_with_an_event_and_a_second_click_is_safe(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        done = claim_outcome(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version)
        assert done.is_claimed
        stands = _fresh(outcome)
        assert stands.claimed_at == stands.checked_at == now
        assert stands.claimed_by_id == stands.checked_by_id == actor.account_id
        assert stands.version == outcome.version + 1
        assert Event.objects.filter(kind="outcome.claimed").count() == 1
        again = claim_outcome(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version)
        assert again.is_claimed
        assert again.decision == done.decision
        assert Event.objects.filter(kind="outcome.claimed").count() == 1


def test_outcome_when_changed_since_it_was_opened_then_the_officer_is_told(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
        seen_version = outcome.version
        change_outcome(
            actor=actor,
            now=now,
            outcome_id=outcome.id,
            version=outcome.version,
            details=OutcomeDetails(
                kind="3", told_on=today(), started_on=today(), attendance_id=outcome.attendance_id
            ),
        )
    with acting("claims_officer") as actor:
        for act in (claim_outcome, check_outcome):
            with pytest.raises(Conflict) as told:
                act(actor=actor, now=now, outcome_id=outcome.id, version=seen_version)
            assert told.value.code == "changed_meanwhile"


def test_outcome_when_checked_then_signed_and_not_claimed(world: World, acting: Acting) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        check_outcome(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version)
        stands = _fresh(outcome)
        assert (stands.checked_by_id, stands.claimed_at) == (actor.account_id, None)
        assert claim_outcome(actor=actor, now=now, outcome_id=outcome.id, version=stands.version).is_claimed


def test_outcome_when_sent_back_then_the_reason_stands_and_a_change_by_the_adviser_clears_it(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        with pytest.raises(InvalidInput):
            send_back(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version, why="  ")
        send_back(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version, why="Which day?")
        # A second click, with the version that the page showed, changes nothing more.
        send_back(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version, why="Which day?")
        assert Event.objects.filter(kind="outcome.sent_back").count() == 1
    with acting("area_adviser") as actor:
        stands = _fresh(outcome)
        assert claimable(stands).gaps == (OutcomeGap.SENT_BACK,)
        change_outcome(
            actor=actor,
            now=now,
            outcome_id=outcome.id,
            version=stands.version,
            details=OutcomeDetails(
                kind="3", told_on=today(), started_on=today(), attendance_id=outcome.attendance_id
            ),
        )
        assert _fresh(outcome).sent_back_why == ""


def test_outcome_when_withdrawn_or_not_there_then_nothing_is_decided(world: World, acting: Acting) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
        withdraw_outcome(actor=actor, now=now, outcome_id=outcome.id, version=outcome.version)
    with acting("claims_officer") as actor:
        with pytest.raises(Conflict):
            decide_outcome(actor=actor, now=now, outcome_id=outcome.id)
        with pytest.raises(NotFound):
            decide_outcome(actor=actor, now=now, outcome_id=actor.account_id)


def test_second_outcome_of_a_kind_when_an_earlier_one_is_claimed_later_then_neither_is_paid_twice(
    world: World, acting: Acting
) -> None:
    """The engine keeps the first of a year. The first may be recorded last, and a claim is never undone."""
    now = timezone.now()
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=3)
        later = ready_outcome(actor, world, attendance=attendance, told_on=day(1))
        earlier = ready_outcome(actor, world, attendance=attendance, told_on=day(2))
    with acting("claims_officer") as actor:
        assert claim_outcome(actor=actor, now=now, outcome_id=later.id, version=later.version).is_claimed
        done = claim_outcome(actor=actor, now=now, outcome_id=earlier.id, version=earlier.version)
        assert not done.is_claimed
        assert done.decision is not None
        assert done.decision.verdict == "refuse"
        last = done.decision.trail[-1]
        assert (last["rule"], last["passed"]) == ("undoes_a_claim", False)
        assert last["values"] == {"other_kind": "3", "other_day": day(1).isoformat()}
        inputs = gather(_fresh(later), now=now, rules=RULES)
        assert decide(inputs, rules=RULES).verdict == "pay"


def test_decision_when_the_engine_is_asked_on_the_gathered_facts_then_the_same(
    world: World, acting: Acting
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=5)
        outcomes = [
            ready_outcome(actor, world, attendance=attendance, kind=kind, told_on=day(ago))
            for kind, ago in (("3", 4), ("3", 2), ("4", 3), ("5", 1))
        ]
    with acting("claims_officer") as actor:
        for outcome in outcomes:
            inputs = gather(_fresh(outcome), now=timezone.now(), rules=RULES)
            found = evaluate(
                [inputs.customer],
                scheme=inputs.scheme,
                contract=inputs.contract,
                period=inputs.period,
                rules=RULES,
                carried_on=True,
            )
            engine = next(each for each in found.decisions if each.id == str(outcome.id))
            decision = decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
            assert (decision.verdict, decision.amount_pence) == (engine.verdict, engine.amount_pence)


def test_facts_when_the_past_is_long_then_no_more_queries(
    world: World, acting: Acting, django_assert_max_num_queries: object
) -> None:
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world, days_ago=3)
        outcome = ready_outcome(actor, world, attendance=attendance)
        for kind in ("3", "4", "5"):
            ready_outcome(actor, world, attendance=attendance, kind=kind)
    with acting("claims_officer"):
        stands = Outcome.objects.select_related("contract", "touchpoint").get(id=outcome.id)
        with django_assert_max_num_queries(MOST_QUERIES_TO_GATHER):  # type: ignore[operator]
            inputs = gather(stands, now=timezone.now(), rules=RULES)
    assert len(inputs.customer.outcomes) == 4


def test_decisions_when_an_adviser_looks_then_row_security_shows_none(world: World, acting: Acting) -> None:
    with acting("area_adviser") as actor:
        outcome = ready_outcome(actor, world)
    with acting("claims_officer") as actor:
        decide_outcome(actor=actor, now=timezone.now(), outcome_id=outcome.id)
        assert FundingDecision.objects.filter(outcome_id=outcome.id).count() == 1
    for nickname in ("area_adviser", "trainee", "telephone_adviser", "manager"):
        if nickname not in world.memberships:
            continue
        with acting(nickname):
            if nickname == "area_adviser":
                assert Outcome.objects.filter(id=outcome.id).exists()
            assert not FundingDecision.objects.exists()


def _fresh(outcome: Outcome) -> Outcome:
    return Outcome.objects.select_related(
        "contract", "touchpoint", "attendance__session__contract", "attendance__customer"
    ).get(id=outcome.id)


@pytest.mark.requirement("BR-GL-sustain", "OI-12.15")
def test_outcome_when_its_own_facts_are_missing_then_neither_claimable_nor_claimed(
    world: World, acting: Acting
) -> None:
    now = timezone.now()
    with acting("area_adviser") as actor:
        attendance = whole_session(actor, world)
        assert attendance.customer_id is not None
        short = record_one_outcome(actor, world, attendance.customer_id, attendance=attendance, days=27)
        add_payslip(actor, short)
        assert claimable(_fresh(short)).gaps == (
            OutcomeGap.JOB_NOT_SUSTAINED,
            OutcomeGap.EVIDENCE_NOT_LASTED,
        )
        Outcome.objects.filter(id=short.id).update(started_on=None)
        assert claimable(_fresh(short)).gaps == (OutcomeGap.STARTED_ON,)
        Outcome.objects.filter(id=short.id).update(told_on=None)
        assert OutcomeGap.TOLD_ON in claimable(_fresh(short)).gaps
    with acting("claims_officer") as actor:
        done = claim_outcome(actor=actor, now=now, outcome_id=short.id, version=_fresh(short).version)
        assert not done.is_claimed
