"""Outcomes, both ways.

OutcomeEffectiveDate is the day on which we were told, from which an outcome counts here. OutcomeClaimedDate is said
of what a claims officer claimed, and never claims: what a system says of it stays a fact of the wire. An outcome that
was withdrawn here has neither date there, which is how the wire takes one back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import NO_TOUCHPOINT, interaction_ids, touchpoints_of
from fingerpost.dss.translating.plan_reading import plan_ids
from fingerpost.dss.translating.values import day_of, day_text, moment_text, text_of
from fingerpost.house.actor import Actor
from fingerpost.interactions.models import PriorityAssessment
from fingerpost.outcomes.models import Outcome
from fingerpost.outcomes.rules.outcomes import number_of_kind
from fingerpost.outcomes.services import carried
from fingerpost.policy.civil import civil_date

_FINDINGS: Final[Mapping[str, Found]] = {
    carried.NOT_KEPT: Found(findings.NOT_CARRIED, ("OutcomeEffectiveDate",)),
    carried.KIND_ELSEWHERE: Found(findings.OUTCOME_OF_NO_KIND, ("OutcomeType",)),
    carried.SESSION_NOT_KNOWN: Found(findings.SESSION_NOT_KNOWN, ("SessionId",)),
    carried.OF_ANOTHER: Found(findings.NOT_OUR_SESSION),
    carried.CLAIMED: Found(findings.OUTCOME_STAYS),
    carried.WITHDRAWN: Found(findings.OUTCOME_STAYS),
}
_OF_THE_RECORD: Final = frozenset({"OutcomeType", "OutcomeEffectiveDate", "SessionId"})


class Outcomes:
    """Between OutcomeId and a row of the outcomes room of the same id."""

    resource = "outcomes"

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the outcome, unclaimed. A change of what the record has no column for changes nothing there."""
        record, body = coming.record, coming.record.body
        if record.customer_id is None:
            return Carried()
        if not coming.is_new and not coming.changed & _OF_THE_RECORD:
            stands = _rows(record.customer_id).filter(id=record.id).first()
            if stands is not None:
                return Carried(told=_facts(stands))
        session, effective = text_of(body.get("SessionId")), body.get("OutcomeEffectiveDate")
        told_on = day_of(effective)
        if effective is not None and told_on is None:  # a day that the record can't hold
            return Carried(findings=[_FINDINGS[carried.NOT_KEPT]])
        kind = body.get("OutcomeType")
        kept = carried.carry_outcome(
            actor=actor,
            now=now,
            outcome_id=record.id,
            customer_id=record.customer_id,
            contract_id=coming.contract_id,
            said=carried.Said(
                number=kind if isinstance(kind, int) else 0,
                told_on=told_on,
                session_id=UUID(session) if session else None,
                touchpoint=coming.touchpoint,
            ),
            is_new=coming.is_new,
        )
        found = [_FINDINGS[gap] for gap in kept.gaps]
        if kept.outcome is None:
            return Carried(findings=found)
        return Carried(told=_facts(kept.outcome), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every outcome, claimed or not, withdrawn ones too; nine queries."""
        rows = list(_rows(customer_id).order_by("id"))
        kept: dict[str, set[UUID]] = {ResourceName.OUTCOME: set(), ResourceName.ACTION_PLAN: set()}
        for resource, known in WireRecord.objects.filter(
            customer_id=customer_id, resource__in=list(kept)
        ).values_list("resource", "id"):
            kept[resource].add(known)
        plans = plan_ids(customer_id, frozenset(kept[ResourceName.ACTION_PLAN]))
        priority = {
            (attendance_id, set_name): bool(groups)
            for attendance_id, set_name, groups in PriorityAssessment.objects.filter(
                customer_id=customer_id
            ).values_list("attendance_id", "set_name", "groups")
        }
        interactions = interaction_ids(row.attendance for row in rows if row.attendance is not None)
        doors = touchpoints_of([(row.contract_id, row.organisation_id) for row in rows])
        return [
            _rendered(
                row,
                is_known=row.id in kept[ResourceName.OUTCOME],
                plan_id=plans.of(row.attendance_id, told_on=row.told_on),
                interaction_id=interactions.get(row.attendance_id) if row.attendance_id else None,
                is_priority=row.attendance_id is not None
                and priority.get((row.attendance_id, row.contract.scheme), False),
                door=row.touchpoint.code if row.touchpoint else doors[row.contract_id, row.organisation_id],
            )
            for row in rows
        ]


TRANSLATOR = Outcomes()


def _rows(customer_id: UUID) -> QuerySet[Outcome]:
    return Outcome.objects.filter(customer_id=customer_id).select_related(
        "contract", "touchpoint", "organisation", "attendance__session"
    )


def _rendered(
    row: Outcome,
    *,
    is_known: bool,
    plan_id: UUID | None,
    interaction_id: UUID | None,
    is_priority: bool,
    door: str,
) -> Rendered:
    """One outcome; what the record has no column for is said once, where the wire has nothing of it yet."""
    fields = _facts(row)
    if not is_known:
        fields["ActionPlanId"] = str(plan_id) if plan_id else None
        fields["IsPriorityCustomer"] = is_priority
        fields["TouchpointId"] = door or NO_TOUCHPOINT
        fields["SubcontractorId"] = row.organisation.ukprn or None
    moments = (row.recorded_at, row.checked_at, row.claimed_at, row.withdrawn_at)
    return Rendered(
        id=row.id,
        fields=fields,
        interaction_id=interaction_id,
        plan_id=plan_id,
        touchpoint=door,
        modified_at=max(one for one in moments if one is not None),
    )


def _facts(row: Outcome) -> dict[str, object]:
    """What the record says of an outcome."""
    stands = row.withdrawn_at is None
    fields: dict[str, object] = {
        "OutcomeType": number_of_kind(row.kind),
        "OutcomeEffectiveDate": _effective(row) if stands else None,
        "OutcomeClaimedDate": moment_text(row.claimed_at) if stands else None,
    }
    if row.attendance_id is not None:
        fields["SessionId"] = str(row.attendance_id)
    return fields


def _effective(row: Outcome) -> str | None:
    """The day of effect: its midnight, and on the day of the session the session's own moment, never before it."""
    session = row.attendance.session if row.attendance is not None else None
    if session is not None and row.told_on is not None and civil_date(session.started_at) == row.told_on:
        return moment_text(session.started_at)
    return day_text(row.told_on)
