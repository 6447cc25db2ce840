"""The instructions: every rule of daily work in readable pages, for the staff alone (OI-0.1, OI-0.2)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fingerpost.house.errors import NotFound
from fingerpost.house.forms import Form, ShortText
from fingerpost.house.permissions import requires
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.fields import later
from fingerpost.workspace.instructions.drawing import Drawn, draw, version_of
from fingerpost.workspace.instructions.reading import chapters
from fingerpost.workspace.rules.present import spoken_day
from fingerpost.workspace.rules.source import rules_shown, specs_shown

_UNPROCESSABLE: Final = 422
_AROUND: Final = 80
MOST_FOUND: Final = 50


class SearchForm(Form):
    """The words to find. They are in the address: nothing personal is asked for."""

    words = ShortText(
        label=gettext_lazy("Words to find in the instructions"),
        max_length=100,
        name_in_messages=later(gettext_lazy("the words to find")),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One part of a chapter that has all the words, with a few words around the first."""

    chapter: str
    title: str
    href: str
    around: str


@requires(Capability.READ_RULES)
@require_safe
def instructions(request: HttpRequest) -> HttpResponse:
    """The table of contents, and what was searched for."""
    every = _drawn()
    form = SearchForm(request.GET if "words" in request.GET else None)
    context: dict[str, object] = {**_about(every), "chapters": every, "form": form}
    if form.is_bound and not form.is_valid():
        return render(request, "workspace/instructions/contents.html", context, status=_UNPROCESSABLE)
    if form.is_bound:
        found = search(every, form.cleaned_data["words"])
        context |= {
            "found": found[:MOST_FOUND],
            "left_out": max(0, len(found) - MOST_FOUND),
            "is_searched": True,
        }
    return render(request, "workspace/instructions/contents.html", context)


@requires(Capability.READ_RULES)
@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter."""
    every = _drawn()
    place = next((number for number, one in enumerate(every) if one.chapter.name == name), None)
    if place is None:
        raise NotFound(
            _("The instructions have no such chapter. Their table of contents has all of them."),
            code="no_chapter",
        )
    context = {
        **_about(every),
        "drawn": every[place],
        "review_on": spoken_day(every[place].chapter.review_on),
        "is_review_due": every[place].chapter.review_on <= _today(),
        "before": every[place - 1] if place else None,
        "after": every[place + 1] if place + 1 < len(every) else None,
    }
    return render(request, "workspace/instructions/chapter.html", context)


@requires(Capability.READ_RULES)
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Every chapter on one page, to print."""
    every = _drawn()
    return render(request, "workspace/instructions/whole.html", {**_about(every), "chapters": every})


def search(every: Sequence[Drawn], typed: str) -> list[Found]:
    """The parts of chapters that have every word, in their order. A part's own title and its chapter's count."""
    words = typed.casefold().split()
    found = []
    for drawn in every:
        for section in drawn.sections:
            text = html.unescape(section.text)
            searched = f"{drawn.chapter.title}\n{section.title}\n{text}".casefold()
            if all(word in searched for word in words):
                address = reverse("workspace:instructions_chapter", args=[drawn.chapter.name])
                title = html.unescape(section.title)
                found.append(
                    Found(drawn.chapter.title, title, f"{address}#{section.anchor}", _around(text, words))
                )
    return found


def _around(text: str, words: Sequence[str]) -> str:
    """The words around the first that is found, cut at spaces."""
    places = [place for word in words if (place := text.casefold().find(word)) >= 0]
    middle = min(places, default=0)
    start, end = max(0, middle - _AROUND), middle + _AROUND
    cut = text[start:end]
    if start:
        cut = f"…{cut.partition(' ')[2]}"
    return f"{cut.rpartition(' ')[0]}…" if end < len(text) else cut


def _drawn() -> tuple[Drawn, ...]:
    """Every chapter with the values of today, kept as long as the rules are the same."""
    rules, day = rules_shown(), _today()
    return rules.derived(
        f"instructions:{day.isoformat()}",
        lambda: tuple(draw(one, rules=rules, specs=specs_shown(), day=day) for one in chapters()),
    )


def _about(every: Sequence[Drawn]) -> dict[str, object]:
    """The version that stands on each page."""
    newest = max((one.newest for one in every if one.newest), default=None)
    return {
        "version": version_of(every),
        "day": spoken_day(_today()),
        "newest": spoken_day(newest) if newest else "",
    }


def _today() -> date:
    return civil_date(timezone.now())
