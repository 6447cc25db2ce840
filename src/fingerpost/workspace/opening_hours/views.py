"""Pages of opening hours: who is open when, and changing the hours of one's own call point (BR-1.3b)."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations import queries, services
from fingerpost.organisations.access import ensure_may_set_hours, may_set_hours, sees_every_call_point
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.opening_hours import present
from fingerpost.workspace.opening_hours.forms import USUAL, DayForm, WeekForm

_UNPROCESSABLE: Final = 422


@requires(Capability.READ_RULES)
@require_safe
def opening_hours(request: HttpRequest) -> HttpResponse:
    """The hours of one's own prime contractor; of all for the agency and the contact centre (OI-5.8)."""
    actor, today = actor_of(request), civil_date(timezone.now())
    sees_all = sees_every_call_point(actor)
    points = queries.list_call_points(on=today, for_organisation=None if sees_all else actor.organisation_id)
    notices = queries.list_notices(point.organisation.id for point in points)
    rules = rules_in_force()
    return render(
        request,
        "workspace/opening_hours/list.html",
        {
            "points": [present.point_shown(point, today=today, rules=rules) for point in points],
            "notices": [present.notice_words(row) for row in notices],
            "may_set": may_set_hours(actor),
        },
    )


@requires(Capability.SET_HOURS)
@require_http_methods(["GET", "POST"])
@submit_once
def set_week(request: HttpRequest) -> HttpResponse:
    """Set the week of one's own call point from a day on. Hours that are too narrow stay in the form (OI-3.27)."""
    actor, now = actor_of(request), timezone.now()
    ensure_may_set_hours(actor)
    standing = queries.find_week(actor.organisation_id, on=civil_date(now))
    begun = present.typed_week(standing.week) if standing is not None else {}
    form = WeekForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_opening_hours(
                actor=actor,
                now=now,
                starts_on=form.cleaned_data["starts_on"],
                week=form.week(),
                rules=rules_in_force(),
            )
        except services.TooNarrow as refused:
            form.add_too_narrow(refused.weekdays)
        else:
            messages.success(request, _("Kept. The agency and the contact centre see the new hours now."))
            return redirect("workspace:opening_hours")
    return render(
        request,
        "workspace/opening_hours/week.html",
        {"form": form},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.SET_HOURS)
@require_http_methods(["GET", "POST"])
@submit_once
def set_day(request: HttpRequest) -> HttpResponse:
    """Set one day of one's own call point that is different from its week, or take it back."""
    actor, now = actor_of(request), timezone.now()
    ensure_may_set_hours(actor)
    form = DayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        services.set_exceptional_day(
            actor=actor,
            now=now,
            day=cleaned["day"],
            name=cleaned["name"],
            intervals=cleaned["hours"] or (),
            keeps_usual_hours=cleaned["kind"] == USUAL,
        )
        messages.success(request, _("Kept. The agency and the contact centre see the day now."))
        return redirect("workspace:opening_hours")
    return render(
        request,
        "workspace/opening_hours/day.html",
        {"form": form},
        status=_UNPROCESSABLE if form.errors else 200,
    )
