"""Plans, both ways: a plan of the wire is the working copy of one session and the versions made there.

What came by wire is never agreed by coming: words go out again only as a version says them. When a plan was sent and
acknowledged stays with the wire, until a copy is given or a version accepted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from fingerpost.dss.translating.base import Carried, Coming, Rendered
from fingerpost.dss.translating.lines import LINE_FINDINGS, Bodies, bodies_of
from fingerpost.dss.translating.places import interaction_ids, touchpoints_of
from fingerpost.dss.translating.plan_reading import Given, PlanHere, read_given, read_plans
from fingerpost.dss.translating.values import moment_of, moment_text, text_of
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import NoticeGiven
from fingerpost.outcomes.models import SatisfactionAnswer
from fingerpost.plans.content import tidy
from fingerpost.plans.models import Part, Way
from fingerpost.plans.services.carried import carry_plan
from fingerpost.policy.civil import civil_date

_METHODS: Final[Mapping[str, int]] = {Way.PRINT: 1, Way.POST: 1, Way.ENCRYPTED: 2, Way.ACCOUNT: 3}
_OF_THE_RECORD: Final = frozenset({"SessionId", "CurrentSituation"})
_CONTENT, _NOT_CONTENT = 1, 2


class Plans:
    """Between ActionPlanId and a working copy of the same id."""

    resource = "actionplans"

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the plan as the working copy of its session; where that can't be, it stays with the wire."""
        record, body = coming.record, coming.record.body
        made_at = moment_of(body.get("DateActionPlanCreated"))
        session = text_of(body.get("SessionId"))
        if record.customer_id is None or not (coming.is_new or coming.changed & _OF_THE_RECORD):
            return self._told(record.id, record.customer_id, body)
        kept = carry_plan(
            actor=actor,
            now=now,
            draft_id=record.id,
            customer_id=record.customer_id,
            contract_id=coming.contract_id,
            session_id=UUID(session) if session else None,
            made_at=made_at or now,
            situation=text_of(body.get("CurrentSituation")),
            is_new=coming.is_new,
        )
        found = [LINE_FINDINGS[gap] for gap in kept.gaps]
        if kept.draft is None:
            return Carried(findings=found)
        if coming.is_new:
            return Carried(told={"SessionId": str(kept.draft.attendance_id)}, findings=found)
        return Carried(told=self._told(record.id, record.customer_id, body).told, findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every plan that has a version, or came by wire; ten queries."""
        return _rendered(customer_id, bodies_of(customer_id, self.resource))

    def _told(self, plan_id: UUID, customer_id: UUID | None, body: Mapping[str, object]) -> Carried:
        if customer_id is None:
            return Carried()
        rendered = _rendered(customer_id, {**bodies_of(customer_id, self.resource), plan_id: body})
        return Carried(told=next((one.fields for one in rendered if one.id == plan_id), {}))


TRANSLATOR = Plans()


def _rendered(customer_id: UUID, bodies: Bodies) -> list[Rendered]:
    plans = read_plans(customer_id, frozenset(bodies)).plans
    attendances = [one.attendance for one in plans]
    interactions = interaction_ids(attendances)
    places = [(one.plan.contract_id, one.attendance.session.organisation_id) for one in plans]
    doors = touchpoints_of(places)
    given = read_given(customer_id)
    contacts = {one.session.contact_id: one.id for one in attendances}
    charters = {
        contacts[contact_id]: shown_at
        for contact_id, shown_at in NoticeGiven.objects.filter(
            customer_id=customer_id, kind="charter", contact_id__in=[one for one in contacts if one]
        ).values_list("contact_id", "shown_at")
    }
    answers = {
        attendance_id: _content(answer, civil_date(answered_at))
        for attendance_id, answer, answered_at in SatisfactionAnswer.objects.filter(
            customer_id=customer_id
        ).values_list("attendance_id", "answer", "answered_at")
    }
    found = [
        Rendered(
            id=one.id,
            fields=_fields(
                one,
                said=bodies.get(one.id),
                interaction_id=interactions[one.attendance.id],
                given=given.get(one.attendance.id),
                charter_at=charters.get(one.attendance.id),
                answer=answers.get(one.attendance.id),
            ),
            interaction_id=interactions[one.attendance.id],
            touchpoint=doors[place],
            modified_at=one.versions[-1].row.made_at if one.versions else one.begun_at,
        )
        for one, place in zip(plans, places, strict=True)
    ]
    return sorted(found, key=lambda each: each.id)


def _fields(
    here: PlanHere,
    *,
    said: Mapping[str, object] | None,
    interaction_id: UUID,
    given: Given | None,
    charter_at: datetime | None,
    answer: int | None,
) -> dict[str, object]:
    """What the record says of a plan. What it does not know is left to the wire, once the wire has it."""
    fields: dict[str, object] = {"SessionId": str(here.attendance.id)}
    if not here.versions:
        return fields
    made_at = here.versions[0].row.made_at
    situation = here.versions[-1].content.parts.get(Part.STARTING_POINT.value)
    words = text_of(said.get("CurrentSituation")) if said is not None else ""
    fields["CurrentSituation"] = words if words and tidy(words) == situation else situation
    if said is None:
        fields["InteractionId"] = str(interaction_id)
        fields["DateActionPlanCreated"] = moment_text(made_at)
        fields["CustomerCharterShownToCustomer"] = False
    if charter_at is not None:
        fields["CustomerCharterShownToCustomer"] = True
        fields["DateAndTimeCharterShown"] = moment_text(charter_at)
    if given is not None and given.copy is not None and given.copy.given_at is not None:
        fields["DateActionPlanSentToCustomer"] = moment_text(max(given.copy.given_at, made_at))
        fields["ActionPlanDeliveryMethod"] = _METHODS[given.copy.way]
    if given is not None and given.accepted_at is not None:
        fields["DateActionPlanAcknowledged"] = moment_text(max(given.accepted_at, made_at))
    if answer is not None:
        fields["CustomerSatisfaction"] = answer
    return fields


def _content(answer: int, on: date) -> int:
    """A customer's own answer, 1 to 5, as the wire's yes or no."""
    return _CONTENT if answer >= rules_in_force().get_int("performance.satisfied_from", on) else _NOT_CONTENT
