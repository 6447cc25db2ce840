"""The lines of Today's lists, in words. Each list takes one query; tasks take four."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fingerpost.appointments.queries import list_own_appointments
from fingerpost.appointments.rules import diary_span
from fingerpost.customers.models import Customer
from fingerpost.funding.queries import list_sent_back
from fingerpost.house.actor import Actor
from fingerpost.house.navigation import href_of
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.doors import LockedCheck
from fingerpost.interactions.models import Attendance
from fingerpost.interactions.queries.contacts import list_locked_checks_for_manager
from fingerpost.interactions.queries.today import (
    list_follow_ups,
    list_open_contacts,
    list_records_to_confirm,
    list_write_ups,
)
from fingerpost.interactions.rules.attendances import was_updated_in_time
from fingerpost.notices.queries import count_undecided
from fingerpost.outcomes.models import FollowUp
from fingerpost.outcomes.queries import count_due_follow_ups, list_due_follow_ups
from fingerpost.outcomes.services.calls import list_due_calls
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.staff.access import Capability
from fingerpost.workspace.claims.words import kind_labels
from fingerpost.workspace.follow_ups.words import tries_words
from fingerpost.workspace.sessions.words import spoken_day, write_up_clock


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: what it is, where it leads, what to know of it, and whether it is late."""

    title: str
    href: str
    facts: tuple[str, ...] = ()
    tag: str = ""
    is_late: bool = False


