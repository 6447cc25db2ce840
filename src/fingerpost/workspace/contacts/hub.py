"""What the hub of a contact shows: its tasks with how each stands, its staff, its customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house.actor import Actor
from fingerpost.house.navigation import href_of
from fingerpost.interactions import doors
from fingerpost.interactions.access import takes_part
from fingerpost.interactions.models import Channel, Contact, ContactKind, StaffPart
from fingerpost.interactions.queries import contacts as queries
from fingerpost.interactions.queries.sessions import find_session_of
from fingerpost.staff.access import Capability
from fingerpost.triage.queries import find_latest_decision
from fingerpost.triage.rules import TRIAGED_KINDS
from fingerpost.workspace.triage.present import direction_of

_VOICE = frozenset({Channel.TELEPHONE, Channel.VIDEOCHAT, Channel.WEBCHAT})


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task list. Without an address it can't be begun now."""

    title: str
    href: str
    hint: str = ""
    status: str = ""
    is_done: bool = False

    def as_item(self) -> dict[str, object]:
        """The row as the task list component takes it."""
        item: dict[str, object] = {"title": {"text": self.title}}
        if self.href:
            item["href"] = self.href
        if self.hint:
            item["hint"] = {"text": self.hint}
        tag = {"tag": {"text": self.status, "classes": "govuk-tag--blue"}}
        item["status"] = {"text": self.status} if self.is_done or not self.status else tag
        return item


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person in the contact."""

    person: str
    part: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Everything on the page of one contact."""

    contact: Contact
    tasks: list[Task]
    staff: list[StaffLine]
    customers: list[Customer]
    is_in_it: bool
    is_opener: bool
    is_locked: bool
    can_be_cut_off: bool

    @property
    def task_items(self) -> list[dict[str, object]]:
        """The tasks as the component takes them."""
        return [task.as_item() for task in self.tasks]


def hub_of(actor: Actor, contact_id: UUID, *, now: datetime) -> Hub:
    """Gather the page of a contact. Raises NotFound where the actor may not see it."""
    contact = queries.get_contact(contact_id)
    is_in_it = takes_part(actor, contact_id)
    is_group = contact.kind == ContactKind.GROUP
    found = queries.customers_confirmed_by(actor, contact_id) if is_group else []
    works = is_in_it and contact.is_open
    return Hub(
        contact=contact,
        tasks=_tasks(actor, contact, now=now) if works else [],
        staff=[
            StaffLine(line.person, str(StaffPart(line.part).label), line.joined_at, line.left_at)
            for line in doors.who_is_in(contact_id)
        ],
        customers=list(Customer.objects.filter(id__in=found).order_by("family_name", "given_name", "id")),
        is_in_it=is_in_it,
        is_opener=contact.opened_by_id == actor.account_id,
        is_locked=queries.is_locked(contact_id),
        can_be_cut_off=contact.channel in _VOICE,
    )


def _tasks(actor: Actor, contact: Contact, *, now: datetime) -> list[Task]:
    return [
        *_triage_tasks(contact),
        *_customer_tasks(contact),
        _notices_task(contact, now=now),
        _session_task(actor, contact),
    ]


def _triage_tasks(contact: Contact) -> list[Task]:
    """What one person needs, with where it goes once that is decided (BR-6.2)."""
    if contact.kind not in TRIAGED_KINDS:
        return []
    decided = find_latest_decision(contact.id)
    return [
        Task(
            _("What the customer needs"),
            href_of("workspace:triage", contact.id),
            hint=_("Who helps, and where it goes.") if decided is None else direction_of(decided),
            status=_("To do") if decided is None else _("Decided"),
            is_done=decided is not None,
        )
    ]


def _session_task(actor: Actor, contact: Contact) -> Task:
    """Record the session, or say who does where the actor's role does not (BR-21.3)."""
    is_begun = find_session_of(contact) is not None
    if not (actor.can(Capability.GIVE_ADVICE) or (is_begun and actor.can(Capability.KEY_PAPER))):
        return Task(
            _("Record the session"),
            "",
            hint=_("Your role does not record advice sessions. For advice, pass the customer to an adviser."),
            status=_("For an adviser"),
            is_done=True,
        )
    return Task(
        _("Record the session"),
        # Leads on to the one place or the register of a session that has begun.
        href_of("workspace:start_session", contact.id),
        status=_("Begun") if is_begun else _("To do"),
        is_done=is_begun,
    )


def _customer_tasks(contact: Contact) -> list[Task]:
    """Find somebody, make a record, or stay anonymous; once the customer is known only their record."""
    if contact.customer_id is not None:
        return [
            Task(
                _("Open the customer's record"),
                href_of("workspace:customer", contact.customer_id),
                status=_("Customer known"),
                is_done=True,
            )
        ]
    is_group = contact.kind == ContactKind.GROUP
    told = queries.was_told_of_anonymity(contact.id)
    tasks = [
        Task(
            _("Find a customer") if is_group else _("Find the customer"),
            href_of("workspace:find_customer", contact.id),
            hint=_("By name, date of birth and postcode. Then confirm who it is."),
            status=_("To do"),
        ),
        Task(
            _("Make a record"),
            href_of("workspace:new_customer", contact.id),
            hint=_("Where there is none. Advice goes ahead without evidence too."),
            status=_("Optional"),
        ),
    ]
    if not is_group:
        tasks.append(
            Task(
                _("Go on without a name"),
                href_of("workspace:stay_anonymous", contact.id),
                hint=_("The customer may stay anonymous. Explain what that means."),
                status=_("Explained") if told else _("Optional"),
                is_done=told,
            )
        )
    return tasks


def _notices_task(contact: Contact, *, now: datetime) -> Task:
    lines = queries.list_notices(contact, now=now)
    missing = queries.missing_notices(lines)
    done = len(lines) - len(missing)
    return Task(
        _("Before advice"),
        href_of("workspace:before_advice", contact.id),
        hint=", ".join(line.title for line in missing),
        status=_("Done") if not missing else _("%(done)s of %(all)s") % {"done": done, "all": len(lines)},
        is_done=not missing,
    )
