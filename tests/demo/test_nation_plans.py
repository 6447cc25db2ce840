"""The nation's plans, follow-ups and outcomes say what is true, and the worker and the engine agree with them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from fingerpost.customers.models import Customer
from fingerpost.demo.names import HARD_NAMES
from fingerpost.demo.world import World
from fingerpost.dss.translating.registry import TRANSLATORS
from fingerpost.files.documents import make_plan_document
from fingerpost.funding.claimable import claimable
from fingerpost.funding.frozen import Inputs, from_json
from fingerpost.funding.gather import gather
from fingerpost.funding.models import FundingDecision
from fingerpost.funding.queries import decide_again
from fingerpost.house.rules import rules_in_force
from fingerpost.outcomes.models import FollowUp, Outcome, SatisfactionAnswer
from fingerpost.outcomes.queries import list_due_follow_ups
from fingerpost.outcomes.services.evidence import open_evidence
from fingerpost.outcomes.settling import settle_customers
from fingerpost.plans.content import from_json as read_content
from fingerpost.plans.content import sha256_of, to_json
from fingerpost.plans.gathering import adviser_said, customer_said, marking_on
from fingerpost.plans.models import PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.acceptance import slip_code
from fingerpost.plans.rules.claiming import plan_gaps
from fingerpost.plans.rules.reading import pages
from fingerpost.policy.civil import civil_date
from fingerpost.staff.services import acting_as


@pytest.mark.requirement("OI-8.18")
def test_versions_when_made_again_then_content_and_document_have_their_hashes(nation: World) -> None:
    versions = list(PlanVersion.objects.using("owner").order_by("id"))
    assert len(versions) > 80
    assert {version.number for version in versions} >= {1, 2, 3}
    for version in versions:
        assert to_json(read_content(version.content)) == version.content
        assert sha256_of(version.content) == version.content_sha256
    for version in versions[::10]:
        document = make_plan_document(json.loads(version.content))
        assert hashlib.sha256(document).hexdigest() == version.document_sha256


def test_versions_when_an_adviser_reads_one_then_it_names_people_as_the_record_does(nation: World) -> None:
    on, rules = nation.today, rules_in_force()
    with acting_as(nation.memberships["area_adviser"]):
        versions = PlanVersion.objects.select_related("plan__customer", "attendance__session__organisation")
        seen = list(versions.order_by("-made_at")[:10])
        for version in seen:
            content = read_content(version.content)
            assert content.customer == customer_said(version.plan.customer)
            assert content.adviser == adviser_said(version.attendance.session)
            assert content.marking == marking_on(civil_date(version.made_at), rules=rules)
        longest = max(pages(read_content(version.content), on=on, rules=rules) for version in seen)
    assert seen
    assert longest >= 1


def test_plans_when_the_showcase_is_opened_then_one_is_long_one_has_a_single_name_and_one_has_three(
    nation: World,
) -> None:
    rules = rules_in_force()
    versions = PlanVersion.objects.using("owner").filter(
        plan__customer__given_name="José",
        plan__customer__family_name="Fernchisel",
        plan__customer__date_of_birth=HARD_NAMES[0].date_of_birth,
    )
    assert sorted(versions.values_list("number", flat=True)) == [1, 2, 3]
    by_name = {
        version.plan.customer.family_name: read_content(version.content)
        for version in PlanVersion.objects.using("owner")
        .filter(
            plan__customer__in=Customer.objects.using("owner").filter(
                family_name__in=("Suharto", "Frost-Anvil")
            )
        )
        .select_related("plan__customer")
        .order_by("-made_at", "-id")
    }
    assert by_name["Suharto"].customer.name.endswith("Suharto")
    assert pages(by_name["Frost-Anvil"], on=nation.today, rules=rules) >= 2


def test_slips_when_signed_then_their_code_is_that_of_the_version(nation: World) -> None:
    slips = PlanAcceptance.objects.using("owner").filter(route="slip").select_related("version")
    assert slips
    assert all(slip.code == slip_code(slip.version.content_sha256) for slip in slips)


def test_plans_when_accepted_and_given_then_most_lack_nothing(nation: World) -> None:
    with acting_as(nation.memberships["area_adviser"]):
        versions = PlanVersion.objects.filter(acceptances__answer="accepted").select_related("attendance")
        newest = {version.attendance_id: version.attendance for version in versions}
        gaps = [plan_gaps(plan_facts_of(attendance)) for attendance in newest.values()]
    assert len(gaps) > 10
    assert gaps.count(()) == len(gaps)


def test_copies_when_written_then_every_print_is_given_and_none_holds_a_phrase(nation: World) -> None:
    copies = PlanCopy.objects.using("owner")
    assert not copies.filter(way="print").exclude(state="given").exists()
    assert not copies.filter(sealed_phrase__isnull=False).exists()
    assert not copies.filter(given_at__gt=timezone.now()).exists()


def test_follow_ups_when_the_worker_goes_over_everybody_then_nothing_changes(nation: World) -> None:
    everybody = Customer.objects.using("owner").order_by("id").values_list("id", flat=True)
    assert settle_customers(list(everybody), rules=rules_in_force()) == 0


def test_follow_ups_when_the_area_adviser_signs_in_then_some_are_due_and_some_lie_ahead(
    nation: World,
) -> None:
    today = nation.today
    with acting_as(nation.memberships["area_adviser"]) as actor:
        assert list_due_follow_ups(actor, today=today)
        mine = FollowUp.objects.filter(owner_id=actor.account_id, state="open")
        assert mine.filter(due_on__lt=today).exists()
        assert mine.filter(due_on__gt=today, due_on__lt=today + timedelta(days=31)).exists()
        done = FollowUp.objects.filter(state="done").prefetch_related("attempts")[:50]
        assert all(any(each.situation for each in one.attempts.all()) for one in done)


def test_outcomes_when_counted_then_every_state_is_there(nation: World) -> None:
    outcomes = Outcome.objects.using("owner")
    assert outcomes.filter(evidence__isnull=True).exists()
    assert outcomes.filter(claimed_at__isnull=False).exists()
    assert outcomes.exclude(sent_back_why="").exists()
    decisions = FundingDecision.objects.using("owner")
    assert set(decisions.values_list("verdict", flat=True)) == {"pay", "refuse"}
    assert not outcomes.filter(told_on__gte=nation.today).exists()
    with acting_as(nation.memberships["area_adviser"]):
        waiting = Outcome.objects.filter(
            evidence__isnull=False, claimed_at__isnull=True, sent_back_why="", funding_decisions__isnull=True
        )
        assert any(
            claimable(outcome).is_claimable for outcome in waiting.select_related("contract", "attendance")
        )


def test_decisions_when_made_again_then_the_same_from_the_facts_of_the_record(nation: World) -> None:
    rules = rules_in_force()
    with acting_as(nation.memberships["claims_officer"]):
        decisions = list(FundingDecision.objects.select_related("outcome__contract", "outcome__touchpoint"))
        assert decisions
        for decision in decisions:
            again = decide_again(decision, rules=rules)
            assert (again.verdict, again.amount_pence) == (decision.verdict, decision.amount_pence)
            kept, found = (
                from_json(decision.inputs),
                gather(decision.outcome, now=decision.decided_at, rules=rules),
            )
            assert _but_claims(found) == _but_claims(kept)


def _but_claims(inputs: Inputs) -> Inputs:
    """The facts without the days of claims and evidence, which went on after a decision."""
    outcomes = tuple(replace(one, claimed_at=None, evidence_pieces=0) for one in inputs.customer.outcomes)
    return replace(inputs, customer=replace(inputs.customer, outcomes=outcomes))


def test_evidence_when_the_claims_officer_opens_it_then_it_is_a_paper(nation: World) -> None:
    with acting_as(nation.memberships["claims_officer"]) as actor:
        outcome = Outcome.objects.filter(evidence__isnull=False, claimed_at__isnull=True)[0]
        piece = outcome.evidence.all()[0]
        opened = open_evidence(actor=actor, evidence_id=piece.id, reason="claim", now=timezone.now())
    assert opened.content.startswith(b"%PDF-")


def test_answers_when_counted_then_nobody_took_their_own(nation: World) -> None:
    answers = SatisfactionAnswer.objects.using("owner").select_related("attendance__session")
    assert answers.count() > 10
    for answer in answers:
        staff = answer.attendance.session.staff.using("owner").values_list("account_id", flat=True)
        assert answer.captured_by_id not in staff


def test_plans_when_told_on_the_wire_then_each_session_its_plan_with_its_lines_and_outcomes(
    nation: World,
) -> None:
    with acting_as(nation.memberships["area_adviser"]):
        versions = PlanVersion.objects.exclude(acceptances__answer="declined").order_by("id")
        seen = list(versions.values_list("plan__customer_id", flat=True).distinct()[:10])
        assert seen
        outcomes = 0
        for customer_id in seen:
            own = list(versions.filter(plan__customer_id=customer_id))
            plans = TRANSLATORS["actionplans"].render(customer_id)
            assert len(plans) == len({one.attendance_id for one in own})
            known = {one.id for one in plans}
            contents = [read_content(one.content) for one in own]
            for segment, keys in (
                ("actions", {line.key for one in contents for line in one.actions}),
                ("goals", {line.key for one in contents for line in one.goals}),
            ):
                told = TRANSLATORS[segment].render(customer_id)
                assert {one.id for one in told} == keys
                assert {one.plan_id for one in told} <= known
            came = TRANSLATORS["outcomes"].render(customer_id)
            assert len(came) == Outcome.objects.filter(customer_id=customer_id).count()
            assert {one.plan_id for one in came} <= known
            outcomes += len(came)
        assert outcomes
