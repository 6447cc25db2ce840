"""The follow-ups of a team: who has how many, what is offered to whom, taking one and handing it on (OI-12.11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.queries import get_follow_up
from fingerpost.outcomes.services.handing import hand_over, list_team, may_move, team_of
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import posted_uuid
from fingerpost.workspace.customers.words import plain_date
from fingerpost.workspace.follow_ups.words import tries_words


@requires(Capability.FOLLOW_UP)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The due follow-ups of the organisation; what nobody owns is offered to whoever has fewest."""
    actor, today = actor_of(request), civil_date(timezone.now())
    found = team_of(actor, today=today)
    names = {one.account.id: one.account.full_name for one in found.colleagues}
    owner_id = _asked(request)
    number = page_asked(request)
    rows, has_next = list_team(actor, today=today, owner_id=owner_id, page=number)
    lines = []
    for one in rows:
        offered = found.offered.get(one.id)
        lines.append(
            {
                "follow_up": one,
                "due": plain_date(one.due_on),
                "is_late": one.due_on < today,
                "tries": tries_words(one.tries),  # type: ignore[attr-defined]
                "owner": _owner(one.owner, names),
                "offered": _offered(offered, names, actor.account_id),
                "may_take": one.owner_id != actor.account_id and may_move(actor, one, set(names)),
                "may_move": may_move(actor, one, set(names)),
            }
        )
    here = reverse("workspace:follow_ups")
    of = f"&owner={owner_id}" if owner_id else ""
    context: dict[str, Any] = {
        "lines": lines,
        "me": str(actor.account_id),
        "colleagues": [{"account": one.account, "due": one.due} for one in found.colleagues],
        "chosen": names.get(owner_id, "") if owner_id else "",
        "previous_href": f"{here}?page={number - 1}{of}" if number > 1 else "",
        "next_href": f"{here}?page={number + 1}{of}" if has_next else "",
    }
    return render(request, "workspace/follow_ups/team.html", context)


@requires(Capability.FOLLOW_UP)
@require_POST
@submit_once
def hand_over_follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Take a follow-up or hand it to a colleague. The first to take it has it."""
    actor, now = actor_of(request), timezone.now()
    found = get_follow_up(follow_up_id)
    to_id = posted_uuid(request, "to") or actor.account_id
    hand_over(actor=actor, now=now, follow_up_id=found.id, to_id=to_id, today=civil_date(now))
    messages.success(
        request,
        _("The follow-up is yours.") if to_id == actor.account_id else _("The follow-up is handed over."),
    )
    return redirect("workspace:follow_ups")


def _owner(owner: Any, names: dict[UUID, str]) -> str:
    if owner is None:
        return _("Nobody")
    if owner.id in names:
        return str(owner.full_name)
    return _("%(name)s, who is not there any more") % {"name": owner.full_name}


def _offered(to_id: UUID | None, names: dict[UUID, str], me: UUID) -> str:
    if to_id is None:
        return ""
    return _("Offered to you") if to_id == me else _("Offered to %(name)s") % {"name": names.get(to_id, "")}


def _asked(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("owner", ""))
    except ValueError:
        return None
