"""Managing performance: interventions, questions for data, counts of other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput, NotFound
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.performance import managed
from fingerpost.performance.managing import (
    answers_for,
    ensure_agency,
    ensure_answers_for,
    is_agency,
    list_watched,
    watched_contract,
)
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import DataRequest, Intervention, InterventionState
from fingerpost.performance.services import counts, interventions, requests
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.contracts.forms import (
    WHOLE_SERVICE,
    AnswerForm,
    AskForm,
    CountFileForm,
    CountForm,
    InterventionForm,
)
from fingerpost.workspace.contracts.tables import Column, Entry, Table
from fingerpost.workspace.months import month_words

_UNPROCESSABLE = 422


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def intervention(request: HttpRequest, intervention_id: UUID) -> HttpResponse:
    """What failed, and what is done about it; the agency keeps it, the contractor reads it (BR-26.1)."""
    actor, now = actor_of(request), timezone.now()
    found = Intervention.objects.select_related("contract__prime").filter(id=intervention_id).first()
    if found is None:
        raise NotFound(_("There is no intervention here that you can see."), code="intervention_not_found")
    may_keep = is_agency(actor) and found.state != InterventionState.CLOSED
    is_post = request.method == "POST"
    if is_post:
        ensure_agency(actor)
    form = InterventionForm(
        request.POST if is_post else None,
        initial={"action": found.action, "version": found.version, "decision": "agree"},
    )
    if is_post and form.is_valid():
        keep = (
            interventions.close_intervention
            if form.cleaned_data["decision"] == "close"
            else interventions.agree_action
        )
        keep(
            actor=actor,
            now=now,
            intervention_id=found.id,
            action=form.cleaned_data["action"],
            version=form.cleaned_data["version"],
        )
        messages.success(request, _("Kept."))
        return redirect("workspace:contracts")
    measure = ALL.get(found.measure)
    context = {
        "found": found,
        "title": _(measure.title) if measure else found.measure,
        "measure": measure,
        "what": _(found.found),
        "month_name": month_words(found.month),
        "opened": spoken_date(civil_date(found.opened_at)),
        "may_keep": may_keep,
        "form": form,
    }
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/contracts/intervention.html", context, status=status)


@requires(Capability.SET_TERMS)
@require_http_methods(["GET", "POST"])
@submit_once
def ask_for_data(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Ask a contractor for data outside the returns (BR-25.4)."""
    actor, now = actor_of(request), timezone.now()
    contract = watched_contract(actor, contract_id)
    is_post = request.method == "POST"
    form = AskForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        requests.ask(
            actor=actor,
            now=now,
            contract_id=contract.id,
            requester=form.cleaned_data["requester"],
            scope=form.cleaned_data["scope"],
            due_on=form.cleaned_data["due_on"],
        )
        messages.success(request, _("Asked. It stands on the contractor’s list of contracts."))
        return redirect("workspace:contracts")
    context = {"contract": contract, "form": form}
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/contracts/ask.html", context, status=status)


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def data_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One question for data; whoever answers for the contract answers it."""
    actor, now = actor_of(request), timezone.now()
    found = DataRequest.objects.select_related("contract__prime", "answered_by").filter(id=request_id).first()
    if found is None:
        raise NotFound(_("There is no question here that you can see."), code="request_not_found")
    may_answer = answers_for(actor, found.contract_id) and found.answered_at is None
    is_post = request.method == "POST"
    if is_post:
        ensure_answers_for(actor, found.contract_id)
    form = AnswerForm(request.POST if is_post else None, initial={"version": found.version})
    if is_post and form.is_valid():
        requests.answer(
            actor=actor,
            now=now,
            request_id=found.id,
            words=form.cleaned_data["answer"],
            version=form.cleaned_data["version"],
        )
        messages.success(request, _("Answered. The agency sees it."))
        return redirect("workspace:contracts")
    context = {
        "found": found,
        "due": spoken_date(found.due_on),
        "is_overdue": found.answered_at is None and found.due_on < civil_date(now),
        "may_answer": may_answer,
        "form": form,
    }
    status = _UNPROCESSABLE if form.errors else 200
    return render(request, "workspace/contracts/question.html", context, status=status)


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def external_counts(request: HttpRequest) -> HttpResponse:
    """Enter one day's count of another system, and see what stands: totals only (OI-13.4, EV-4.3.2)."""
    actor, now = actor_of(request), timezone.now()
    is_post = request.method == "POST"
    offered = _offered(actor)
    form = CountForm(request.POST if is_post else None, codes=_codes(), **offered)
    if is_post and form.is_valid():
        new = counts.enter_counts(
            actor=actor,
            now=now,
            contract_id=_contract(form.cleaned_data["contract"]),
            counts=[form.count()],
            rules=rules_in_force(),
        )
        messages.success(request, _("Kept.") if new else _("The same number stood there already."))
        return redirect("workspace:external_counts")
    return _counts_page(request, actor, form, CountFileForm(prefix="many", **offered))


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def external_counts_file(request: HttpRequest) -> HttpResponse:
    """Take in a file of counts: all of it, or nothing with the lines that are wrong."""
    actor, now = actor_of(request), timezone.now()
    if request.method != "POST":
        return redirect("workspace:external_counts")
    offered = _offered(actor)
    form = CountFileForm(request.POST, request.FILES, prefix="many", **offered)
    if form.is_valid():
        try:
            new = counts.enter_counts(
                actor=actor,
                now=now,
                contract_id=_contract(form.cleaned_data["contract"]),
                counts=counts.read_file(form.cleaned_data["file"], codes=[code for code, _words in _codes()]),
                rules=rules_in_force(),
            )
        except InvalidInput as refused:
            form.add_error("file", str(refused))
        else:
            said = ngettext("%(number)s count was kept.", "%(number)s counts were kept.", new)
            messages.success(request, said % {"number": new})
            return redirect("workspace:external_counts")
    return _counts_page(request, actor, CountForm(codes=_codes(), **offered), form)


