"""Reads of runs. Every list is bounded and ends its order in the id; row security decides whose runs are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from fingerpost.funding.models import Run, RunDecision
from fingerpost.house.errors import NotFound

PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Total:
    """How many events of a run had one verdict, class and month of effect, and what they pay. Pence."""

    kind: str
    verdict: str
    customer_class: str
    period: str
    events: int
    pence: int


@dataclass(frozen=True, slots=True)
class RunsPage:
    """One page of runs; pages are counted from 1."""

    runs: Sequence[Run]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """One page of the decisions of a run, in its order."""

    decisions: Sequence[RunDecision]
    number: int
    has_next: bool


def list_runs(*, contract_id: UUID | None, page: int) -> RunsPage:
    """Finished runs that the actor may see, the newest first; of one contract where one is named."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    found = Run.objects.filter(finished_at__isnull=False).select_related("contract", "started_by")
    if contract_id is not None:
        found = found.filter(contract_id=contract_id)
    rows = list(found.order_by("-started_at", "-id")[start : start + PAGE_SIZE + 1])
    return RunsPage(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def get_run(run_id: UUID) -> Run:
    """One finished run that the actor may see. Raises NotFound."""
    found = (
        Run.objects.filter(id=run_id, finished_at__isnull=False)
        .select_related("contract", "started_by", "compared_with")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no run here that you can see."), code="run_not_found")
    return found


def totals_of(run: Run, *, using: str = "default") -> list[Total]:
    """A run's events counted by kind, verdict, class and month; every decision is in one of them."""
    rows = (
        RunDecision.objects.using(using)
        .filter(run_id=run.id)
        .values_list("kind", "verdict", "customer_class", "period")
        .annotate(events=Count("id"), pence=Sum("amount_pence"))
        .order_by("kind", "verdict", "customer_class", "period")
    )
    return [
        Total(kind, verdict, customer_class, period, events, pence or 0)
        for kind, verdict, customer_class, period, events, pence in rows
    ]


def list_decisions(run: Run, *, kind: str = "", verdict: str = "", page: int = 1) -> DecisionsPage:
    """Decisions of a run in its order, of one kind and verdict where they are named."""
    number = max(page, 1)
    start = (number - 1) * PAGE_SIZE
    found = RunDecision.objects.filter(run_id=run.id)
    if kind:
        found = found.filter(kind=kind)
    if verdict:
        found = found.filter(verdict=verdict)
    rows = list(found.order_by("place", "id")[start : start + PAGE_SIZE + 1])
    return DecisionsPage(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def decision_in(run: Run, event: UUID) -> RunDecision:
    """What a run decided of one event. Raises NotFound."""
    found = RunDecision.objects.filter(run_id=run.id, event=event).order_by("place").first()
    if found is None:
        raise NotFound(_("This run holds no such event."), code="event_not_in_run")
    return found
