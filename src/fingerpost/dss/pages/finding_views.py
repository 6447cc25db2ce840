"""Pages "From other systems": what came by wire against a rule, to be looked at and settled.

A line names fields of the wire and never what stood in them. The record is named to whoever may see it anyhow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.customers.models import Customer
from fingerpost.dss.models import FindingState, ResourceName, WireFinding, WireRecord
from fingerpost.dss.pages.showing import pages_beside
from fingerpost.dss.services.findings import settle_finding
from fingerpost.dss.translating.findings import advice_of, name_of
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.house.submissions import submit_once
from fingerpost.staff.access import Capability

A_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as it reads."""

    finding: WireFinding
    name: str
    fields: str


@requires(Capability.SETTLE_FINDINGS)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at, longest waiting first; or what was settled, latest first. Pages of 25."""
    is_settled = request.GET.get("show") == "settled"
    page = page_asked(request)
    state = FindingState.SETTLED if is_settled else FindingState.OPEN
    order = ("-settled_at", "-id") if is_settled else ("found_at", "id")
    start = (page - 1) * A_PAGE
    rows = list(_rows().filter(state=state).order_by(*order)[start : start + A_PAGE + 1])
    query = "show=settled&" if is_settled else ""
    context = {
        "lines": [_line(each) for each in rows[:A_PAGE]],
        "is_settled": is_settled,
        "pages": pages_beside(page, has_next=len(rows) > A_PAGE, query=query),
    }
    return render(request, "dss/findings/list.html", context)


@requires(Capability.SETTLE_FINDINGS)
@require_http_methods(["GET", "POST"])
@submit_once
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """One finding, what to do about it, and the button that settles it."""
    actor = actor_of(request)
    if request.method == "POST":
        settle_finding(actor=actor, now=timezone.now(), finding_id=finding_id)
        messages.success(request, _("That is settled."))
        return redirect("shared_record:findings")
    found = _rows().select_related("settled_by").filter(id=finding_id).first()
    if found is None:
        raise NotFound(_("There is nothing here of your organisation's systems."), code="no_such_finding")
    # Row security decides of both: without a grant there is no record to name or to lead to.
    kind = WireRecord.objects.filter(id=found.record_id).values_list("resource", flat=True).first()
    context = {
        "line": _line(found),
        "advice": advice_of(found.rule),
        "kind": ResourceName(kind).label if kind else "",
        "sees_customer": Customer.objects.filter(id__in=[found.customer_id]).exists(),
    }
    return render(request, "dss/findings/one.html", context)


def _rows() -> QuerySet[WireFinding]:
    return WireFinding.objects.select_related("touchpoint__organisation").defer("touchpoint__sealed_secret")


def _line(found: WireFinding) -> FindingLine:
    return FindingLine(
        finding=found,
        name=name_of(found.rule),
        fields=", ".join(str(name) for name in found.fields),
    )
