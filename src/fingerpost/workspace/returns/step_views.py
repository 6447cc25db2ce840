"""The steps of a return: signing it off, sending it, answering it; and its files, each opening of which is kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fingerpost.files.serving import send_file
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.performance.return_queries import get_return, list_files
from fingerpost.performance.returns import names
from fingerpost.performance.services.returns import (
    acknowledge_return,
    approve_return,
    open_return_file,
    receive_return,
    reject_return,
    send_return,
)
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.access import Capability
from fingerpost.workspace.returns.views import answer_form, show, sign_off_form


@requires(Capability.SEND_RETURNS)
@require_POST
@submit_once
def sign_off(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Sign a return off."""
    actor, now = actor_of(request), timezone.now()
    found = get_return(return_id)
    form = sign_off_form(request, found, today=civil_date(now))
    if not form.is_valid():
        return show(request, found, sign_off=form)
    approve_return(
        actor=actor,
        now=now,
        return_id=return_id,
        is_accurate=True,
        purpose=form.cleaned_data.get("purpose", ""),
    )
    messages.success(request, _("Signed off by you. Send it now."))
    return redirect("workspace:return", return_id)


@requires(Capability.SEND_RETURNS)
@require_POST
@submit_once
def send(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Send a return that was signed off."""
    send_return(actor=actor_of(request), now=timezone.now(), return_id=return_id)
    messages.success(request, _("Sent. The agency finds it on its page of returns."))
    return redirect("workspace:return", return_id)


@requires(Capability.RECEIVE_RETURNS)
@require_POST
@submit_once
def answer(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Receive a return, accept it, or send it back."""
    actor, now = actor_of(request), timezone.now()
    found = get_return(return_id)
    form = answer_form(request, found)
    if not form.is_valid():
        return show(request, found, answer=form)
    take = {"receive": receive_return, "acknowledge": acknowledge_return, "reject": reject_return}
    take[form.cleaned_data["answer"]](
        actor=actor, now=now, return_id=return_id, note=form.cleaned_data["note"]
    )
    messages.success(request, _("Your answer is kept, and the contractor sees it."))
    return redirect("workspace:return", return_id)


@requires(Capability.SEND_RETURNS, Capability.RECEIVE_RETURNS)
@require_POST
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Hand out one file as an attachment."""
    found, content = open_return_file(actor=actor_of(request), now=timezone.now(), file_id=file_id)
    return send_file(content, name=found.name, media_type=found.media_type)


@requires(Capability.SEND_RETURNS)
@require_POST
def archive(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Hand out all files of a return in one archive."""
    actor, now = actor_of(request), timezone.now()
    found = get_return(return_id)
    contents = {}
    for each in list_files(found):
        opened, content = open_return_file(actor=actor, now=now, file_id=each.id)
        contents[opened.name] = content
    if not contents:
        raise NotFound(_("There is no file here that you can open."), code="file_not_found")
    name = rules_in_force().get_text("returns.archive", found.month)
    return send_file(names.archive_of(contents, civil_time(found.made_at)), name=name, media_type=names.ZIP)
