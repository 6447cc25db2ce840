"""Reads of this room. Row security decides what they find; each list is bounded and ends its order in the id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.outcomes.models import (
    Evidence,
    FollowUp,
    FollowUpAttempt,
    FollowUpState,
    Outcome,
    SatisfactionAnswer,
)

# Counted for the rows that are shown alone: a join would count those of every row before any is left out.
_TRIES = (
    FollowUpAttempt.objects.filter(follow_up_id=OuterRef("id"))
    .order_by()
    .values("follow_up_id")
    .annotate(number=Count("id"))
    .values("number")
)

MOST = 50
MOST_EVIDENCE = 20


def list_due_follow_ups(actor: Actor, *, today: date, start: int = 0, limit: int = 20) -> list[FollowUp]:
    """Follow-ups due by a day: one's own first, then those of the organisation that nobody owns (OI-4.10e, OI-12.11).

    ``tries`` says how often each was tried.
    """
    own, nobodys = _due(actor, today=today)
    found = list(own[start : start + limit])
    if len(found) < limit:
        before = start + len(found) if found or not start else own.count()
        skipped = max(0, start - before)
        found += nobodys[skipped : skipped + limit - len(found)]
    return found


def count_due_follow_ups(actor: Actor, *, today: date) -> int:
    """How many there are in that list."""
    return sum(found.count() for found in _due(actor, today=today))


def _due(actor: Actor, *, today: date) -> tuple[QuerySet[FollowUp], QuerySet[FollowUp]]:
    """One's own and nobody's, apart: each is read along its own index."""
    due = (
        FollowUp.objects.filter(
            state=FollowUpState.OPEN, due_on__lte=today, organisation_id=actor.organisation_id
        )
        .select_related("customer", "contract")
        .annotate(tries=Coalesce(Subquery(_TRIES), 0))
        .order_by("due_on", "id")
    )
    return due.filter(owner_id=actor.account_id), due.filter(owner_id=None)


def get_follow_up(follow_up_id: UUID) -> FollowUp:
    """One follow-up with its customer. NotFound, in the same words, where there is none or no grant."""
    found = (
        FollowUp.objects.select_related("customer", "contract", "organisation", "owner")
        .filter(id=follow_up_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no follow-up here that you can see."), code="follow_up_not_found")
    return found


def list_follow_ups_of(customer_id: UUID) -> list[FollowUp]:
    """Follow-ups of a customer, latest first, without those that a later contact started again."""
    found = (
        FollowUp.objects.filter(customer_id=customer_id)
        .exclude(state=FollowUpState.RESTARTED)
        .select_related("owner", "organisation")
        .annotate(tries=Count("attempts"))
        .order_by("-due_on", "-id")
    )
    return list(found[:MOST])


def attempts_in(follow_up_id: UUID) -> list[FollowUpAttempt]:
    """The tries of one follow-up, latest first."""
    found = FollowUpAttempt.objects.filter(follow_up_id=follow_up_id).select_related("made_by")
    return list(found.order_by("-happened_at", "-id")[:MOST])


def informal_contacts_of(customer_id: UUID) -> list[FollowUpAttempt]:
    """Informal contacts with a customer, counted apart from follow-ups and agreed calls (OI-12.12), latest first."""
    found = FollowUpAttempt.objects.filter(
        customer_id=customer_id, follow_up=None, planned_call=None
    ).select_related("made_by")
    return list(found.order_by("-happened_at", "-id")[:MOST])


def get_outcome(outcome_id: UUID) -> Outcome:
    """One outcome. NotFound, in the same words, where there is none or no grant."""
    found = _with_names(Outcome.objects.filter(id=outcome_id)).first()
    if found is None:
        raise NotFound(_("There is no outcome here that you can see."), code="outcome_not_found")
    return found


def list_outcomes_of(customer_id: UUID) -> list[Outcome]:
    """Every outcome of a customer, claimed or not, withdrawn ones too (BR-24.2); latest first."""
    found = _with_names(Outcome.objects.filter(customer_id=customer_id))
    return list(found.order_by(F("told_on").desc(nulls_last=True), "-id")[:MOST])


def list_to_claim(actor: Actor, *, start: int = 0, limit: int = 20) -> list[Outcome]:
    """Outcomes that wait for a claims officer: of their organisation, or under their prime contracts."""
    found = _with_names(
        Outcome.objects.filter(
            Q(organisation_id=actor.organisation_id) | Q(contract_id__in=actor.prime_contract_ids),
            claimed_at__isnull=True,
            withdrawn_at__isnull=True,
        )
    )
    return list(found.order_by(F("told_on").asc(nulls_last=True), "id")[start : start + limit])


def _with_names(found: QuerySet[Outcome]) -> QuerySet[Outcome]:
    return found.select_related(
        "customer", "contract", "organisation", "touchpoint", "attendance__session", "recorded_by",
        "checked_by", "claimed_by",
    ).annotate(pieces=Count("evidence", filter=Q(evidence__withdrawn_at__isnull=True)))  # fmt: skip


def evidence_of(outcome_id: UUID) -> list[Evidence]:
    """The evidence of an outcome, withdrawn pieces too, in the order in which it came. Never what is in it."""
    found = Evidence.objects.filter(outcome_id=outcome_id).select_related("file", "added_by")
    return list(found.order_by("added_at", "id")[:MOST_EVIDENCE])


def get_evidence(evidence_id: UUID) -> Evidence:
    """The facts of one piece of evidence. NotFound where there is none or no grant on its customer."""
    found = Evidence.objects.select_related("file", "outcome", "added_by").filter(id=evidence_id).first()
    if found is None:
        raise NotFound(_("There is no evidence here that you can see."), code="evidence_not_found")
    return found


def sessions_attended(customer_id: UUID, *, contract_ids: Sequence[UUID] | None = None) -> list[Attendance]:
    """The sessions that a customer attended, latest first; of some contracts alone where they are named."""
    found = Attendance.objects.filter(customer_id=customer_id, result=AttendanceResult.ATTENDED)
    if contract_ids is not None:
        found = found.filter(session__contract_id__in=contract_ids)
    return list(
        found.select_related("session", "session__contract").order_by("-session__started_at", "-id")[:MOST]
    )


def sessions_to_ask_about(actor: Actor, customer_id: UUID) -> list[Attendance]:
    """Sessions whose answer this person may capture: attended, not asked yet, and not given by them."""
    found = (
        Attendance.objects.filter(
            customer_id=customer_id, result=AttendanceResult.ATTENDED, satisfaction__isnull=True
        )
        .exclude(session__staff__account_id=actor.account_id, session__staff__part__in=GAVE)
        .select_related("session", "session__contract")
        .order_by("-session__started_at", "-id")
    )
    return list(found[:MOST])


def answers_of(customer_id: UUID) -> list[SatisfactionAnswer]:
    """What a customer said of the service, with who captured it; latest first."""
    found = SatisfactionAnswer.objects.filter(customer_id=customer_id)
    return list(
        found.select_related("attendance__session", "captured_by").order_by("-answered_at", "-id")[:MOST]
    )
