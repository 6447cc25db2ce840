"""The page on which a customer accepts a version of their plan, by whichever route suits them (OI-8.15b)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import Helper
from fingerpost.interactions.queries.second_checks import list_writers
from fingerpost.interactions.rules.contacts import notice_text
from fingerpost.plans.models import Answer, Route
from fingerpost.plans.queries import list_answers
from fingerpost.plans.rules.acceptance import routes_for
from fingerpost.plans.services.acceptance import record_answer
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.plan_copies.forms import AnswerForm
from fingerpost.workspace.plan_copies.views.common import Standing, note_reading, read_standing
from fingerpost.workspace.plan_copies.words import answer_words
from fingerpost.workspace.sessions.words import NOBODY

_UNPROCESSABLE, _CONFLICT = 422, 409
_FIELD_OF = {Route.SLIP: "code", Route.SCAN: "scan", Route.DRAWN: "how"}


@never_cache
@requires(Capability.READ_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def acceptance(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """What the customer answered to the version, and a form for an answer while one is wanted."""
    actor, now = actor_of(request), timezone.now()
    standing = read_standing(actor, attendance_id)
    if request.method != "POST":
        note_reading(actor, standing.customer_id, "plan_acceptance", now=now)
        return _show(request, actor, standing, _form(actor, standing, now), now)
    if not standing.is_ours:
        raise NotPermitted(
            _("Another organisation made this plan, so you can read it but not change anything about it."),
            code="not_your_session",
        )
    form = _form(actor, standing, now, request)
    if not form.is_valid():
        return _show(request, actor, standing, form, now, status=_UNPROCESSABLE)
    return _keep(request, actor, standing, form, now)


def _keep(
    request: HttpRequest, actor: Actor, standing: Standing, form: AnswerForm, now: datetime
) -> HttpResponse:
    """Keep the answer; what the service refuses comes back in its place, with everything typed."""
    try:
        record_answer(
            actor=actor,
            now=now,
            version_id=standing.version.id,
            answer=form.answer,
            route=form.route,
            proof=form.proof(),
            understanding=form.understanding(),
            reason=form.reason,
            privacy_shown=bool(form.cleaned_data["privacy_shown"]),
            happened_at=form.happened_at(),
        )
    except InvalidInput as refusal:
        form.add_error(_FIELD_OF.get(Route(form.route)) if form.route else None, refusal.message)
        return _show(request, actor, standing, form, now, status=_UNPROCESSABLE)
    except Conflict as conflict:
        found = read_standing(actor, standing.attendance.id)
        return _show(request, actor, found, form, now, status=_CONFLICT, conflict=conflict.message)
    if form.answer == Answer.ACCEPTED:
        messages.success(
            request,
            _("Version %(number)s is accepted. Now give it to the customer.")
            % {"number": standing.version.number},
        )
        return redirect("workspace:plan_copies", standing.attendance.id)
    messages.success(request, _("The answer is kept."))
    return redirect("workspace:plan_acceptance", standing.attendance.id)


def _form(actor: Actor, standing: Standing, now: datetime, request: HttpRequest | None = None) -> AnswerForm:
    attendance, version = standing.attendance, standing.version
    me = (actor.account_id, _("You"))
    return AnswerForm(
        request.POST if request else None,
        request.FILES if request else None,
        routes=routes_for(version.attendance.session.channel),
        witnesses=[me, *list_writers(actor, on=civil_date(now))] if standing.is_ours else [me],
        made_at=version.made_at,
        now=now,
        initial={
            "heard_by": str(actor.account_id),
            "language": attendance.language,
            "helper": attendance.helper or NOBODY,
        },
    )


def _show(
    request: HttpRequest,
    actor: Actor,
    standing: Standing,
    form: AnswerForm,
    now: datetime,
    *,
    status: int = 200,
    conflict: str = "",
) -> HttpResponse:
    answers = list_answers(standing.version.id)
    is_accepted = any(one.answer == Answer.ACCEPTED for one in answers)
    helpers = {standing.attendance.helper, *(one.helper for one in answers[:1])}
    if form.is_bound:
        helpers.add(form.data.get("helper", ""))
    context = {
        **standing.context(),
        "form": form,
        "answers": [{"row": one, "words": answer_words(one.answer)} for one in answers],
        "is_accepted": is_accepted,
        "may_answer": standing.is_ours and not is_accepted and standing.newer is None,
        "conflict": conflict,
        "relative_helps": Helper.RELATIVE.value in helpers,
        "notice": notice_text(rules_in_force(), "privacy", on=civil_date(now)),
        "offers_drawn": Route.DRAWN in routes_for(standing.version.attendance.session.channel),
        "drawn_is_chosen": form.is_bound and form.data.get("how") == Route.DRAWN,
        "is_telephone": not standing.version.needs_signature,
    }
    return render(request, "workspace/plan_copies/acceptance.html", context, status=status)
