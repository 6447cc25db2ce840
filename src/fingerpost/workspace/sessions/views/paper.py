"""Keying a session that somebody else gave and wrote on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.models import AttendanceResult, Captured, Channel, ContactKind, SessionKind
from fingerpost.interactions.services.contacts import open_contact
from fingerpost.interactions.services.sessions import Place, SessionDetails, record_session
from fingerpost.policy.civil import civil_date, next_working_day
from fingerpost.staff.access import Capability
from fingerpost.workspace.sessions.forms import PaperForm
from fingerpost.workspace.sessions.views.start import event_choices


@requires(Capability.KEY_PAPER)
@submit_once
def key_paper(request: HttpRequest) -> HttpResponse:
    """Put in what the paper says of the interview; its customer is found next, then the notes are keyed.

    OI-8.16: the write-up clock runs from the interview, and who gave it stays apart from who keys it.
    """
    actor, now = actor_of(request), timezone.now()
    choices = event_choices(actor, now)
    choices["colleagues"] = [one for one in choices["colleagues"] if one.account_id != actor.account_id]
    initial: dict[str, object] = {"channel": Channel.FACE_TO_FACE, "kind": SessionKind.ONE_TO_ONE}
    if len(choices["contracts"]) == 1:
        initial["contract"] = str(choices["contracts"][0].id)
    form = PaperForm(request.POST or None, initial=initial, **choices)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        contact = open_contact(
            actor=actor,
            now=now,
            kind=ContactKind.PAPER,
            channel=got["channel"],
            contract_id=got["contract"],
            venue_id=got["venue"],
        )
        record_session(
            actor=actor,
            now=now,
            contact_id=contact.id,
            details=SessionDetails(
                kind=got["kind"],
                channel=got["channel"],
                contract_id=got["contract"],
                adviser_id=got["adviser"],
                supervisor_id=got["supervisor"],
                started_at=form.moment(),
                venue_id=got["venue"],
                captured=Captured.AFTERWARDS,
            ),
            places=[Place(seen_at=form.moment(), result=AttendanceResult.ATTENDED)],
        )
        return redirect("workspace:find_customer", contact.id)
    context = {"form": form, "next_working_day": next_working_day(civil_date(now))}
    return render(
        request, "workspace/sessions/paper.html", context, status=422 if request.method == "POST" else 200
    )
