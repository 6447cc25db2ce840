"""When a customer is followed up, and by whom: counted anew from everything that is known.

OI-12.9, OI-12.13: the first follow-up is flagged after 31 days without activity, the second two calendar months
after the first, the last six calendar months after the last intervention. Activity is a contact of two sides; a
message that the service sends and a try that reaches nobody are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months, civil_date

FIRST, SECOND, SIX_MONTHS = "first", "second", "six_months"
OPEN, DONE, RESTARTED, STOPPED = "open", "done", "restarted", "stopped"
CLOSED_RECORD: Final = "record_closed"
LATER_CONTACT: Final = "later_contact"
NOT_WANTED: Final = "not_wanted_now"
_LAST_SESSION: Final = "last_advice_session"
_NOBODY_NAMED: Final = "not_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """One contact of two sides: when, with whom, for which organisation, under which contract.

    ``is_session`` marks a session that the customer attended, ``is_advice`` one that gave advice, ``is_informal`` a
    talk outside sessions and contacts (OI-12.12). ``advises`` says that whoever spoke did so in a role that follows
    up, ``is_there`` that they are still engaged so.
    """

    at: datetime
    account_id: UUID | None
    organisation_id: UUID | None = None
    contract_id: UUID | None = None
    is_session: bool = False
    is_advice: bool = False
    is_informal: bool = False
    advises: bool = False
    is_there: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was found that may stop follow-ups or let them begin again; ``code`` is a row of the policy."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A follow-up as it is kept. ``is_handed``: its owner took it or was given it, and is still there (OI-12.11)."""

    id: UUID
    stage: str
    contract_id: UUID
    organisation_id: UUID
    counted_from: datetime
    due_on: date
    owner_id: UUID | None
    state: str
    is_handed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one customer: contacts of every channel, what was said, whether the record is closed."""

    spoke: Sequence[Spoke]
    said: Sequence[Said] = ()
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One follow-up that policy asks for. ``due_on`` is the day in London from which it is shown."""

    stage: str
    contract_id: UUID
    organisation_id: UUID
    counted_from: datetime
    due_on: date
    owner_id: UUID | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The follow-ups that are wanted, or why there are none any more."""

    wanted: tuple[Wanted, ...] = ()
    stopped_why: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written: follow-ups to make, to bring up to date, and to close with state and reason."""

    make: tuple[Wanted, ...] = ()
    renew: tuple[tuple[UUID, Wanted], ...] = ()
    close: tuple[tuple[UUID, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.make or self.renew or self.close)


def follow_ups_wanted(facts: Facts, *, rules: Rules) -> Verdict:
    """Every follow-up of one customer, those that lie ahead too.

    OI-12.9: who was given advice is followed up. A stop (death, withdrawal, termination, duplicate) leaves none until
    the customer wants them again.
    """
    spoke = sorted(facts.spoke, key=lambda one: (one.at, str(one.account_id)))
    if not any(one.is_advice for one in spoke):
        return Verdict()
    stopped = _stopped_by(facts, rules)
    if stopped:
        return Verdict((), stopped)
    holder = _holder(spoke)
    if holder.contract_id is None or holder.organisation_id is None:
        return Verdict()
    owner = holder.account_id if holder.is_there else None
    session = [one for one in spoke if one.is_session][-1]
    counted = _counted_from(spoke, rules)
    return Verdict(
        tuple(
            Wanted(
                stage=stage,
                contract_id=holder.contract_id,
                organisation_id=holder.organisation_id,
                counted_from=since,
                due_on=due,
                owner_id=None if _is_nobodys(stage, since, rules) else owner,
            )
            for stage, since, due in (
                *((stage, counted.at, due) for stage, due in flags(counted.at, rules=rules)),
                *((SIX_MONTHS, session.at, due) for due in _last_due(session.at, rules)),
            )
        )
    )


def flags(since: datetime, *, rules: Rules) -> tuple[tuple[str, date], ...]:
    """OI-12.13: when the flag is raised: so many days after a contact, then calendar months after that."""
    day = civil_date(since)
    first = day + timedelta(days=rules.get_int("follow_up.first_flag_days", day))
    again = add_months(first, rules.get_int("follow_up.second_flag_months", day))
    return (FIRST, first), (SECOND, again)


def _last_due(since: datetime, rules: Rules) -> tuple[date, ...]:
    """OI-12.9: the last of the months that policy names, after the last intervention."""
    day = civil_date(since)
    months = rules.get("follow_up.months", day).value
    numbers = [one for one in months if isinstance(one, int)] if isinstance(months, tuple) else []
    return (add_months(day, max(numbers)),) if numbers else ()


def _is_nobodys(stage: str, since: datetime, rules: Rules) -> bool:
    """OI-12.10: who does the six-month follow-up is not settled, so nobody is named."""
    return (
        stage == SIX_MONTHS
        and rules.get_text("follow_up.six_month_owner", civil_date(since)) == _NOBODY_NAMED
    )


def _counted_from(spoke: Sequence[Spoke], rules: Rules) -> Spoke:
    """The contact from which the flags are counted, by the policy of its day.

    OI-12.12: an informal talk is activity while no flag is raised. Once one is, the talk neither satisfies nor moves
    it, and only a session or another contact begins anew.
    """
    advice = [one for one in spoke if one.is_advice][-1]
    if rules.get_text("follow_up.counted_from", civil_date(spoke[-1].at)) == _LAST_SESSION:
        return advice
    counted = spoke[0]
    for one in spoke:
        flagged_on = flags(counted.at, rules=rules)[0][1]
        if not one.is_informal or civil_date(one.at) < flagged_on:
            counted = one
    return counted


def _holder(spoke: Sequence[Spoke]) -> Spoke:
    """OI-12.11: who spoke with the customer last, in a role that follows up.

    A contact without a session counts for this where its organisation works with the customer; others restart the
    clock and take nobody's customer.
    """
    sessions = [one for one in spoke if one.is_session]
    works = {(one.organisation_id, one.contract_id) for one in sessions}
    held = [
        one
        for one in spoke
        if one.advises and not one.is_informal and (one.organisation_id, one.contract_id) in works
    ]
    return (held or sessions)[-1]


def _stopped_by(facts: Facts, rules: Rules) -> str:
    """Why nobody is to be followed up: the last word that stops, unless a later one lets it begin again."""
    if facts.is_closed:
        return CLOSED_RECORD
    stopped = ""
    for one in sorted(facts.said, key=lambda each: each.at):
        row = situations(rules, on=civil_date(one.at)).get(one.code)
        if row is not None and row.stops:
            stopped = one.code
        elif row is not None and row.begins_again:
            stopped = ""
    return stopped


@dataclass(frozen=True, slots=True)
class Situation:
    """What a follow-up can find."""

    code: str
    label: str
    stops: bool
    begins_again: bool


def situations(rules: Rules, *, on: date) -> dict[str, Situation]:
    """What a follow-up can find on a day, by code, in the order of the policy."""
    return {
        str(row["code"]): Situation(
            str(row["code"]), str(row["label"]), row.get("stops") is True, row.get("begins_again") is True
        )
        for row in rules.get_rows("follow_up.situations", on)
    }


def changes_to(standing: Sequence[Standing], verdict: Verdict) -> Changes:
    """What turns the follow-ups that are kept into those that are wanted. The same again changes nothing.

    One that was done stays done for its count; one that was stopped is made again when it is wanted again.
    """
    is_open = {one.stage: one for one in standing if one.state == OPEN}
    done = {(one.stage, one.counted_from) for one in standing if one.state == DONE}
    make: list[Wanted] = []
    renew: list[tuple[UUID, Wanted]] = []
    close: list[tuple[UUID, str, str]] = []
    for wanted in verdict.wanted:
        kept = is_open.pop(wanted.stage, None)
        if kept is not None and kept.counted_from == wanted.counted_from:
            wanted = _with_its_owner(kept, wanted)
            if not _says(kept, wanted):
                renew.append((kept.id, wanted))
            continue
        if kept is not None:
            close.append((kept.id, RESTARTED, LATER_CONTACT))
        if (wanted.stage, wanted.counted_from) not in done:
            make.append(wanted)
    why = verdict.stopped_why or NOT_WANTED
    close += [(kept.id, STOPPED, why) for kept in is_open.values()]
    return Changes(tuple(make), tuple(renew), tuple(close))


def _with_its_owner(kept: Standing, wanted: Wanted) -> Wanted:
    """What was handed over stays with whoever has it, until the customer moves to another organisation."""
    if kept.is_handed and kept.organisation_id == wanted.organisation_id:
        return replace(wanted, owner_id=kept.owner_id)
    return wanted


def _says(kept: Standing, wanted: Wanted) -> bool:
    """Whether what is kept is what is wanted."""
    return (kept.contract_id, kept.organisation_id, kept.due_on, kept.owner_id) == (
        wanted.contract_id,
        wanted.organisation_id,
        wanted.due_on,
        wanted.owner_id,
    )
