"""Figures: every measure of a kind, one measure with its parts and months, files, JSON, a new snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fingerpost.files.serving import send_file
from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.performance import engine
from fingerpost.performance.access import NARROWINGS, Scope, may_be_narrowed, narrowings, scope_of
from fingerpost.performance.asking import KNOWN, MONTH, YEAR, Asked, asked_of
from fingerpost.performance.indicator import indicator_totals
from fingerpost.performance.measures.definition import Described, Dimension, Kind
from fingerpost.performance.measures.registry import ALL, described
from fingerpost.performance.reading import Reading, break_downs, figures, readings
from fingerpost.performance.sheets import FORMATS, about_of, marking_on, moment_words, sheet_of, written_as
from fingerpost.performance.soon import take_snapshot_soon
from fingerpost.performance.words import KIND_WORDS
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.performance import present
from fingerpost.workspace.performance.forms import ANY, AskForm, Offered

_UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Stand:
    """Where figures stand: the moment of the snapshot, and the first of its month (today's where there is none)."""

    moment: datetime | None
    newest: date


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def performance(request: HttpRequest) -> HttpResponse:
    """Every measure of one kind, with value, target and moment. Ten measures take as many queries as one."""
    actor, stand = actor_of(request), standing()
    asked = replace(asked_of(request.GET), by=None)
    kind = _kind(request.GET.get("kind", ""))
    scope = scope_of(actor)
    narrowed = NARROWINGS & asked.plain().keys()
    shown = [what for what in _of_kind(kind) if may_be_narrowed(what, scope, narrowed)]
    codes = [what.code for what in shown]
    problem, found = "", []
    try:
        found = readings(actor, measures=codes, filters=asked.filters(stand.newest), known=asked.known)
    except InvalidInput as error:
        problem = error.message
    lines = [_line(reading, asked) for reading in found]
    context = {
        "lines": lines,
        "left_out": len(_of_kind(kind)) - len(shown),
        "problem": problem,
        "kind": kind,
        "kind_words": KIND_WORDS[kind],
        "kinds": [
            (str(words), f"?{urlencode(_kind_query(scope, each, asked))}", each is kind)
            for each, words in KIND_WORDS.items()
        ],
        "form": AskForm(
            initial=_initial(asked, stand),
            offered=Offered(scope),
            newest=stand.newest,
            narrowings=narrowings(scope, _of_kind(kind)),
        ),
        "moment": moment_words(stand.moment) if stand.moment else "",
        "is_rounded": any(reading.is_rounded for reading in found),
        "indicator": indicator_totals(actor) if kind is Kind.EQUALITY else [],
        "may_take": may_take_snapshot(actor),
    }
    return render(
        request, "workspace/performance/list.html", context, status=_UNPROCESSABLE if problem else 200
    )


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure: its definition, value, parts and months, each with the way to its records."""
    actor, stand = actor_of(request), standing()
    what = described(code)
    asked = asked_of(request.GET)
    offered_parts, scope = break_downs(actor, code), scope_of(actor)
    problem, status = "", 200
    try:
        reading = figures(
            actor, measure=code, filters=asked.filters(stand.newest), by=asked.by, known=asked.known
        )
    except InvalidInput as error:
        problem, status = error.message, _UNPROCESSABLE
        asked = Asked(month=asked.month, period=asked.period)
        reading = figures(actor, measure=code, filters=asked.filters(stand.newest))
    lines = present.lines_of(reading, asked)
    months, month_lines = (
        _months(actor, reading, asked, stand) if Dimension.MONTH in offered_parts else (None, [])
    )
    context = {
        "what": what,
        "title": _(what.title),
        "says": _(what.says),
        "about": about_of(reading, made_at=timezone.now(), marking=_marking())[1:],
        "whole": present.line_of(
            what,
            reading.whole,
            name=_("All"),
            href=present.records_href(replace(reading, by=None), asked, reading.whole),
        ),
        "lines": lines,
        "drawn": present.plot_of(reading, lines),
        "months": month_lines,
        "drawn_months": present.plot_of(months, month_lines) if months else None,
        "others": _others(what, asked),
        "files": [
            (
                format.upper(),
                f"{reverse('workspace:measure_file', args=[code, format])}?{urlencode(asked.plain())}",
            )
            for format in FORMATS
        ],
        "problem": problem,
        "form": AskForm(
            initial=_initial(asked, stand),
            offered=Offered(scope),
            newest=stand.newest,
            break_downs=offered_parts,
            narrowings=narrowings(scope, [what]),
        ),
        "list_href": _list_href(scope, what, asked),
        "is_rounded": reading.is_rounded,
        "opens": reading.opens,
    }
    return render(request, "workspace/performance/measure.html", context, status=status)


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def measure_file(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """One measure as a file: CSV, XLSX or PDF, with its definition, filters, moment and mark."""
    if format not in FORMATS:
        raise Http404
    actor, now = actor_of(request), timezone.now()
    asked = asked_of(request.GET)
    filters = asked.filters(standing().newest)
    reading = figures(actor, measure=code, filters=filters, by=asked.by, known=asked.known)
    sheet = sheet_of(reading, made_at=now, marking=_marking())
    content = written_as(format, [sheet], title=sheet.title, made_at=now, marking=_marking())
    return send_file(content, name=f"{code}.{format}", media_type=FORMATS[format])


@requires(Capability.SEE_PERFORMANCE)
@require_safe
def figures_json(request: HttpRequest) -> HttpResponse:
    """Figures for a program: ``measure`` and the same filters as the pages. Numbers are texts, exact as told."""
    actor = actor_of(request)
    code = request.GET.get("measure", "")
    asked = asked_of(request.GET)
    filters = asked.filters(standing().newest)
    reading = figures(actor, measure=code, filters=filters, by=asked.by, known=asked.known)
    answer = JsonResponse(as_json(reading))
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Capability.SEND_RETURNS, Capability.SET_TERMS)
@require_POST
@submit_once
def snapshot(request: HttpRequest) -> HttpResponse:
    """Have a new snapshot taken by the worker."""
    take_snapshot_soon()
    messages.success(
        request, _("A new snapshot is being taken. The moment above the figures changes when it is there.")
    )
    return redirect("workspace:performance")


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: values as texts, null where nothing can be told."""
    what, filters = reading.measure, reading.filters

    def told(cell: Any) -> dict[str, Any]:
        numbers = {
            name: present.plain(getattr(cell, name)) or None
            for name in ("value", "numerator", "denominator", "target")
        }
        return {"part": cell.part, **numbers, "too_few": cell.is_few, "left_out": cell.left_out}

    return {
        "measure": what.code,
        "title": what.title,
        "definition": what.says,
        "denominator": what.denominator,
        "unit": str(what.unit),
        "decimals": what.decimals,
        "source": what.source,
        "counted_from": what.from_source,
        "months": [filters.first_month.isoformat(), filters.last_month.isoformat()],
        "known": reading.known,
        "by": str(reading.by) if reading.by else None,
        "facts_as_of": reading.moment.isoformat() if reading.moment else None,
        "rounded": reading.is_rounded,
        "marking": _marking(),
        "whole": told(reading.whole),
        "parts": [told(cell) for cell in reading.cells] if reading.by else [],
    }


def standing() -> Stand:
    """The moment of the newest snapshot, and the month it is of."""
    found = engine.newest_snapshot()
    moment = found.taken_at if found else None
    return Stand(moment, civil_date(moment or timezone.now()).replace(day=1))


def may_take_snapshot(actor: Actor) -> bool:
    """Whether this reader may have a new snapshot taken."""
    return actor.can(Capability.SEND_RETURNS) or actor.can(Capability.SET_TERMS)


def _marking() -> str:
    return marking_on(civil_date(timezone.now()), rules_in_force())


def _kind(typed: str) -> Kind:
    return Kind(typed) if typed in {str(each) for each in Kind} else Kind.NATIONAL


def _initial(asked: Asked, stand: Stand) -> dict[str, str]:
    return {
        **dict.fromkeys(("contract", "organisation", "venue", "adviser", "channel", "priority", "by"), ANY),
        "known": KNOWN[0],
        **asked.plain(),
        "month": f"{asked.month_on(stand.newest):%Y-%m}",
    }


def _of_kind(kind: Kind) -> list[Described]:
    return [what for what in ALL.values() if what.kind is kind]


def _kind_query(scope: Scope, kind: Kind, asked: Asked) -> dict[str, str]:
    """The same question of another kind, without what that kind may not be asked."""
    refused = NARROWINGS - narrowings(scope, _of_kind(kind))
    query = {name: text for name, text in asked.plain().items() if name not in refused}
    return {**query, "kind": str(kind)}


def _list_href(scope: Scope, what: Described, asked: Asked) -> str:
    query = _kind_query(scope, what.kind, replace(asked, by=None))
    return f"{reverse('workspace:performance')}?{urlencode(query)}"


def _line(reading: Reading, asked: Asked) -> present.Line:
    what = reading.measure
    href = f"{reverse('workspace:measure', args=[what.code])}?{urlencode(asked.plain())}"
    note = str(present.BETTER_WORDS[what.better])
    return present.line_of(what, reading.whole, name=_(what.title), href=href, note=note)


def _months(actor: Actor, reading: Reading, asked: Asked, stand: Stand) -> tuple[Reading, list[present.Line]]:
    by_month = replace(
        asked, by=Dimension.MONTH, period=YEAR if asked.period == MONTH else asked.period, known=KNOWN[0]
    )
    found = figures(
        actor, measure=reading.measure.code, filters=by_month.filters(stand.newest), by=Dimension.MONTH
    )
    return found, present.lines_of(found, by_month)


def _others(what: Described, asked: Asked) -> list[tuple[str, str]]:
    """The measures that define the same ratio otherwise: another date, or another denominator (XD-15)."""
    same: set[str] = set()
    for row in rules_in_force().get_rows("performance.denominators", civil_date(timezone.now())):
        others = row["others"]
        codes = {str(row["chosen"]), *(str(each) for each in (others if isinstance(others, tuple) else ()))}
        same |= codes if what.code in codes else set()
    if what.defines:
        same |= {each.code for each in ALL.values() if each.defines == what.defines}
    query = urlencode(asked.plain())
    return [
        (_(ALL[code].title), f"{reverse('workspace:measure', args=[code])}?{query}")
        for code in sorted(same - {what.code})
    ]
