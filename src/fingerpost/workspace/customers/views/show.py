"""The record page, the customer's own view of it, and who may see it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fingerpost.customers import doors
from fingerpost.customers.queries import circumstances_now, find_home, list_contact_points, list_seen
from fingerpost.house.permissions import requires
from fingerpost.house.requests import page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.queries.contacts import current_contact_of
from fingerpost.interactions.queries.sessions import timeline_of, what_is_due
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import gathered, present
from fingerpost.workspace.customers.pages import open_page
from fingerpost.workspace.plans.lines import customer_line
from fingerpost.workspace.triage.present import with_directions

TIMELINE = 25


@requires(Capability.READ_RECORDS)
@require_safe
def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The record: who it is, what is due, how to reach them safely, circumstances, what has happened."""
    page = open_page(request, customer_id, what="customer_record")
    now = circumstances_now(customer_id)
    points = list_contact_points(customer_id)
    return page.render(
        "record.html",
        contact=current_contact_of(page.actor, customer_id),
        customer_view_href=reverse("workspace:customer_view", args=[customer_id]),
        may_change=page.actor.can(Capability.MAKE_RECORDS),
        may_advise=page.actor.can(Capability.GIVE_ADVICE),
        warnings=present.safety_warnings(points),
        plan_title=rules_in_force().get_text("plan.title", page.today),
        plan_line=customer_line(customer_id),
        due=present.due(what_is_due(customer_id, now=page.now)),
        reach=present.reach_rows(points),
        about=present.about_rows(page.customer, find_home(customer_id)),
        circumstances=present.circumstances(now, page.today),
        priority=present.priority_rows(gathered.priority(page, now)),
        notices=present.notices(gathered.notices(customer_id)),
        proofs=present.proofs(page.customer, page.today),
        timeline=present.timeline(with_directions(timeline_of(customer_id, TIMELINE))),
        links=present.links(page.customer, page.actor),
    )


@requires(Capability.READ_RECORDS)
@require_safe
def customer_view(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What the customer may read over the adviser's shoulder: their name and what was agreed, nothing else."""
    page = open_page(request, customer_id, what="customer_view")
    context = {
        "name": page.customer.known_as or page.customer.full_name,
        "agreed": gathered.agreed(customer_id, page.today),
        "back_href": reverse("workspace:customer", args=[customer_id]),
    }
    return render(request, "workspace/customers/customer_view.html", context)


@requires(Capability.READ_RECORDS)
@require_safe
def customer_access(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Who may see this record now and why, and who saw it (OI-14.15)."""
    page = open_page(request, customer_id, what="customer_access")
    number = page_asked(request)
    seen, has_more = list_seen(customer_id, page=number)
    address = reverse("workspace:customer_access", args=[customer_id])
    return page.render(
        "access.html",
        may_see=present.may_see(doors.who_may_see(customer_id)),
        seen=present.seen(seen),
        previous_href=f"{address}?page={number - 1}" if number > 1 else "",
        next_href=f"{address}?page={number + 1}" if has_more else "",
        page_number=number,
    )