def _counts_page(
    request: HttpRequest, actor: Actor, form: CountForm, file_form: CountFileForm
) -> HttpResponse:
    labels = dict(_codes())
    shown: UUID | None = None if is_agency(actor) else next(iter(actor.prime_contract_ids), None)
    asked = request.GET.get("contract", "")
    if asked in {str(each.id) for each in list_watched(actor, on=civil_date(timezone.now()))}:
        shown = UUID(asked)
    rows, has_more = managed.list_counts(shown, page=1)
    table = Table(
        caption=_("What stands now, the newest days first"),
        columns=[Column(_("Count")), Column(_("Day")), Column(_("How many"), True), Column(_("Entered by"))],
        rows=[
            [
                Entry(labels.get(each.code, each.code)),
                Entry(spoken_date(each.day)),
                Entry(f"{each.counted:,}"),
                Entry(each.entered_by.full_name),
            ]
            for each in rows
        ],
        empty=_("No count has been entered."),
    )
    context = {"form": form, "file_form": file_form, "table": table, "has_more": has_more}
    status = _UNPROCESSABLE if form.errors or file_form.errors else 200
    return render(request, "workspace/contracts/counts.html", context, status=status)


def _offered(actor: Actor) -> dict[str, Any]:
    today = civil_date(timezone.now())
    if is_agency(actor):
        return {"contracts": [], "whole_service": True}
    return {"contracts": list_watched(actor, on=today), "whole_service": False}


def _codes() -> list[tuple[str, str]]:
    today = civil_date(timezone.now())
    return [
        (str(row["code"]), str(row["label"]))
        for row in rules_in_force().get_rows("performance.external_counts", today)
    ]


def _contract(chosen: str) -> UUID | None:
    return None if chosen == WHOLE_SERVICE else UUID(chosen)
