"""What became of a plan: how its lines stand, notes, what the customer added, distance travelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.customers.identity_bar import identity_bar
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted
from fingerpost.house.forms.drawing import error_items
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.requests import page_asked
from fingerpost.house.rules import rules_in_force
from fingerpost.house.submissions import submit_once
from fingerpost.plans.models import Plan, PlanProgress, ProgressKind, SaidBy, Status
from fingerpost.plans.queries import PlanStanding, find_plan_of, standing_of
from fingerpost.plans.services.progress import ProgressValues, record_progress
from fingerpost.plans.services.screening import Checks
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import RecordPage, open_page
from fingerpost.workspace.plans.present import labels_of
from fingerpost.workspace.plans.progress_forms import DistanceForm, NoteForm, StatusForm
from fingerpost.workspace.plans.words import STATUS_TAGS
from fingerpost.workspace.second_checks.codes import code_words

PAGE_SIZE: Final = 25
Params = dict[str, Any]


class Forms:
    """The three forms of the page; the one that was sent is bound."""

    def __init__(
        self, standing: PlanStanding, measures: Sequence[tuple[str, str]], data: Any, do: str
    ) -> None:
        lines = (*standing.goals, *standing.actions)
        self.statuses = [
            StatusForm(
                data if do == "status" else None,
                key=one.line.key,
                text=one.line.text,
                status=one.last.status if one.last else "",
                met_on=one.last.met_on if one.last else None,
            )
            for one in lines
        ]
        names = [(str(one.line.key), one.line.text) for one in lines]
        self.note = NoteForm(data if do == "note" else None, lines=names)
        self.distance = DistanceForm(data if do == "distance" else None, measures=measures)

    @property
    def all(self) -> list[StatusForm | NoteForm | DistanceForm]:
        """Every form in the order of the page."""
        return [*self.statuses, self.distance, self.note]


@requires(Capability.READ_RECORDS)
@submit_once
def plan_progress(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The log beside the plan (MX-1.5b, BR-9.2); a POST adds to it."""
    page = open_page(request, customer_id, what="plan")
    plan = find_plan_of(customer_id)
    may_write = page.actor.can(Capability.GIVE_ADVICE) or page.actor.can(Capability.FOLLOW_UP)
    if request.method == "POST" and not may_write:
        raise NotPermitted(_("Your role does not keep the progress of plans."), code="no_progress")
    if plan is None:
        context = {**_around(page), "has_plan": False}
        return render(request, "workspace/plans/progress.html", context)
    standing = standing_of(plan)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = Forms(standing, measures(page), request.POST, do)
    if do and _keep(page.actor, page.now, plan, forms, do):
        messages.success(request, _("Kept beside the plan."))
        address = reverse("workspace:plan_progress", args=[customer_id])
        return redirect(f"{address}#{'standing' if do == 'status' else do}")
    return _show(page, plan, standing, forms, may_write=may_write, status=422 if do else 200)


def measures(page: RecordPage) -> list[tuple[str, str]]:
    """What distance is measured by today, in the customer's words (MX-1.5a)."""
    rows = rules_in_force().get_rows("plan.distance_measures", page.today)
    return [(str(row["code"]), str(row["label"])) for row in rows]


def _keep(actor: Actor, now: datetime, plan: Plan, forms: Forms, do: str) -> bool:
    """Add what was sent; False where something in it has to be mended first."""
    if do == "status":
        return _keep_statuses(actor, now, plan, forms.statuses)
    if do == "distance":
        return _keep_scores(actor, now, plan, forms.distance)
    return _keep_note(actor, now, plan, forms.note)


def _keep_statuses(actor: Actor, now: datetime, plan: Plan, sent: Sequence[StatusForm]) -> bool:
    if any(form.errors for form in sent):
        return False
    for form in sent:
        if form.has_news:
            values = ProgressValues(
                kind=ProgressKind.STATUS.value,
                item=form.key,
                status=form.cleaned_data["status"],
                met_on=form.cleaned_data["met_on"],
            )
            record_progress(actor=actor, now=now, plan_id=plan.id, values=values)
    return True


def _keep_scores(actor: Actor, now: datetime, plan: Plan, form: DistanceForm) -> bool:
    if not form.is_valid():
        return False
    for code, score in form.scores().items():
        values = ProgressValues(
            kind=ProgressKind.DISTANCE.value,
            measure=code,
            score=score,
            said_by=form.cleaned_data["said_by"],
        )
        record_progress(actor=actor, now=now, plan_id=plan.id, values=values)
    return True


