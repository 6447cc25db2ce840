"""The page of a record that tells what other systems told: read only, for whoever may read the record."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.models import Customer
from fingerpost.customers.queries import get_customer, reason_to_see
from fingerpost.dss.pages.elsewhere import changed_here, list_told
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.policy.civil import civil_date
from fingerpost.policy.eligibility import age_in_policy
from fingerpost.staff.access import Capability

_DIGITS: Final = 5


@requires(Capability.READ_RECORDS)
@require_safe
def other_systems(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Transfers, web chats, plans and outcomes that other systems told of a customer."""
    actor, now = actor_of(request), timezone.now()
    customer = get_customer(customer_id)
    reason = reason_to_see(actor, customer_id)
    log_read(actor=actor, customer_id=customer_id, what="other_systems", reason=reason, now=now)
    typed = request.GET.get("page", "1")
    page = max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < _DIGITS else 1
    entries, has_next = list_told(customer_id, page=page)
    address = reverse("shared_record:other_systems", args=[customer_id])
    context = {
        "customer": customer,
        "identity": _identity(customer, civil_date(now)),
        "concern_customer_id": customer.id,
        "record_href": href_of("workspace:customer", customer.id),
        "entries": entries,
        "changed": changed_here(customer_id) if page == 1 else [],
        "pages": {
            "before": f"{address}?page={page - 1}" if page > 1 else "",
            "after": f"{address}?page={page + 1}" if has_next else "",
        },
    }
    return render(request, "dss/elsewhere/list.html", context)


def _identity(customer: Customer, today: date) -> dict[str, object]:
    """The identity bar, as on every page of a record: name, date of birth with age, whether it is provisional."""
    born = customer.date_of_birth
    fact = _("Not known")
    if born is not None:
        age = age_in_policy(born, on=today, rules=rules_in_force())
        fact = _("%(date)s (%(age)s years)") % {"date": f"{born.day} {born:%B %Y}", "age": age}
    facts = [{"key": _("Date of birth"), "value": fact}]
    if customer.known_as:
        facts.insert(0, {"key": _("Likes to be called"), "value": customer.known_as})
    return {
        "title": customer.full_name,
        "badge": _("Provisional") if customer.is_provisional else "",
        "facts": facts,
    }
