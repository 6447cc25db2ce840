"""The page of a record that tells what other systems told: read only, for whoever may read the record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fingerpost.customers.identity_bar import identity_bar
from fingerpost.customers.queries import get_customer, reason_to_see
from fingerpost.dss.pages.elsewhere import changed_here, list_told
from fingerpost.dss.pages.showing import pages_beside
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability


@requires(Capability.READ_RECORDS)
@require_safe
def other_systems(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Transfers, web chats, plans and outcomes that other systems told of a customer."""
    actor, now = actor_of(request), timezone.now()
    customer = get_customer(customer_id)
    reason = reason_to_see(actor, customer_id)
    log_read(actor=actor, customer_id=customer_id, what="other_systems", reason=reason, now=now)
    page = page_asked(request)
    entries, has_next = list_told(customer_id, page=page)
    address = reverse("shared_record:other_systems", args=[customer_id])
    context = {
        "customer": customer,
        "identity": identity_bar(customer, civil_date(now)),
        "concern_customer_id": customer.id,
        "record_href": href_of("workspace:customer", customer.id),
        "entries": entries,
        "changed": changed_here(customer_id) if page == 1 else [],
        "pages": pages_beside(page, has_next=has_next, address=address),
    }
    return render(request, "dss/elsewhere/list.html", context)
