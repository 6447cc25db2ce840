"""One customer's place at a session: what became of it, the notes in five parts, completing it.

The page is one form, so that without JavaScript any save button keeps everything that was typed. Each part also saves
by itself: a POST with the fields of one part keeps that part alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fingerpost.customers.models import Grant
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound, NotPermitted
from fingerpost.house.forms.drawing import error_items
from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import requires
from fingerpost.house.reading import log_read
from fingerpost.house.requests import actor_of
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.models import Attendance, AttendanceSection, Gave, Helper, Section
from fingerpost.interactions.queries.attendances import facts_of, get_attendance, may_change
from fingerpost.interactions.queries.sessions import people_of, with_staff
from fingerpost.interactions.rules.attendances import (
    SECTIONS,
    Gap,
    missing_to_claim,
    missing_to_complete,
    was_updated_in_time,
)
from fingerpost.interactions.services.sections import AllSaved, Typed, save_page
from fingerpost.plans.queries import plan_facts_of
from fingerpost.plans.rules.claiming import PlanGap, gaps_to_complete, plan_gaps, stage_with_plan
from fingerpost.plans.services.completing import complete_with_plan
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.access import Capability
from fingerpost.workspace.customers.words import LANGUAGES
from fingerpost.workspace.plans.lines import attendance_line
from fingerpost.workspace.second_checks.codes import code_words
from fingerpost.workspace.sessions.forms import DetailsForm, SectionForm, with_version
from fingerpost.workspace.sessions.words import gap_lines, reason_label, write_up_clock

_STAGE_TAGS = {"saved": "govuk-tag--grey", "complete": "govuk-tag--blue", "claimable": "govuk-tag--green"}


@dataclass
class Page:
    """The forms of one page: those that were sent are bound, the others begin with what is kept."""

    details: DetailsForm
    sections: dict[str, SectionForm]
    sent: set[str] = field(default_factory=set)
    clash_details: list[tuple[str, str]] = field(default_factory=list)
    clash_by: str = ""
    theirs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def forms(self) -> list[DetailsForm | SectionForm]:
        """Every form in the order of the page."""
        return [self.details, *self.sections.values()]

    @property
    def has_clash(self) -> bool:
        """Whether somebody else was first anywhere."""
        return bool(self.clash_details or self.clash_by or self.theirs)

    @property
    def has_errors(self) -> bool:
        """Whether anything that was sent is not kept."""
        return any(form.is_bound and form.errors for form in self.forms)


@requires(Capability.READ_RECORDS)
def attendance(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """The record of one place; a POST keeps everything on the page that can be kept."""
    if request.method == "POST":
        return _save(request, attendance_id)
    actor, now = actor_of(request), timezone.now()
    found = get_attendance(attendance_id)
    if found.customer_id is not None:
        reason = Grant.objects.filter(customer_id=found.customer_id).values_list("reason", flat=True).first()
        log_read(actor=actor, customer_id=found.customer_id, what="attendance", reason=reason or "", now=now)
    return _show(request, actor, found, _page(found, None), now, status=200)


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
def attendance_section(request: HttpRequest, attendance_id: UUID, section: str) -> HttpResponse:
    """Keep one part of the notes; whatever else was sent with it is kept too."""
    if section not in Section.values:
        raise NotFound(_("The notes have no such part."), code="no_such_section")
    if request.method != "POST":
        return redirect(f"{reverse('workspace:attendance', args=[attendance_id])}#id_{section}-text")
    return _save(request, attendance_id, section=section)


@requires(Capability.GIVE_ADVICE, Capability.KEY_PAPER)
def complete(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """Keep what was sent, then mark the record complete, or list what is missing."""
    if request.method != "POST":
        return redirect("workspace:attendance", attendance_id)
    return _save(request, attendance_id, then_complete=True)


def _save(
    request: HttpRequest, attendance_id: UUID, *, section: str = "", then_complete: bool = False
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    found = get_attendance(attendance_id)
    if not may_change(actor, found.session):
        raise NotPermitted(
            _("Another organisation gave this session, so you can read its record but not change it."),
            code="not_your_session",
        )
    page = _page(found, request.POST)
    is_autosave = bool(request.POST.get("autosave"))
    saved = _keep(actor, now, found, page, uses_codes=not is_autosave)
    _note_checks(page, saved)
    _note_clashes(page, saved, found)
    if is_autosave:
        return _autosaved(page, saved, section)
    if page.has_errors or page.has_clash:
        found = get_attendance(attendance_id)
        kept = _page(found, None)
        _bring_over(page, kept)
        return _show(request, actor, found, page, now, status=409 if page.has_clash else 422)
    if then_complete:
        gaps = complete_with_plan(actor=actor, now=now, attendance_id=found.id)
        if gaps:
            found = get_attendance(attendance_id)
            return _show(
                request, actor, found, _page(found, None), now, status=422, missing=gap_lines(gaps, found)
            )
        messages.success(request, _("The record is complete."))
        return redirect("workspace:attendance", found.id)
    messages.success(request, _("Saved."))
    anchor = f"#part-{section}" if section else ""
    return redirect(f"{reverse('workspace:attendance', args=[found.id])}{anchor}")


def _page(found: Attendance, data: QueryDict | None) -> Page:
    """Bind what was sent: a part counts as sent when its version came along."""
    rows = {
        row.section: row
        for row in AttendanceSection.objects.filter(attendance=found).select_related("saved_by")
    }
    sent = {name for name in ("details", *SECTIONS) if data is not None and f"{name}-version" in data}
    return Page(
        details=DetailsForm(data if "details" in sent else None, prefix="details", attendance=found),
        sections={
            name: SectionForm(data if name in sent else None, section=name, row=rows.get(name))
            for name in SECTIONS
        },
        sent=sent,
    )


def _keep(actor: Actor, now: datetime, found: Attendance, page: Page, *, uses_codes: bool) -> AllSaved:
    """Save every part that was sent and can be kept, in one transaction.

    A page that saves itself uses no code: it would try one that is half typed.
    """
    details = page.details.details() if "details" in page.sent and page.details.is_valid() else None
    typed: dict[str, Typed] = {}
    for name, form in page.sections.items():
        if name in page.sent and (words := form.typed(uses_codes=uses_codes)) is not None:
            typed[name] = words
    return save_page(
        actor=actor,
        now=now,
        attendance_id=found.id,
        details=details,
        details_version=page.details.cleaned_data["version"] if details else 0,
        sections=typed,
    )


def _note_checks(page: Page, saved: AllSaved) -> None:
    """Take the refusal from the words that a colleague looked at; say at the box what is wrong with a code."""
    for name, one in saved.sections.items():
        form = page.sections[name]
        if one.is_refused and one.looked is not None:
            form.refuse_code("text", code_words(one.looked))
        elif form.offered("text") is not None:
            form.release("text")


def _note_clashes(page: Page, saved: AllSaved, found: Attendance) -> None:
    """Lay the other's words beside one's own; saving again from there is a choice between the two."""
    if saved.details is not None and saved.details.clash:
        page.clash_by = saved.details.changed_by or _("Somebody else")
        page.clash_details = [
            (str(page.details.fields[name].label), _in_words(name, value))
            for name, value in (saved.details.changed or {}).items()
            if name in page.details.fields
        ]
        page.details.data = with_version(page.details.data, "details", saved.details.attendance.version)
        page.details.add_error(
            "result",
            _("%(name)s changed this while you were typing. See both, then save") % {"name": page.clash_by},
        )
    for name, one in saved.sections.items():
        if not one.clash:
            continue
        form = page.sections[name]
        page.theirs[name] = {"text": one.text, "by": one.saved_by, "at": one.saved_at}
        form.data = with_version(form.data, name, one.version)
        form.add_error(
            "text",
            _("%(name)s changed this while you were typing. See both, then choose which to keep")
            % {"name": one.saved_by or _("Somebody else")},
        )


def _bring_over(page: Page, kept: Page) -> None:
    """Show what was saved as it now stands, and what was not as it was typed."""
    if not (page.details.is_bound and page.details.errors):
        page.details = kept.details
    for name, form in page.sections.items():
        if not (form.is_bound and form.errors):
            page.sections[name] = kept.sections[name]


def _autosaved(page: Page, saved: AllSaved, section: str) -> JsonResponse:
    """The answer to a page that saves itself: when, which version, and what could not be kept."""
    one = saved.sections.get(section)
    messages_for = [str(text) for form in page.forms if form.is_bound for text in _errors(form)]
    if any(form.offered("text") is not None for form in page.sections.values()):
        messages_for.append(_("A colleague can look at it with you: save this part to see how."))
    answer: dict[str, Any] = {}
    if one is not None and not one.clash:
        answer["version"] = one.version
        if one.saved_at is not None:
            answer["saved_at"] = f"{civil_time(one.saved_at):%H:%M}"
    if messages_for:
        answer["message"] = " ".join(messages_for)
    status = 409 if page.has_clash else 422 if page.has_errors else 200
    return JsonResponse(answer, status=status)


def _errors(form: DetailsForm | SectionForm) -> list[str]:
    return [
        message for problems in form.errors.as_data().values() for one in problems for message in one.messages
    ]


def _in_words(name: str, value: object) -> str:
    if value is None or value == "":
        return _("Not filled in")
    if isinstance(value, datetime):
        return f"{civil_time(value):%H:%M}"
    if name == "reason" and isinstance(value, int):
        return reason_label(value)
    words: Mapping[str, Mapping[str, object]] = {
        "language": dict(LANGUAGES),
        "helper": dict(Helper.choices),
        "gave": dict(Gave.choices),
        "result": dict(Attendance._meta.get_field("result").flatchoices),
    }
    return str(words.get(name, {}).get(str(value), value))


def _standing_links(actor: Actor, found: Attendance, *, is_ours: bool) -> list[dict[str, str]]:
    """Where who may record outcomes keeps how the customer stands, as they said it in this session (OF-17)."""
    if not (is_ours and found.customer_id and actor.can(Capability.RECORD_OUTCOMES)):
        return []
    routes = {
        "workspace:new_employment": _("Keep where they stand in work"),
        "workspace:new_learning": _("Keep where they stand in learning"),
    }
    return [
        {"href": f"{href}?session={found.id}", "text": text}
        for route, text in routes.items()
        if (href := href_of(route, found.customer_id))
    ]


def _show(
    request: HttpRequest,
    actor: Actor,
    found: Attendance,
    page: Page,
    now: datetime,
    *,
    status: int,
    missing: list[Any] | None = None,
) -> HttpResponse:
    rules = rules_in_force()
    facts = facts_of(found, rules=rules)
    plan = plan_facts_of(found, now=now, rules=rules)
    to_complete: tuple[Gap | PlanGap, ...] = (
        (*missing_to_complete(facts), *gaps_to_complete(plan)) if found.completed_at is None else ()
    )
    to_claim: tuple[Gap | PlanGap, ...] = (
        *missing_to_claim(facts),
        *(gap for gap in plan_gaps(plan) if gap not in to_complete),
    )
    session = with_staff(type(found.session).objects.filter(id=found.session_id)).select_related(
        "venue", "organisation", "recorded_by"
    )[0]
    first_saved = found.sections.order_by("saved_at").values_list("saved_at", flat=True).first()
    stage = stage_with_plan(facts, plan)
    is_ours = may_change(actor, session)
    customer = found.customer if found.customer_id else None
    context = {
        "attendance": found,
        "session": session,
        "people": people_of(session),
        "customer": customer,
        "customer_href": href_of("workspace:customer", customer.id) if customer else "",
        "is_ours": is_ours,
        "plan_title": rules.get_text("plan.title", civil_date(now)),
        "plan_line": attendance_line(found, plan, is_ours=is_ours),
        "page": page,
        "section_parts": [
            {"form": form, "name": name, "theirs": page.theirs.get(name), "row": form.row}
            for name, form in page.sections.items()
        ],
        "stage": stage,
        "stage_tag": _STAGE_TAGS[stage],
        "to_complete": gap_lines(to_complete, found, version_id=plan.version_id),
        "to_claim": gap_lines(to_claim, found, version_id=plan.version_id),
        "missing": missing or [],
        "clock": write_up_clock(found, now=now, rules=rules),
        "is_updated_in_time": not found.write_up_due_at
        or was_updated_in_time(
            happened_at=session.started_at,
            updated_on=civil_date(first_saved) if first_saved else None,
            now=now,
            rules=rules,
        ),
        "relative_helps": found.helper == Helper.RELATIVE,
        "assessments": list(found.assessments.order_by("set_name", "id")[:10]),
        "result_words": found.get_result_display(),
        "reason_words": reason_label(found.reason),
        "summary": [
            *(item for form in page.forms if form.is_bound for item in error_items(form)),
            *({"text": line.text, "href": line.href} for line in missing or []),
        ],
        "page_has_errors": page.has_errors or bool(missing),
        "standing_links": _standing_links(actor, found, is_ours=is_ours),
        "customer_view_href": href_of("workspace:customer_view", customer.id) if customer else "",
        "concern_customer_id": customer.id if customer else None,
    }
    return render(request, "workspace/sessions/attendance.html", context, status=status)
