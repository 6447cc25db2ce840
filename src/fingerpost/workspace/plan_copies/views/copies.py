"""The pages on which a version of a plan is given to the customer, and one copy is followed until they have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
from fingerpost.notices.queries import message_states
from fingerpost.plans.giving import clock_of, get_copy, list_copies, ways_of
from fingerpost.plans.models import Answer, CopyPurpose, CopyState, PlanAcceptance, PlanCopy, Way
from fingerpost.plans.rules import copies as copy_rules
from fingerpost.plans.services import copies as services
from fingerpost.plans.services import sending
from fingerpost.staff.access import Capability
from fingerpost.workspace.plan_copies.forms import GiveForm
from fingerpost.workspace.plan_copies.views.common import Standing, note_reading, read_standing
from fingerpost.workspace.plan_copies.views.one_copy import act_on, copy_context
from fingerpost.workspace.plan_copies.words import clock_words, closed_ways, state_tag, state_words

_UNPROCESSABLE, _CONFLICT = 422, 409


@never_cache
@requires(Capability.READ_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def copies(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """The copies of the version, and the ways in which the customer can have one, the best first (BR-8.3)."""
    actor, now = actor_of(request), timezone.now()
    standing = read_standing(actor, attendance_id)
    if request.method != "POST":
        note_reading(actor, standing.customer_id, "plan_copies", now=now)
        return _show(request, standing, now, form=None)
    _require_ours(standing)
    form = _form(standing, now, request)
    if not form.is_valid():
        return _show(request, standing, now, form=form, status=_UNPROCESSABLE)
    try:
        copy = _give(actor, standing, form, now)
    except InvalidInput as refusal:
        form.add_error("late_reason" if "late_reason" in form.fields else None, refusal.message)
        return _show(request, standing, now, form=form, status=_UNPROCESSABLE)
    except Conflict as conflict:
        return _show(request, standing, now, form=form, status=_CONFLICT, conflict=conflict.message)
    messages.success(request, _said(copy))
    return redirect("workspace:plan_copy", attendance_id, copy.id)


@never_cache
@requires(Capability.READ_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def plan_copy(request: HttpRequest, attendance_id: UUID, copy_id: UUID) -> HttpResponse:
    """One copy: how it stands, its documents, and what is to be done next."""
    actor, now = actor_of(request), timezone.now()
    standing = read_standing(actor, attendance_id)
    copy = get_copy(copy_id, customer_id=standing.customer_id)
    if request.method != "POST":
        note_reading(actor, standing.customer_id, "plan_copy", now=now)
        return _show_copy(request, standing, copy, now)
    _require_ours(standing)
    done = act_on(actor, copy, request.POST, now=now)
    if done.shown is None and not done.forms and not done.conflict:
        messages.success(request, done.message)
        return redirect("workspace:plan_copy", attendance_id, copy.id)
    copy = get_copy(copy_id, customer_id=standing.customer_id)
    status = _CONFLICT if done.conflict else _UNPROCESSABLE if done.forms else 200
    return _show_copy(
        request,
        standing,
        copy,
        now,
        status=status,
        extra={"phrase": done.shown, "conflict": done.conflict},
        forms=done.forms,
    )


def _require_ours(standing: Standing) -> None:
    if not standing.is_ours:
        raise NotPermitted(
            _("Another organisation made this plan, so you can read it but not change anything about it."),
            code="not_your_session",
        )


def _give(actor: Actor, standing: Standing, form: GiveForm, now: datetime) -> PlanCopy:
    """Make the copy that the form asks for."""
    version_id = standing.version.id
    reason = form.cleaned_data.get("late_reason") or ""
    common: dict[str, Any] = {"actor": actor, "now": now, "version_id": version_id}
    match form.cleaned_data["way"]:
        case Way.ACCOUNT:
            return services.give_by_account(**common)
        case Way.ENCRYPTED:
            return sending.send_encrypted(
                **common,
                link=receipt_link,
                wrapping=form.cleaned_data["wrapping"],
                form=form.copy_form(),
                late_reason=reason,
            )
        case Way.POST:
            return services.prepare_post(**common, form=form.copy_form(), late_reason=reason)
        case _:
            return services.print_copy(
                **common,
                purpose=form.cleaned_data["purpose"],
                is_given=bool(form.cleaned_data["is_given"]),
                form=form.copy_form(),
                late_reason=reason,
            )


def receipt_link(token: str) -> str:
    """The address that a customer opens to say that their file arrived."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("public:receipt", args=[token])


