"""Extracts for others: what is missing first, then the extract of exactly what its direction is for."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.performance.models import ReturnKind
from fingerpost.performance.return_access import contract_for, ensure_makes_returns
from fingerpost.performance.return_queries import EXTRACTS, live_direction, newest_return
from fingerpost.performance.returns.days import month_end
from fingerpost.performance.services.extracts import build_extract, findings_of_extract
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.months import month_words
from fingerpost.workspace.returns import words

MOST_SHOWN = 25


@requires(Capability.SEND_RETURNS)
@require_http_methods(["GET", "HEAD", "POST"])
@submit_once
def extract(request: HttpRequest, contract_id: UUID, month: date, kind: str) -> HttpResponse:
    """Look at what is missing for an extract, and make it where nothing is."""
    actor, now = actor_of(request), timezone.now()
    contract = contract_for(actor, contract_id)
    ensure_makes_returns(actor, contract_id)
    if kind not in EXTRACTS or month_end(month) >= civil_date(now):
        raise Http404
    if request.method == "POST":
        made = build_extract(actor=actor, now=now, contract_id=contract_id, month=month, kind=kind)
        messages.success(request, _("The extract is made. Look at it, then sign it off."))
        return redirect("workspace:return", made.id)
    rules = rules_in_force()
    direction = live_direction(contract_id, kind, on=civil_date(now))
    found = (
        findings_of_extract(contract_id=contract_id, month=month, kind=kind, now=now, rules=rules)
        if direction
        else []
    )
    context = {
        "contract": contract,
        "title": ReturnKind(kind).label,
        "month_name": month_words(month),
        "direction": direction,
        "about": [
            present.row(_("Direction"), direction.reference),
            present.row(_("Purpose"), direction.purpose),
            present.row(_("Holds until"), spoken_date(direction.ends_on)),
        ]
        if direction
        else [],
        "counts": words.counts_of(found),
        "lines": [words.finding_line(each) for each in found[:MOST_SHOWN]],
        "total": len(found),
        "latest": newest_return(contract_id, month, kind),
    }
    return render(request, "workspace/returns/extract.html", context)
