"""The versions of a customer's plans, what changed between two, and one version whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fingerpost.customers.identity_bar import identity_bar
from fingerpost.house.forms import ChoiceSelect, Form
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.requests import page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.plans.content import Content, from_json
from fingerpost.plans.models import Answer, PlanAcceptance, PlanVersion, Route
from fingerpost.plans.queries import get_version, with_answer
from fingerpost.plans.rules.differences import differences
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import RecordPage, open_page
from fingerpost.workspace.plans.numbers import count_copies
from fingerpost.workspace.plans.present import content_shown, differences_shown, labels_of

PAGE_SIZE: Final = 25


class CompareForm(Form):
    """Two versions to lay side by side."""

    before = ChoiceSelect(label="", coerce=UUID)
    after = ChoiceSelect(label="", coerce=UUID)

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("before", _("From version")), ("after", _("To version"))):
            field = self.fields[name]
            field.label = label
            if isinstance(field, ChoiceSelect):
                field.choices = list(versions)


@requires(Capability.READ_RECORDS)
@require_safe
def plan_history(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Versions newest first, how each was accepted, copies, and what changed between any two."""
    page = open_page(request, customer_id, what="plan")
    number = page_asked(request)
    found = list(
        with_answer(PlanVersion.objects.filter(plan__customer_id=customer_id))
        .select_related("plan__contract", "made_by")
        .defer("content")
        .order_by("-made_at", "-id")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1]
    )
    versions, has_more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    address = reverse("workspace:plan_history", args=[customer_id])
    context = _around(page)
    context |= {
        "lines": _lines(versions),
        "history_href": address,
        "progress_href": reverse("workspace:plan_progress", args=[customer_id]) if versions else "",
        "previous_href": f"{address}?page={number - 1}" if number > 1 else "",
        "next_href": f"{address}?page={number + 1}" if has_more else "",
        "page_number": number,
        "changes": None,
    }
    status = 200
    if len(versions) > 1:
        form, changed = _compare(request, versions)
        context |= {"compare": form, "form": form, **changed}
        status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/plans/history.html", context, status=status)


@requires(Capability.READ_RECORDS)
@require_safe
def plan_version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """One version whole, and what it changed from the one before."""
    version = get_version(version_id)
    page = open_page(request, version.plan.customer_id, what="plan")
    content = from_json(version.content)
    before = PlanVersion.objects.filter(id=version.replaces_id).first() if version.replaces_id else None
    answer = (
        PlanAcceptance.objects.filter(version=version)
        .select_related("recorded_by")
        .order_by("-happened_at", "-id")
        .first()
    )
    links = [
        (_("Acceptance"), href_of("workspace:plan_acceptance", version.attendance_id)),
        (_("Copies, and giving it to the customer"), href_of("workspace:plan_copies", version.attendance_id)),
        (_("The session record"), href_of("workspace:attendance", version.attendance_id)),
    ]
    context = _around(page)
    context |= {
        "version": {
            "words": _("Version %(number)s, made %(day)s by %(name)s")
            % {
                "number": version.number,
                "day": spoken_date(civil_date(version.made_at)),
                "name": version.made_by.full_name,
            },
            "state": answer_words(answer),
        },
        "links": [{"text": text, "href": href} for text, href in links if href],
        "shown": content_shown(content),
        "changes": _changes(from_json(before.content), content) if before is not None else None,
        "changed_words": _("What changed since version %(number)s") % {"number": before.number}
        if before is not None
        else "",
        "back_href": reverse("workspace:plan_history", args=[page.customer.id]),
        "back_text": _("Back to the versions"),
    }
    return render(request, "workspace/plans/version.html", context)


def answer_words(answer: PlanAcceptance | None) -> str:
    """How a version was answered, in one line."""
    if answer is None:
        return _("Nobody asked the customer to accept it yet")
    day = spoken_date(civil_date(answer.happened_at))
    words = labels_of(Answer.choices)[answer.answer]
    if answer.route:
        words = f"{words}: {labels_of(Route.choices)[answer.route].lower()}"
    return f"{words}, {day}"


def _around(page: RecordPage) -> dict[str, Any]:
    return {
        "customer": page.customer,
        "identity": identity_bar(page.customer, page.today),
        "concern_customer_id": page.customer.id,
        "customer_view_href": href_of("workspace:customer_view", page.customer.id),
        "plan_title": rules_in_force().get_text("plan.title", page.today),
    }


def _lines(versions: Sequence[PlanVersion]) -> list[dict[str, Any]]:
    ids = [version.id for version in versions]
    answers: dict[UUID, PlanAcceptance] = {}
    for answer in PlanAcceptance.objects.filter(version__in=ids).order_by("happened_at", "id")[:500]:
        answers[answer.version_id] = answer
    copies = count_copies(ids)
    return [
        {
            "name": version_name(version, versions),
            "href": reverse("workspace:plan_version", args=[version.id]),
            "made": f"{spoken_date(civil_date(version.made_at))}, {civil_time(version.made_at):%H:%M}, "
            f"{version.made_by.full_name}",
            "accepted": answer_words(answers.get(version.id)),
            "copies": copies.get(version.id, _("None yet")),
            "copies_href": href_of("workspace:plan_copies", version.attendance_id),
        }
        for version in versions
    ]


def version_name(version: PlanVersion, among: Sequence[PlanVersion]) -> str:
    """A version by its number, and by its contract where there are plans under several."""
    name = _("Version %(number)s") % {"number": version.number}
    if len({one.plan_id for one in among}) > 1:
        return f"{name}, {version.plan.contract.reference}"
    return name


def _compare(request: HttpRequest, versions: Sequence[PlanVersion]) -> tuple[CompareForm, dict[str, Any]]:
    choices = [(str(version.id), version_name(version, versions)) for version in versions]
    asked = "before" in request.GET or "after" in request.GET
    initial = {"before": str(versions[1].id), "after": str(versions[0].id)}
    form = CompareForm(request.GET if asked else None, versions=choices, initial=initial)
    if not asked or not form.is_valid():
        return form, {}
    names = dict(choices)
    before, after = form.cleaned_data["before"], form.cleaned_data["after"]
    texts = dict(PlanVersion.objects.filter(id__in=[before, after]).values_list("id", "content"))
    words = _("From %(before)s to %(after)s") % {
        "before": names[str(before)].lower(),
        "after": names[str(after)].lower(),
    }
    return form, {
        "changes": _changes(from_json(texts[before]), from_json(texts[after])),
        "changed_words": words,
    }


def _changes(before: Content, after: Content) -> list[dict[str, Any]]:
    goals = {str(goal.key): goal.text for goal in (*before.goals, *after.goals)}
    return differences_shown(differences(before, after), goals)
