"""What the pages of sessions say: what is missing and where to mend it, clocks in words, lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fingerpost.house.navigation import href_of
from fingerpost.interactions.models import Attendance, AttendanceResult, Helper
from fingerpost.interactions.rules.attendances import SECTIONS, Gap, last_day_of
from fingerpost.plans.rules.claiming import PlanGap
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.policy.codes import code_list

NOBODY: Final = "nobody"

HELPERS: Final[tuple[tuple[str, Promise | str], ...]] = tuple(
    (value or NOBODY, label) for value, label in Helper.choices
)

SECTION_HINTS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "reason": gettext_lazy("In the customer’s own words where you can."),
        "situation": gettext_lazy("Work, learning, skills, and what helps or stands in the way."),
        "discussed": gettext_lazy("Options looked at, and what the customer thought of them."),
        "information_used": gettext_lazy("Labour market information, course details, websites, leaflets."),
        "next_steps": gettext_lazy("What the customer does next, what you do next, and by when."),
    }
)

_GAP_WORDS: Final[Mapping[Gap, Promise | str]] = MappingProxyType(
    {
        Gap.RESULT: gettext_lazy("Say whether the customer attended"),
        Gap.REASON: gettext_lazy("Select why the customer was not seen"),
        Gap.SEEN_AT: gettext_lazy("Enter when the customer was seen"),
        Gap.SECTION_REASON: gettext_lazy("Write what the customer came for"),
        Gap.SECTION_SITUATION: gettext_lazy("Write where the customer is now"),
        Gap.SECTION_DISCUSSED: gettext_lazy("Write what was discussed"),
        Gap.SECTION_INFORMATION_USED: gettext_lazy("Write what information was used"),
        Gap.SECTION_NEXT_STEPS: gettext_lazy("Write what happens next"),
        Gap.ADVISER: gettext_lazy("Say who gave the session"),
        Gap.SUPERVISOR: gettext_lazy("Name who supervised the trainee"),
        Gap.QUALIFICATION: gettext_lazy(
            "Advice is completed in the name of a qualified adviser, or of a trainee with a qualified supervisor. "
            "Name a supervisor"
        ),
        Gap.RECORDED_TWICE: gettext_lazy("This interview is recorded already. Go on with the earlier record"),
        Gap.NOT_COMPLETE: gettext_lazy("Complete the record"),
        Gap.NOT_SEEN: gettext_lazy("Only a session that the customer attended can be claimed"),
        Gap.CUSTOMER: gettext_lazy("Find the customer, or make their record"),
        Gap.IDENTITY: gettext_lazy("Confirm who the customer is"),
        Gap.CONFIRMED_HERE: gettext_lazy("Confirm the customer’s identity in this contact"),
        Gap.NOTICES: gettext_lazy("Show the customer what comes before advice"),
        Gap.VENUE: gettext_lazy("Say where the session was"),
        Gap.PRIORITY: gettext_lazy("Priority groups have not been looked at for this session"),
        Gap.AGE: gettext_lazy("Check that the adult service is open to this customer at their age"),
    }
)


_PLAN_GAP_WORDS: Final[Mapping[PlanGap, Promise | str]] = MappingProxyType(
    {
        PlanGap.NO_PLAN: gettext_lazy("Agree a skills action plan with the customer"),
        PlanGap.CHANGED_SINCE: gettext_lazy(
            "The plan was changed after its last version. Make a new version of it"
        ),
        PlanGap.DECLINED: gettext_lazy("The customer declined the plan. Agree another version"),
        PlanGap.NOT_ACCEPTED: gettext_lazy("Keep how the customer accepted the plan"),
        PlanGap.NOT_GIVEN: gettext_lazy("Give the customer their plan"),
        PlanGap.LATE_WITHOUT_REASON: gettext_lazy("Say why the plan reached the customer late"),
    }
)


@dataclass(frozen=True, slots=True)
class GapLine:
    """One thing that is missing, with the place where it is mended ("" where there is none)."""

    text: str
    href: str


def gap_lines(
    gaps: Iterable[Gap | PlanGap], attendance: Attendance, *, version_id: str = ""
) -> list[GapLine]:
    """What is missing, in words, each with a link to the very field; ``version_id`` is the plan's for its pages."""
    return [
        GapLine(str(_PLAN_GAP_WORDS[gap]), _plan_gap_href(gap, attendance, version_id))
        if isinstance(gap, PlanGap)
        else GapLine(str(_GAP_WORDS[gap]), gap_href(gap, attendance))
        for gap in gaps
    ]


