"""Pages of listeners and of notices that could not be pushed. Nothing here shows anything of a customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fingerpost.dss.models import ResourceName
from fingerpost.dss.notices import queries
from fingerpost.dss.pages.listener_forms import ListenerForm, ReplayForm
from fingerpost.dss.pages.showing import pages_beside, short_moment
from fingerpost.dss.services import listening
from fingerpost.dss.services.listening import Secret
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.submissions import ShownOnce, submit_once
from fingerpost.staff.access import Capability

_UNPROCESSABLE: Final = 422
_A_DAY: Final = timedelta(days=1)


@requires(Capability.MANAGE_KEYS)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every listener, with how its notices stand."""
    now, page = timezone.now(), page_asked(request)
    found, has_next = queries.list_listeners(since=now - _A_DAY, page=page)
    context = {"lines": [_line(each) for each in found], "pages": pages_beside(page, has_next=has_next)}
    return render(request, "dss/notices/list.html", context)


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def new_listener(request: HttpRequest) -> HttpResponse:
    """Set where a touchpoint's notices go. A first secret is shown this once."""
    form = ListenerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["touchpoint"]
        secret = listening.listen(
            actor=actor_of(request), now=timezone.now(), touchpoint=code, url=form.cleaned_data["url"]
        )
        if secret is not None:
            return _shown_once(request, code, secret)
        messages.success(request, _("Notices go to the new address. The secret is the same as before."))
        return redirect("shared_record:notices")
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "dss/notices/new.html", {"form": form}, status=status)


@requires(Capability.MANAGE_KEYS)
@require_safe
def listener(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """One listener with its parked notices."""
    page = page_asked(request)
    door = queries.get_touchpoint(door_id)
    parked, has_next = queries.list_parked(door_id, page=page)
    context = {
        "door": door,
        "lines": [_parked_line(each) for each in parked],
        "pages": pages_beside(page, has_next=has_next),
    }
    return render(request, "dss/notices/listener.html", context)


@requires(Capability.MANAGE_KEYS)
@require_POST
@submit_once
def replay(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """Let one parked notice wait again, or all of them."""
    door = queries.get_touchpoint(door_id)
    form = ReplayForm(request.POST)
    if form.is_valid():
        again = listening.replay(
            actor=actor_of(request), now=timezone.now(), door_id=door.id, place=form.cleaned_data["place"]
        )
        words = ngettext(
            "%(number)s notice waits again and is pushed within seconds.",
            "%(number)s notices wait again and are pushed within seconds.",
            again,
        )
        if again:
            messages.success(request, words % {"number": again})
        else:
            messages.info(request, _("Nothing was left to send again."))
    return redirect("shared_record:listener", door_id)


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def renew_secret(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """Ask, and then make a new secret, shown this once."""
    door = queries.get_touchpoint(door_id)
    if request.method == "POST":
        secret = listening.renew_secret(actor=actor_of(request), now=timezone.now(), touchpoint=door.code)
        return _shown_once(request, door.code, secret)
    return render(request, "dss/notices/secret.html", {"door": door})


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def end_listener(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """Ask, and then push a touchpoint's notices nowhere any more."""
    door = queries.get_touchpoint(door_id)
    if request.method == "POST":
        listening.listen(actor=actor_of(request), now=timezone.now(), touchpoint=door.code, url="")
        messages.success(request, _("Nothing is pushed to this touchpoint any more."))
        return redirect("shared_record:notices")
    return render(request, "dss/notices/end.html", {"door": door})


def _shown_once(request: HttpRequest, code: str, secret: Secret) -> HttpResponse:
    """The page with the secret. Sent again, the form leads to the list: the secret stands nowhere."""
    page = render_to_string("dss/notices/made.html", {"code": code, "secret": secret}, request=request)
    return ShownOnce(page, leads_to=reverse("shared_record:notices"))


def _line(seen: queries.ListenerSeen) -> dict[str, object]:
    if not seen.url:
        tag, colour = _("Ended"), "grey"
    elif seen.failures:
        tag, colour = _("Does not answer"), "red"
    elif seen.parked:
        tag, colour = _("Some were given up"), "yellow"
    else:
        tag, colour = _("In order"), "green"
    return {
        "listener": seen,
        "tag": tag,
        "colour": colour,
        "oldest": short_moment(seen.oldest) if seen.oldest is not None else "",
    }


def _parked_line(notice: queries.ParkedNotice) -> dict[str, object]:
    is_known = notice.resource in ResourceName.values
    return {
        "place": notice.place,
        "about": ResourceName(notice.resource).label if is_known else notice.resource,
        "queued": short_moment(notice.queued_at),
        "given_up": short_moment(notice.state_at),
        "tries": notice.tries,
        "answer": notice.last_status or "",
        "was_tried": notice.last_status is not None,
    }
