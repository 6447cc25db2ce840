"""Reports put together without code: list, make, change, remove, schedule, and what was made."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fingerpost.files.serving import send_file
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.performance.access import scope_of
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import SavedReport
from fingerpost.performance.services import reports as services
from fingerpost.performance.sheets import FORMATS, marking_on, moment_words, written_as
from fingerpost.performance.words import DIMENSION_WORDS, PERIOD_WORDS
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.performance.forms import ANY, Offered
from fingerpost.workspace.performance.views import standing
from fingerpost.workspace.reports.forms import NEVER, NEWEST, ReportForm

_UNPROCESSABLE: Final = 422


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of whoever is signed in."""
    found = services.list_reports(actor_of(request))
    lines = [(each, each.get_schedule_display()) for each in found]
    return render(request, "workspace/reports/list.html", {"lines": lines})


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def new_report(request: HttpRequest) -> HttpResponse:
    """Put a report together and keep it."""
    actor = actor_of(request)
    chosen = [code for code in request.GET.getlist("measure") if code in ALL]
    form = _form(request, initial={"measures": chosen, "version": 0, "schedule": NEVER, "month": NEWEST})
    if request.method == "POST" and form.is_valid():
        kept = services.save_report(
            actor=actor,
            now=timezone.now(),
            name=form.cleaned_data["name"],
            measures=form.cleaned_data["measures"],
            asked=form.asked(),
            schedule=form.schedule_wanted(),
        )
        messages.success(request, _("The report is saved. Make it whenever you need it."))
        return redirect("workspace:report", kept.id)
    return _draw(request, form, None)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: its question, its figures as they are now, and what was made of it before."""
    actor, now = actor_of(request), timezone.now()
    found = services.get_report(report_id)
    measures, asked = services.question_of(found)
    context = {
        "report": found,
        "schedule": found.get_schedule_display(),
        "measures": [
            (_(ALL[code].title), f"{reverse('workspace:measure', args=[code])}?{urlencode(asked.plain())}")
            for code in measures
        ],
        "by": DIMENSION_WORDS[asked.by] if asked.by else "",
        "period": PERIOD_WORDS[asked.period],
        "sheets": services.sheets_now(actor, found, now=now),
        "made": [
            (
                each,
                moment_words(each.made_at),
                [(format.upper(), _file(found, each.id, format)) for format in FORMATS],
            )
            for each in services.list_made(found)
        ],
    }
    return render(request, "workspace/reports/report.html", context)


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def change(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Change a report."""
    actor = actor_of(request)
    found = services.get_report(report_id)
    measures, asked = services.question_of(found)
    initial = {
        "month": NEWEST,
        **asked.plain(),
        "name": found.name,
        "measures": measures,
        "schedule": found.schedule or NEVER,
        "version": found.version,
    }
    form = _form(request, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_report(
            actor=actor,
            now=timezone.now(),
            report_id=report_id,
            version=form.cleaned_data["version"],
            name=form.cleaned_data["name"],
            measures=form.cleaned_data["measures"],
            asked=form.asked(),
            schedule=form.schedule_wanted(),
        )
        messages.success(request, _("The report is changed."))
        return redirect("workspace:report", report_id)
    return _draw(request, form, found)


@requires(Capability.SEE_PERFORMANCE)
@require_POST
@submit_once
def make(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make a report now and keep it."""
    services.make_report(actor=actor_of(request), now=timezone.now(), report_id=report_id)
    messages.success(request, _("Made and kept. It stands at the end of the page."))
    return redirect("workspace:report", report_id)


@requires(Capability.SEE_PERFORMANCE)
@require_http_methods(["GET", "POST"])
@submit_once
def remove(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Ask, and then remove a report with everything that was made of it."""
    actor = actor_of(request)
    found = services.get_report(report_id)
    if request.method == "POST":
        services.remove_report(actor=actor, now=timezone.now(), report_id=report_id)
        messages.success(request, _("The report is removed."))
        return redirect("workspace:reports")
    return render(request, "workspace/reports/remove.html", {"report": found})


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def made_file(request: HttpRequest, report_id: UUID, made_id: UUID, format: str) -> HttpResponse:
    """One making of a report as a file, as it was told then."""
    if format not in FORMATS:
        raise Http404
    found = services.get_report(report_id)
    made = services.get_made(found, made_id)
    marking = marking_on(civil_date(made.made_at), rules_in_force())
    content = written_as(
        format, services.sheets_made(made), title=found.name, made_at=made.made_at, marking=marking
    )
    return send_file(content, name=f"report-{civil_date(made.made_at)}.{format}", media_type=FORMATS[format])


def _file(report: SavedReport, made_id: UUID, format: str) -> str:
    return reverse("workspace:report_file", args=[report.id, made_id, format])


def _form(request: HttpRequest, *, initial: dict[str, Any]) -> ReportForm:
    everything = dict.fromkeys(
        ("contract", "organisation", "venue", "adviser", "channel", "priority", "by"), ANY
    )
    return ReportForm(
        request.POST if request.method == "POST" else None,
        initial={**everything, "period": "year", "known": "now", **initial},
        offered=Offered(scope_of(actor_of(request))),
        newest=standing().newest,
    )


def _version(form: ReportForm) -> int:
    typed = str(form["version"].value() or "0")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _draw(request: HttpRequest, form: ReportForm, found: SavedReport | None) -> HttpResponse:
    return render(
        request,
        "workspace/reports/edit.html",
        {"form": form, "report": found, "version": _version(form)},
        status=_UNPROCESSABLE if form.errors else 200,
    )
