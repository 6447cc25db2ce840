"""Pages of messages of which nobody knows whether they left, and of those that could not be sent."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.customers.queries import reason_to_see
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.submissions import submit_once
from fingerpost.notices import queries
from fingerpost.notices.services import Decision, decide_message
from fingerpost.staff.access import Capability
from fingerpost.workspace.messages.forms import DecideForm
from fingerpost.workspace.messages.present import shown

_UNPROCESSABLE: Final = 422
_PAGE: Final = 20


@requires(Capability.DECIDE_MESSAGES)
@require_safe
def undecided_messages(request: HttpRequest) -> HttpResponse:
    """Messages perhaps sent, a page at a time, and those that could not be sent in the past week."""
    now = timezone.now()
    number = page_asked(request)
    found = queries.list_undecided(start=(number - 1) * _PAGE, limit=_PAGE + 1)
    failed = queries.list_failed(now=now, limit=_PAGE + 1) if number == 1 else []
    # The names of all of them by one query.
    drawn = shown([*found[:_PAGE], *failed[:_PAGE]], now=now)
    undecided = len(found[:_PAGE])
    return render(
        request,
        "workspace/messages/list.html",
        {
            "undecided": drawn[:undecided],
            "failed": drawn[undecided:],
            "has_more_failed": len(failed) > _PAGE,
            "number": number,
            "has_next": len(found) > _PAGE,
        },
    )


@requires(Capability.DECIDE_MESSAGES)
@require_http_methods(["GET", "POST"])
@submit_once
def decide(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Say what becomes of one message that perhaps was sent."""
    actor, now = actor_of(request), timezone.now()
    [message] = shown([queries.get_undecided(message_id)], now=now)
    if request.method == "GET" and message.customer_id is not None:
        reason = reason_to_see(actor, message.customer_id)
        log_read(actor=actor, customer_id=message.customer_id, what="message", reason=reason, now=now)
    form = DecideForm(
        request.POST if request.method == "POST" else None, may_send_again=not message.why_not_again
    )
    if request.method == "POST" and form.is_valid():
        decision: Decision = form.cleaned_data["decision"]
        decide_message(actor=actor, now=now, message_id=message_id, decision=decision)
        messages.success(request, _said(decision))
        return redirect("workspace:messages")
    return render(
        request,
        "workspace/messages/decide.html",
        {"message": message, "form": form},
        status=_UNPROCESSABLE if form.errors else 200,
    )


def _said(decision: Decision) -> str:
    return {
        Decision.ARRIVED: _("Kept as sent. Its words are erased."),
        Decision.AGAIN: _("It is sent again, under the same number."),
        Decision.GIVEN_UP: _("Kept as not sent. Its words are erased."),
    }[decision]