def _said(copy: PlanCopy) -> str:
    words: dict[str, Callable[[], str]] = {
        Way.ACCOUNT: lambda: _("The customer has the plan in their account."),
        Way.ENCRYPTED: lambda: _("The file is on its way. Ask the customer to say when it arrives."),
        Way.POST: lambda: _("The copy is ready to print and post."),
        Way.PRINT: lambda: _("The print is ready."),
    }
    return words[copy.way]()


def _form(standing: Standing, now: datetime, request: HttpRequest | None = None) -> GiveForm:
    rules = rules_in_force()
    session = standing.version.attendance.session
    clock = clock_of(session, is_exception=False, rules=rules)
    ways = [one.way for one in ways_of(standing.version, now=now, rules=rules) if one.is_open]
    return GiveForm(
        request.POST if request else None,
        ways=ways,
        asks_reason=any(
            copy_rules.needs_reason(channel=session.channel, way=way, clock=clock, now=now) for way in ways
        ),
        is_face_to_face=session.channel == copy_rules.FACE_TO_FACE,
        initial={"way": ways[0]},
    )


def _show(
    request: HttpRequest,
    standing: Standing,
    now: datetime,
    *,
    form: GiveForm | None,
    status: int = 200,
    conflict: str = "",
) -> HttpResponse:
    rules = rules_in_force()
    found = list_copies(standing.version)
    done = [_done_at(standing, one) for one in found if one.purpose == CopyPurpose.FOR_CUSTOMER]
    given = [(at, one) for at, one in done if at is not None]
    first = min(given, key=lambda pair: pair[0]) if given else None
    clock = clock_of(standing.version.attendance.session, is_exception=False, rules=rules)
    waiting = [one for _at, one in done if one.state in copy_rules.OPEN_STATES]
    due_at = first[1].due_at if first else waiting[0].due_at if waiting else None
    is_accepted = PlanAcceptance.objects.filter(version=standing.version, answer=Answer.ACCEPTED).exists()
    context = {
        **standing.context(),
        "form": form or _form(standing, now),
        "may_give": standing.is_ours and standing.newer is None,
        "is_accepted": is_accepted,
        "has_privacy": services.has_privacy_notice(standing.version),
        "closed": closed_ways(ways_of(standing.version, now=now, rules=rules)),
        "copies": [
            {
                "row": one,
                "tag": state_tag(one),
                "state": state_words(one),
                "href": reverse("workspace:plan_copy", args=[standing.attendance.id, one.id]),
            }
            for one in found
        ],
        "clock": clock_words(
            copy_rules.CopyClock(due_at, clock.level) if due_at else clock,
            done=first[0] if first else None,
            now=now,
        ),
        "conflict": conflict,
    }
    return render(request, "workspace/plan_copies/copies.html", context, status=status)


def _done_at(standing: Standing, copy: PlanCopy) -> tuple[datetime | None, PlanCopy]:
    if copy.state in (CopyState.STOPPED, CopyState.UNCONFIRMED):
        return None, copy
    channel = standing.version.attendance.session.channel
    at = copy_rules.done_at(channel=channel, way=copy.way, made_at=copy.made_at, given_at=copy.given_at)
    return at, copy


def _show_copy(
    request: HttpRequest,
    standing: Standing,
    copy: PlanCopy,
    now: datetime,
    *,
    status: int = 200,
    extra: dict[str, Any] | None = None,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    message = message_states([copy.message_id]).get(copy.message_id) if copy.message_id else None
    context = {
        **standing.context(),
        **copy_context(standing, copy, message=message, now=now, forms=forms or {}),
        **(extra or {}),
    }
    return render(request, "workspace/plan_copies/copy.html", context, status=status)
