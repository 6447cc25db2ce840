"""Pages of keys, and of how much systems read. Nothing here shows anything of a customer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.dss import queries
from fingerpost.dss.models import WireAlarm, WireGuessing
from fingerpost.dss.pages.key_forms import KeyForm, ReplaceForm
from fingerpost.dss.pages.showing import pages_beside, short_moment
from fingerpost.dss.queries import KeyStanding
from fingerpost.dss.services import keys as services
from fingerpost.dss.services.keys import MadeKey
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.submissions import ShownOnce, submit_once
from fingerpost.policy.civil import add_months, civil_date, start_of_day
from fingerpost.staff.access import Capability

_UNPROCESSABLE: Final = 422
_ALARM_DAYS: Final = 30
_FIRST_YEAR: Final = 2010


@requires(Capability.MANAGE_KEYS)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key with how it stands, and who read in bulk or guessed at customers lately."""
    now, page = timezone.now(), page_asked(request)
    since = now - timedelta(days=_ALARM_DAYS)
    found, has_next = queries.list_keys(now=now, page=page)
    context = {
        "lines": [_line(each) for each in found],
        "alarms": [_alarm_words(each) for each in queries.list_alarms(since=since)],
        "guessings": [_guessing_words(each) for each in queries.list_guessings(since=since)],
        "pages": pages_beside(page, has_next=has_next),
    }
    return render(request, "dss/keys/list.html", context)


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it this once."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = services.make_key(
            actor=actor_of(request),
            now=timezone.now(),
            label=form.cleaned_data["label"],
            touchpoints=form.cleaned_data["touchpoints"],
        )
        return _shown_once(request, made)
    return render(request, "dss/keys/new.html", {"form": form}, status=_UNPROCESSABLE if form.errors else 200)


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def replace_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Make a key in place of another, and show it this once."""
    now = timezone.now()
    key = queries.get_key(key_id, now=now)
    if key.standing is not KeyStanding.OPEN and request.method == "GET":
        return redirect("shared_record:keys")
    form = ReplaceForm(
        request.POST if request.method == "POST" else None, overlap_days=services.overlap_of(now)
    )
    if request.method == "POST" and form.is_valid():
        made = services.rotate_key(actor=actor_of(request), now=now, key_id=key_id, overlap_days=form.days())
        return _shown_once(request, made)
    return render(
        request,
        "dss/keys/replace.html",
        {"form": form, "key": key},
        status=_UNPROCESSABLE if form.errors else 200,
    )


@requires(Capability.MANAGE_KEYS)
@require_http_methods(["GET", "POST"])
@submit_once
def withdraw_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Ask, and then withdraw a key at once."""
    now = timezone.now()
    key = queries.get_key(key_id, now=now)
    if request.method == "POST":
        services.revoke_key(actor=actor_of(request), now=now, key_id=key_id)
        messages.success(request, _("The key is withdrawn. It opens nothing any more."))
        return redirect("shared_record:keys")
    if key.standing in (KeyStanding.REVOKED, KeyStanding.ENDED):
        return redirect("shared_record:keys")
    return render(request, "dss/keys/withdraw.html", {"key": key})


@requires(Capability.MANAGE_KEYS, Capability.RECEIVE_RETURNS)
@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """How many customers each system read in a month: numbers, and nobody's name."""
    now, page = timezone.now(), page_asked(request)
    first = _month(request.GET.get("month", ""), today=civil_date(now))
    after = add_months(first, 1)
    found, has_next = queries.list_counts(since=start_of_day(first), until=start_of_day(after), page=page)
    this = civil_date(now).replace(day=1)
    context = {
        "lines": found,
        "month": first,
        "before": f"{add_months(first, -1):%Y-%m}" if first.year > _FIRST_YEAR else "",
        "after": f"{after:%Y-%m}" if after <= this else "",
        "pages": pages_beside(page, has_next=has_next, query=f"month={first:%Y-%m}&"),
        "may_keep_keys": actor_of(request).can(Capability.MANAGE_KEYS),
    }
    return render(request, "dss/keys/systems.html", context)


def _shown_once(request: HttpRequest, made: MadeKey) -> HttpResponse:
    """The page with the key. Sent again, the form leads to the list: the key stands nowhere."""
    page = render_to_string("dss/keys/made.html", {"made": made}, request=request)
    return ShownOnce(page, leads_to=reverse("shared_record:keys"))


def _line(key: queries.KeySeen) -> dict[str, object]:
    words = {
        KeyStanding.OPEN: _("In use"),
        KeyStanding.ENDING: _("Replaced"),
        KeyStanding.ENDED: _("Ended"),
        KeyStanding.REVOKED: _("Withdrawn"),
    }
    colours = {KeyStanding.OPEN: "green", KeyStanding.ENDING: "yellow", KeyStanding.REVOKED: "red"}
    return {
        "key": key,
        "tag": words[key.standing],
        "colour": colours.get(key.standing, "grey"),
        "ends": short_moment(key.ends_at) if key.standing is KeyStanding.ENDING and key.ends_at else "",
        "is_open": key.standing is KeyStanding.OPEN,
        "opens": key.standing in (KeyStanding.OPEN, KeyStanding.ENDING),
    }


def _alarm_words(alarm: WireAlarm) -> str:
    return _(
        "%(moment)s: touchpoint %(code)s (%(name)s) read %(customers)s customers within %(minutes)s minutes"
    ) % {
        "moment": short_moment(alarm.raised_at),
        "code": alarm.touchpoint.code,
        "name": alarm.touchpoint.organisation.name,
        "customers": f"{alarm.customers:,}",
        "minutes": alarm.minutes,
    }


def _guessing_words(guessing: WireGuessing) -> str:
    return _(
        "%(moment)s: the key “%(label)s”, which ends in %(end)s, looked %(searches)s times within %(minutes)s"
        " minutes for people who are not here"
    ) % {
        "moment": short_moment(guessing.raised_at),
        "label": guessing.key.label,
        "end": guessing.key.ends_with,
        "searches": f"{guessing.searches:,}",
        "minutes": guessing.minutes,
    }


def _month(typed: str, *, today: date) -> date:
    """The month asked for, else this one."""
    this = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{typed}-01") if len(typed) == len("2026-05") else this
    except ValueError:
        return this
    return asked if date(_FIRST_YEAR, 1, 1) <= asked <= this else this
