"""What a decision may look at: customers, sessions, outcomes, the contract and the period, all as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from fingerpost.funding.sayings import Told, because, values_of

Class = Literal["priority", "other"]
Kind = Literal["session", "outcome"]
Verdict = Literal["pay", "refuse", "unpriced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session. Times are civil times in London without an offset; None is not known."""

    id: str
    held_at: datetime | None = None
    touchpoint: str | None = None
    channel: str | None = None
    completed: bool | None = None
    plan_signed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One outcome; `type` is "1" to "5", or learning, job or progression for the scheme of 2010."""

    id: str
    type: str
    session: str | None = None
    is_priority: bool | None = None
    claimed_priority_group: int | None = None
    effective_at: datetime | None = None
    claimed_at: datetime | None = None
    touchpoint: str | None = None
    weeks_sustained: int | None = None
    evidence_pieces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """One record of an economic shock in somebody's progression in work."""

    status: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer with everything that a scheme may ask about; sessions and outcomes in the order of record."""

    id: str
    date_of_birth: date | None = None
    reason_for_termination: int | None = None
    priority_groups: frozenset[int] = frozenset()
    shocks: tuple[Shock, ...] = ()
    sessions: tuple[Session, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """For whom it is decided: a touchpoint, and an area by its code."""

    touchpoint: str
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a run, both included."""

    start: date
    end: date

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is in it, the whole of the last day included."""
        return self.start <= moment.date() <= self.end


class Test(NamedTuple):
    """One rule that was tried on one event: whether it let it pass, and why.

    `told` holds the values it looked at and `of` the id of the record that decided; `form` names its sentence where
    the rule has several. The sentence is made when it is asked for.
    """

    rule: str
    passed: bool
    source: str
    told: Told = ()
    of: str = ""
    form: str = ""

    @property
    def because(self) -> str:
        """Why, in a sentence."""
        return because(self.form or self.rule, self.passed, self.told, self.of)

    @property
    def values(self) -> dict[str, str]:
        """What words about it may need, as texts; never an id."""
        return values_of(self.form or self.rule, self.passed, self.told)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one event with every rule tried. `amount_pence` is None when no rate is known.

    The trail is empty only where it was asked to be left out.
    """

    customer: str
    kind: Kind
    id: str
    verdict: Verdict
    amount_pence: int | None
    period: str | None
    customer_class: Class
    trail: tuple[Test, ...]
