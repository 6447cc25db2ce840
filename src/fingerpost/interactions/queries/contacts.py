"""Reads of contacts, their staff, their checks and the texts shown in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions import doors
from fingerpost.interactions.models import (
    CheckState,
    Contact,
    ContactStaff,
    ContactState,
    IdentityCheck,
    NoticeGiven,
)
from fingerpost.interactions.rules import contacts as contact_rules
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date

_LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One text of the checklist: its words, what was done in this contact, and what was done before it."""

    kind: str
    version: str
    title: str
    body: tuple[str, ...]
    shown_at: datetime | None
    is_understood: bool
    last_shown_on: date | None
    last_version: str

    @property
    def is_unchanged(self) -> bool:
        """Whether the customer understood these same words in an earlier contact."""
        return self.last_shown_on is not None and self.last_version == self.version


def get_contact(contact_id: UUID) -> Contact:
    """A contact that the actor may see. Raises NotFound, in the same words for absent and forbidden."""
    contact = Contact.objects.select_related("venue", "contract").filter(id=contact_id).first()
    if contact is None:
        raise NotFound(
            _("There is no such contact that you can open. Join it by its reference."), code="no_such_contact"
        )
    return contact


def current_contact_of(actor: Actor, customer_id: UUID) -> Contact | None:
    """The open contact in which this person works with this customer; the newest where there are several."""
    mine = ContactStaff.objects.filter(
        contact_id=OuterRef("id"), account_id=actor.account_id, left_at__isnull=True
    )
    found = Contact.objects.filter(Exists(mine), customer_id=customer_id, state=ContactState.OPEN)
    return found.order_by("-opened_at", "-id").first()


def get_own_check(actor: Actor, *, contact_id: UUID, check_id: UUID) -> IdentityCheck:
    """A check that this person made in a contact. Raises NotFound."""
    check = IdentityCheck.objects.filter(
        id=check_id, contact_id=contact_id, account_id=actor.account_id
    ).first()
    if check is None:
        raise NotFound(
            _("There is no such check of yours. Find the customer again in an open contact."), code="no_check"
        )
    return check


def customers_confirmed_by(actor: Actor, contact_id: UUID, *, limit: int = 60) -> list[UUID]:
    """The customers whose checks this person passed in a contact, oldest first: several in a group."""
    found = (
        IdentityCheck.objects.filter(
            contact_id=contact_id,
            account_id=actor.account_id,
            state=CheckState.PASSED,
            customer__isnull=False,
        )
        .order_by("ended_at", "id")
        .values_list("customer_id", flat=True)[:limit]
    )
    return list(dict.fromkeys(one for one in found if one is not None))


def is_locked(contact_id: UUID) -> bool:
    """Whether this person's checks in a contact are locked."""
    return IdentityCheck.objects.filter(contact_id=contact_id, state=CheckState.LOCKED).exists()


def list_notices(contact: Contact, *, now: datetime, rules: Rules | None = None) -> list[NoticeLine]:
    """The checklist before advice: each text in force, with this contact's and the last contact's answers."""
    texts = contact_rules.notice_texts(rules or rules_in_force(), on=civil_date(now))
    here = {row.kind: row for row in notices_in(contact)}
    before = _last_understood(contact)
    lines = []
    for text in texts:
        row, last = here.get(text.kind), before.get(text.kind)
        lines.append(
            NoticeLine(
                kind=text.kind,
                version=row.text_version if row is not None else text.version,
                title=text.title,
                body=text.body,
                shown_at=row.shown_at if row is not None else None,
                is_understood=row is not None and row.understood,
                last_shown_on=civil_date(last.shown_at) if last is not None else None,
                last_version=last.text_version if last is not None else "",
            )
        )
    return lines


def notices_in(contact: Contact) -> QuerySet[NoticeGiven]:
    """What was shown in a contact to its customer, or to nobody known while it has none."""
    whose = Q(customer_id=contact.customer_id) if contact.customer_id else Q(customer__isnull=True)
    return NoticeGiven.objects.filter(whose, contact_id=contact.id)


def missing_notices(lines: list[NoticeLine]) -> list[NoticeLine]:
    """What is still to be shown, or to be understood, before advice."""
    return [line for line in lines if line.shown_at is None or not line.is_understood]


def was_told_of_anonymity(contact_id: UUID) -> bool:
    """Whether the limits of staying anonymous were explained in a contact (OI-4.10a)."""
    return NoticeGiven.objects.filter(contact_id=contact_id, kind="anonymous").exists()


def list_locked_checks_for_manager() -> list[doors.LockedCheck]:
    """Locked checks of the last week among the people whom the actor manages (BR-7.3: escalate)."""
    return doors.locked_checks_below(_LOOK_BACK)


def _last_understood(contact: Contact) -> dict[str, NoticeGiven]:
    """The newest text of each kind that this customer understood in an earlier contact."""
    if contact.customer_id is None:
        return {}
    rows = (
        NoticeGiven.objects.filter(customer_id=contact.customer_id, understood=True)
        .exclude(contact_id=contact.id)
        .order_by("kind", "-shown_at", "-id")
        .distinct("kind")[: len(contact_rules.NOTICES) + 1]
    )
    return {row.kind: row for row in rows}
