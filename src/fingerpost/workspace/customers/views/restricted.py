"""Pages of the restricted part: equality details, the additional indicator, shared secrets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fingerpost.customers import doors
from fingerpost.customers.models import AdditionalIndicator, DiversityDetails
from fingerpost.customers.queries import find_diversity
from fingerpost.customers.services import (
    drop_secrets,
    keep_diversity,
    keep_indicator,
    set_secrets,
    take_indicator_away,
)
from fingerpost.house.permissions import requires
from fingerpost.house.requests import logged_as
from fingerpost.house.submissions import submit_once
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.forms import EqualityForm, IndicatorForm, SecretsForm
from fingerpost.workspace.customers.forms.restricted import KEEP
from fingerpost.workspace.customers.pages import (
    CONFLICT,
    OK,
    UNPROCESSABLE,
    Outcome,
    compare,
    open_page,
    posted_int,
    save_form,
)


@requires(Capability.SEE_DIVERSITY)
@submit_once
def customer_diversity(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What the customer chose to say for equality monitoring, each half by consent (OI-14.6, OI-14.12)."""
    page = open_page(request, customer_id, what="equality")
    details = find_diversity(customer_id)
    kept = _kept(details)
    form = EqualityForm(request.POST or None, initial=kept)
    status, changes = OK, []
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: keep_diversity(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                equality=form.equality(),
                expected_version=posted_int(request, "version"),
            ),
            fields={"none_declared": "primary_difficulty"},
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The equality information is saved."))
            return page.to_record()
        status = UNPROCESSABLE
        if outcome is Outcome.CHANGED:
            status, changes = CONFLICT, compare(form, kept)
    return page.render(
        "equality.html",
        status=status,
        form=form,
        changes=changes,
        changed=status == CONFLICT,
        version=details.version if details else 0,
    )


@logged_as("staff/customers/<uuid:customer_id>/part/")
@requires(Capability.HOLD_INDICATOR)
def customer_indicator(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The additional indicator, the same page for every customer (BR-20.3a to 20.3c).

    A form's id is not kept here: a kept one would say that somebody asked. Sending the form twice keeps or
    takes away once. For the same reason the read log and the request log name a part of a record, not which.
    """
    page = open_page(request, customer_id)
    form = IndicatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = keep_indicator if form.cleaned_data["asked"] == KEEP else take_indicator_away
        change(actor=page.actor, customer_id=customer_id)
        messages.success(request, _("What the customer asked is done."))
        return page.to_record()
    is_kept = AdditionalIndicator.objects.filter(customer_id=customer_id).exists()
    status = UNPROCESSABLE if request.method == "POST" else OK
    return page.render("indicator.html", status=status, form=form, is_kept=is_kept)


@requires(Capability.MAKE_RECORDS)
@submit_once
def customer_secrets(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Set answers to two questions, or drop them all where somebody else may know one (BR-7.3b)."""
    page = open_page(request, customer_id)
    if request.method == "POST" and request.POST.get("step") == "drop":
        drop_secrets(actor=page.actor, now=page.now, customer_id=customer_id)
        messages.success(request, _("The answers are removed. Ask the customer for new ones."))
        return page.to_record()
    form = SecretsForm(request.POST or None)
    if request.method == "POST":
        outcome = save_form(
            form,
            lambda: set_secrets(
                actor=page.actor, now=page.now, customer_id=customer_id, answers=form.answers()
            ),
            fields={
                "too_few_answers": "question_2",
                "same_answer": "answer_2",
                "answer_too_short": "answer_1",
            },
        )
        if outcome is Outcome.SAVED:
            messages.success(request, _("The answers are kept. Nobody can read them."))
            return page.to_record()
    status = UNPROCESSABLE if request.method == "POST" else OK
    return page.render("secrets.html", status=status, form=form, held=doors.secrets_held(customer_id))


def _kept(details: DiversityDetails | None) -> dict[str, Any]:
    if details is None:
        return {}
    return {name: getattr(details, name) for name in EqualityForm.base_fields}
