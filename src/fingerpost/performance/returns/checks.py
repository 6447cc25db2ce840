"""What is wrong with a return before it can be signed off, record by record, and who can mend it (BR-22.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fingerpost.house.forms.postcodes import normal_postcode
from fingerpost.performance.returns.rows import Row
from fingerpost.performance.returns.summary import sums_of
from fingerpost.policy import Rules
from fingerpost.policy.civil import age_on

FACE_TO_FACE: Final = 1
_LEARNER_DIGITS: Final = 10
_ELEVEN: Final = 11
_PROVIDER_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One check as policy words it; ``mended_by`` is prime, deliverer or agency."""

    code: str
    field: str
    label: str
    mend: str
    mended_by: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the rule, the record that it is about (None: the return itself), and who can mend it.

    ``mended_by`` is prime, subcontractor or agency. ``stops`` says that the return can't be signed off before.
    """

    rule: Rule
    mended_by: str
    organisation: UUID | None = None
    organisation_name: str = ""
    outcome: UUID | None = None
    customer: UUID | None = None
    session: UUID | None = None

    @property
    def stops(self) -> bool:
        """Whether it stands in the way of signing off."""
        return self.rule.stops


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger says by itself up to a month: the sum of all lines, and of the outcomes of all claims. Pence.

    ``payments`` and ``reversals`` count the lines; ``has_claim`` is whether the month has its claim.
    """

    lines_pence: int
    claims_pence: int
    payments: int
    reversals: int
    has_claim: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What a check compares with."""

    youngest: int
    oldest: int
    kinds: Collection[str]


def rules_of_checks(rules: Rules, on: date) -> dict[str, Rule]:
    """The checks of a day as policy lists them, by code, in its order."""
    return {
        str(row["code"]): Rule(
            str(row["code"]),
            str(row["field"]),
            str(row["label"]),
            str(row["mend"]),
            str(row["mended_by"]),
            row["stops"] is True,
        )
        for row in rules.get_rows("returns.checks", on)
    }


def limits_of(rules: Rules, on: date, kinds: Collection[str]) -> Limits:
    """The ranges of a day."""
    table = rules.get_table("returns.limits", on)
    return Limits(int(str(table["youngest"])), int(str(table["oldest"])), kinds)


def findings(
    rows: Sequence[Row],
    known: Mapping[str, Rule],
    limits: Limits,
    ledger: Ledger | None,
    *,
    standing: Sequence[Row] | None = None,
) -> Iterator[Finding]:
    """Everything that policy asks to be looked at, the return as a whole first, then row by row.

    ``rows`` are those of the return, ``standing`` all payments that stand up to the month (the same, unless given).
    ``ledger`` is None for a subcontractor, who answers for its own records alone. Nobody learns from it which
    priority group applied.
    """
    if ledger is not None:
        for code in _whole(rows if standing is None else standing, ledger):
            if code in known:
                yield Finding(known[code], _mender(known[code], subcontracted=False))
    twice = {outcome for outcome, number in Counter(row.outcome for row in rows).items() if number > 1}
    for row in rows:
        for code in _wrong(row, limits, twice):
            rule = known.get(code)
            if rule is not None:
                yield Finding(
                    rule,
                    _mender(rule, subcontracted=row.is_subcontracted),
                    row.organisation,
                    row.organisation_name,
                    row.outcome,
                    row.customer,
                    row.session,
                )


def is_learner_number(number: str) -> bool:
    """OI-13.6: ten digits whose last fits the others: ten less the weighted sum of nine, modulo eleven."""
    if len(number) != _LEARNER_DIGITS or not (number.isascii() and number.isdigit()):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % _ELEVEN
    return rest != 0 and int(number[-1]) == 10 - rest


def _mender(rule: Rule, *, subcontracted: bool) -> str:
    if rule.mended_by != "deliverer":
        return rule.mended_by
    return "subcontractor" if subcontracted else "prime"


def _whole(rows: Sequence[Row], ledger: Ledger) -> Iterator[str]:
    """Sum checks: numbers and pounds of the rows against lines and claims, each counted by itself."""
    if not ledger.has_claim:
        yield "no_claim"
    sums = sums_of(rows)
    standing = ledger.payments - ledger.reversals
    if sums.total_number != standing or not sums.total_pence == ledger.lines_pence == ledger.claims_pence:
        yield "ledger_differs"


def _wrong(row: Row, limits: Limits, twice: Collection[UUID]) -> Iterator[str]:
    if row.outcome in twice:
        yield "twice"
    if row.pence is None:
        yield "unpriced"
    if not row.customer_class:
        yield "class_missing"
    if row.is_subcontracted and not _is_provider_number(row.ukprn):
        yield "provider_number"
    if not row.was_read:
        yield "record_unreadable"
        return
    for code, is_wrong in _ROW_CHECKS.items():
        if is_wrong(row, limits):
            yield code


def _is_provider_number(number: str) -> bool:
    return len(number) == _PROVIDER_DIGITS and number.isascii() and number.isdigit()


def _is_no_age(row: Row, limits: Limits) -> bool:
    if row.born_on is None:
        return False
    on = row.session_on or row.effective_on or row.month
    return row.born_on > on or not limits.youngest <= age_on(row.born_on, on) <= limits.oldest


def _moved(row: Row, _limits: Limits) -> bool:
    return row.effective_on is not None and f"{row.effective_on:%Y-%m}" != row.period


_ROW_CHECKS: Final[Mapping[str, Callable[[Row, Limits], bool]]] = MappingProxyType(
    {
        "born_missing": lambda row, _: row.born_on is None,
        "born_range": _is_no_age,
        "postcode_missing": lambda row, _: not row.postcode,
        "postcode_form": lambda row, _: bool(row.postcode) and normal_postcode(row.postcode or "") is None,
        "session_missing": lambda row, _: row.session is None,
        "plan_missing": lambda row, _: row.session is not None and row.plan is None,
        "adviser_missing": lambda row, _: row.session is not None and not row.adviser,
        "effective_missing": lambda row, _: row.effective_on is None,
        "before_session": lambda row, _: bool(
            row.effective_on and row.session_on and row.effective_on < row.session_on
        ),
        "claimed_early": lambda row, _: bool(
            row.effective_on and row.claimed_on and row.claimed_on < row.effective_on
        ),
        "month_moved": _moved,
        "type_unknown": lambda row, limits: row.kind not in limits.kinds,
        "learner_number_form": lambda row, _: bool(row.learner_number) and not _has_form(row),
        "learner_number_digit": lambda row, _: (
            bool(row.learner_number) and _has_form(row) and not is_learner_number(row.learner_number or "")
        ),
        "learner_number_missing": lambda row, _: row.channel == FACE_TO_FACE and not row.learner_number,
    }
)


def _has_form(row: Row) -> bool:
    number = row.learner_number or ""
    return len(number) == _LEARNER_DIGITS and number.isascii() and number.isdigit()
