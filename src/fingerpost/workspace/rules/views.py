"""Pages of the register "Rules in force": the list of a day, one rule, two days side by side, the file."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.house.errors import NotFound
from fingerpost.house.evidence import UnusableTrace
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.policy import Ruling
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.rules import entries, evidence, table_file
from fingerpost.workspace.rules.compared import compare
from fingerpost.workspace.rules.forms import CompareForm, RegisterForm, boxes, filled
from fingerpost.workspace.rules.neutral import is_word_list
from fingerpost.workspace.rules.present import spoken_day
from fingerpost.workspace.rules.source import rules_shown, specs_shown
from fingerpost.workspace.rules.uses import uses_of
from fingerpost.workspace.rules.words import ADDED_HERE, EARLIER_TEXT_NOT_SUPPLIED, STANDINGS

MOST_ON_PAPER: Final = 500
_UNPROCESSABLE: Final = 422
# Whoever writes into records, answers for them, gives second checks or extends the list must know it (BR-A.2).
MAY_READ_WORDS: Final = (
    Capability.WORK_CONTACTS,
    Capability.KEY_PAPER,
    Capability.AUDIT_RECORDS,
    Capability.PUBLISH_RULES,
    Capability.EXTEND_WORDS,
    Capability.CONFIRM_WORDS,
    Capability.KNOW_WORDS,
)


@requires(Capability.READ_RULES)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of one day, fifty at a time, narrowed by words, status, paper and pack."""
    in_force, specs = rules_shown(), specs_shown()
    form = RegisterForm(filled(request.GET, {"on": _today()}), rules=in_force)
    if not form.is_valid():
        return render(request, "workspace/rules/list.html", {"form": form}, status=_UNPROCESSABLE)
    day: date = form.cleaned_data["on"]
    found = entries.list_rulings(in_force, specs, day=day, wanted=form.wanted)
    page = entries.page_of(found, in_force, specs, number=page_asked(request))
    query = {name: str(value) for name, value in request.GET.items() if name in form_names(form) and value}
    context = {
        "form": form,
        "day": spoken_day(day),
        "day_query": urlencode(boxes("on", day)),
        "page": page,
        "most_in_file": table_file.MOST_ROWS,
        "pages": page_links(page.number, page.pages, query),
        "query": urlencode({**query, **boxes("on", day)}),
        "is_narrowed": any((form.wanted.words, form.wanted.status, form.wanted.paper, form.wanted.pack)),
        "standings": [*STANDINGS.values(), EARLIER_TEXT_NOT_SUPPLIED, ADDED_HERE],
    }
    return render(request, "workspace/rules/list.html", context)


@requires(Capability.READ_RULES)
@require_safe
def rules_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file for a spreadsheet, at most five thousand rules."""
    in_force, specs = rules_shown(), specs_shown()
    form = RegisterForm(filled(request.GET, {"on": _today()}), rules=in_force)
    if not form.is_valid():
        return render(request, "workspace/rules/list.html", {"form": form}, status=_UNPROCESSABLE)
    day: date = form.cleaned_data["on"]
    found = entries.list_rulings(in_force, specs, day=day, wanted=form.wanted)
    return HttpResponse(
        "".join(table_file.rows_of(found, in_force, specs)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="rules-in-force-{day.isoformat()}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@requires(Capability.READ_RULES)
@require_safe
def rules_print(request: HttpRequest) -> HttpResponse:
    """The same list on one page for paper, at most five hundred rules."""
    in_force, specs = rules_shown(), specs_shown()
    form = RegisterForm(filled(request.GET, {"on": _today()}), rules=in_force)
    if not form.is_valid():
        return render(request, "workspace/rules/list.html", {"form": form}, status=_UNPROCESSABLE)
    day: date = form.cleaned_data["on"]
    found = entries.list_rulings(in_force, specs, day=day, wanted=form.wanted)
    context = {
        "day": spoken_day(day),
        "total": len(found),
        "left_out": max(0, len(found) - MOST_ON_PAPER),
        "entries": [entries.entry_of(key, one, in_force, specs) for key, one in found[:MOST_ON_PAPER]],
        "wanted": form.wanted,
        "back_query": request.GET.urlencode(),
    }
    return render(request, "workspace/rules/print.html", context)


@requires(Capability.READ_RULES)
@require_safe
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One key: what it is for, its value on a day, its line of time, where it was used, which tests show it."""
    in_force, specs = rules_shown(), specs_shown()
    if key not in in_force:
        raise NotFound(_("No rule has this key. Find it in the list of rules."), code="no_such_rule")
    form = RegisterForm(filled(request.GET, {"on": _today()}), rules=in_force)
    day: date = form.cleaned_data["on"] if form.is_valid() else _today()
    history = in_force.history(key)
    spec = specs.get(key)
    actor = actor_of(request)
    record = evidence.last_record()
    now = entries.ruling_on(in_force, key, day)
    context = {
        "entry": entries.entry_of(key, now, in_force, specs),
        "note": entries.note_of(now, in_force) if now else "",
        "unit": spec.unit if spec else "",
        "day": spoken_day(day),
        "day_query": urlencode(boxes("on", day)),
        "line": [_moment(one, key, is_now=one is now) for one in history],
        "uses": uses_of(list(dict.fromkeys(one.rule_id for one in history)), actor),
        "tests": evidence.shown_by([one.source for one in history], record, in_force),
        "record": record,
        "may_read_words": is_word_list(spec) and any(actor.can(one) for one in MAY_READ_WORDS),
    }
    return render(request, "workspace/rules/rule.html", context)


