"""The pages of second checks: giving a code to a colleague, and what was kept after one (BR-A.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fingerpost.house.forms.refusals import why_href
from fingerpost.house.permissions import requires
from fingerpost.house.requests import actor_of, page_asked
from fingerpost.interactions.models import SecondCheckUse, Section
from fingerpost.interactions.queries.second_checks import list_uses, list_writers
from fingerpost.interactions.services.second_checks import give_second_check
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.second_checks.forms import SecondCheckGivenForm

_UNPROCESSABLE, _TOO_MANY = 422, 429

_REFUSED: Final[dict[str, tuple[str | None, Promise | str]]] = {
    "yourself": ("colleague", gettext_lazy("Nobody gives a second check to themselves")),
    "no_colleague": ("colleague", gettext_lazy("Select somebody who works for your organisation now")),
    "not_yours_to_give": (None, gettext_lazy("You can't give a second check now. Ask your manager.")),
    "too_many": (
        None,
        gettext_lazy("You have given many codes in the last hour. Ask another colleague to look."),
    ),
}

_FIELDS: Final[dict[str, Promise | str]] = {
    "introduced_by_detail": gettext_lazy("More about who introduced them"),
    "name_to_give": gettext_lazy("Name to give when somebody else answers"),
    "vouched_by": gettext_lazy("Profession of the person who vouched"),
    "label": gettext_lazy("Name of the group session"),
}


@dataclass(frozen=True, slots=True)
class UseLine:
    """One field that was kept after a second check, as the list shows it."""

    use: SecondCheckUse
    field: str
    forms: str
    rules: str
    href: str


@requires(Capability.CONFIRM_WORDS)
def second_checks(request: HttpRequest) -> HttpResponse:
    """Say that one has looked at what a colleague wants to keep; the answer shows the code, this once."""
    actor, now = actor_of(request), timezone.now()
    colleagues = list_writers(actor, on=civil_date(now))
    form = SecondCheckGivenForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    status = 200
    if request.method == "POST":
        status = _UNPROCESSABLE
        if form.is_valid():
            colleague_id = form.cleaned_data["colleague"]
            given = give_second_check(
                actor=actor, now=now, colleague_id=colleague_id, number=form.cleaned_data["number"]
            )
            if given.outcome == "given":
                context = {"given": given, "colleague": dict(colleagues)[colleague_id]}
                return render(request, "workspace/second_checks/given.html", context)
            name, words = _REFUSED[given.outcome]
            form.add_error(name, str(words))
            status = _TOO_MANY if given.outcome == "too_many" else _UNPROCESSABLE
    context = {
        "form": form,
        "has_colleagues": bool(colleagues),
        "why_href": why_href(),
    }
    return render(request, "workspace/second_checks/give.html", context, status=status)


@requires(Capability.AUDIT_RECORDS)
@require_safe
def second_checks_used(request: HttpRequest) -> HttpResponse:
    """What was kept after a second check, of records that this person may see; never the words."""
    page = list_uses(page=page_asked(request))
    address = reverse("workspace:second_checks_used")
    context = {
        "lines": [_line(use) for use in page.uses],
        "previous_href": f"{address}?page={page.number - 1}" if page.number > 1 else "",
        "next_href": f"{address}?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "workspace/second_checks/used.html", context)


def _line(use: SecondCheckUse) -> UseLine:
    if use.attendance_id is not None:
        href = reverse("workspace:attendance", args=[use.attendance_id])
    elif use.session_id is not None:
        href = reverse("workspace:session", args=[use.session_id])
    elif use.customer_id is not None:
        href = reverse("workspace:customer", args=[use.customer_id])
    else:
        href = ""
    is_section = use.field in Section.values
    label = Section(use.field).label if is_section else _FIELDS.get(use.field, use.field)
    return UseLine(use, str(label), ", ".join(use.form_ids), ", ".join(use.rule_ids), href)
