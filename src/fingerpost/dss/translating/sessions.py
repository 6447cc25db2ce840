"""Sessions, both ways: the wire's session is one customer's place at one of ours.

A group gives each of its customers a session of their own, so no id of the wire leads from one to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from fingerpost.dss.models import ResourceName
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Carried, Coming, Found, Rendered
from fingerpost.dss.translating.places import customer_of, interaction_ids, touchpoints_of
from fingerpost.dss.translating.values import moment_of, moment_text, number_of, text_of
from fingerpost.house.actor import Actor
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceResult
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.interactions.services.carried import CarriedSession, Carrying, keep_carried_session
from fingerpost.policy.names import normal_postcode

_MOMENT: Final = "DateandTimeOfSession"
_ATTENDED, _REASON, _POSTCODE = "SessionAttended", "ReasonForNonAttendance", "VenuePostCode"
_NO_REASON: Final = 99
_OF_THE_RECORD: Final = frozenset({_MOMENT, _ATTENDED, _REASON, _POSTCODE})
_FINDINGS: Final[Mapping[Carrying, Found]] = MappingProxyType(
    {
        Carrying.ANOTHER_S: Found(findings.NOT_OUR_SESSION, (_MOMENT, _ATTENDED)),
        Carrying.SHARED: Found(findings.NOT_OUR_SESSION, (_MOMENT, _POSTCODE)),
        Carrying.SETTLED: Found(findings.RESULT_NOT_CARRIED, (_ATTENDED,)),
        Carrying.TO_COME: Found(findings.SESSION_TO_COME, (_MOMENT, _ATTENDED)),
        Carrying.OUT_OF_TIME: Found(findings.NOT_CARRIED, (_MOMENT,)),
    }
)


class Sessions:
    """Between the wire's session and an attendance of the same id."""

    resource = ResourceName.SESSION.value

    def carry_in(self, coming: Coming, *, actor: Actor, now: datetime) -> Carried:
        """Keep the session and what became of it. One whose moment the record can't hold stays with the wire."""
        record = coming.record
        body: Mapping[str, object] = record.body
        started_at = moment_of(body.get(_MOMENT))
        if started_at is None:
            return Carried(told=dict(record.told), findings=[Found(findings.NOT_CARRIED, (_MOMENT,))])
        stands = None if coming.is_new else _rows().filter(id=record.id).first()
        if stands is not None and not coming.changed & _OF_THE_RECORD:
            return Carried(told=fields_of(stands))
        if stands is not None and _MOMENT not in coming.changed:
            started_at = stands.session.started_at
        attended = body.get(_ATTENDED)
        place, gaps = keep_carried_session(
            actor=actor,
            now=now,
            is_new=coming.is_new,
            rules=rules_in_force(),
            said=CarriedSession(
                session_id=record.id,
                customer_id=customer_of(record),
                contract_id=coming.contract_id,
                contact_id=record.interaction_id,
                started_at=started_at,
                has_attended=attended if isinstance(attended, bool) else None,
                reason=number_of(body.get(_REASON)) or _NO_REASON,
                postcode=normal_postcode(text_of(body.get(_POSTCODE))),
            ),
        )
        found = [_FINDINGS[gap] for gap in gaps]
        return Carried(told=fields_of(place) if place is not None else dict(record.told), findings=found)

    def render(self, customer_id: UUID) -> list[Rendered]:
        """Every place at a session; four queries."""
        rows = list(_rows().filter(customer_id=customer_id).order_by("id"))
        under = interaction_ids(rows)
        doors = touchpoints_of([(each.session.contract_id, each.session.organisation_id) for each in rows])
        return [
            Rendered(
                id=each.id,
                fields=fields_of(each),
                interaction_id=under[each.id],
                touchpoint=doors[each.session.contract_id, each.session.organisation_id],
                modified_at=each.recorded_at,
            )
            for each in rows
        ]


TRANSLATOR = Sessions()


def _rows() -> QuerySet[Attendance]:
    return Attendance.objects.select_related("session__venue")


def fields_of(place: Attendance) -> dict[str, object]:
    """What the record says of one customer's place at a session, as the wire says it."""
    came = True if place.result == AttendanceResult.ATTENDED else None
    is_missed = place.result in NOT_SEEN
    venue = place.session.venue
    return {
        _MOMENT: moment_text(place.session.started_at),
        _POSTCODE: venue.postcode if venue is not None else None,
        _ATTENDED: False if is_missed else came,
        _REASON: (place.reason or _NO_REASON) if is_missed else None,
    }