@requires(Capability.READ_RULES)
@require_safe
def compare_days(request: HttpRequest) -> HttpResponse:
    """What differs between two days, fifty rules at a time."""
    in_force, specs = rules_shown(), specs_shown()
    today = _today()
    form = CompareForm(filled(request.GET, {"first": _a_year_before(today), "second": today}))
    if not form.is_valid():
        return render(request, "workspace/rules/compare.html", {"form": form}, status=_UNPROCESSABLE)
    first, second = form.cleaned_data["first"], form.cleaned_data["second"]
    found = compare(in_force, specs, first=first, second=second, number=page_asked(request))
    context = {
        "form": form,
        "first": spoken_day(first),
        "second": spoken_day(second),
        "first_query": urlencode(boxes("on", first)),
        "second_query": urlencode(boxes("on", second)),
        "found": found,
        "pages": page_links(found.number, found.pages, {**boxes("first", first), **boxes("second", second)}),
    }
    return render(request, "workspace/rules/compare.html", context)


@requires(*MAY_READ_WORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The words that can't be kept: asked for by a press, never by an address alone (BR-A.2, BR-20.2)."""
    in_force, specs = rules_shown(), specs_shown()
    lists = []
    if request.method == "POST":
        today = _today()
        for key in in_force.keys():  # noqa: SIM118 - Rules is no mapping
            ruling = in_force.find(key, today) if is_word_list(specs.get(key)) else None
            if ruling is not None and isinstance(ruling.value, tuple):
                lists.append({"about": specs[key].about, "ruling": ruling, "bases": _by_base(ruling)})
    context = {
        "lists": lists,
        "is_asked_for": request.method == "POST",
        "may_confirm": actor_of(request).can(Capability.KNOW_WORDS),
    }
    return render(request, "workspace/rules/words.html", context)


@requires(Capability.READ_RULES)
@require_safe
def rules_evidence(request: HttpRequest) -> HttpResponse:
    """Which numbered paragraphs the tests of the last run show, area by area."""
    record = evidence.last_record()
    fault = record.fault
    areas: list[evidence.AreaLine] = []
    try:
        areas = evidence.areas(record, rules_shown())
    except UnusableTrace:
        fault = _("The register of demands is not at hand here.")
    context = {
        "record": record,
        "fault": fault,
        "areas": areas,
        "shown": sum(len(area.shown) for area in areas),
        "of": sum(area.of for area in areas),
    }
    return render(request, "workspace/rules/evidence.html", context)


def form_names(form: RegisterForm) -> frozenset[str]:
    """The names under which the fields of the form travel in an address."""
    return frozenset({*boxes("on", date(2000, 1, 1)), *(name for name in form.fields if name != "on")})


def page_links(number: int, pages: int, query: dict[str, str]) -> dict[str, object]:
    """Where the previous and the next page are, and which of how many this is."""

    def href(page: int) -> str:
        return f"?{urlencode({**query, 'page': str(page)})}"

    return {
        "number": number,
        "of": pages,
        "previous_href": href(number - 1) if number > 1 else "",
        "next_href": href(number + 1) if number < pages else "",
    }


def _moment(ruling: Ruling, key: str, *, is_now: bool) -> dict[str, object]:
    """One stretch of the line of time."""
    in_force, specs = rules_shown(), specs_shown()
    return {
        "entry": entries.entry_of(key, ruling, in_force, specs),
        "note": entries.note_of(ruling, in_force),
        "from": spoken_day(ruling.valid_from),
        "to": spoken_day(ruling.valid_to) if ruling.valid_to else "",
        "pack": ruling.pack,
        "is_now": is_now,
    }


def _by_base(ruling: Ruling) -> list[dict[str, object]]:
    """The forms of a list under the word they belong to, in order."""
    bases: dict[str, list[str]] = {}
    rows = ruling.value if isinstance(ruling.value, tuple) else ()
    for row in rows:
        bases.setdefault(str(row["base"]), []).append(str(row["form"]))
    return [{"base": base, "forms": bases[base]} for base in sorted(bases, key=str.casefold)]


def _today() -> date:
    return civil_date(timezone.now())


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))
