"""A follow-up: who, why now, the tries so far, and recording one; informal contacts apart from it (OI-12.12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fingerpost.customers.queries import list_contact_points
from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.models import FollowUpState
from fingerpost.outcomes.queries import attempts_in, get_follow_up, informal_contacts_of
from fingerpost.outcomes.services.follow_ups import (
    TWO_SIDES,
    Try,
    close_not_reached,
    record_attempt,
    record_informal_contact,
)
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.pages import OK, UNPROCESSABLE, RecordPage, open_page
from fingerpost.workspace.follow_ups import words
from fingerpost.workspace.follow_ups.forms import FIELDS, TryForm
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.second_checks.codes import answer_codes

_FOLLOW_UP: Final = "workspace/follow_ups/follow_up.html"
_INFORMAL: Final = "workspace/follow_ups/informal.html"


@requires(Capability.FOLLOW_UP)
@submit_once
def follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """One follow-up; a POST keeps a try, and one that reached the customer closes it."""
    found = get_follow_up(follow_up_id)
    page = open_page(request, found.customer_id, what="follow_up")
    form, kept = _keep(
        page, lambda made: record_attempt(actor=page.actor, now=page.now, follow_up_id=found.id, made=made)
    )
    if kept is not None:
        messages.success(request, _after(kept))
        if kept.reached in TWO_SIDES:
            return redirect("workspace:outcomes", found.customer_id)
        return redirect("workspace:follow_up", found.id)
    rules = rules_in_force()
    attempts = attempts_in(found.id)
    points = list_contact_points(found.customer_id)
    return draw(
        page,
        _FOLLOW_UP,
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        follow_up=found,
        why_now=words.why_now(found),
        about=[
            present.row(_("Whose it is"), words.owner_words(found)),
            present.row(_("How it stands"), words.state_words(found, today=page.today, rules=rules)),
        ],
        warnings=present.safety_warnings(points),
        reach=present.reach_rows(points),
        attempts=[words.attempt_line(one, rules) for one in attempts],
        is_open=found.state == FollowUpState.OPEN,
        may_try=found.organisation_id == page.actor.organisation_id,
    )


@requires(Capability.FOLLOW_UP)
@require_POST
@submit_once
def close_follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Close a follow-up in which nobody was reached."""
    found = get_follow_up(follow_up_id)
    page = open_page(request, found.customer_id, what="follow_up")
    close_not_reached(actor=actor_of(request), now=page.now, follow_up_id=found.id)
    messages.success(request, _("The follow-up is closed as not reached."))
    return redirect("workspace:outcomes", found.customer_id)


@requires(Capability.FOLLOW_UP)
@submit_once
def informal_contact(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep an informal contact: no follow-up is answered or put off by it."""
    page = open_page(request, customer_id, what="informal_contact")
    form, kept = _keep(
        page,
        lambda made: record_informal_contact(
            actor=page.actor, now=page.now, customer_id=customer_id, made=made
        ),
    )
    if kept is not None:
        messages.success(request, _("The informal contact is kept. Follow-ups that are due stay open."))
        return redirect("workspace:outcomes", customer_id)
    rules = rules_in_force()
    return draw(
        page,
        _INFORMAL,
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        attempts=[words.attempt_line(one, rules) for one in informal_contacts_of(customer_id)],
    )


def _keep(page: RecordPage, keep: Callable[[Try], object]) -> tuple[TryForm, Try | None]:
    """The form of the page, and what was kept of it: all or nothing, since a try is never changed."""
    if page.request.method != "POST":
        return TryForm(), None
    form = TryForm(page.request.POST)
    answered = answer_codes(form, actor=page.actor, now=page.now)
    if not form.is_valid():
        return form, None
    made = form.made(now=page.now)
    try:
        keep(made)
    except InvalidInput as refused:
        form.add_error(FIELDS.get(refused.code), refused.message)
        return form, None
    answered.keep(actor=page.actor, now=page.now, customer_id=page.customer.id)
    return form, made


def _after(made: Try) -> str:
    if made.reached in TWO_SIDES:
        return _("The follow-up is done. If something came of it, record the outcome now.")
    return _("The try is kept. The follow-up stays open.")
