"""Actions, both ways. What kind of action it is, and to what kind of body it leads, only the wire has a list for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from fingerpost.dss.translating.base import Carried, Coming, Rendered
from fingerpost.dss.translating.lines import (
    LINE_FINDINGS,
    agreed_on,
    bodies_of,
    joined,
    kept_day,
    met_on,
    render_lines,
    split,
    stands_as,
)
from fingerpost.dss.translating.plan_reading import LineHere
from fingerpost.dss.translating.values import day_of, day_text, number_of, text_of
from fingerpost.house.actor import Actor
from fingerpost.plans.content import ActionLine
from fingerpost.plans.models import ActionKind, ItemKind, Status, Who
from fingerpost.plans.services.carried import Line, carry_line, carry_status
from fingerpost.plans.services.lines import LENGTHS

_STATUS: Final[Mapping[int, str]] = {
    1: Status.NOT_STARTED, 2: Status.DOING, 3: Status.MET, 99: Status.CHANGED,
}  # fmt: skip
_NUMBER: Final = {status: number for number, status in _STATUS.items()}
_NOT_STARTED: Final = 1
_WHO: Final[Mapping[int, str]] = {1: Who.CUSTOMER, 2: Who.ADVISER}
# The wire knows the customer and the adviser; somebody else is not the customer.
_PERSON: Final[Mapping[str, int]] = {Who.CUSTOMER: 1, Who.ADVISER: 2, Who.OTHER: 2}
_OTHER: Final = 99
_NOT_SIGNPOSTED: Final = 98
_OF_THE_LINE: Final = frozenset(
    {"ActionSummary", "SignpostedTo", "PersonResponsible", "DateActionAimsToBeCompletedBy"}
)
_OF_THE_LOG: Final = frozenset({"ActionStatus", "DateActionActuallyCompleted"})


class Actions:
    """Between ActionId and the key of a line."""

    resource = "actions"

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the action as a line of its plan's working copy, and how it stands in the log."""
        record, body = coming.record, coming.record.body
        if record.customer_id is None or record.plan_id is None:
            return Carried()
        gaps: tuple[str, ...] = ()
        if coming.is_new or coming.changed & _OF_THE_LINE:
            gaps = carry_line(
                actor=actor,
                now=now,
                draft_id=record.plan_id,
                key=record.id,
                line=_line(body),
                is_new=coming.is_new,
            )
        status = _STATUS.get(number_of(body.get("ActionStatus")) or 0, "")
        begins = coming.is_new and status in ("", Status.NOT_STARTED)
        if status and not begins and (coming.is_new or coming.changed & _OF_THE_LOG):
            carry_status(
                actor=actor,
                now=now,
                customer_id=record.customer_id,
                key=record.id,
                status=status,
                unsaid=Status.NOT_STARTED,
                met_on=day_of(body.get("DateActionActuallyCompleted")),
            )
        found = [LINE_FINDINGS[gap] for gap in gaps]
        if coming.is_new:
            return Carried(findings=found)
        bodies = {**bodies_of(record.customer_id, self.resource), record.id: body}
        rendered = render_lines(record.customer_id, bodies, ActionLine, _fields)
        return Carried(told=next((one.fields for one in rendered if one.id == record.id), {}), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every action that stands in a version; five queries."""
        return render_lines(customer_id, bodies_of(customer_id, self.resource), ActionLine, _fields)


TRANSLATOR = Actions()


def _line(body: Mapping[str, object]) -> Line:
    text, detail = split(body.get("ActionSummary"))
    sent_to = _sent_to(body)
    return Line(
        kind=ItemKind.ACTION.value,
        text=text,
        detail=detail,
        action_kind=(ActionKind.SIGNPOST if sent_to else ActionKind.STEP).value,
        who=str(_WHO.get(number_of(body.get("PersonResponsible")) or 0, Who.CUSTOMER)),
        organisation=sent_to,
        by_on=day_of(body.get("DateActionAimsToBeCompletedBy")),
    )


def _sent_to(body: Mapping[str, object]) -> str:
    return " ".join(text_of(body.get("SignpostedTo")).split())[: LENGTHS["organisation"]].strip()


def _fields(here: LineHere, line: ActionLine, said: Mapping[str, object] | None) -> dict[str, object]:
    """What the record says of an action; what it has no list for is said once, where the wire has nothing yet."""
    body = said or {}
    sent_to = body.get("SignpostedTo") if _sent_to(body) == line.organisation else line.organisation
    fields: dict[str, object] = {
        "ActionSummary": joined(line.text, line.detail, said=body.get("ActionSummary")),
        "DateActionAimsToBeCompletedBy": kept_day(line.by_on, body.get("DateActionAimsToBeCompletedBy")),
        "SignpostedTo": sent_to or None,
        "PersonResponsible": _PERSON[line.who],
    }
    status = stands_as(here)
    if status is not None or said is None:
        fields["ActionStatus"] = _NUMBER.get(status or "", _NOT_STARTED)
    if (day := met_on(here)) is not None:
        fields["DateActionActuallyCompleted"] = kept_day(day, body.get("DateActionActuallyCompleted"))
    if said is None:
        fields["ActionPlanId"] = str(here.plan_id)
        fields["DateActionAgreed"] = day_text(min(agreed_on(here), line.by_on))
        fields["SignpostedToCategory"] = _OTHER if line.organisation else _NOT_SIGNPOSTED
        fields["ActionType"] = _OTHER
    return fields
