"""Pages of what is shown before advice, and of staying anonymous."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.access import takes_part
from fingerpost.interactions.queries import contacts as queries
from fingerpost.interactions.rules.contacts import notice_text
from fingerpost.interactions.services.notices_given import explain_anonymity, save_notices
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.contacts.forms import ChecklistForm


@requires(Capability.WORK_CONTACTS)
@submit_once
def before_advice(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """One checklist of the texts before advice; saved in one go, with gaps or without (MX-3.1, BR-23.4)."""
    actor, now = actor_of(request), timezone.now()
    contact = queries.get_contact(contact_id)
    lines = queries.list_notices(contact, now=now)
    form = ChecklistForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        shown, understood = form.ticked("shown"), form.ticked("understood")
        if request.POST.get("all") == "understood":
            understood = {line.kind for line in lines}
        if request.POST.get("all") == "unchanged":
            understood |= {line.kind for line in lines if line.is_unchanged}
        save_notices(actor=actor, now=now, contact_id=contact_id, shown=shown, understood=understood)
        messages.success(request, _("What was shown and understood is saved."))
        return redirect("workspace:contact", contact_id)
    missing = queries.missing_notices(lines)
    return render(
        request,
        "workspace/contacts/before_advice.html",
        {
            "form": form,
            "contact": contact,
            "rows": [
                {
                    "line": line,
                    "shown": form[f"shown_{line.kind}"] if line.shown_at is None else None,
                    "understood": form[f"understood_{line.kind}"],
                }
                for line in lines
            ],
            "missing": missing,
            "has_unchanged": any(line.is_unchanged for line in missing),
            "may_save": contact.is_open and takes_part(actor, contact_id),
        },
    )


@requires(Capability.WORK_CONTACTS)
@submit_once
def stay_anonymous(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What staying anonymous means, and that it was explained (OI-4.10a)."""
    actor, now = actor_of(request), timezone.now()
    contact = queries.get_contact(contact_id)
    if request.method == "POST":
        explain_anonymity(actor=actor, now=now, contact_id=contact_id)
        messages.success(request, _("That the limits were explained is saved. Go on without a name."))
        return redirect("workspace:contact", contact_id)
    return render(
        request,
        "workspace/contacts/anonymous.html",
        {
            "contact": contact,
            "text": notice_text(rules_in_force(), "anonymous", on=civil_date(now)),
            "was_told": queries.was_told_of_anonymity(contact_id),
            "may_save": contact.is_open and takes_part(actor, contact_id) and contact.customer_id is None,
        },
    )
