"""People, sessions, activities, interventions: four counts that never stand for one another (XD-8); volumes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import BooleanValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.rows import (
    ADVICE,
    FACE_TO_FACE,
    TELEPHONE,
    attended,
    one,
    shaped,
    together,
)

SEEN: Final = _("a person who was seen at a session")
_OWNER: Final = _("Prime contractor")
_AGENCY: Final = _("Funding agency")


def _seen(facts: Facts) -> Table:
    places = attended(facts)
    return shaped(places, counted=ibis.literal(1.0))


def _seen_by(channel: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        places = attended(facts)
        return shaped(places.filter(places.channel == channel), counted=ibis.literal(1.0))

    return rows


def _activities(facts: Facts) -> Table:
    contacts, follow_ups = facts["fact_contact"], facts["fact_follow_up"]
    return together(
        [
            shaped(contacts, counted=ibis.literal(1.0), opens=False),
            shaped(follow_ups, counted=follow_ups.tries.fill_null(0), opens=False),
        ]
    )


def _interventions(facts: Facts) -> Table:
    contacts = facts["fact_contact"]
    return shaped(contacts, counted=1.0 - one(contacts.resumed))


def _plan_sessions_by_telephone(facts: Facts) -> Table:
    places = attended(facts)
    chosen = places.filter(places.channel == TELEPHONE, places.gave == ADVICE, places.has_plan)
    return shaped(chosen, counted=ibis.literal(1.0))


def _share_of_seen(condition: Callable[[Table], BooleanValue]) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        places = attended(facts)
        return shaped(places, counted=one(condition(places)), among=ibis.literal(1.0))

    return rows


MEASURES: Final = (
    Measure(
        code="people",
        title=_("People"),
        says=_("Different people who were seen at a session, each once however often they came."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="XD-8; OI-20.F8",
        counts=Counts.PEOPLE,
        unit=Unit.PEOPLE,
        customer=SEEN,
        better=Better.NEITHER,
        opens_to="attendance",
        rows=_seen,
    ),
    Measure(
        code="sessions",
        title=_("Sessions"),
        says=_("Places at sessions where the customer was seen; at a group session each customer counts."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="XD-8; OI-12.23",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        opens_to="attendance",
        rows=_seen,
    ),
    Measure(
        code="activities",
        title=_("Activities"),
        says=_("Contacts of every channel, and each try of a follow-up."),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="XD-8; OI-21.1",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        rows=_activities,
    ),
    Measure(
        code="interventions",
        title=_("Interventions"),
        says=_(
            "Questions that were begun: contacts that do not go on with an earlier one. Never used for volumes."
        ),
        kind=Kind.COUNT,
        owner=_OWNER,
        source="XD-8; OI-B.intervention",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        opens_to="contact",
        rows=_interventions,
    ),
    Measure(
        code="people_face_to_face",
        title=_("People seen face to face"),
        says=_("Different people who were seen at a session face to face."),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        source="OI-12.23; OI-20.F1; OI-20.F8",
        counts=Counts.PEOPLE,
        unit=Unit.PEOPLE,
        customer=SEEN,
        target_key="service_level.SL-092",
        opens_to="attendance",
        rows=_seen_by(FACE_TO_FACE),
    ),
    Measure(
        code="sessions_face_to_face",
        title=_("Sessions face to face"),
        says=_("Places at sessions face to face where the customer was seen. One table says interventions."),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        source="OI-12.23; OI-20.F1",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        target_key="service_level.SL-093",
        opens_to="attendance",
        rows=_seen_by(FACE_TO_FACE),
    ),
    Measure(
        code="sessions_telephone",
        title=_("Sessions by telephone"),
        says=_("Places at sessions by telephone where the customer was spoken with."),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        source="OI-12.23; OI-20.T1",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        target_key="service_level.SL-094",
        opens_to="attendance",
        rows=_seen_by(TELEPHONE),
    ),
    Measure(
        code="plan_sessions_telephone",
        title=_("Plan sessions by telephone"),
        says=_("Advice sessions by telephone from which a skills action plan came."),
        kind=Kind.NATIONAL,
        owner=_AGENCY,
        source="OI-12.23",
        counts=Counts.SUM,
        unit=Unit.RECORDS,
        target_key="service_level.SL-096",
        opens_to="attendance",
        rows=_plan_sessions_by_telephone,
    ),
    Measure(
        code="referred_by_jobcentre",
        title=_("Referred by Jobcentre Plus"),
        says=_("People seen whom Jobcentre Plus had referred."),
        kind=Kind.COUNT,
        owner=_AGENCY,
        source="EV-6.1; OI-12.7",
        counts=Counts.PEOPLE,
        unit=Unit.PERCENT,
        decimals=1,
        denominator=_("people seen at a session"),
        customer=SEEN,
        better=Better.NEITHER,
        opens_to="attendance",
        rows=_share_of_seen(lambda places: places.referred_by_jobcentre),
    ),
)