def _keep_note(actor: Actor, now: datetime, plan: Plan, form: NoteForm) -> bool:
    asked = form.asked() if not form.is_valid() and form.has_only_refusals else {}
    if form.errors and not asked:
        return False
    got = form.cleaned_data
    values = ProgressValues(
        kind=got["kind"], item=got["item"], text=form.text_of("text"), said_by=got["said_by"]
    )
    checks = Checks(asked=asked, confirmed=form.confirmed())
    done = record_progress(actor=actor, now=now, plan_id=plan.id, values=values, checks=checks)
    if done.looked is not None and not done.looked.is_right:
        form.refuse_code("text", code_words(done.looked))
        return False
    return True


def _show(
    page: RecordPage, plan: Plan, standing: PlanStanding, forms: Forms, *, may_write: bool, status: int
) -> HttpResponse:
    number = page_asked(page.request)
    rows = list(
        PlanProgress.objects.filter(plan=plan)
        .select_related("recorded_by")
        .order_by("-happened_at", "-id")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1]
    )
    address = reverse("workspace:plan_progress", args=[page.customer.id])
    known = dict(measures(page))
    texts = {one.line.key: one.line.text for one in (*standing.goals, *standing.actions)}
    context = _around(page)
    context |= {
        "has_plan": True,
        "may_write": may_write,
        "statuses": forms.statuses,
        "standing_rows": [_standing_row(form) for form in forms.statuses],
        "distance": distance_rows(plan, known),
        "distance_form": forms.distance,
        "scores": [forms.distance[code] for code in forms.distance.measures],
        "note_form": forms.note,
        "log": [_log_line(row, texts, known) for row in rows[:PAGE_SIZE]],
        "previous_href": f"{address}?page={number - 1}#log" if number > 1 else "",
        "next_href": f"{address}?page={number + 1}#log" if len(rows) > PAGE_SIZE else "",
        "summary": [item for form in forms.all if form.is_bound for item in error_items(form)],
        "page_has_errors": status != 200,
    }
    return render(page.request, "workspace/plans/progress.html", context, status=status)


def _around(page: RecordPage) -> Params:
    return {
        "customer": page.customer,
        "identity": identity_bar(page.customer, page.today),
        "concern_customer_id": page.customer.id,
        "customer_view_href": href_of("workspace:customer_view", page.customer.id),
        "plan_title": rules_in_force().get_text("plan.title", page.today),
        "history_href": reverse("workspace:plan_history", args=[page.customer.id]),
        "progress_href": reverse("workspace:plan_progress", args=[page.customer.id]),
    }


def _standing_row(form: StatusForm) -> Params:
    words = labels_of(Status.choices).get(form.stands, _("Not said yet"))
    return {"key": {"text": form.text}, "value": {"text": words}}


def distance_rows(plan: Plan, known: Mapping[str, str]) -> list[Params]:
    """First and last score of each measure, and how far it is from one to the other; two queries."""
    of_plan = PlanProgress.objects.filter(plan=plan, kind=ProgressKind.DISTANCE)
    first = dict(
        of_plan.order_by("measure", "happened_at", "id").distinct("measure").values_list("measure", "score")
    )
    last = dict(
        of_plan.order_by("measure", "-happened_at", "-id").distinct("measure").values_list("measure", "score")
    )
    rows = []
    for code, label in known.items():
        begun, now = first.get(code), last.get(code)
        change = "" if begun is None or now is None else f"{now - begun:+d}" if now != begun else "0"
        rows.append(
            {
                "label": label,
                "first": "–" if begun is None else begun,
                "last": "–" if now is None else now,
                "change": change.replace("-", "−") or "–",
            }
        )
    return rows


def _log_line(row: PlanProgress, texts: Mapping[UUID, str], known: Mapping[str, str]) -> Params:
    kind = str(labels_of(ProgressKind.choices)[row.kind])
    about = texts.get(row.item, _("A line that is no longer in the plan")) if row.item else ""
    if row.kind == ProgressKind.DISTANCE:
        about = _("%(measure)s: %(score)s of 10") % {
            "measure": known.get(row.measure, row.measure),
            "score": row.score,
        }
    status = labels_of(Status.choices).get(row.status, "")
    if row.met_on:
        status = _("%(status)s %(day)s") % {"status": status, "day": spoken_date(row.met_on)}
    return {
        "title": f"{kind}: {about}" if about else kind,
        "status": status,
        "tag": STATUS_TAGS.get(row.status, ""),
        "text": row.text,
        "said": _("%(who)s, %(day)s at %(time)s. Kept by %(name)s.")
        % {
            "who": labels_of(SaidBy.choices)[row.said_by],
            "day": spoken_date(civil_date(row.happened_at)),
            "time": f"{civil_time(row.happened_at):%H:%M}",
            "name": row.recorded_by.full_name,
        },
    }
