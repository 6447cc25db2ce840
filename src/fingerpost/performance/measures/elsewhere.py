"""Figures from counts that other systems make: telephone, website, evaluation, partner sites (OI-13.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext_noop as _
from ibis.expr.types import Table

from fingerpost.performance.measures.definition import Better, Counts, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.money import CONTRACT_MONTH
from fingerpost.performance.measures.rows import shaped

_AGENCY: Final = _("Funding agency")
_CENTRE: Final = _("Contact centre")
_PRIME: Final = _("Prime contractor")


def _counted(code: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        counts = facts["fact_count"]
        chosen = counts.filter(counts.code == code)
        return shaped(chosen, counted=chosen.counted, opens=False)

    return rows


def _ratio(above: str, below: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        counts = facts["fact_count"]
        chosen = counts.filter(counts.code.isin([above, below]))
        return shaped(
            chosen,
            counted=(chosen.code == above).ifelse(chosen.counted, 0),
            among=(chosen.code == below).ifelse(chosen.counted, 0),
            opens=False,
        )

    return rows


def _count(code: str, title: str, says: str, source: str, count: str, **more: Any) -> Measure:
    filled: dict[str, Any] = {
        "kind": Kind.NATIONAL,
        "owner": _AGENCY,
        "unit": Unit.RECORDS,
        "counts": Counts.SUM,
        "breaks_down_by": CONTRACT_MONTH,
        **more,
    }
    return Measure(code=code, title=title, says=says, source=source, rows=_counted(count), **filled)


def _share(code: str, title: str, says: str, source: str, parts: tuple[str, str], **more: Any) -> Measure:
    filled: dict[str, Any] = {
        "kind": Kind.SERVICE_LEVEL,
        "owner": _CENTRE,
        "unit": Unit.PERCENT,
        "decimals": 1,
        "counts": Counts.SUM,
        "breaks_down_by": CONTRACT_MONTH,
        **more,
    }
    return Measure(code=code, title=title, says=says, source=source, rows=_ratio(*parts), **filled)


_TELEPHONY: Final = {"from_source": "telephony"}
_WEB: Final = {"from_source": "web"}
_EVALUATION: Final = {"from_source": "evaluation"}
_SITE: Final = {"from_source": "site", "owner": _PRIME, "kind": Kind.COUNT, "better": Better.NEITHER}

MEASURES: Final = (
    _count(
        "calls_answered",
        _("Calls answered"),
        _("Calls that an adviser answered."),
        "OI-12.23; OI-13.4",
        "calls_answered",
        owner=_CENTRE,
        kind=Kind.COUNT,
        **_TELEPHONY,
    ),
    _share(
        "answer_speed_of_offered",
        _("Calls answered within 15 seconds"),
        _("Calls that were answered within 15 seconds."),
        "OI-12.22e; XD-15",
        ("calls_answered_in_time", "calls_offered"),
        denominator=_("calls offered"),
        defines="answer_speed",
        target_key="service_level.SL-001",
        **_TELEPHONY,
    ),
    _share(
        "answer_speed_of_answered",
        _("Calls answered within 15 seconds, of those answered"),
        _("Calls that were answered within 15 seconds."),
        "OI-12.22e; XD-15",
        ("calls_answered_in_time", "calls_answered"),
        denominator=_("calls answered"),
        defines="answer_speed",
        target_key="service_level.SL-001",
        **_TELEPHONY,
    ),
    _share(
        "abandonment",
        _("Calls abandoned"),
        _("Calls that ended before anybody answered."),
        "OI-12.22e",
        ("calls_abandoned", "calls_offered"),
        denominator=_("calls offered"),
        target_key="service_level.SL-002",
        better=Better.LOWER,
        **_TELEPHONY,
    ),
    _count(
        "web_sessions",
        _("Sessions on the website"),
        _("Sessions on the website, as web analytics counts them."),
        "OI-12.23",
        "web_sessions",
        target_key="service_level.SL-099",
        **_WEB,
    ),
    _count(
        "web_call_back_requests",
        _("Requests to be called back"),
        _("Requests to be called back that came from the website."),
        "OI-12.23",
        "web_call_back_requests",
        target_key="service_level.SL-095",
        better=Better.NEITHER,
        **_WEB,
    ),
    _count(
        "web_form_sessions",
        _("Enquiries by email and web form"),
        _("Enquiries that came by email or web form."),
        "OI-12.23",
        "web_form_sessions",
        target_key="service_level.SL-097",
        **_WEB,
    ),
    _count(
        "web_forum_posts",
        _("Forum posts"),
        _("Posts in the forum that were moderated."),
        "OI-12.23",
        "web_forum_posts",
        target_key="service_level.SL-098",
        better=Better.NEITHER,
        **_WEB,
    ),
    _share(
        "web_availability",
        _("Website available"),
        _("Minutes in which the website was available; planned work is told apart."),
        "OI-12.22m",
        ("web_minutes_available", "web_minutes_due"),
        denominator=_("minutes of the months without planned work"),
        owner=_AGENCY,
        decimals=2,
        **_WEB,
    ),
    _count(
        "web_planned_work",
        _("Planned work on the website"),
        _("Minutes in which the website was not available because of planned work."),
        "OI-12.22m",
        "web_minutes_planned_work",
        kind=Kind.SERVICE_LEVEL,
        better=Better.LOWER,
        **_WEB,
    ),
    _share(
        "web_survey_response",
        _("Answers to the survey of the web"),
        _("People who answered the survey of registered users."),
        "OI-12.18",
        ("survey_answered", "survey_asked"),
        denominator=_("people asked"),
        owner=_AGENCY,
        kind=Kind.COUNT,
        **_EVALUATION,
    ),
    _share(
        "web_progression",
        _("Progress told by users of the web"),
        _("People who told of progress in the survey of registered users."),
        "OI-12.18",
        ("survey_progressed", "survey_answered"),
        denominator=_("people who answered"),
        owner=_AGENCY,
        kind=Kind.NATIONAL,
        **_EVALUATION,
    ),
    _share(
        "web_satisfaction",
        _("Satisfied users of the web"),
        _("People who were satisfied, in the survey of registered users."),
        "OI-12.18",
        ("survey_satisfied", "survey_answered"),
        denominator=_("people who answered"),
        owner=_AGENCY,
        kind=Kind.NATIONAL,
        **_EVALUATION,
    ),
    _share(
        "data_quality",
        _("Complete and accurate records"),
        _("Records that were checked and found complete and accurate."),
        "OI-12.22a",
        ("records_right", "records_checked"),
        denominator=_("records checked"),
        owner=_PRIME,
        target_key="service_level.SL-026",
        **_EVALUATION,
    ),
    _share(
        "internal_quality",
        _("Internal quality audits"),
        _("The average rating of the service's own quality audits, in per cent."),
        "OI-12.22a",
        ("internal_audit_points", "internal_audits"),
        denominator=_("internal audits"),
        owner=_PRIME,
        unit=Unit.MEAN,
        target_key="service_level.SL-024",
        **_EVALUATION,
    ),
    _share(
        "external_quality",
        _("External quality audits"),
        _("The average rating of quality audits by others, in per cent."),
        "OI-12.22a",
        ("external_audit_points", "external_audits"),
        denominator=_("external audits"),
        owner=_PRIME,
        unit=Unit.MEAN,
        target_key="service_level.SL-025",
        **_EVALUATION,
    ),
    _share(
        "matrix_accredited",
        _("matrix accreditation"),
        _("Core organisations that were accredited within six months of the contract's start."),
        "OI-12.8",
        ("core_organisations_accredited", "core_organisations"),
        denominator=_("core face-to-face organisations"),
        owner=_PRIME,
        kind=Kind.KPI,
        target_key="service_level.SL-091",
        **_EVALUATION,
    ),
    _count(
        "site_signposts",
        _("Signposts at partner sites"),
        _("Signposts that partners counted at their sites: totals, no people."),
        "EV-4.3.2",
        "site_signposts",
        **_SITE,
    ),
    _count(
        "site_soft_referrals",
        _("Soft referrals at partner sites"),
        _("Soft referrals that partners counted at their sites: totals, no people."),
        "EV-4.3.2",
        "site_soft_referrals",
        **_SITE,
    ),
)
