"""The customer's own answer on the service, taken by somebody who did not give the session."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.queries import answers_of, sessions_to_ask_about
from fingerpost.outcomes.services.satisfaction import capture_answer
from fingerpost.policy.civil import civil_date, end_of_day, london_moment
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import OK, UNPROCESSABLE, open_page
from fingerpost.workspace.outcomes import words
from fingerpost.workspace.outcomes.forms import ANSWER_FIELDS, AnswerForm
from fingerpost.workspace.outcomes.pages import draw


@requires(Capability.CAPTURE_SATISFACTION)
@submit_once
def satisfaction(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep what the customer said after one session; sessions that one gave oneself are not offered (OI-12.8)."""
    page = open_page(request, customer_id, what="satisfaction")
    sessions = sessions_to_ask_about(page.actor, customer_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, sessions=sessions)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        asked_about = next(one for one in sessions if one.id == cleaned["session"])
        try:
            capture_answer(
                actor=page.actor,
                now=page.now,
                attendance_id=asked_about.id,
                answer=cleaned["answer"],
                asked_how=cleaned["asked_how"],
                answered_at=_moment(
                    cleaned["answered_on"], since=asked_about.session.started_at, now=page.now
                ),
            )
        except InvalidInput as refused:
            form.add_error(ANSWER_FIELDS.get(refused.code), refused.message)
        else:
            messages.success(request, _("The customer’s answer is kept."))
            return redirect("workspace:outcomes", customer_id)
    rules = rules_in_force()
    return draw(
        page,
        "workspace/outcomes/satisfaction.html",
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        has_sessions=bool(sessions),
        answers=[words.answer_words(one, rules) for one in answers_of(customer_id)],
    )


def _moment(day: date | None, *, since: datetime, now: datetime) -> datetime:
    """A day alone is taken at noon; on the day of the session, or today, as late as it can have been."""
    if day is None or day == civil_date(now):
        return now
    noon = london_moment(day, time(12))
    return noon if noon >= since else min(end_of_day(day), now)
