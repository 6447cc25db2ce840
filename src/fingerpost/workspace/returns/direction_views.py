"""Directions of the agency: which extract a contractor may give to whom, until when; and withdrawing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.submissions import submit_once
from fingerpost.performance.return_access import contract_for
from fingerpost.performance.return_queries import list_directions
from fingerpost.performance.services.extracts import give_direction, withdraw_direction
from fingerpost.policy.civil import spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.returns.forms import DirectionForm

UNPROCESSABLE = 422


@requires(Capability.RECEIVE_RETURNS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def directions(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """The directions of one contract, and a new one."""
    actor, now = actor_of(request), timezone.now()
    contract = contract_for(actor, contract_id)
    form = DirectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            give_direction(actor=actor, now=now, contract_id=contract_id, **form.cleaned_data)
        except InvalidInput as refused:
            form.add_error("ends_on" if refused.code == "direction_days" else None, refused.message)
        else:
            messages.success(request, _("The direction is kept. The contractor can make the extract."))
            return redirect("workspace:directions", contract_id)
    context = {
        "contract": contract,
        "form": form,
        "lines": [
            (
                each,
                _("%(first)s to %(last)s")
                % {"first": spoken_date(each.starts_on), "last": spoken_date(each.ends_on)},
            )
            for each in list_directions(contract_id)
        ],
    }
    return render(
        request, "workspace/returns/directions.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@requires(Capability.RECEIVE_RETURNS)
@require_POST
@submit_once
def withdraw(request: HttpRequest, direction_id: UUID) -> HttpResponse:
    """End a direction today."""
    ended = withdraw_direction(actor=actor_of(request), now=timezone.now(), direction_id=direction_id)
    messages.success(request, _("The direction is withdrawn. No extract is made under it from now on."))
    return redirect("workspace:directions", ended.contract_id)
