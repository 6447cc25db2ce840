"""What a group agreed together, in everybody's own plan, and one print job of all their plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fingerpost.customers.queries import reason_to_see
from fingerpost.files.serving import send_file
from fingerpost.files.uploads import PDF
from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotPermitted
from fingerpost.house.forms.drawing import error_items
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Attendance, Session, SessionKind
from fingerpost.interactions.queries.attendances import get_session, may_change
from fingerpost.plans.models import PlanVersion
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.plans.group import places_of, print_all, print_job, prints_of, share
from fingerpost.workspace.plans.group_forms import ACTIONS, GroupPlanForm


@requires(Capability.GIVE_ADVICE)
@submit_once
def group_plan(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Shared actions for the people of a group; a POST shares them, or logs the print of every plan."""
    actor, now = actor_of(request), timezone.now()
    session = _group(actor, session_id)
    places = places_of(session)
    if request.method != "POST":
        _log(actor, now, places)
        return _show(request, session, places, _form(places), now)
    if request.POST.get("do") == "print":
        return _print(request, actor, now, session, places)
    form = _form(places, request.POST)
    if not form.is_valid():
        return _show(request, session, places, form, now, status=422)
    chosen = [place for place in places if place.id in form.cleaned_data["people"]]
    results = share(actor=actor, now=now, places=chosen, shared=form.shared())
    made = sum(result.is_made for result in results)
    messages.success(
        request,
        ngettext("%(count)s plan is made.", "%(count)s plans are made.", made) % {"count": made},
    )
    stopped = [result for result in results if result.why]
    if stopped:
        messages.warning(
            request,
            _("Some plans could not take it: %(why)s") % {"why": " ".join({one.why for one in stopped})},
        )
    return redirect(f"{reverse('workspace:group_plan', args=[session.id])}#plans")


@requires(Capability.GIVE_ADVICE)
@require_safe
def group_plan_print(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The plans that were printed for this group, one after the other, each on sheets of its own."""
    actor, now = actor_of(request), timezone.now()
    places = places_of(_group(actor, session_id))
    copies = prints_of(places)
    if not copies:
        raise Conflict(_("No plan of this group was printed yet."), code="nothing_to_print")
    printed = {copy.version.attendance_id for copy in copies}
    _log(actor, now, [place for place in places if place.id in printed])
    return send_file(print_job(copies), name="plans-of-the-group.pdf", media_type=PDF)


def _group(actor: Actor, session_id: UUID) -> Session:
    session = get_session(session_id)
    if session.kind != SessionKind.GROUP:
        raise Conflict(_("Only a group session shares actions."), code="no_group")
    if not may_change(actor, session):
        raise NotPermitted(
            _("Another organisation gave this session, so you can't write its plans."),
            code="not_your_session",
        )
    return session


def _form(places: Sequence[Attendance], data: Any = None) -> GroupPlanForm:
    people = [(str(place.id), place.customer.full_name) for place in places if place.customer is not None]
    return GroupPlanForm(data, people=people)


def _print(
    request: HttpRequest, actor: Actor, now: datetime, session: Session, places: Sequence[Attendance]
) -> HttpResponse:
    why = print_all(actor=actor, now=now, places=places)
    for words in sorted(set(why.values())):
        messages.warning(request, words)
    messages.success(request, _("Every print is kept on record. Open the print job below."))
    return redirect(f"{reverse('workspace:group_plan', args=[session.id])}#plans")


def _log(actor: Actor, now: datetime, places: Sequence[Attendance]) -> None:
    for place in places:
        if place.customer_id is not None:
            reason = reason_to_see(actor, place.customer_id)
            log_read(actor=actor, customer_id=place.customer_id, what="plan", reason=reason, now=now)


def _show(
    request: HttpRequest,
    session: Session,
    places: Sequence[Attendance],
    form: GroupPlanForm,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    numbers = dict(
        PlanVersion.objects.filter(attendance__in=[place.id for place in places])
        .order_by("number")
        .values_list("attendance_id", "number")
    )
    copies = prints_of(places)
    printed = {copy.version.attendance_id for copy in copies}
    context = {
        "session": session,
        "plan_title": rules_in_force().get_text("plan.title", civil_date(now)),
        "form": form,
        "actions": [
            {
                "legend": _("Action %(number)s of %(count)s") % {"number": number, "count": len(ACTIONS)},
                "text": form[f"text_{number}"],
                "by": form[f"by_{number}"],
                "detail": form[f"detail_{number}"],
            }
            for number in ACTIONS
        ],
        "lines": [
            {
                "name": place.customer.full_name if place.customer else "",
                "href": reverse("workspace:plan", args=[place.id]),
                "state": _state(numbers.get(place.id), place.id in printed),
            }
            for place in places
        ],
        "has_versions": bool(numbers),
        "print_href": reverse("workspace:group_plan_print", args=[session.id]) if copies else "",
        "group_href": reverse("workspace:group_plan", args=[session.id]),
        "summary": error_items(form) if form.is_bound else [],
    }
    return render(request, "workspace/plans/group.html", context, status=status)


def _state(number: int | None, is_printed: bool) -> str:
    if number is None:
        return _("No version yet: open the plan to see what is missing")
    words = _("Version %(number)s, printed") if is_printed else _("Version %(number)s, not printed yet")
    return words % {"number": number}