def _plan_gap_href(gap: PlanGap, attendance: Attendance, version_id: str) -> str:
    """Where a gap of the plan is mended: the plan itself, how it was accepted, or its copies."""
    if version_id and gap is PlanGap.NOT_ACCEPTED:
        return href_of("workspace:plan_acceptance", attendance.id)
    if version_id and gap in (PlanGap.NOT_GIVEN, PlanGap.LATE_WITHOUT_REASON):
        return href_of("workspace:plan_copies", attendance.id)
    if gap in (PlanGap.NO_PLAN, PlanGap.CHANGED_SINCE):
        return "#plan"
    return href_of("workspace:plan", attendance.id)


def gap_href(gap: Gap, attendance: Attendance) -> str:
    """Where a gap is mended: a field of this page, or the page that holds it."""
    fields = {
        Gap.RESULT: "#id_details-result",
        Gap.REASON: "#id_details-reason",
        Gap.SEEN_AT: "#id_details-seen_at",
        Gap.NOT_COMPLETE: "#complete",
        **{Gap(f"section_{section}"): f"#id_{section}-text" for section in SECTIONS},
    }
    if gap in fields:
        return fields[gap]
    session, customer = attendance.session_id, attendance.customer_id
    contact = attendance.session.contact_id
    if gap in {Gap.ADVISER, Gap.SUPERVISOR, Gap.QUALIFICATION}:
        return f"{reverse('workspace:session', args=[session])}#id_supervisor"
    if gap is Gap.VENUE:
        return f"{reverse('workspace:session', args=[session])}#id_venue"
    if gap in {Gap.CUSTOMER, Gap.CONFIRMED_HERE} and contact:
        return href_of("workspace:find_customer", contact)
    if gap is Gap.NOTICES and contact:
        return href_of("workspace:before_advice", contact)
    if gap in {Gap.IDENTITY, Gap.AGE} and customer:
        return href_of("workspace:customer_identity", customer)
    if gap in {Gap.PRIORITY, Gap.RECORDED_TWICE} and customer:
        return href_of("workspace:customer", customer)
    return ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The write-up clock in words."""

    text: str
    is_late: bool


def write_up_clock(attendance: Attendance, *, now: datetime, rules: Rules) -> Clock | None:
    """The clock of a write-up: "due Tuesday 24 November, 2 working days after the interview" (OI-8.16, OI-9.5)."""
    if attendance.write_up_due_at is None:
        return None
    last = last_day_of(attendance.write_up_due_at)
    days = rules.get_int("write_up.working_days", civil_date(attendance.session.started_at))
    due = ngettext(
        "due %(day)s, %(days)s working day after the interview",
        "due %(day)s, %(days)s working days after the interview",
        days,
    ) % {"day": spoken_day(last), "days": days}
    done = attendance.completed_at
    if done is not None:
        finished = spoken_day(civil_date(done))
        if done < attendance.write_up_due_at:
            return Clock(_("Completed %(day)s, on time") % {"day": finished}, is_late=False)
        return Clock(
            _("Completed %(done)s, late: it was %(due)s") % {"done": finished, "due": due}, is_late=True
        )
    if now >= attendance.write_up_due_at:
        return Clock(_("Overdue: it was %(due)s") % {"due": due}, is_late=True)
    return Clock(_("Write-up %(due)s") % {"due": due}, is_late=False)


def spoken_day(day: date) -> str:
    """A day as a clock names it, without the year: "Tuesday 24 November"."""
    return spoken_date(day).rsplit(" ", 1)[0]


def reason_choices(on: date) -> list[tuple[str, str]]:
    """Why somebody was not seen, by wire code."""
    return [
        (str(code.wire), code.label) for code in code_list("non_attendance_reason").codes if code.is_valid(on)
    ]


def reason_label(wire: int | None) -> str:
    """The words of a kept reason; "" for none."""
    return "" if wire is None else code_list("non_attendance_reason").from_wire(wire).label


RESULT_TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        AttendanceResult.EXPECTED: "govuk-tag--grey",
        AttendanceResult.ATTENDED: "govuk-tag--green",
        AttendanceResult.DID_NOT_ATTEND: "govuk-tag--red",
        AttendanceResult.CANCELLED_BY_CUSTOMER: "govuk-tag--yellow",
        AttendanceResult.CANCELLED_BY_US: "govuk-tag--yellow",
        AttendanceResult.COULD_NOT_BE_SEEN: "govuk-tag--orange",
    }
)