def appointments(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """One's own appointments of today and the next working day. No customer is named here."""
    begins, ends = diary_span(now)
    found = list_own_appointments(actor, begins=begins, ends=ends, start=start, limit=limit)
    return [
        Line(
            _("%(day)s at %(time)s")
            % {"day": spoken_day(civil_date(one.starts_at)), "time": f"{civil_time(one.starts_at):%H:%M}"},
            reverse("workspace:appointment", args=[one.id]),
            tuple(
                filter(None, (str(one.get_kind_display()), one.label, one.venue.label if one.venue else ""))
            ),
            tag=_("Started") if one.session_id else "",
        )
        for one in found
    ]


def write_ups(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """Sessions to write up, the earliest clock first, so that late ones stand on top (OI-8.16, OI-9.5)."""
    rules = rules_in_force()
    lines = []
    for one in list_write_ups(actor, start=start, limit=limit):
        clock = write_up_clock(one, now=now, rules=rules)
        first = getattr(one, "first_saved_at", None)
        in_time = was_updated_in_time(
            happened_at=one.session.started_at,
            updated_on=civil_date(first) if first else None,
            now=now,
            rules=rules,
        )
        facts = [_session_words(one), clock.text if clock else ""]
        if not in_time:
            facts.append(_("The record was not updated on the day of the session"))
        lines.append(
            Line(
                _whose(one),
                reverse("workspace:attendance", args=[one.id]),
                tuple(filter(None, facts)),
                tag=_("Overdue") if clock and clock.is_late else "",
                is_late=bool(clock and clock.is_late),
            )
        )
    return lines


def follow_ups(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """Formal follow-ups first, one's own and then nobody's; after them next contacts that were agreed (OI-12.12)."""
    today = civil_date(now)
    calls = _calls(actor, today)
    first = calls[start : start + limit]
    start, limit = max(0, start - len(calls)), limit - len(first)
    if not limit:
        return first
    formal = _formal_follow_ups(actor, today=today, start=start, limit=limit)
    left = limit - len(formal)
    if not left:
        return [*first, *formal]
    before = start + len(formal) if formal or not start else _count_formal(actor, today)
    agreed = list_follow_ups(actor, today=today, start=max(0, start - before), limit=left)
    return [*first, *formal, *_agreed(agreed, today)]


def _calls(actor: Actor, today: date) -> list[Line]:
    """The calls that customers agreed to and that are due (OI-4.10e); twenty at most."""
    if not actor.can(Capability.FOLLOW_UP):
        return []
    return [
        Line(
            one.customer.full_name,
            reverse("workspace:call", args=[one.id]),
            (
                _("Agreed call %(place)s of %(calls)s") % {"place": one.place, "calls": one.agreement.calls},
                _("Due %(day)s") % {"day": spoken_day(one.due_on)},
            ),
            tag=_("Overdue") if one.due_on < today else "",
            is_late=one.due_on < today,
        )
        for one in list_due_calls(actor, today=today)
    ]


def _count_formal(actor: Actor, today: date) -> int:
    return count_due_follow_ups(actor, today=today) if actor.can(Capability.FOLLOW_UP) else 0


def _formal_follow_ups(actor: Actor, *, today: date, start: int, limit: int) -> list[Line]:
    if not actor.can(Capability.FOLLOW_UP):
        return []
    found = list_due_follow_ups(actor, today=today, start=start, limit=limit)
    return [_of_follow_up(one, today) for one in found]


def _of_follow_up(one: FollowUp, today: date) -> Line:
    facts = [
        str(one.get_stage_display()),
        _("Due %(day)s") % {"day": spoken_day(one.due_on)},
        tries_words(one.tries),  # type: ignore[attr-defined]
        "" if one.owner_id else _("Nobody owns it: any adviser may do it"),
    ]
    return Line(
        one.customer.full_name,
        reverse("workspace:follow_up", args=[one.id]),
        tuple(filter(None, facts)),
        tag=_("Overdue") if one.due_on < today else "",
        is_late=one.due_on < today,
    )


def _agreed(found: Iterable[Attendance], today: date) -> list[Line]:
    """Next contacts that were agreed, told apart by their words."""
    return [
        Line(
            _whose(one),
            href_of("workspace:customer", one.customer_id)
            if one.customer_id
            else reverse("workspace:attendance", args=[one.id]),
            (_("Agreed for %(day)s") % {"day": spoken_day(one.next_contact_on)}, _session_words(one)),
            tag=_("Overdue") if one.next_contact_on < today else "",
            is_late=one.next_contact_on < today,
        )
        for one in found
        if one.next_contact_on is not None
    ]


def tasks(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """Doubtful messages, outcomes sent back, locked checks of one's people, then provisional records by their day."""
    first = [
        *_of_messages(actor, now),
        *_of_sent_back(actor, now),
        *(_of_lock(one) for one in list_locked_checks_for_manager()),
    ]
    lines = first[start : start + limit]
    records = list_records_to_confirm(
        actor, start=max(0, start - len(first)), limit=max(0, limit - len(lines))
    )
    return [*lines, *(_of_provisional(one, now) for one in records)]


def _of_messages(actor: Actor, now: datetime) -> list[Line]:
    """One line where messages wait for a decision of this person, or could not be sent in the past week."""
    if not actor.can(Capability.DECIDE_MESSAGES):
        return []
    counted = count_undecided(now=now)
    facts = []
    if counted.perhaps_sent:
        facts.append(_("To decide on: %(count)s") % {"count": counted.perhaps_sent})
    if counted.failed:
        facts.append(_("Could not be sent in the past week: %(count)s") % {"count": counted.failed})
    if not facts:
        return []
    return [
        Line(
            _("Messages that perhaps were not sent"),
            reverse("workspace:messages"),
            tuple(facts),
            tag=_("Decide") if counted.perhaps_sent else "",
        )
    ]


def _of_sent_back(actor: Actor, now: datetime) -> list[Line]:
    """Outcomes that a claims officer gave back, with what they ask for."""
    if not actor.can(Capability.RECORD_OUTCOMES):
        return []
    rules, today = rules_in_force(), civil_date(now)
    return [
        Line(
            _("%(kind)s, %(name)s")
            % {
                "kind": kind_labels(one.contract.scheme, on=today, rules=rules).get(one.kind, _("Outcome")),
                "name": one.customer.full_name,
            },
            href_of("workspace:outcome", one.id),
            (one.sent_back_why,),
            tag=_("Sent back"),
        )
        for one in list_sent_back(actor)
    ]


def _of_lock(one: LockedCheck) -> Line:
    return Line(
        _("Identity check locked in contact %(reference)s") % {"reference": one.reference},
        "",
        (
            _("%(person)s, %(day)s at %(time)s. Speak with them before anybody tries again.")
            % {
                "person": one.person,
                "day": spoken_day(civil_date(one.locked_at)),
                "time": f"{civil_time(one.locked_at):%H:%M}",
            },
        ),
        tag=_("Locked"),
        is_late=True,
    )


def _of_provisional(customer: Customer, now: datetime) -> Line:
    last = customer.provisional_until
    is_late = last is not None and last < civil_date(now)
    return Line(
        _("Confirm the identity of %(name)s") % {"name": customer.full_name},
        href_of("workspace:customer_identity", customer.id),
        (_("By %(day)s, or the record is deleted") % {"day": spoken_day(last)},) if last else (),
        tag=_("Overdue") if is_late else "",
        is_late=is_late,
    )


def contacts(actor: Actor, now: datetime, *, start: int, limit: int) -> list[Line]:
    """Contacts that nobody closed yet."""
    return [
        Line(
            _("Contact %(reference)s") % {"reference": one.reference},
            href_of("workspace:contact", one.id),
            tuple(
                filter(
                    None,
                    (
                        str(one.get_kind_display()),
                        _("Opened %(day)s at %(time)s")
                        % {
                            "day": spoken_day(civil_date(one.opened_at)),
                            "time": f"{civil_time(one.opened_at):%H:%M}",
                        },
                        one.venue.label if one.venue else "",
                    ),
                )
            ),
        )
        for one in list_open_contacts(actor, start=start, limit=limit)
    ]


def _whose(attendance: Attendance) -> str:
    if attendance.customer_id and attendance.customer is not None:
        return attendance.customer.full_name
    return _("Customer not named yet")


def _session_words(attendance: Attendance) -> str:
    session = attendance.session
    words = [str(session.get_kind_display()), spoken_day(civil_date(session.started_at))]
    if session.venue_id and session.venue is not None:
        words.append(session.venue.label)
    return ", ".join(words)
