"""Everything that a claim is made from, as one canonical text: a line for what stands around, then a line a customer.

Pure. The same facts give the same text, byte for byte; the lines of customers are those whose hash a run keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from fingerpost.funding.contract_runs import Setting
from fingerpost.funding.facts import Customer, Outcome, Period, Session
from fingerpost.funding.ledger.rules.lines import Last
from fingerpost.funding.ledger.rules.profiles import Change

SCHEMA: Final = 1


class NotAFrozenClaim(ValueError):
    """A text that no claim was frozen into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearNumber:
    """A year's number of a profile: what was agreed and each change. A count, or pence."""

    annual: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a contract is worth in its year, for one claim. Pence; None where nothing was set.

    ``fee_shares`` are the month's shares of the service fee in per cent by place; ``place`` is the month's place.
    ``costs`` and ``pooled`` are running figures of the year. ``profiles`` go by category and class. ``claimed`` holds
    what earlier claims of the year have of each sum, by kind and detail, and ``outcomes_before`` of their lines.
    """

    place: int = 1
    fee: YearNumber | None = None
    fee_shares: Mapping[int, Decimal]
    deduction: Decimal | None = None
    fixed: tuple[tuple[str, int], ...] = ()
    costs: tuple[tuple[str, int], ...] = ()
    maximum: int | None = None
    satisfaction_cap: int | None = None
    profiles: Mapping[tuple[str, str], YearNumber]
    claimed: Mapping[tuple[str, str], int]
    outcomes_before: int = 0
    pooled: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around the customers of a claim.

    ``delivers`` says for each outcome that is due who delivers it and which decision stands; ``held`` why somebody
    holds a payment back; ``last`` is the last line of each outcome of the contract.
    """

    month: date
    setting: Setting
    last: tuple[Last, ...]
    delivers: Mapping[str, tuple[str, str]]
    held: Mapping[str, str]
    terms: Terms


def header_text(around: Around) -> str:
    """The first line of the document."""
    setting, terms = around.setting, around.terms
    return _plain(
        {
            "schema": SCHEMA,
            "month": around.month.isoformat(),
            "setting": [
                setting.scheme,
                setting.carried_on,
                list(setting.touchpoints),
                setting.period.start.isoformat(),
                setting.period.end.isoformat(),
                setting.run_on.isoformat() if setting.run_on else None,
                setting.region,
            ],
            "last": [
                [each.outcome, each.place, each.kind, each.pence, each.period, each.organisation]
                for each in around.last
            ],
            "delivers": [[outcome, *around.delivers[outcome]] for outcome in sorted(around.delivers)],
            "held": [[outcome, around.held[outcome]] for outcome in sorted(around.held)],
            "terms": {
                "place": terms.place,
                "fee": _year_number(terms.fee),
                "fee_shares": [[at, str(terms.fee_shares[at])] for at in sorted(terms.fee_shares)],
                "deduction": None if terms.deduction is None else str(terms.deduction),
                "fixed": [list(each) for each in terms.fixed],
                "costs": [list(each) for each in terms.costs],
                "maximum": terms.maximum,
                "satisfaction_cap": terms.satisfaction_cap,
                "profiles": [[*key, _year_number(terms.profiles[key])] for key in sorted(terms.profiles)],
                "claimed": [[*key, terms.claimed[key]] for key in sorted(terms.claimed)],
                "outcomes_before": terms.outcomes_before,
                "pooled": terms.pooled,
            },
        }
    )


def header_from(text: str) -> Around:
    """What stands around, from the first line. Raises NotAFrozenClaim."""
    try:
        told = json.loads(text)
        if told["schema"] != SCHEMA:
            raise NotAFrozenClaim(f"Claims of form {told['schema']} can't be read here.")
        scheme, carried_on, touchpoints, first, through, run_on, region = told["setting"]
        return Around(
            month=date.fromisoformat(told["month"]),
            setting=Setting(
                scheme=scheme,
                carried_on=carried_on,
                touchpoints=tuple(touchpoints),
                period=Period(start=date.fromisoformat(first), end=date.fromisoformat(through)),
                run_on=date.fromisoformat(run_on) if run_on else None,
                region=region,
            ),
            last=tuple(
                Last(outcome=outcome, place=place, kind=kind, pence=pence, period=period, organisation=by)
                for outcome, place, kind, pence, period, by in told["last"]
            ),
            delivers={outcome: (by, decision) for outcome, by, decision in told["delivers"]},
            held=dict(told["held"]),
            terms=_terms(told["terms"]),
        )
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise NotAFrozenClaim("This is no frozen claim.") from error


def customer_from(text: str) -> Customer:
    """One customer from the line that `contract_runs.canonical` wrote. Raises NotAFrozenClaim."""
    try:
        who, terminated, sessions, outcomes = json.loads(text)
        return Customer(
            id=who,
            reason_for_termination=terminated,
            sessions=tuple(
                Session(id=key, held_at=_moment(held), touchpoint=door, channel=channel, completed=completed)
                for key, held, door, channel, completed in sessions
            ),
            outcomes=tuple(
                Outcome(
                    id=key,
                    type=kind,
                    session=session,
                    is_priority=priority,
                    effective_at=_moment(effective),
                    claimed_at=_moment(claimed),
                    touchpoint=door,
                    weeks_sustained=weeks,
                    evidence_pieces=pieces,
                )
                for key, kind, session, priority, effective, claimed, door, weeks, pieces in outcomes
            ),
        )
    except (ValueError, TypeError) as error:
        raise NotAFrozenClaim("This is no customer of a frozen claim.") from error


def whole(around: Around, customers: Iterable[str]) -> Iterator[bytes]:
    """The document in pieces: the header, then each customer's line, each ended by a new line, as UTF-8."""
    yield header_text(around).encode() + b"\n"
    for line in customers:
        yield line.encode() + b"\n"


def _terms(told: Mapping[str, Any]) -> Terms:
    return Terms(
        place=told["place"],
        fee=_number_from(told["fee"]),
        fee_shares={at: Decimal(percent) for at, percent in told["fee_shares"]},
        deduction=None if told["deduction"] is None else Decimal(told["deduction"]),
        fixed=tuple((name, pence) for name, pence in told["fixed"]),
        costs=tuple((head, pence) for head, pence in told["costs"]),
        maximum=told["maximum"],
        satisfaction_cap=told["satisfaction_cap"],
        profiles={
            (category, of): number
            for category, of, annual in told["profiles"]
            if (number := _number_from(annual)) is not None
        },
        claimed={(kind, detail): pence for kind, detail, pence in told["claimed"]},
        outcomes_before=told["outcomes_before"],
        pooled=told["pooled"],
    )


def _year_number(number: YearNumber | None) -> list[object] | None:
    if number is None:
        return None
    return [number.annual, [[each.after_quarter, each.amount] for each in number.changes]]


def _number_from(told: Any) -> YearNumber | None:
    if told is None:
        return None
    annual, changes = told
    return YearNumber(annual=annual, changes=tuple(Change(after, amount) for after, amount in changes))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _plain(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
