"""Agreed calls back of one customer: agreeing to them, planning the next, keeping what came of each (OI-3.34b)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fingerpost.customers.queries import list_contact_points
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.forms import ChoiceRadios, DatePart, Form, When
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.models import CallState, FollowUpAttempt, PlannedCall
from fingerpost.outcomes.services.calls import (
    agree_calls,
    find_agreement,
    get_call,
    list_calls_of,
    plan_call,
    record_call,
    withdraw_agreement,
)
from fingerpost.outcomes.services.follow_ups import TWO_SIDES
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.customers.pages import OK, UNPROCESSABLE, open_page
from fingerpost.workspace.customers.words import plain_date
from fingerpost.workspace.follow_ups import words
from fingerpost.workspace.follow_ups.forms import FIELDS, TryForm
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.second_checks.codes import answer_codes

_FIELDS = {"agreed_in_future": "agreed_on", "agreed_how_not_known": "agreed_how", "call_in_past": "due_on"}


class PlanForm(Form):
    """When the next agreed call is made."""

    due_on = DatePart(
        label=gettext_lazy("On which day will you ring?"),
        help_text=gettext_lazy("For example, 27 3 2027"),
        when=When.FUTURE_OR_TODAY,
        name_in_messages=later(gettext_lazy("the day of the call")),
    )


class AgreeForm(PlanForm):
    """That the customer agreed to be rung back, how, and the day of the first call."""

    agreed_how = ChoiceRadios(
        label=gettext_lazy("How did the customer agree?"),
        name_in_messages=later(gettext_lazy("how the customer agreed")),
    )
    agreed_on = DatePart(
        label=gettext_lazy("When did they agree?"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        when=When.PAST_OR_TODAY,
        name_in_messages=later(gettext_lazy("the day they agreed")),
    )
    field_order = ("agreed_how", "agreed_on", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreed_how"]
        assert isinstance(field, ChoiceRadios)
        rows = rules_in_force().get_rows("call_back.agreed_how", timezone.localdate())
        field.choices = [(str(row["code"]), str(row["label"])) for row in rows]


@requires(Capability.FOLLOW_UP)
@submit_once
def calls(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The agreed calls of a customer; a POST keeps an agreement, or plans the next call of one that stands."""
    page = open_page(request, customer_id, what="calls")
    agreement = find_agreement(customer_id, page.actor.organisation_id)
    data = request.POST if request.method == "POST" else None
    form: Form = AgreeForm(data, initial={"agreed_on": page.today}) if agreement is None else PlanForm(data)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            if agreement is None:
                agree_calls(
                    actor=page.actor,
                    now=page.now,
                    customer_id=customer_id,
                    agreed_on=cleaned["agreed_on"],
                    agreed_how=cleaned["agreed_how"],
                    first_due_on=cleaned["due_on"],
                )
            else:
                plan_call(actor=page.actor, now=page.now, agreement_id=agreement.id, due_on=cleaned["due_on"])
        except InvalidInput as refused:
            form.add_error(_FIELDS.get(refused.code), refused.message)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("The call is planned. It stands on Today on its day."))
            return redirect("workspace:calls", customer_id)
    found = list_calls_of(customer_id)
    stands = any(
        one.state == CallState.PLANNED for one in found if agreement and one.agreement_id == agreement.id
    )
    return draw(
        page,
        "workspace/follow_ups/calls.html",
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        agreement=agreement,
        agreed=_agreed(agreement, found) if agreement else "",
        may_plan=agreement is None or not stands,
        calls=[_call_line(one) for one in found],
    )


@requires(Capability.FOLLOW_UP)
@submit_once
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One agreed call; a POST keeps what came of it."""
    found = get_call(call_id)
    page = open_page(request, found.customer_id, what="calls")
    form = TryForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        answered = answer_codes(form, actor=page.actor, now=page.now)
        if form.is_valid():
            made = form.made(now=page.now)
            try:
                record_call(actor=page.actor, now=page.now, call_id=found.id, made=made)
            except InvalidInput as refused:
                form.add_error(FIELDS.get(refused.code), refused.message)
            else:
                answered.keep(actor=page.actor, now=page.now, customer_id=found.customer_id)
                done = made.reached in TWO_SIDES
                messages.success(request, _("The call is done.") if done else _("The try is kept."))
                return redirect("workspace:calls", found.customer_id)
    rules = rules_in_force()
    points = list_contact_points(found.customer_id)
    attempts = FollowUpAttempt.objects.filter(planned_call=found).select_related("made_by")
    return draw(
        page,
        "workspace/follow_ups/call.html",
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        call=found,
        line=_call_line(found),
        is_open=found.state == CallState.PLANNED,
        warnings=present.safety_warnings(points),
        reach=present.reach_rows(points),
        attempts=[words.attempt_line(one, rules) for one in attempts.order_by("-happened_at", "-id")[:20]],
    )


@requires(Capability.FOLLOW_UP)
@require_POST
@submit_once
def withdraw_calls(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The customer wants no more calls."""
    agreement = withdraw_agreement(actor=actor_of(request), now=timezone.now(), agreement_id=agreement_id)
    messages.success(request, _("No more calls are made under this agreement."))
    return redirect("workspace:calls", agreement.customer_id)


def _agreed(agreement: Any, found: list[PlannedCall]) -> str:
    made = sum(one.agreement_id == agreement.id and one.state != CallState.PLANNED for one in found)
    return _("Agreed on %(day)s to %(calls)s calls. Made so far: %(made)s.") % {
        "day": plain_date(agreement.agreed_on),
        "calls": agreement.calls,
        "made": made,
    }


def _call_line(one: PlannedCall) -> dict[str, Any]:
    return {
        "call": one,
        "title": _("Call %(place)s of %(calls)s") % {"place": one.place, "calls": one.agreement.calls},
        "said": _("%(state)s, for %(day)s, %(person)s")
        % {
            "state": CallState(one.state).label,
            "day": plain_date(one.due_on),
            "person": one.owner.full_name,
        },
    }
