"""Who may work in a contact: whoever takes part in it, while it is open."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.house.actor import Actor
from fingerpost.house.errors import Conflict, NotFound, NotPermitted
from fingerpost.interactions.models import Contact, ContactStaff
from fingerpost.staff.access import Capability


def require_contact_work(actor: Actor) -> None:
    """Raise NotPermitted where this role does not work in contacts."""
    if not (actor.can(Capability.WORK_CONTACTS) or actor.can(Capability.KEY_PAPER)):
        raise NotPermitted(_("Your role does not work in contacts."), code="no_contacts")


def takes_part(actor: Actor, contact_id: UUID) -> bool:
    """Whether this person is in the contact now."""
    return ContactStaff.objects.filter(
        contact_id=contact_id, account_id=actor.account_id, left_at__isnull=True
    ).exists()


def require_part(actor: Actor, contact_id: UUID) -> None:
    """Raise NotPermitted where this person may look at a contact and is not in it."""
    if not takes_part(actor, contact_id):
        raise NotPermitted(
            _("You are not in this contact. Join it by its reference first."), code="not_in_contact"
        )


def lock_own_contact(actor: Actor, contact_id: UUID) -> Contact:
    """Lock a contact in which this person takes part.

    Raises NotFound where there is none that they may see, NotPermitted where they only may look.
    """
    require_contact_work(actor)
    contact = Contact.objects.select_for_update(of=("self",)).filter(id=contact_id).first()
    if contact is None:
        raise NotFound(
            _("There is no such contact that you can open. Join it by its reference."), code="no_such_contact"
        )
    require_part(actor, contact_id)
    return contact


def lock_open_contact(actor: Actor, contact_id: UUID) -> Contact:
    """As ``lock_own_contact``, and raise Conflict where the contact is over."""
    contact = lock_own_contact(actor, contact_id)
    if not contact.is_open:
        raise Conflict(
            _("This contact is over. Open a new one to go on."),
            code="contact_is_over",
            details={"state": contact.state},
        )
    return contact
