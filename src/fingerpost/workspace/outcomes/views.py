"""What came of it: the outcomes of a customer with their follow-ups, one outcome, recording and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.house.errors import Conflict, InvalidInput, NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.queries import (
    answers_of,
    evidence_of,
    get_outcome,
    informal_contacts_of,
    list_follow_ups_of,
    list_outcomes_of,
    sessions_attended,
)
from fingerpost.outcomes.services.outcomes import (
    change_outcome,
    lock_outcome,
    record_outcome,
    withdraw_outcome,
)
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import (
    CONFLICT,
    OK,
    UNPROCESSABLE,
    RecordPage,
    open_page,
    posted_int,
)
from fingerpost.workspace.follow_ups import words as follow_up_words
from fingerpost.workspace.outcomes import words
from fingerpost.workspace.outcomes.forms import NO_SESSION, OUTCOME_FIELDS, OutcomeForm, initial_of
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.second_checks.codes import answer_codes

_FOLDER: Final = "workspace/outcomes"


@requires(Capability.READ_RECORDS)
@require_safe
def outcomes(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The outcomes of a customer, their follow-ups, informal contacts and answers."""
    page = open_page(request, customer_id, what="outcomes")
    rules = rules_in_force()
    follow_ups = [
        {
            "title": one.get_stage_display(),
            "state": follow_up_words.state_words(one, today=page.today, rules=rules),
            "why": follow_up_words.why_now(one),
            "owner": follow_up_words.owner_words(one),
            "tries": follow_up_words.tries_words(one.tries),  # type: ignore[attr-defined]
            "id": one.id,
        }
        for one in list_follow_ups_of(customer_id)
    ]
    return draw(
        page,
        f"{_FOLDER}/list.html",
        cards=words.cards(list_outcomes_of(customer_id), actor=page.actor, rules=rules, today=page.today),
        follow_ups=follow_ups,
        informal=[follow_up_words.attempt_line(one, rules) for one in informal_contacts_of(customer_id)],
        answers=[words.answer_words(one, rules) for one in answers_of(customer_id)],
        may_record=page.actor.can(Capability.RECORD_OUTCOMES),
        may_follow_up=page.actor.can(Capability.FOLLOW_UP),
        may_capture=page.actor.can(Capability.CAPTURE_SATISFACTION),
    )


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def new_outcome(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Record an outcome, at any time, with a session or without (BR-24.2)."""
    page = open_page(request, customer_id, what="outcomes")
    contracts = _contracts(page)
    sessions = sessions_attended(customer_id, contract_ids=page.actor.contract_ids)
    initial = {"told_on": page.today, "session": str(sessions[0].id) if sessions else NO_SESSION}
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        contracts=contracts,
        sessions=sessions,
        initial=initial,
    )
    if request.method == "POST":
        answered = answer_codes(form, actor=page.actor, now=page.now)
        if form.is_valid():
            try:
                kept = record_outcome(
                    actor=page.actor,
                    now=page.now,
                    customer_id=customer_id,
                    contract_id=form.contract_id(),
                    details=form.details(),
                )
            except InvalidInput as refused:
                form.add_error(OUTCOME_FIELDS.get(refused.code), refused.message)
            else:
                answered.keep(actor=page.actor, now=page.now, customer_id=customer_id)
                messages.success(request, _("The outcome is kept. Add the evidence when it comes."))
                return redirect("workspace:outcome", kept.id)
    status = UNPROCESSABLE if form.errors else OK
    return draw(page, f"{_FOLDER}/new.html", status=status, form=form)


@requires(Capability.READ_RECORDS)
@require_safe
def outcome(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """One outcome: its four days, its evidence, and whether it can be claimed or what is missing."""
    found = get_outcome(outcome_id)
    page = open_page(request, found.customer_id, what="outcome")
    rules = rules_in_force()
    may_change = words.may_change(found, page.actor)
    pieces = [
        words.evidence_line(one, actor=page.actor, may_change=may_change, rules=rules)
        for one in evidence_of(found.id)
    ]
    return draw(
        page,
        f"{_FOLDER}/outcome.html",
        card=words.cards([found], actor=page.actor, rules=rules, today=page.today)[0],
        outcome=found,
        pieces=pieces,
        may_change=may_change,
    )


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def change(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Change what is said of an outcome. Where somebody else was first, the page shows what stands."""
    found = get_outcome(outcome_id)
    page = open_page(request, found.customer_id, what="outcome")
    lock_outcome(actor=page.actor, outcome_id=found.id)
    sessions = sessions_attended(found.customer_id, contract_ids=[found.contract_id])
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        contracts=[found.contract],
        sessions=sessions,
        initial=initial_of(found),
    )
    status, stands = OK, []
    if request.method == "POST":
        answered = answer_codes(form, actor=page.actor, now=page.now)
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_outcome(
                    actor=page.actor,
                    now=page.now,
                    outcome_id=found.id,
                    version=posted_int(request, "version"),
                    details=form.details(),
                )
            except InvalidInput as refused:
                form.add_error(OUTCOME_FIELDS.get(refused.code), refused.message)
            except Conflict as conflict:
                if conflict.code != "outcome_changed":
                    raise
                form.add_error(None, conflict.message)
                status = CONFLICT
                stands = words.rows_of(found, rules=rules_in_force(), today=page.today)
            else:
                answered.keep(actor=page.actor, now=page.now, customer_id=found.customer_id)
                messages.success(request, _("Saved."))
                return redirect("workspace:outcome", found.id)
    context: dict[str, Any] = {"outcome": found, "version": found.version, "stands": stands}
    return draw(page, f"{_FOLDER}/change.html", status=status, form=form, **context)


@requires(Capability.RECORD_OUTCOMES)
@require_POST
@submit_once
def withdraw(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Withdraw an outcome that was recorded by mistake."""
    found = get_outcome(outcome_id)
    page = open_page(request, found.customer_id, what="outcome")
    withdraw_outcome(
        actor=page.actor, now=page.now, outcome_id=found.id, version=posted_int(request, "version")
    )
    messages.success(request, _("The outcome is withdrawn. It stays on the record, marked so."))
    return redirect("workspace:outcomes", found.customer_id)


def _contracts(page: RecordPage) -> Sequence[Contract]:
    """The contracts under which this person's organisation works now. Raises NotPermitted where there is none."""
    found = list(Contract.objects.filter(id__in=page.actor.contract_ids).order_by("reference", "id")[:20])
    if not found:
        raise NotPermitted(
            _("Your organisation works under no contract now, so there is nothing to record this under."),
            code="no_contract",
        )
    return found
