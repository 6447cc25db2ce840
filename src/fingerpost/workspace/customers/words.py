"""Words of these pages for what the rooms keep as codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fingerpost.customers.models import CircumstanceKind, ContactPoint, GrantReason
from fingerpost.customers.rules import ENDED
from fingerpost.policy import Rules
from fingerpost.policy.civil import spoken_date
from fingerpost.policy.codes import code_list

Words = Promise | str

LANGUAGES: Final[tuple[tuple[str, Words], ...]] = (
    ("en-GB", _("English")),
    ("bfi", _("British Sign Language")),
    ("bn", _("Bengali or Sylheti")),
    ("fa", _("Farsi")),
    ("fr", _("French")),
    ("gu", _("Gujarati")),
    ("pl", _("Polish")),
    ("pa", _("Punjabi")),
    ("so", _("Somali")),
    ("ur", _("Urdu")),
    ("other", _("Another language")),
)

REASONS: Final[Mapping[str, Words]] = {
    GrantReason.AUTHENTICATED: _("Confirmed who the customer is in a contact"),
    GrantReason.OWN_APPOINTMENT: _("The customer is booked with them"),
    GrantReason.NEW_RECORD: _("Made this record"),
    GrantReason.MANAGER: _("Manages the adviser who made this record"),
    GrantReason.RELATIONSHIP: _("Works with this customer"),
    GrantReason.WRITE_UP: _("Has a session to write up"),
    GrantReason.PAPER: _("Is keying a paper session"),
    GrantReason.CONCERN: _("Was asked to look into something"),
    GrantReason.AUDIT: _("Audit with a stated purpose"),
    GrantReason.WIRE: _("Their system named this customer on the shared record"),
    "search": _("Searched for the customer in a contact"),
}

SEEN: Final[Mapping[str, Words]] = {
    "customer_record": _("Customer record"),
    "customer_view": _("Customer view"),
    "customer_part": _("A page to change the record"),
    "equality": _("Equality information"),
    "attendance": _("Session record"),
    "message": _("A message to them"),
    "appointment": _("Appointment"),
    "plan": _("Skills action plan"),
    "customer_access": _("Who may see this record"),
    "other_systems": _("Contacts through other systems"),
    "identity_check": _("Found in a search"),
    # What another contractor's system read, by the part of the wire it asked.
    "wire.customers": _("Customer record, by a system"),
    "wire.addresses": _("Addresses, by a system"),
    "wire.contactdetails": _("How they are reached, by a system"),
    "wire.diversitydetails": _("Equality information, by a system"),
    "wire.interactions": _("Contacts, by a system"),
    "wire.sessions": _("Session records, by a system"),
    "wire.actionplans": _("Skills action plans, by a system"),
    "wire.actions": _("Actions of a plan, by a system"),
    "wire.goals": _("Goals of a plan, by a system"),
    "wire.outcomes": _("Outcomes, by a system"),
    "wire.transfers": _("Transfers, by a system"),
    "wire.webchats": _("Web chats, by a system"),
    "wire.employmentprogressions": _("Work, by a system"),
    "wire.learningprogressions": _("Learning, by a system"),
    "wire.subscriptions": _("Whether a system is told of changes, by that system"),
    "wire.digitalidentities": _("Digital account, by a system"),
    "wire.search": _("Found in a search, by a system"),
}

DIRECTIONS: Final[Mapping[str, Words]] = {
    "young_peoples_contact_centre": _("The contact centre for young people"),
    "contact_centre": _("The contact centre"),
    "school_or_college": _("Their school or college"),
    "website": _("The website, with webchat"),
}

YES_OR_NO: Final[Mapping[str, Words]] = {"yes": _("Yes"), "no": _("No")}

_LISTS: Final = frozenset({"employment_status", "length_of_unemployment", "qualification_level"})


def language(code: str) -> str:
    """The name of a language."""
    return str(dict(LANGUAGES).get(code, code))


def fact(kind: str, value: str, *, rules: Rules, on: date) -> str:
    """One circumstance in words; a support need that ended says so."""
    if kind == CircumstanceKind.SUPPORT_NEED:
        code = value.removeprefix(ENDED)
        label = support_needs(rules, on).get(code, code)
        return str(_("%(need)s, no longer needed") % {"need": label}) if value.startswith(ENDED) else label
    if kind == CircumstanceKind.OUT_OF_WORK_SINCE:
        return plain_date(date.fromisoformat(value))
    if kind in _LISTS:
        return code_list(kind).get(value).label
    return str(YES_OR_NO.get(value, value))


def support_needs(rules: Rules, on: date) -> dict[str, str]:
    """The support needs of a day by code (XD-21)."""
    return {str(row["code"]): str(row["label"]) for row in rules.get_rows("support.needs", on)}


def wire_label(name: str, number: int) -> str:
    """The words of a code that is kept by its number on the wire."""
    return code_list(name).from_wire(number).label


def plain_date(day: date) -> str:
    """A date without its weekday: 4 December 2015."""
    return spoken_date(day).split(" ", 1)[1]


def safety(point: ContactPoint) -> list[str]:
    """What must be kept to when this number or address is used, most important first."""
    said: list[Words] = []
    if point.is_safe is False:
        said.append(_("Do not use"))
    elif point.is_safe is None:
        said.append(_("Not asked whether it is safe to use"))
    if point.kind != "email" and point.is_safe is not False and not point.may_leave_voicemail:
        said.append(_("Do not leave voicemail"))
    if point.read_by_others:
        said.append(_("Other people may read or hear it"))
    if point.name_to_give:
        said.append(_("Say that you are %(name)s") % {"name": point.name_to_give})
    if point.not_before:
        said.append(_("Not before %(time)s") % {"time": f"{point.not_before:%H:%M}"})
    if point.not_after:
        said.append(_("Not after %(time)s") % {"time": f"{point.not_after:%H:%M}"})
    return [str(words) for words in said]
