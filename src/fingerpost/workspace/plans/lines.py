"""What other pages say of a plan: one line with its state and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.house.navigation import href_of
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.rules.attendances import NOT_SEEN
from fingerpost.plans.models import Answer, Draft, PlanVersion
from fingerpost.plans.queries import with_answer
from fingerpost.plans.rules.claiming import PlanFacts
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.workspace.plans.present import labels_of


@dataclass(frozen=True, slots=True)
class Link:
    """A link in words."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """The state of a plan, links, and the address that begins one ("" where there is nothing to begin)."""

    state: str
    links: tuple[Link, ...] = ()
    begin_href: str = ""


def attendance_line(attendance: Attendance, facts: PlanFacts, *, is_ours: bool) -> PlanLine:
    """The plan of one attendance, for its page."""
    if attendance.customer_id is None:
        return PlanLine(_("A plan is one customer’s own: find the customer first."))
    is_begun = Draft.objects.filter(attendance=attendance).exists()
    if not is_begun and not facts.has_version:
        may_begin = is_ours and attendance.result not in NOT_SEEN
        begin = reverse("workspace:begin_plan", args=[attendance.id]) if may_begin else ""
        return PlanLine(_("No plan was begun at this session yet."), begin_href=begin)
    links = [
        Link(
            _("Go on with the plan") if is_ours else _("Read the plan"),
            reverse("workspace:plan", args=[attendance.id]),
        )
    ]
    if facts.version_id:
        links += [
            Link(text, href)
            for text, href in (
                (_("Acceptance"), href_of("workspace:plan_acceptance", attendance.id)),
                (_("Copies, and giving it to the customer"), href_of("workspace:plan_copies", attendance.id)),
            )
            if href
        ]
    return PlanLine(_state(facts), tuple(links))


def _state(facts: PlanFacts) -> str:
    if not facts.version_id:
        return _("Begun. No version was made of it yet.")
    if facts.is_changed_since:
        return _("Changed since version %(number)s. Make a new version when it is agreed.") % {
            "number": facts.version_number
        }
    answer = labels_of(Answer.choices).get(facts.answer, _("not accepted yet"))
    words = (
        _("Version %(number)s: %(answer)s, given to the customer.")
        if facts.is_given
        else _("Version %(number)s: %(answer)s, not given to the customer yet.")
    )
    return words % {"number": facts.version_number, "answer": answer.lower()}


def customer_line(customer_id: UUID) -> PlanLine:
    """The newest version of a customer's plans, for their record; one query."""
    version = (
        with_answer(PlanVersion.objects.filter(plan__customer_id=customer_id))
        .defer("content")
        .order_by("-made_at", "-id")
        .first()
    )
    if version is None:
        return PlanLine(_("No version was made yet."))
    answer = labels_of(Answer.choices).get(version.last_answer or "", _("not accepted yet"))
    words = _("Version %(number)s of %(day)s: %(answer)s.") % {
        "number": version.number,
        "day": spoken_date(civil_date(version.made_at)),
        "answer": answer.lower(),
    }
    links = (
        Link(_("Read it"), reverse("workspace:plan_version", args=[version.id])),
        Link(_("All versions"), reverse("workspace:plan_history", args=[customer_id])),
        Link(_("Progress"), reverse("workspace:plan_progress", args=[customer_id])),
    )
    return PlanLine(words, links)
