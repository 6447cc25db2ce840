"""Messages as the page shows them: what, whom it is about, how, when and how it stands. Two queries a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fingerpost.customers.models import Customer
from fingerpost.house.navigation import href_of
from fingerpost.notices.doors import ListedMessage
from fingerpost.notices.models import Way
from fingerpost.policy.civil import civil_date, civil_time
from fingerpost.workspace.messages.words import TO_COLLEAGUES, kind_words
from fingerpost.workspace.sessions.words import spoken_day


@dataclass(frozen=True, slots=True)
class Shown:
    """One message in words. What is said of the customer is empty where the reader does not see them."""

    id: UUID
    what: str
    way: str
    customer_id: UUID | None
    customer: str
    customer_href: str
    queued_by: str
    queued_at: str
    stands_since: str
    attempts: int
    has_file: bool
    not_after: str
    why_not_again: str


def shown(messages: Iterable[ListedMessage], *, now: datetime) -> list[Shown]:
    """Messages in words; one query for the customers whom they are about, as row security shows them."""
    listed = list(messages)
    asked = {one.customer_id for one in listed if one.customer_id is not None}
    seen = {one.id: one for one in Customer.objects.filter(id__in=asked)} if asked else {}
    return [_shown(one, seen.get(one.customer_id) if one.customer_id else None, now) for one in listed]


def _shown(one: ListedMessage, customer: Customer | None, now: datetime) -> Shown:
    return Shown(
        id=one.id,
        what=kind_words(one.kind),
        way=str(Way(one.way).label),
        customer_id=customer.id if customer else None,
        customer=customer.full_name if customer else "",
        customer_href=href_of("workspace:customer", customer.id) if customer else "",
        queued_by=_queued_by(one),
        queued_at=spoken_moment(one.queued_at),
        stands_since=spoken_moment(one.state_at),
        attempts=one.attempts,
        has_file=one.has_file,
        not_after=spoken_moment(one.not_after) if one.not_after else "",
        why_not_again=why_not_again(one, now=now),
    )


def why_not_again(one: ListedMessage, *, now: datetime) -> str:
    """Why a message can't be sent again, and what to do instead; empty where it can."""
    if not one.has_words:
        return _(
            "Its words were erased after a week. If it did not arrive, make a new one where this one was made."
        )
    if one.not_after is not None and one.not_after < now:
        return _(
            "The time in which it could be sent is over. If it did not arrive, make a new one where this one was"
            " made."
        )
    return ""


def spoken_moment(moment: datetime) -> str:
    """A day and a time on the clocks of England."""
    return _("%(day)s at %(time)s") % {
        "day": spoken_day(civil_date(moment)),
        "time": f"{civil_time(moment):%H:%M}",
    }


def _queued_by(one: ListedMessage) -> str:
    if one.is_own:
        return _("by you")
    if one.person is None or one.kind in TO_COLLEAGUES:
        return ""
    return _("by %(person)s") % {"person": one.person}
