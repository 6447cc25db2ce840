"""Today: what waits for whoever is signed in, in short lists, each with a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.plan_copies.today import plans
from fingerpost.workspace.publications.waiting import to_confirm
from fingerpost.workspace.today import lines as today_lines
from fingerpost.workspace.today.lines import Line

SHORT: Final = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the page."""

    name: str
    title: Promise | str
    empty: Promise | str
    read: Callable[..., list[Line]]


PARTS: Final = MappingProxyType(
    {
        part.name: part
        for part in (
            Part(
                "appointments",
                gettext_lazy("Appointments today and on the next working day"),
                gettext_lazy("You have no appointments today or on the next working day."),
                today_lines.appointments,
            ),
            Part(
                "write-ups",
                gettext_lazy("Write-ups to finish"),
                gettext_lazy("Every session of yours is written up."),
                today_lines.write_ups,
            ),
            Part(
                "follow-ups",
                gettext_lazy("Follow-ups due"),
                gettext_lazy("No follow-up is due."),
                today_lines.follow_ups,
            ),
            Part(
                "plans",
                gettext_lazy("Plans to accept and give"),
                gettext_lazy("Every plan of yours is settled."),
                plans,
            ),
            Part("tasks", gettext_lazy("Tasks"), gettext_lazy("You have no tasks."), today_lines.tasks),
            Part(
                "contacts",
                gettext_lazy("Contacts still open"),
                gettext_lazy("No contact of yours is open."),
                today_lines.contacts,
            ),
        )
    }
)


@requires(Capability.SEE_OWN_WORK)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Appointments, write-ups with their clocks, follow-ups, tasks and open contacts, twenty of each at most."""
    actor, now = actor_of(request), timezone.now()
    parts = [_part(part, actor, now) for part in PARTS.values()]
    context = {
        "day": spoken_date(civil_date(now)),
        "parts": parts,
        "to_confirm": to_confirm(actor, now),
        "may_open_contact": actor.can(Capability.WORK_CONTACTS) and actor.can(Capability.MAKE_RECORDS),
        "may_key_paper": actor.can(Capability.KEY_PAPER),
    }
    return render(request, "workspace/today/today.html", context)


@requires(Capability.SEE_OWN_WORK)
@require_safe
def whole_list(request: HttpRequest, part: str) -> HttpResponse:
    """One list from beginning to end, a page at a time."""
    actor, now = actor_of(request), timezone.now()
    wanted = PARTS.get(part)
    if wanted is None:
        raise NotFound(_("Today has no such list."), code="no_such_list")
    page = page_asked(request)
    found = wanted.read(actor, now, start=(page - 1) * SHORT, limit=SHORT + 1)
    here = reverse("workspace:today_list", args=[part])
    context = {
        "part": {"title": wanted.title, "lines": found[:SHORT], "empty": wanted.empty, "name": wanted.name},
        "page": page,
        "previous_href": f"{here}?page={page - 1}" if page > 1 else "",
        "next_href": f"{here}?page={page + 1}" if len(found) > SHORT else "",
    }
    return render(request, "workspace/today/list.html", context)


def _part(part: Part, actor: Actor, now: datetime) -> dict[str, object]:
    found = part.read(actor, now, start=0, limit=SHORT + 1)
    return {
        "name": part.name,
        "title": part.title,
        "empty": part.empty,
        "lines": found[:SHORT],
        "more_href": reverse("workspace:today_list", args=[part.name]) if len(found) > SHORT else "",
    }
