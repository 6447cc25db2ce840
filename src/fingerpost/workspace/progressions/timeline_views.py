"""The way of one customer: starting point, motivation, plan, entry to work or learning, attendance (OF-17)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fingerpost.house.permissions import requires
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.outcomes.progressions import Progressions, progressions_of
from fingerpost.plans.content import from_json
from fingerpost.plans.models import Plan, PlanProgress, PlanVersion, ProgressKind, Status
from fingerpost.plans.queries import find_plan_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.pages import RecordPage, open_page
from fingerpost.workspace.customers.words import plain_date
from fingerpost.workspace.outcomes.pages import draw
from fingerpost.workspace.progressions import words

MOST: Final = 50
MOTIVATION: Final = "confidence"


@requires(Capability.READ_RECORDS)
@require_safe
def timeline(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Everything that shows how a customer gets on, latest first, under five headings that are always there."""
    page = open_page(request, customer_id, what="timeline")
    rules = rules_in_force()
    plan = find_plan_of(customer_id)
    found = progressions_of(customer_id, rules=rules, on=page.today)
    attended = _attended(customer_id)
    return draw(
        page,
        "workspace/progressions/timeline.html",
        starting_point=_starting_point(plan),
        motivation=_scores(plan, page, rules),
        plan_progress=_plan_progress(plan),
        distance=words.distance_rows(found.distance),
        entries=_entries(found, rules),
        punctuality=_punctuality(attended),
        attended=[_place(one) for one in attended],
    )


def _starting_point(plan: Plan | None) -> list[str]:
    """OF-13: where the customer began, in the words of the first plan and of the latest."""
    if plan is None:
        return []
    versions = PlanVersion.objects.filter(plan=plan).order_by("number")
    first, last = versions.first(), versions.last()
    found = []
    for version in dict.fromkeys(one for one in (first, last) if one is not None):
        text = _part(version.content)
        if text and text not in found:
            found.append(text)
    return found


def _part(content: str) -> str:
    return from_json(content).parts.get("starting_point", "")


def _scores(plan: Plan | None, page: RecordPage, rules: Rules) -> list[str]:
    """What the customer says of their motivation, first and last, by the measures of distance travelled."""
    if plan is None:
        return []
    labels = {
        str(row["code"]): str(row["label"]) for row in rules.get_rows("plan.distance_measures", page.today)
    }
    rows = PlanProgress.objects.filter(plan=plan, kind=ProgressKind.DISTANCE).order_by("happened_at", "id")
    scores: dict[str, list[tuple[datetime, int]]] = {}
    for measure, at, score in rows.values_list("measure", "happened_at", "score")[:500]:
        if score is not None:
            scores.setdefault(measure, []).append((at, score))
    ordered = sorted(scores, key=lambda code: (code != MOTIVATION, labels.get(code, code)))
    return [
        _("%(measure)s: %(first)s of 10 at first, %(last)s of 10 on %(day)s")
        % {
            "measure": labels.get(code, code),
            "first": scores[code][0][1],
            "last": scores[code][-1][1],
            "day": plain_date(civil_date(scores[code][-1][0])),
        }
        for code in ordered
    ]


def _plan_progress(plan: Plan | None) -> list[str]:
    """How many goals and actions were met, and on which days the latest."""
    if plan is None:
        return []
    last = (
        PlanProgress.objects.filter(plan=plan, kind=ProgressKind.STATUS)
        .order_by("item", "-happened_at", "-id")
        .distinct("item")
    )
    rows = list(last.values_list("status", "met_on"))
    met = sorted((day for status, day in rows if status == Status.MET and day), reverse=True)
    versions = PlanVersion.objects.filter(plan=plan).count()
    lines = [
        ngettext("One version of the plan", "%(number)s versions of the plan", versions)
        % {"number": versions}
    ]
    if rows:
        lines.append(_("Goals and actions met: %(met)s of %(all)s") % {"met": len(met), "all": len(rows)})
    lines += [_("Met on %(day)s") % {"day": plain_date(day)} for day in met[:5]]
    return lines


def _entries(found: Progressions, rules: Rules) -> list[words.EntryLine]:
    dated: list[tuple[date, words.EntryLine]] = [
        *((one.recorded_on, words.employment_line(one, rules)) for one in found.employment),
        *((one.recorded_on, words.learning_line(one, rules)) for one in found.learning),
    ]
    return [line for _day, line in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _attended(customer_id: UUID) -> list[Attendance]:
    found = Attendance.objects.filter(customer_id=customer_id).select_related("session")
    return list(found.order_by("-session__started_at", "-id")[:MOST])


def _punctuality(found: list[Attendance]) -> list[str]:
    """How many of the sessions the customer came to, and how many of them in time."""
    came = [one for one in found if one.result == AttendanceResult.ATTENDED]
    lines = [_("Came to %(came)s of %(all)s sessions") % {"came": len(came), "all": len(found)}]
    timed = [one for one in came if one.booked_for is not None and _came_at(one) is not None]
    late = [one for one in timed if _minutes_late(one) > 0]
    if timed:
        lines.append(_("In time for %(count)s of them") % {"count": len(timed) - len(late)})
    return lines if found else []


def _place(one: Attendance) -> dict[str, Any]:
    late = _minutes_late(one)
    said = str(AttendanceResult(one.result).label)
    if one.result == AttendanceResult.ATTENDED and late:
        said = _("%(said)s, %(minutes)s minutes late") % {"said": said, "minutes": late}
    return {"day": plain_date(civil_date(one.session.started_at)), "said": said}


def _came_at(one: Attendance) -> datetime | None:
    return one.arrived_at or one.seen_at


def _minutes_late(one: Attendance) -> int:
    came = _came_at(one)
    if came is None or one.booked_for is None:
        return 0
    return max(0, (came - one.booked_for) // timedelta(minutes=1))
