"""Pages that find a customer and confirm who it is. Nothing of a customer stands in an address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.interactions.access import require_part
from fingerpost.interactions.models import CheckOutcome, CheckState, Contact, ContactKind, IdentityCheck
from fingerpost.interactions.queries.contacts import get_contact, get_own_check
from fingerpost.interactions.rules.contacts import CheckRules, check_rules
from fingerpost.interactions.services import checks
from fingerpost.interactions.services.checks import CheckResult
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.contacts import words
from fingerpost.workspace.contacts.check_forms import CheckForm, FindForm
from fingerpost.workspace.customers.carried import AGAIN, ARRIVES, carried_items, typed_items

_FORBIDDEN = 403
_UNPROCESSABLE = 422
_TOO_MANY = 429
_STAYS = frozenset({"wrong", "none", "several", "other_customer"})
"""Outcomes that are said in the answer itself, so that what was searched for stays in the page."""


@requires(Capability.WORK_CONTACTS)
@submit_once
def find_customer(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Look for a customer by the four items. The answer is never found or not found, but a check.

    The four items go on with the browser, which sends them again to the page of the check (status 307). There
    they stand as hidden fields, so that nobody types them twice; nothing of them is stored or in an address.
    """
    actor = actor_of(request)
    contact = get_contact(contact_id)
    require_part(actor, contact_id)
    is_again = AGAIN in request.POST
    form = FindForm(initial=typed_items(request.POST)) if is_again else FindForm(request.POST or None)
    status = 200
    if request.method == "POST" and not is_again:
        status = _UNPROCESSABLE
        if form.is_valid():
            result = checks.search_for_customer(
                actor=actor, now=timezone.now(), contact_id=contact_id, items=form.items()
            )
            if result.check_id is not None:
                return _after(contact, result, carries_items=ARRIVES in request.POST)
            if result.outcome == "locked":
                return _locked(request, contact)
            if result.outcome == "no_contact":
                raise Conflict(_("This contact is over. Open a new one to go on."), code="contact_is_over")
            form.add_error(None, str(words.TOO_MANY_SEARCHES))
            status = _TOO_MANY
    return render(
        request,
        "workspace/contacts/find.html",
        {"form": form, "contact": contact},
        status=status,
    )


@requires(Capability.WORK_CONTACTS)
@submit_once
def identity_check(request: HttpRequest, contact_id: UUID, check_id: UUID) -> HttpResponse:
    """Confirm who it is, in one of the ways of the day; or say what came of it."""
    actor, now = actor_of(request), timezone.now()
    contact = get_contact(contact_id)
    check = get_own_check(actor, contact_id=contact_id, check_id=check_id)
    if check.state != CheckState.WAITING:
        return _ended(request, contact, check)
    asking = check_rules(rules_in_force(), on=civil_date(now), channel=contact.channel, kind=contact.kind)
    is_try = request.method == "POST" and ARRIVES not in request.POST
    form = CheckForm(request.POST if is_try else None, check=check, asking=asking, now=now)
    status = 200
    if is_try:
        status = _UNPROCESSABLE
        if form.is_valid():
            result = _try(actor, now, check, form)
            if result.outcome not in _STAYS:
                return _after(contact, result)
            if result.outcome != "wrong":
                check.refresh_from_db()
                return _ended(request, contact, check)
            form.say_not_confirmed()
    return _show_check(request, contact, check, form, asking, status=status)


@requires(Capability.WORK_CONTACTS)
@require_POST
@submit_once
def send_code(request: HttpRequest, contact_id: UUID, check_id: UUID) -> HttpResponse:
    """Send a one-time code, if there is anywhere safe to send it; the words are the same where there is not."""
    actor = actor_of(request)
    check = get_own_check(actor, contact_id=contact_id, check_id=check_id)
    result = checks.send_code(actor=actor, now=timezone.now(), check_id=check.id)
    if result.outcome == "too_many":
        messages.warning(request, str(words.CODES_USED_UP))
    else:
        messages.info(request, str(words.CODE_ASKED))
    return redirect(
        "workspace:identity_check", contact_id, check_id, preserve_request=ARRIVES in request.POST
    )


def _try(actor: Actor, now: datetime, check: IdentityCheck, form: CheckForm) -> CheckResult:
    """One try in the way that was chosen."""
    given = form.cleaned_data
    if given["way"] == "evidence":
        return checks.pass_on_evidence(actor=actor, now=now, check_id=check.id, evidence=given["evidence"])
    if given["way"] == "secrets":
        return checks.answer_questions(actor=actor, now=now, check_id=check.id, answers=form.answers())
    if given["way"] == "paper_record":
        return checks.pass_on_paper(actor=actor, now=now, check_id=check.id)
    if given["way"] == "code":
        return checks.answer_code(actor=actor, now=now, check_id=check.id, code=given["code"])
    return checks.pass_as_known(actor=actor, now=now, check_id=check.id, reason=given["reason"])


def _after(contact: Contact, result: CheckResult, *, carries_items: bool = False) -> HttpResponse:
    """Where a step of a check leads: the record, the group's page, or the check's own page."""
    if result.outcome == "opened" and contact.kind == ContactKind.PAPER:
        return redirect("workspace:start_session", contact.id)
    if result.outcome == "opened" and contact.kind != ContactKind.GROUP:
        return redirect("workspace:customer", result.customer_id)
    if result.outcome == "opened":
        return redirect("workspace:contact", contact.id)
    return redirect("workspace:identity_check", contact.id, result.check_id, preserve_request=carries_items)


def _show_check(
    request: HttpRequest,
    contact: Contact,
    check: IdentityCheck,
    form: CheckForm,
    asking: CheckRules,
    *,
    status: int,
) -> HttpResponse:
    return render(
        request,
        "workspace/contacts/check.html",
        {
            "form": form,
            "contact": contact,
            "check": check,
            "offers_code": "code" in asking.ways,
            "codes_left": max(asking.most_codes - check.codes_asked, 0),
            "carried": carried_items(request.POST),
        },
        status=status,
    )


def _ended(request: HttpRequest, contact: Contact, check: IdentityCheck) -> HttpResponse:
    """The page of a check that is over."""
    if check.state != CheckState.PASSED:
        return _locked(request, contact)
    if check.outcome == CheckOutcome.OPENED and check.customer_id is not None:
        return _after(contact, CheckResult("opened", check.id, check.customer_id))
    return render(
        request,
        "workspace/contacts/no_record.html",
        {"contact": contact, "outcome": check.outcome, "carried": carried_items(request.POST)},
    )


def _locked(request: HttpRequest, contact: Contact) -> HttpResponse:
    minutes = rules_in_force().get_int("identity.lock_minutes", civil_date(timezone.now()))
    return render(
        request,
        "workspace/contacts/locked.html",
        {"contact": contact, "minutes": minutes},
        status=_FORBIDDEN,
    )
