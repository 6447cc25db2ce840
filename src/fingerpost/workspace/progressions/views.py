"""Where a customer stands in work and learning, how far they came, and adding or correcting an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.house.errors import InvalidInput
from fingerpost.house.forms import Form, SecondCheckForm
from fingerpost.house.permissions import requires
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.outcomes.progressions import progressions_of
from fingerpost.outcomes.services.progressions import (
    record_employment,
    record_learning,
    record_research_outcome,
)
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import OK, UNPROCESSABLE, open_page
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.progressions import words
from fingerpost.workspace.progressions.forms import FIELDS, EmploymentForm, LearningForm, ResearchForm
from fingerpost.workspace.second_checks.codes import Answered, answer_codes

_FOLDER: Final = "workspace/progressions"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry: its form, its service, and the words of its page."""

    form: Callable[..., Form]
    record: Callable[..., object]
    title: Callable[[], str]


@requires(Capability.READ_RECORDS)
@require_safe
def progressions(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What stands of a customer in work and learning, how far they came, and outcomes for research apart."""
    page = open_page(request, customer_id, what="progressions")
    rules = rules_in_force()
    found = progressions_of(customer_id, rules=rules, on=page.today)
    return draw(
        page,
        f"{_FOLDER}/list.html",
        distance=words.distance_rows(found.distance),
        work=[words.employment_line(one, rules) for one in found.employment],
        learning=[words.learning_line(one, rules) for one in found.learning],
        hard=words.research_lines(found.research, rules, soft=False),
        soft=words.research_lines(found.research, rules, soft=True),
        may_record=page.actor.can(Capability.RECORD_OUTCOMES),
    )


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def new_employment(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep where the customer stands in work; with `corrects`, in the place of an entry that was wrong."""
    return _new(
        request, customer_id, Kind(EmploymentForm, record_employment, lambda: _("Where they stand in work"))
    )


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def new_learning(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep where the customer stands in learning, and the level they hold."""
    return _new(
        request, customer_id, Kind(LearningForm, record_learning, lambda: _("Where they stand in learning"))
    )


@requires(Capability.RECORD_OUTCOMES)
@submit_once
def new_research(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Keep a hard or a soft outcome for research; it is never claimed (OI-15.15)."""
    return _new(
        request, customer_id, Kind(ResearchForm, record_research_outcome, lambda: _("What changed for them"))
    )


def _new(request: HttpRequest, customer_id: UUID, kind: Kind) -> HttpResponse:
    page = open_page(request, customer_id, what="progressions")
    corrects, attendance = _id(request, "corrects"), _id(request, "session")
    form = kind.form(request.POST if request.method == "POST" else None, initial={"recorded_on": page.today})
    answered = Answered()
    if form.is_bound and isinstance(form, SecondCheckForm):
        answered = answer_codes(form, actor=page.actor, now=page.now)
    if form.is_bound and form.is_valid():
        try:
            kind.record(
                actor=page.actor,
                now=page.now,
                customer_id=customer_id,
                values=_values(form, attendance),
                corrects_id=corrects,
            )
        except InvalidInput as refused:
            field = FIELDS.get(refused.code)
            form.add_error(field if field in form.fields else None, refused.message)
        else:
            answered.keep(actor=page.actor, now=page.now, customer_id=customer_id)
            messages.success(request, _("Kept. What was there before stays in the history."))
            return redirect("workspace:progressions", customer_id)
    return draw(
        page,
        f"{_FOLDER}/new.html",
        status=UNPROCESSABLE if form.errors else OK,
        form=form,
        title=kind.title(),
        corrects=corrects or "",
        session=attendance or "",
    )


def _values(form: Any, attendance_id: UUID | None) -> object:
    return form.values(attendance_id)


def _id(request: HttpRequest, name: str) -> UUID | None:
    """An id that the page carries: in its address at first, in its form afterwards."""
    try:
        return UUID(request.POST.get(name) or request.GET.get(name) or "")
    except ValueError:
        return None
