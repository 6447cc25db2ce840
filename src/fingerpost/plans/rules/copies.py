"""How a version reaches the customer: the ways in their order, the clocks, the states of a copy. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, end_of_day
from fingerpost.policy.clocks import due, end_of_working_days

ACCOUNT, PRINT, ENCRYPTED, POST, PLAIN_EMAIL = "account", "print", "encrypted", "post", "plain_email"
DUE, SENT, RECEIVED, GIVEN = "due", "sent", "received", "given"
UNCONFIRMED, STOPPED, KEPT = "unconfirmed", "stopped", "kept"
FOR_CUSTOMER, FOR_FILE, FOR_REVIEW = "for_customer", "for_file", "for_review"

FACE_TO_FACE: Final = 1
_TELEPHONE_LEVEL: Final = "SL-003"
_EXCEPTION_LEVEL: Final = "SL-013"

MOVES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        DUE: frozenset({GIVEN, STOPPED}),
        SENT: frozenset({RECEIVED, UNCONFIRMED, STOPPED}),
        RECEIVED: frozenset({GIVEN, STOPPED}),
        GIVEN: frozenset(),
        UNCONFIRMED: frozenset(),
        STOPPED: frozenset(),
        KEPT: frozenset(),
    }
)
"""What may become of a copy. One that nobody confirmed stays so; another is made instead of it."""

OPEN_STATES: Final = frozenset({DUE, SENT, RECEIVED})
"""States of a copy that is still on its way to the customer."""

_WAY_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lifelong_learning_account": ACCOUNT,
        "encrypted_copy": ENCRYPTED,
        "print_at_session": PRINT,
        "plain_email": PLAIN_EMAIL,
        "post": POST,
    }
)

PAPER_WAYS: Final = (PRINT, POST)
"""Offered to everybody on any day: nobody gets an encrypted file as the only way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFacts:
    """What is known of reaching this customer. ``email_stop`` says why no email may be used; empty where one may."""

    has_account: bool = False
    email_stop: str = ""
    has_email: bool = False
    has_address: bool = False


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """One way, whether it is open to this customer, and the code of what stands against it."""

    way: str
    stopped_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the plan can go this way now."""
        return not self.stopped_by


@dataclass(frozen=True, slots=True)
class CopyClock:
    """When the plan must be with the customer, or on its way (OI-12.22j), and which service level says so."""

    due_at: datetime
    level: str


def may_move(state: str, to: str) -> bool:
    """Whether a copy in this state may become that."""
    return to in MOVES.get(state, frozenset())


def ways_for(facts: WayFacts, *, on: date, rules: Rules) -> tuple[OfferedWay, ...]:
    """The ways for a plan on a day, the best first, each with what stands against it (BR-8.3, XD-22).

    Policy gives the order; paper is added at the end where policy does not name it. Plain email comes up only on
    days whose policy names it, which ended in 2014.
    """
    named = [_WAY_OF[name] for name in rules.get_list("plan.delivery", on)]
    ways = [*named, *(way for way in PAPER_WAYS if way not in named)]
    return tuple(OfferedWay(way, _stopped_by(way, facts)) for way in ways)


def _stopped_by(way: str, facts: WayFacts) -> str:
    if way == ACCOUNT:
        return "" if facts.has_account else "no_account"
    if way in (ENCRYPTED, PLAIN_EMAIL):
        return facts.email_stop or ("" if facts.has_email else "no_email")
    if way == POST:
        return "" if facts.has_address else "no_address"
    return ""


def clock_for(
    *, channel: int, started_at: datetime, ended_at: datetime | None, is_exception: bool, rules: Rules
) -> CopyClock:
    """When a plan is due (OI-12.22j).

    Face to face: at the end of the session, which is the end of its day where nobody wrote down another; by
    exception, with a reason, five working days from the session. Everybody else: 24 hours from the end of the
    service.
    """
    if channel != FACE_TO_FACE:
        return CopyClock(due(_TELEPHONE_LEVEL, ended_at or started_at, rules=rules).due_at, _TELEPHONE_LEVEL)
    if is_exception:
        return CopyClock(due(_EXCEPTION_LEVEL, started_at, rules=rules).due_at, _EXCEPTION_LEVEL)
    return CopyClock(ended_at or end_of_day(civil_date(started_at)), "SL-012")


def needs_reason(*, channel: int, way: str, clock: CopyClock, now: datetime) -> bool:
    """Whether somebody must say why the customer does not have the plan in time (OI-12.22j).

    Face to face that is also so where they do not take it from the session with them.
    """
    return now > clock.due_at or (channel == FACE_TO_FACE and way not in (PRINT, ACCOUNT))


def done_at(*, channel: int, way: str, made_at: datetime, given_at: datetime | None) -> datetime | None:
    """When a copy met its clock: by telephone a file that was sent is in time, face to face one that was given."""
    if channel != FACE_TO_FACE and way == ENCRYPTED:
        return made_at
    return given_at


def is_late(*, due_at: datetime | None, done: datetime | None, now: datetime) -> bool:
    """Whether a clock ran out before the copy met it, or by now where nothing did."""
    return due_at is not None and (done or now) > due_at


def receipt_due_at(sent_at: datetime, *, rules: Rules) -> datetime:
    """Until when somebody may say that an encrypted file arrived; after it the plan goes by post."""
    return end_of_working_days(
        sent_at, rules.get_int("plan.receipt_working_days", civil_date(sent_at)), rules=rules
    )


def keep_until(purpose: str, *, on: date, rules: Rules) -> date | None:
    """The day by which a print is destroyed (BR-30.5); None for the customer's own, which is theirs."""
    if purpose == FOR_CUSTOMER:
        return None
    days = rules.get_table("plan.print_days", on)[purpose]
    assert isinstance(days, int)  # the schema of the key has seen to it
    return on + timedelta(days=days)
