"""The records behind a figure: those that the reader may open, and how many more there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.funding.models import ClaimLine
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.house.permissions import Decision, access_of, decide, requires
from fingerpost.house.requests import actor_of
from fingerpost.interactions.models import Attendance, Contact
from fingerpost.outcomes.models import (
    EmploymentProgression,
    FollowUp,
    LearningProgression,
    Outcome,
    SatisfactionAnswer,
)
from fingerpost.performance import engine
from fingerpost.performance.access import is_rounded, scope_of
from fingerpost.performance.asking import asked_of
from fingerpost.performance.measures.definition import Measure
from fingerpost.performance.measures.registry import described
from fingerpost.performance.words import PERIOD_WORDS, month_words
from fingerpost.plans.models import PlanVersion
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.performance.views import standing

PAGE: Final = 50

Found = tuple[str, date | datetime | None]
"""The address of a record and its day."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One record as the list shows it: a day, and the address where this reader's role may open it."""

    words: str
    href: str


def _attendances(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = Attendance.objects.filter(id__in=ids).values_list("id", "session__started_at")
    return {key: (reverse("workspace:attendance", args=[key]), day) for key, day in rows}


def _plans(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = PlanVersion.objects.filter(id__in=ids).values_list("id", "made_at")
    return {key: (reverse("workspace:plan_version", args=[key]), day) for key, day in rows}


def _outcomes(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = Outcome.objects.filter(id__in=ids).values_list("id", "told_on")
    return {key: (reverse("workspace:claim", args=[key]), day) for key, day in rows}


def _lines(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = ClaimLine.objects.filter(id__in=ids).values_list("id", "outcome_id", "claim__month")
    return {key: (reverse("workspace:claim", args=[outcome]), day) for key, outcome, day in rows if outcome}


def _follow_ups(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = FollowUp.objects.filter(id__in=ids).values_list("id", "due_on")
    return {key: (reverse("workspace:follow_up", args=[key]), day) for key, day in rows}


def _answers(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = SatisfactionAnswer.objects.filter(id__in=ids).values_list("id", "customer_id", "answered_at")
    return {key: (reverse("workspace:customer", args=[customer]), day) for key, customer, day in rows}


def _contacts(ids: Sequence[UUID]) -> dict[UUID, Found]:
    rows = Contact.objects.filter(id__in=ids).values_list("id", "opened_at")
    return {key: (reverse("workspace:contact", args=[key]), day) for key, day in rows}


def _progressions(ids: Sequence[UUID]) -> dict[UUID, Found]:
    found: dict[UUID, Found] = {}
    for model in (LearningProgression, EmploymentProgression):
        for key, customer, day in model.objects.filter(id__in=ids).values_list(
            "id", "customer_id", "recorded_on"
        ):
            found[key] = (reverse("workspace:customer", args=[customer]), day)
    return found


_KINDS: Final[dict[str, Callable[[Sequence[UUID]], dict[UUID, Found]]]] = {
    "attendance": _attendances,
    "plan": _plans,
    "outcome": _outcomes,
    "line": _lines,
    "follow_up": _follow_ups,
    "answer": _answers,
    "contact": _contacts,
    "progression": _progressions,
}


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def measure_records(request: HttpRequest, code: str) -> HttpResponse:
    """The records behind one figure, a page at a time. Which ones may be opened is decided by row security now.

    Nothing of a customer stands here; the page of each record logs that it was opened.
    """
    actor, what, scope = actor_of(request), described(code), scope_of(actor_of(request))
    if not isinstance(what, Measure) or not what.opens_to:
        raise NotFound(_("This figure doesn’t open to records."), code="performance.opens_to_nothing")
    if is_rounded(what, scope):
        raise NotPermitted(_("Rounded figures don’t open to records."), code="performance.rounded_is_closed")
    asked = replace(asked_of(request.GET), by=None, known="now")
    filters = scope.bound(asked.filters(standing().newest))
    after = _after(request.GET.get("after", ""))
    counted = engine.newest_snapshot()
    ids = (
        engine.records(what, filters, limit=PAGE + 1, after=after, snapshot=counted)
        if counted is not None
        else []
    )
    shown = ids[:PAGE]
    found = _KINDS[what.opens_to](shown)
    query = asked.plain()
    here = reverse("workspace:measure_records", args=[code])
    context = {
        "title": _(what.title),
        "months": _months(filters.first_month, filters.last_month),
        "period": PERIOD_WORDS[asked.period],
        "records": [_opened(actor, *found[key]) for key in shown if key in found],
        "total": len(shown),
        "closed": len(shown) - len(found),
        "next_href": f"{here}?{urlencode({**query, 'after': str(shown[-1])})}" if len(ids) > PAGE else "",
        "first_href": f"{here}?{urlencode(query)}" if request.GET.get("after") else "",
        "measure_href": f"{reverse('workspace:measure', args=[code])}?{urlencode(query)}",
    }
    return render(request, "workspace/performance/records.html", context)


def _opened(actor: Actor, href: str, day: date | datetime | None) -> Opened:
    on = civil_date(day) if isinstance(day, datetime) else day
    words = spoken_date(on) if on is not None else _("No day recorded")
    view: Any = resolve(href).func
    opens = decide(access_of(view), is_signed_in=True, actor=actor) is Decision.OPEN
    return Opened(words, href if opens else "")


def _months(first: date, last: date) -> str:
    if first == last:
        return month_words(first)
    return _("%(first)s to %(last)s") % {"first": month_words(first), "last": month_words(last)}


def _after(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
