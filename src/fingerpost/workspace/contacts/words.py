"""Words of the pages about contacts that stand in more than one place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, tuple[Promise, Promise]] = MappingProxyType(
    {
        "call": (_("A telephone call"), _("Somebody rang, or you rang them.")),
        "walk_in": (_("Somebody walked in"), _("Without an appointment, at one of your venues.")),
        "outreach": (_("Outreach"), _("At somebody else's place, or out and about.")),
        "group": (_("A group"), _("Several customers at one event.")),
        "appointment": (_("An appointment that is not on the list"), _("Booked by telephone or on paper.")),
    }
)
"""Kinds that a person chooses from, with a hint each. Paper sessions have a page of their own."""

WAYS: Mapping[str, Promise] = MappingProxyType(
    {
        "evidence": _("You have seen evidence of who they are"),
        "secrets": _("They answer their secret questions"),
        "code": _("They read out a code that we send"),
        "known": _("You know this customer"),
        "paper_record": _("The paper names this person and is signed by the adviser"),
    }
)

KNOWN_BECAUSE: Mapping[str, Promise] = MappingProxyType(
    {
        "earlier_session": _("You held a session with them before"),
        "earlier_today": _("You spoke with them earlier today"),
        "made_record": _("You made their record"),
        "long_known": _("You have worked with them over a longer time"),
    }
)

PARTS: Mapping[str, Promise] = MappingProxyType(
    {
        "language_adviser": _("Language adviser"),
        "trainee": _("Trainee"),
        "supervisor": _("Supervisor of a trainee"),
    }
)

NOT_CONFIRMED = _("This does not confirm who it is. Ask again, or use another way.")
"""Said of every wrong answer, whether or not there is a record."""

TOO_MANY_SEARCHES = _(
    "You have searched too often in a short time. Wait ten minutes, or go on without the record."
)
TOO_MANY_REFERENCES = _("Too many references that lead nowhere. Wait ten minutes and try again.")
CODE_ASKED = _("If we hold a safe number or address, we have sent a code. Ask them to read it to you.")
CODES_USED_UP = _("No more codes can be sent in this check. Use another way.")
