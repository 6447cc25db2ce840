"""Random small histories, kept in the database: what the service decides is what the pure engine decides of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fingerpost.demo.world import World
from fingerpost.funding.deciding import decide
from fingerpost.funding.evaluate import evaluate
from fingerpost.funding.frozen import from_json
from fingerpost.funding.gather import gather
from fingerpost.funding.services import claim_outcome, decide_outcome
from fingerpost.house.actor import Actor
from fingerpost.outcomes.models import Outcome
from fingerpost.policy import shipped_rules
from tests.fixtures.world import Acting
from tests.funding.steps import today
from tests.outcome_steps import record_one_outcome
from tests.outcomes.steps import seen

pytestmark = pytest.mark.django_db
RULES = shipped_rules()
LONGEST = 500


# Days before today: sessions, then outcomes by (which session, kind, days after it, order of claiming or None).
histories = st.tuples(
    st.lists(st.integers(0, LONGEST), min_size=1, max_size=2),
    st.lists(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from("12345"),
            st.integers(0, LONGEST),
            st.none() | st.integers(0, 3),
        ),
        min_size=1,
        max_size=4,
    ),
)


@given(history=histories)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_histories_when_decided_then_as_the_engine_says_and_each_refusal_says_why(
    world: World, acting: Acting, history: tuple[list[int], list[tuple[int, str, int, int | None]]]
) -> None:
    with transaction.atomic():
        with acting("area_adviser") as actor:
            outcomes = _keep(actor, world, *history)
        with acting("claims_officer") as actor:
            for outcome, order in sorted(outcomes, key=lambda each: each[1] or 0):
                _compare(actor, outcome, claims=order is not None)
            _nothing_is_paid_twice(outcomes)
        transaction.set_rollback(True)  # the next history begins with none of these rows


def _keep(
    actor: Actor, world: World, sessions: list[int], told: list[tuple[int, str, int, int | None]]
) -> list[tuple[Outcome, int | None]]:
    places = [seen(actor, world, days_ago=sessions[0], family="Random")]
    for days_ago in sessions[1:]:
        places.append(seen(actor, world, days_ago=days_ago, customer_id=places[0].customer_id))
    kept = []
    for which, kind, after, order in told:
        attendance = places[which % len(places)]
        assert attendance.customer_id is not None
        held = attendance.session.started_at.date()
        day: date = min(held + timedelta(days=after), today())
        outcome = record_one_outcome(
            actor, world, attendance.customer_id, attendance=attendance, kind=kind, told_on=day
        )
        kept.append((outcome, order))
    return kept


def _compare(actor: Actor, outcome: Outcome, *, claims: bool) -> None:
    """The service's decision against the engine on the same facts; then it is claimed where that is asked for."""
    now = timezone.now()
    decision = decide_outcome(actor=actor, now=now, outcome_id=outcome.id)
    stands = Outcome.objects.select_related("contract", "touchpoint").get(id=outcome.id)
    inputs = gather(stands, now=now, rules=RULES)
    assert from_json(decision.inputs) == inputs
    found = evaluate(
        [inputs.customer],
        scheme=inputs.scheme,
        contract=inputs.contract,
        period=inputs.period,
        rules=RULES,
        carried_on=inputs.carried_on,
    )
    engine = next(each for each in found.decisions if each.kind == "outcome" and each.id == str(outcome.id))
    failed = [step["rule"] for step in decision.trail if not step["passed"]]
    if failed == ["undoes_a_claim"]:
        assert engine.verdict == "pay"
        assert (decision.verdict, decision.amount_pence) == ("refuse", 0)
    else:
        assert (decision.verdict, decision.amount_pence) == (engine.verdict, engine.amount_pence)
    assert (decision.verdict == "refuse") == bool(failed)
    assert all(step["because"] for step in decision.trail)
    if claims and decision.verdict == "pay":
        # Whether plan and evidence are whole is shown elsewhere; here only money matters.
        Outcome.objects.filter(id=outcome.id).update(
            claimed_at=now, claimed_by_id=actor.account_id, checked_at=now, checked_by_id=actor.account_id
        )
        done = claim_outcome(actor=actor, now=now, outcome_id=outcome.id, version=stands.version)
        assert done.is_claimed


def _nothing_is_paid_twice(outcomes: list[tuple[Outcome, int | None]]) -> None:
    """Every claim still stands once all are made: none was undone by a later one."""
    claimed = Outcome.objects.select_related("contract", "touchpoint").filter(
        id__in=[each.id for each, _order in outcomes], claimed_at__isnull=False
    )
    for outcome in claimed:
        assert decide(gather(outcome, now=timezone.now(), rules=RULES), rules=RULES).verdict == "pay"
