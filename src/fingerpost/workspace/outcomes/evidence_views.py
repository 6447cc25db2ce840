"""Evidence of an outcome: adding a file, opening one for a reason that is kept, withdrawing one."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fingerpost.files.serving import send_file
from fingerpost.house.errors import InvalidInput, NotPermitted
from fingerpost.house.permissions import requires
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.queries import get_evidence, get_outcome
from fingerpost.outcomes.services.evidence import add_evidence, open_evidence, withdraw_evidence
from fingerpost.outcomes.services.outcomes import lock_outcome
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers import present
from fingerpost.workspace.customers.pages import OK, UNPROCESSABLE, open_page
from fingerpost.workspace.customers.words import plain_date
from fingerpost.workspace.outcomes import words
from fingerpost.workspace.outcomes.forms import (
    EVIDENCE_FIELDS,
    EvidenceForm,
    OpenEvidenceForm,
    WithdrawEvidenceForm,
)
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.second_checks.codes import answer_codes

_FOLDER: Final = "workspace/outcomes"


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def add(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Add one piece of evidence. A file that can't be kept is said at its field, and nothing of it stays."""
    found = get_outcome(outcome_id)
    page = open_page(request, found.customer_id, what="outcome")
    lock_outcome(actor=page.actor, outcome_id=found.id)
    form = (
        EvidenceForm(request.POST, request.FILES, outcome=found)
        if request.method == "POST"
        else EvidenceForm(outcome=found, initial={"received_on": page.today})
    )
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            add_evidence(
                actor=page.actor,
                now=page.now,
                outcome_id=found.id,
                kind=form.cleaned_data["kind"],
                received_on=form.cleaned_data["received_on"],
                name=sent.name,
                content=sent.read(),
                said=form.said(),
            )
        except InvalidInput as refused:
            form.add_error(EVIDENCE_FIELDS.get(refused.code, "file"), refused.message)
        else:
            messages.success(request, _("The evidence is kept."))
            return redirect("workspace:outcome", found.id)
    status = UNPROCESSABLE if form.errors else OK
    return draw(page, f"{_FOLDER}/add_evidence.html", status=status, form=form, outcome=found)


@requires(Capability.RECORD_OUTCOMES, Capability.CLAIM_OUTCOMES, Capability.AUDIT_RECORDS)
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Ask why a piece of evidence is opened; the answer to the form is the file, as an attachment."""
    piece = get_evidence(evidence_id)
    page = open_page(request, piece.customer_id, what="outcome")
    reasons = words.reasons_for(piece, page.actor)
    if not reasons:
        raise NotPermitted(
            _(
                "Evidence is opened by whoever added it, by a claims officer who checks the claim, or for an audit."
            ),
            code="evidence_not_open",
        )
    form = OpenEvidenceForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if form.is_bound and form.is_valid():
        opened = open_evidence(
            actor=page.actor, now=page.now, evidence_id=piece.id, reason=form.cleaned_data["reason"]
        )
        return send_file(opened.content, name=opened.name, media_type=opened.media_type)
    rules = rules_in_force()
    about = [
        present.row(_("What it is"), words.kind_of_evidence(piece, rules)),
        present.row(_("Came on"), plain_date(piece.received_on)),
        present.row(_("Added by"), piece.added_by.full_name),
    ]
    status = UNPROCESSABLE if form.errors else OK
    return draw(page, f"{_FOLDER}/evidence.html", status=status, form=form, piece=piece, about=about)


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def withdraw(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Say that a piece is no evidence, and why."""
    piece = get_evidence(evidence_id)
    page = open_page(request, piece.customer_id, what="outcome")
    lock_outcome(actor=page.actor, outcome_id=piece.outcome_id)
    form = WithdrawEvidenceForm(request.POST if request.method == "POST" else None, piece=piece)
    answered = answer_codes(form, actor=page.actor, now=page.now)
    if form.is_bound and form.is_valid():
        withdraw_evidence(actor=page.actor, now=page.now, evidence_id=piece.id, why=form.cleaned_data["why"])
        answered.keep(actor=page.actor, now=page.now, customer_id=piece.customer_id)
        messages.success(request, _("The evidence is withdrawn."))
        return redirect("workspace:outcome", piece.outcome_id)
    status = UNPROCESSABLE if form.errors else OK
    kind = words.kind_of_evidence(piece, rules_in_force())
    return draw(page, f"{_FOLDER}/withdraw_evidence.html", status=status, form=form, piece=piece, kind=kind)
