"""Where the planned customers of the nation stand in work and learning, an agreed call, and a survey drawn of them.

As owner, with history awake, each row as whoever would have written it. The same nation gets the same rows but for
their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from fingerpost.demo.plan import Plan
from fingerpost.demo.world import World
from fingerpost.house.draws import seed_of
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import (
    CallAgreement,
    EmploymentProgression,
    LearningProgression,
    PlannedCall,
    ResearchOutcome,
    SurveyDraw,
    SurveyDrawn,
)
from fingerpost.outcomes.rules.surveys import User, age_band, draw_sample
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date

MOST: Final = 120
"""Planned customers whose standing is kept, in a nation of any size."""

_DRAWN: Final = 40
_LATER: Final = timedelta(days=35)
_CONTRACTS: Final = ("prime_north_east", "prime_north_west")
_AT_FIRST: Final = ("unemployed", "unemployed", "redundant", "employed", "at_risk", "inactive")
_LEVELS: Final = ("none", "entry", "level_1", "level_2", "level_2", "level_3")


def make_following(world: World, plan: Plan, *, using: str, now: datetime) -> None:
    """Write what is kept of the latest customers with a plan; nothing in a nation without any."""
    contracts = [world.contracts[name] for name in _CONTRACTS]
    planned = list(
        Attendance.objects.using(using)
        .filter(
            session__contract_id__in=contracts, result=AttendanceResult.ATTENDED, plan_versions__isnull=False
        )
        .select_related("session", "customer")
        .order_by("-session__started_at", "id")
        .distinct()[:MOST]
    )
    seen: dict[object, Attendance] = {}
    for attendance in planned:
        seen.setdefault(attendance.customer_id, attendance)
    chosen = list(seen.values())
    _standings(plan, chosen, using=using, now=now)
    _calls(chosen[:2], using=using, now=now)
    _survey(world, chosen, using=using, now=now)


def _standings(plan: Plan, chosen: Sequence[Attendance], *, using: str, now: datetime) -> None:
    """At the session, and for some a month or so later: work found, learning begun, what changed for them."""
    work: list[EmploymentProgression] = []
    learning: list[LearningProgression] = []
    changes: list[ResearchOutcome] = []
    for number, attendance in enumerate(chosen):
        chance = Random(f"{plan.seed}/following/{number}")
        session, customer_id = attendance.session, attendance.customer_id
        held_on, later_on = civil_date(session.started_at), civil_date(session.started_at + _LATER)
        by = {
            "customer_id": customer_id,
            "organisation_id": session.organisation_id,
            "recorded_by_id": session.recorded_by_id,
        }
        first, level = chance.choice(_AT_FIRST), chance.choice(_LEVELS)
        is_out = first in ("unemployed", "redundant", "inactive")
        work.append(
            EmploymentProgression(
                **by,
                attendance=attendance,
                recorded_on=held_on,
                status=first,
                hours="" if is_out else "sixteen_or_more",
                length_of_unemployment="under_three" if is_out else "",
                economic_shock="local" if first == "redundant" else "none",
                recorded_at=session.recorded_at,
            )
        )
        learning.append(
            LearningProgression(
                **by,
                attendance=attendance,
                recorded_on=held_on,
                status="not_in_learning",
                level=level,
                recorded_at=session.recorded_at,
            )
        )
        if session.started_at + _LATER > now:
            continue
        moment = session.started_at + _LATER
        if is_out and chance.random() < 0.5:
            began = later_on - timedelta(days=chance.randrange(1, 15))
            work.append(
                EmploymentProgression(
                    **by, recorded_on=later_on, status="employed", hours="sixteen_or_more", started_on=began,
                    economic_shock="none", recorded_at=moment,
                )
            )  # fmt: skip
        if chance.random() < 0.3:
            learning.append(
                LearningProgression(
                    **by, recorded_on=later_on, status="in_learning", hours="under_sixteen", started_on=later_on,
                    level=level, recorded_at=moment,
                )
            )  # fmt: skip
        if chance.random() < 0.4:
            before = chance.randrange(2, 6)
            changes.append(
                ResearchOutcome(
                    **by, recorded_on=later_on, kind=chance.choice(("confidence", "options_known")),
                    before=before, after=before + chance.randrange(1, 4), recorded_at=moment,
                )
            )  # fmt: skip
    EmploymentProgression.objects.using(using).bulk_create(work)
    LearningProgression.objects.using(using).bulk_create(learning)
    ResearchOutcome.objects.using(using).bulk_create(changes)


def _calls(chosen: Sequence[Attendance], *, using: str, now: datetime) -> None:
    """Two customers agreed to be rung back; the calls lie a week ahead."""
    for attendance in chosen:
        session = attendance.session
        by = {
            "customer_id": attendance.customer_id,
            "organisation_id": session.organisation_id,
            "recorded_by_id": session.recorded_by_id,
            "recorded_at": session.recorded_at,
        }
        agreement = CallAgreement.objects.using(using).create(
            **by, agreed_on=civil_date(session.started_at), agreed_how="in_the_session", calls=3
        )
        PlannedCall.objects.using(using).create(
            **by,
            agreement=agreement,
            place=1,
            due_on=civil_date(now) + timedelta(days=7),
            owner_id=session.recorded_by_id,
        )


def _survey(world: World, chosen: Sequence[Attendance], *, using: str, now: datetime) -> None:
    """One survey of this month, drawn by the returns manager from customers of the north east who agreed to it."""
    contract = Contract.objects.using(using).get(id=world.contracts[_CONTRACTS[0]])
    rules, today = shipped_rules(), civil_date(now)
    users = [
        User(
            id=str(one.customer_id),
            channel=str(one.session.channel),
            age=age_band(one.customer.date_of_birth, on=today, rules=rules),
            gender=str(one.customer.gender),
        )
        for one in chosen
        if one.session.contract_id == contract.id and one.customer is not None
    ]
    if not users:
        return
    seed = seed_of(contract.reference, today.replace(day=1), 1, *sorted(one.id for one in users))
    sample = draw_sample(users, size=_DRAWN, seed=seed)
    draw = SurveyDraw.objects.using(using).create(
        contract=contract,
        month=today.replace(day=1),
        purpose="How people get on with their plans",
        seed=seed,
        size=len(sample.drawn),
        population=sample.population,
        population_sha256=sample.population_sha256,
        mix={
            name: {group: list(both) for group, both in groups.items()} for name, groups in sample.mix.items()
        },
        drawn_by_id=world.accounts["returns_manager"],
        drawn_at=now,
    )
    SurveyDrawn.objects.using(using).bulk_create(
        SurveyDrawn(draw=draw, customer_id=one, place=place)
        for place, one in enumerate(sample.drawn, start=1)
    )
