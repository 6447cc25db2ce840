"""Reads of what became of a version: the customer's answers, the copies, and what waits for an adviser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.interactions.models import Attendance, Session, SessionStaff
from fingerpost.interactions.queries.attendances import GAVE
from fingerpost.plans.accounts import has_account
from fingerpost.plans.models import Answer, CopyPurpose, CopyState, PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.plans.queries import find_draft, version_for
from fingerpost.plans.reaching import find_email
from fingerpost.plans.rules import copies as copy_rules
from fingerpost.plans.rules.copies import CopyClock, OfferedWay, WayFacts
from fingerpost.plans.services.copies import has_address
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_MOST_SHOWN: Final = 50
_LOOKED_BACK: Final = timedelta(days=365)
"""How old a plan may be to stand on Today; what nobody settled in a year is for the next session."""


@dataclass(frozen=True, slots=True)
class PlanToGive:
    """A version that waits: for the customer's answer, or to reach them; and by when, where a clock runs."""

    version: PlanVersion
    customer_name: str
    waits_for_answer: bool
    waits_to_be_given: bool
    last_answer: str
    copy_state: str
    copy_way: str
    due_at: datetime | None
    is_late: bool


def find_version_for(attendance: Attendance) -> PlanVersion | None:
    """The version that stands for an attendance, with its plan, customer and session; None before there is one."""
    version = version_for(attendance, find_draft(attendance.id))
    if version is None:
        return None
    return PlanVersion.objects.select_related("plan__customer", "attendance__session", "made_by").get(
        id=version.id
    )


def list_copies(version: PlanVersion) -> list[PlanCopy]:
    """The copies of a version, the latest first."""
    return list(version.copies.select_related("made_by", "told_by").order_by("-made_at", "-id")[:_MOST_SHOWN])


def get_copy(copy_id: UUID, *, customer_id: UUID) -> PlanCopy:
    """One copy of this customer's plan. Raises NotFound for any other."""
    copy = (
        PlanCopy.objects.select_related(
            "version__plan__customer", "version__attendance__session", "made_by", "told_by"
        )
        .filter(id=copy_id, version__plan__customer_id=customer_id)
        .first()
    )
    if copy is None:
        raise NotFound(_("There is no copy of a plan here that you can see."), code="copy_not_found")
    return copy


def ways_of(version: PlanVersion, *, now: datetime, rules: Rules) -> tuple[OfferedWay, ...]:
    """The ways in which this customer can have the plan now, the best first (BR-8.3, XD-22)."""
    customer_id = version.plan.customer_id
    email = find_email(customer_id, now=now)
    facts = WayFacts(
        has_account=has_account(customer_id),
        email_stop=email.stopped_by,
        has_email=email.address is not None,
        has_address=has_address(customer_id),
    )
    return copy_rules.ways_for(facts, on=civil_date(now), rules=rules)


def clock_of(session: Session, *, is_exception: bool, rules: Rules) -> CopyClock:
    """When the plan of a session is due (OI-12.22j)."""
    return copy_rules.clock_for(
        channel=session.channel,
        started_at=session.started_at,
        ended_at=session.ended_at,
        is_exception=is_exception,
        rules=rules,
    )


def list_plans_to_give(
    actor: Actor, *, now: datetime, rules: Rules, start: int = 0, limit: int = 20
) -> list[PlanToGive]:
    """Plans of sessions that this person gave which wait for an answer or for the customer to have them.

    The oldest first; a plan that the customer declined waits for nobody. One query.
    """
    found = _waiting(actor, since=now - _LOOKED_BACK)[start : start + limit]
    return [_to_give(version, now=now, rules=rules) for version in found]


def _waiting(actor: Actor, *, since: datetime) -> QuerySet[PlanVersion]:
    answers = PlanAcceptance.objects.filter(version_id=OuterRef("id")).order_by("-happened_at", "-id")
    theirs = PlanCopy.objects.filter(version_id=OuterRef("id"), purpose=CopyPurpose.FOR_CUSTOMER)
    on_its_way = theirs.filter(state__in=copy_rules.OPEN_STATES).order_by("-made_at", "-id")
    staff = SessionStaff.objects.filter(
        session_id=OuterRef("attendance__session_id"), account_id=actor.account_id, part__in=GAVE
    )
    return (
        PlanVersion.objects.filter(
            Exists(staff), made_at__gte=since, replaced_by__isnull=True, plan__closed_at__isnull=True
        )
        .annotate(
            last_answer=Subquery(answers.values("answer")[:1]),
            has_given=Exists(theirs.filter(state=CopyState.GIVEN)),
            open_state=Subquery(on_its_way.values("state")[:1]),
            open_way=Subquery(on_its_way.values("way")[:1]),
            open_made_at=Subquery(on_its_way.values("made_at")[:1]),
            open_due_at=Subquery(on_its_way.values("due_at")[:1]),
        )
        .filter(
            Q(last_answer__in=[Answer.LATER, Answer.LEFT])
            | Q(last_answer=Answer.ACCEPTED, has_given=False)
            | Q(Q(needs_signature=True) | Q(has_given=False), last_answer__isnull=True)
        )
        .select_related("attendance__session", "plan__customer")
        .order_by("made_at", "id")
    )


def _to_give(version: PlanVersion, *, now: datetime, rules: Rules) -> PlanToGive:
    session = version.attendance.session
    answer: str = getattr(version, "last_answer", None) or ""
    is_given: bool = getattr(version, "has_given", False)
    made_at: datetime | None = getattr(version, "open_made_at", None)
    way: str = getattr(version, "open_way", None) or ""
    due_at: datetime | None = getattr(version, "open_due_at", None)
    if due_at is None:
        due_at = clock_of(session, is_exception=False, rules=rules).due_at
    done = (
        copy_rules.done_at(channel=session.channel, way=way, made_at=made_at, given_at=None)
        if made_at
        else None
    )
    return PlanToGive(
        version=version,
        customer_name=version.plan.customer.full_name,
        waits_for_answer=answer in (Answer.LATER, Answer.LEFT) or (not answer and version.needs_signature),
        waits_to_be_given=not is_given,
        last_answer=answer,
        copy_state=getattr(version, "open_state", None) or "",
        copy_way=way,
        due_at=None if is_given else due_at,
        is_late=not is_given and copy_rules.is_late(due_at=due_at, done=done, now=now),
    )
