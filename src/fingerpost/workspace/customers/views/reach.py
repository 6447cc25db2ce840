"""Pages of the ways to reach a customer, each with its safety."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.models import ContactPoint, ContactPointKind
from fingerpost.customers.queries import find_contact_point, list_contact_points
from fingerpost.customers.services import end_contact_point, keep_contact_point
from fingerpost.house.errors import NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.submissions import submit_once
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.forms import ContactPointForm
from fingerpost.workspace.customers.pages import (
    CONFLICT,
    OK,
    UNPROCESSABLE,
    Outcome,
    RecordPage,
    compare,
    open_page,
    posted_int,
    save_form,
)

_KEPT = ("value", "may_leave_voicemail", "read_by_others", "name_to_give", "not_before", "not_after")


@requires(Capability.MAKE_RECORDS)
@require_safe
def customer_contact_points(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Every way to reach the customer, with a page for each."""
    page = open_page(request, customer_id)
    points = {point.kind: point for point in list_contact_points(customer_id)}
    ways = [
        present.contact_point_card(page.customer, kind, points.get(kind.value)) for kind in ContactPointKind
    ]
    return page.render("contact_points.html", ways=ways)


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_contact_point(request: HttpRequest, customer_id: UUID, kind: str) -> HttpResponse:
    """Add or change one number or address, or stop using it."""
    if kind not in ContactPointKind.values:
        raise NotFound(_("There is no such way to reach a customer."), code="kind_not_found")
    page = open_page(request, customer_id)
    point = find_contact_point(customer_id, ContactPointKind(kind))
    kept = _kept(point)
    is_ending = request.method == "POST" and request.POST.get("step") == "end"
    typed = request.POST if request.method == "POST" and not is_ending else None
    form = ContactPointForm(typed, initial=kept, kind=ContactPointKind(kind))
    if is_ending:
        return _end(page, ContactPointKind(kind))
    status, changes = UNPROCESSABLE if typed is not None else OK, []
    if typed is not None:
        outcome = save_form(
            form,
            lambda: keep_contact_point(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                reach=form.reach(),
                expected_version=posted_int(request, "version"),
            ),
            page=page,
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The way to reach the customer is saved."))
            return redirect("workspace:customer_contact_points", customer_id)
        if outcome is Outcome.CHANGED:
            status, changes = CONFLICT, compare(form, kept or dict.fromkeys(form.fields))
        else:
            point = find_contact_point(customer_id, ContactPointKind(kind))
    return page.render(
        "contact_point.html",
        status=status,
        form=form,
        changes=changes,
        changed=status == CONFLICT,
        point=point,
        kind=kind,
        version=point.version if point else 0,
        way=ContactPointKind(kind).label,
    )


def _end(page: RecordPage, kind: ContactPointKind) -> HttpResponse:
    end_contact_point(
        actor=page.actor,
        now=page.now,
        customer_id=page.customer.id,
        kind=kind,
        expected_version=posted_int(page.request, "version"),
    )
    messages.success(page.request, _("We no longer use it to reach the customer."))
    return redirect("workspace:customer_contact_points", page.customer.id)


def _kept(point: ContactPoint | None) -> dict[str, Any]:
    if point is None:
        return {}
    safe = {True: "yes", False: "no", None: ""}[point.is_safe]
    return {**{name: getattr(point, name) for name in _KEPT}, "is_safe": safe}
