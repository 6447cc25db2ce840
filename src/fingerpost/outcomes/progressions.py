"""Reads of where customers stand: what stands of a customer, and the events of their way (OF-17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fingerpost.outcomes.models import EmploymentProgression, LearningProgression, ResearchOutcome
from fingerpost.outcomes.rules.progressions import Distance, distance, stands
from fingerpost.policy import Rules

MOST = 50


@dataclass(frozen=True, slots=True)
class Progressions:
    """What stands of a customer, latest first: rows that another corrects are left out; and how far they came."""

    employment: Sequence[EmploymentProgression]
    learning: Sequence[LearningProgression]
    research: Sequence[ResearchOutcome]
    distance: Distance


def progressions_of(customer_id: UUID, *, rules: Rules, on: date) -> Progressions:
    """Where a customer stands and stood; three queries, whatever the past holds."""
    employment = list(
        EmploymentProgression.objects.filter(customer_id=customer_id, corrected_by=None)
        .select_related("recorded_by", "organisation")
        .order_by("-recorded_on", "-id")[:MOST]
    )
    learning = list(
        LearningProgression.objects.filter(customer_id=customer_id, corrected_by=None)
        .select_related("recorded_by", "organisation")
        .order_by("-recorded_on", "-id")[:MOST]
    )
    research = list(
        ResearchOutcome.objects.filter(customer_id=customer_id, corrected_by=None)
        .select_related("recorded_by", "organisation")
        .order_by("-recorded_on", "-id")[:MOST]
    )
    found = stands(
        [(one.recorded_on, one.status) for one in reversed(employment)],
        [(one.recorded_on, one.status, one.level) for one in reversed(learning)],
        rules=rules,
        on=on,
    )
    return Progressions(employment, learning, research, distance(found))
