"""Which lines a claim adds: payments of what pays and has none, and the taking back of what pays no longer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a payment is taken back, or made again. A rule that refused stands under its own name instead."""

    ANOTHER_AMOUNT = "another_amount"
    ANOTHER_MONTH = "another_month"
    WITHDRAWN = "withdrawn"
    CLAWED_BACK = "clawed_back"
    CLAIMED_AGAIN = "claimed_again"


PAYMENT: Final = "payment"
REVERSAL: Final = "reversal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An outcome that a run pays, or would pay if a rate were known (``pence`` None). ``period``: YYYY-MM."""

    outcome: str
    pence: int | None
    period: str
    organisation: str
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last line of an outcome in the ledger: ``place`` from 1, ``pence`` None where no rate was known."""

    outcome: str
    place: int
    kind: str
    pence: int | None
    period: str
    organisation: str

    @property
    def stands(self) -> bool:
        """Whether it is a payment that nobody took back."""
        return self.kind == PAYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One line that a claim adds. ``pence`` is negative where it takes back."""

    outcome: str
    place: int
    kind: str
    pence: int | None
    period: str
    organisation: str
    reason: str = ""
    detail: str = ""
    decision: str = ""


def new_lines(
    *,
    last: Iterable[Last],
    due: Iterable[Due],
    first_period: str,
    held: Mapping[str, str],
    refused: Mapping[str, str],
) -> list[NewLine]:
    """The lines that make the ledger say what a fresh run of the year says, in order of outcome.

    ``last`` are the last lines of outcomes of the contract, ``due`` what the run pays, ``held`` the outcomes that
    somebody holds back with their reason, ``refused`` the rule that refused an outcome. A payment of an earlier year
    (before ``first_period``) stays unless somebody holds it back or the outcome moved into this year.
    """
    before = {each.outcome: each for each in last}
    wanted = {each.outcome: each for each in due if each.outcome not in held}
    lines: list[NewLine] = []
    for outcome in sorted(before.keys() | wanted.keys()):
        stood, now = before.get(outcome), wanted.get(outcome)
        if stood is not None and stood.stands:
            why = _why_back(stood, now, first_period=first_period, held=held, refused=refused)
            if not why:
                continue
            back = _taken_back(stood, why, held.get(outcome, "") if now is None else "")
            lines.append(back)
            if now is not None:
                lines.append(_payment(now, place=back.place + 1, reason=why))
        elif now is not None:
            again = str(Reason.CLAIMED_AGAIN) if stood is not None else ""
            lines.append(_payment(now, place=1 if stood is None else stood.place + 1, reason=again))
    return lines


def total_pence(lines: Iterable[NewLine]) -> int:
    """What lines add up to; one without an amount is counted and not paid."""
    return sum(line.pence or 0 for line in lines)


def after(last: Iterable[Last], lines: Iterable[NewLine]) -> list[Last]:
    """The last line of each outcome once some lines were added, in order of outcome."""
    found = {each.outcome: each for each in last}
    for line in lines:
        found[line.outcome] = Last(
            outcome=line.outcome,
            place=line.place,
            kind=line.kind,
            pence=line.pence,
            period=line.period,
            organisation=line.organisation,
        )
    return [found[outcome] for outcome in sorted(found)]


def _why_back(
    stood: Last, now: Due | None, *, first_period: str, held: Mapping[str, str], refused: Mapping[str, str]
) -> str:
    """Why a payment that stands falls; "" while it stays."""
    if now is not None:
        if now.period != stood.period:
            return Reason.ANOTHER_MONTH
        return "" if now.pence == stood.pence else Reason.ANOTHER_AMOUNT
    if stood.outcome in held:
        return Reason.CLAWED_BACK
    if stood.period < first_period:
        return ""
    return refused.get(stood.outcome, Reason.WITHDRAWN)


def _taken_back(stood: Last, why: str, detail: str) -> NewLine:
    return NewLine(
        outcome=stood.outcome,
        place=stood.place + 1,
        kind=REVERSAL,
        pence=None if stood.pence is None else -stood.pence,
        period=stood.period,
        organisation=stood.organisation,
        reason=str(why),
        detail=detail,
    )


def _payment(now: Due, *, place: int, reason: str) -> NewLine:
    return NewLine(
        outcome=now.outcome,
        place=place,
        kind=PAYMENT,
        pence=now.pence,
        period=now.period,
        organisation=now.organisation,
        reason=str(reason),
        decision=now.decision,
    )
