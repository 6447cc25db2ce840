"""Goals, both ways. A goal of a plan lies a short or a medium way off; on the wire it has a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.lines import (
    LINE_FINDINGS,
    agreed_on,
    as_summary,
    bodies_of,
    joined,
    kept_day,
    met_on,
    render_lines,
    split,
    stands_as,
)
from fingerpost.dss.translating.plan_reading import LineHere
from fingerpost.dss.translating.values import day_of, day_text, number_of
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.plans.content import GoalLine
from fingerpost.plans.models import Area, Horizon, ItemKind, Status
from fingerpost.plans.services.carried import Line, carry_line, carry_status
from fingerpost.policy.civil import add_months, civil_date

_AREA: Final[Mapping[int, str]] = {1: Area.SKILLS, 2: Area.WORK, 3: Area.LEARNING}
_TYPE: Final = {area: number for number, area in _AREA.items()}
_STATUS: Final[Mapping[int, str]] = {1: Status.DOING, 2: Status.MET, 99: Status.CHANGED}
_NUMBER: Final[Mapping[str, int]] = {
    Status.NOT_STARTED: 1, Status.DOING: 1, Status.MET: 2, Status.CHANGED: 99,
}  # fmt: skip
_MONTHS: Final[Mapping[str, str]] = {
    Horizon.SHORT: "wire.short_goal_months", Horizon.MEDIUM: "wire.medium_goal_months",
}  # fmt: skip
_IN_PROGRESS: Final = 1
_OF_THE_LINE: Final = frozenset({"GoalSummary", "GoalType", "DateGoalShouldBeCompletedBy"})
_OF_THE_LOG: Final = frozenset({"GoalStatus", "DateGoalAchieved"})


class Goals:
    """Between GoalId and the key of a line."""

    resource = "goals"

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the goal as a line of its plan's working copy, and how it stands in the log."""
        record, body = coming.record, coming.record.body
        if record.customer_id is None or record.plan_id is None:
            return Carried()
        found: list[Found] = []
        if coming.is_new or coming.changed & _OF_THE_LINE:
            line = _line(body, on=civil_date(now))
            gaps = carry_line(
                actor=actor,
                now=now,
                draft_id=record.plan_id,
                key=record.id,
                line=line,
                is_new=coming.is_new,
            )
            found = [LINE_FINDINGS[gap] for gap in gaps]
            if line is None:
                found.append(Found(findings.NOT_CARRIED, ("GoalType",)))
        status = _STATUS.get(number_of(body.get("GoalStatus")) or 0, "")
        begins = coming.is_new and status in ("", Status.DOING)
        if status and not begins and (coming.is_new or coming.changed & _OF_THE_LOG):
            carry_status(
                actor=actor,
                now=now,
                customer_id=record.customer_id,
                key=record.id,
                status=status,
                unsaid=Status.DOING,
                met_on=day_of(body.get("DateGoalAchieved")),
            )
        if coming.is_new:
            return Carried(findings=found)
        bodies = {**bodies_of(record.customer_id, self.resource), record.id: body}
        rendered = render_lines(record.customer_id, bodies, GoalLine, _fields)
        return Carried(told=next((one.fields for one in rendered if one.id == record.id), {}), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every goal that stands in a version; five queries."""
        return render_lines(customer_id, bodies_of(customer_id, self.resource), GoalLine, _fields)


TRANSLATOR = Goals()


def _line(body: Mapping[str, object], *, on: date) -> Line | None:
    """The line of a goal; None for one about something else than skills, learning or work."""
    area = _AREA.get(number_of(body.get("GoalType")) or 0)
    if area is None:
        return None
    text, detail = split(body.get("GoalSummary"))
    begun, due = day_of(body.get("DateGoalCaptured")) or on, day_of(body.get("DateGoalShouldBeCompletedBy"))
    is_short = due is not None and due <= add_months(begun, _months(Horizon.SHORT, on))
    return Line(
        kind=ItemKind.GOAL.value,
        text=text,
        detail=detail,
        area=str(area),
        horizon=(Horizon.SHORT if is_short else Horizon.MEDIUM).value,
    )


def _months(horizon: str, on: date) -> int:
    return rules_in_force().get_int(_MONTHS[horizon], on)


def _fields(here: LineHere, line: GoalLine, said: Mapping[str, object] | None) -> dict[str, object]:
    """What the record says of a goal; the day by which it should be met is said once, where the wire has none."""
    body = said or {}
    words = joined(line.text, line.detail, said=body.get("GoalSummary"))
    fields: dict[str, object] = {
        "GoalSummary": words if words == body.get("GoalSummary") else as_summary(words),
        "GoalType": _TYPE[line.area],
    }
    status = stands_as(here)
    if status is not None or said is None:
        fields["GoalStatus"] = _NUMBER.get(status or "", _IN_PROGRESS)
    if (day := met_on(here)) is not None:
        fields["DateGoalAchieved"] = kept_day(day, body.get("DateGoalAchieved"))
    if said is None:
        fields["ActionPlanId"] = str(here.plan_id)
        fields["DateGoalCaptured"] = day_text(agreed_on(here))
        fields["DateGoalShouldBeCompletedBy"] = day_text(_due(here, line))
    return fields


def _due(here: LineHere, line: GoalLine) -> date:
    """The day of the last action that serves the goal; else that of the plan's review; else as far off as it lies."""
    content, agreed = here.last.content, agreed_on(here)
    days = [action.by_on for action in content.actions if action.goal == line.key]
    if not days and content.review_on is not None:
        days = [content.review_on]
    return max([*days, agreed]) if days else add_months(agreed, _months(line.horizon, agreed))
