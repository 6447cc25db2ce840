"""Money: what was claimed, achieved, taken back, paid. Lines carry the price of their own day, so that no month is
priced again by a later rate (facts 5.4, mended). Pence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import NumericValue, Table

from fingerpost.performance.measures.definition import Better, Counts, Dimension, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.outcomes import ALL_FAMILIES, FAMILIES, achieved
from fingerpost.performance.measures.rows import one, shaped, together

_PRIME: Final = _("Prime contractor")
_AGENCY: Final = _("Funding agency")
FEE: Final = ("service_fee", "deduction")
EARNED: Final = ("service_fee", "deduction", "discount", "pooled", "sessions")
"""Sums of a claim that are earned by what was done; fixed sums, costs, caps and adjustments by hand are not."""

CONTRACT_MONTH: Final = frozenset({Dimension.CONTRACT, Dimension.MONTH})
WITH_ORGANISATION: Final = CONTRACT_MONTH | {Dimension.ORGANISATION}
WITH_CLASS: Final = WITH_ORGANISATION | {Dimension.PRIORITY}


def lines_of_effect(facts: Facts, families: Sequence[str] | None = None) -> Table:
    """Lines of the ledger in the month of their outcome's effect, all families or some."""
    lines = facts["fact_line"]
    lines = lines if families is None else lines.filter(lines.family.isin(families))
    return lines.mutate(month=lines.effect_month)


def _pence(table: Table) -> NumericValue:
    return table.pence.fill_null(0)


def earned(facts: Facts) -> list[Table]:
    """Rows of what was achieved in money (facts 5.4, TOT): lines by month of effect, and the sums that were earned.

    Satisfaction stands outside the total, as in volume.
    """
    lines, sums = lines_of_effect(facts, ALL_FAMILIES), facts["fact_sum"]
    sums = sums.filter(sums.kind.isin(EARNED))
    return [shaped(lines, counted=_pence(lines)), shaped(sums, counted=_pence(sums), opens=False)]


def of_families(facts: Facts, code: str) -> list[Table]:
    """Rows of the money of a family of outcomes; what is taken off for volume belongs to career management."""
    lines = lines_of_effect(facts, FAMILIES[code][0])
    found = [shaped(lines, counted=_pence(lines))]
    if code == "cmo":
        sums = facts["fact_sum"]
        sums = sums.filter(sums.kind == "discount")
        found.append(shaped(sums, counted=_pence(sums), opens=False))
    return found


def _family_money(code: str) -> Callable[[Facts], Table]:
    return lambda facts: together(of_families(facts, code))


def _of_sums(kinds: Sequence[str] | None) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        sums = facts["fact_sum"]
        chosen = sums if kinds is None else sums.filter(sums.kind.isin(kinds))
        return shaped(chosen, counted=_pence(chosen), opens=False)

    return rows


def _claimed(facts: Facts) -> Table:
    lines = facts["fact_line"]
    return together([shaped(lines, counted=_pence(lines)), _of_sums(None)(facts)])


def _outcomes_claimed(facts: Facts) -> Table:
    lines = facts["fact_line"]
    return shaped(lines, counted=_pence(lines))


def _taken_back(facts: Facts) -> Table:
    lines = facts["fact_line"]
    back = lines.filter(lines.kind == "reversal")
    return shaped(back, counted=-_pence(back))


def _without_price(facts: Facts) -> Table:
    lines = facts["fact_line"]
    sign = (lines.kind == "payment").ifelse(1.0, -1.0)
    return shaped(lines, counted=one(lines.pence.isnull()) * sign)


def _decided(facts: Facts) -> Table:
    outcomes = facts["fact_outcome"]
    payable = outcomes.filter(outcomes.verdict == "pay")
    return shaped(payable, counted=_pence(payable))


def _paid(facts: Facts) -> Table:
    paid = facts["fact_paid"]
    return shaped(paid, counted=_pence(paid), opens=False)


def _not_paid(facts: Facts) -> Table:
    paid = facts["fact_paid"]
    return together(
        [_claimed(facts).mutate(record=ibis.null("string")), shaped(paid, counted=-_pence(paid), opens=False)]
    )


def _average(facts: Facts) -> Table:
    below = achieved(facts, ALL_FAMILIES)
    counted = shaped(below, counted=ibis.literal(0.0), among=ibis.literal(1.0), opens=False)
    return together([*(table.mutate(record=ibis.null("string")) for table in earned(facts)), counted])


def _money(
    code: str, title: str, says: str, source: str, rows: Callable[[Facts], Table], **more: Any
) -> Measure:
    filled: dict[str, Any] = {
        "kind": Kind.MONEY,
        "owner": _PRIME,
        "counts": Counts.SUM,
        "unit": Unit.PENCE,
        "breaks_down_by": WITH_ORGANISATION,
        **more,
    }
    return Measure(code=code, title=title, says=says, source=source, rows=rows, **filled)


_TITLES: Final = {
    "cso": _("Money for satisfaction"),
    "cmo": _("Money for career management"),
    "lo": _("Money for learning"),
    "jo": _("Money for jobs"),
    "jlo": _("Money for jobs and learning"),
}
_OWN_PRICE: Final = _("the year to date was priced by the rate of the last month")

MEASURES: Final = (
    _money(
        "money_claimed",
        _("Claimed"),
        _("All lines and sums of the claims of the months: what the invoices ask for."),
        "OI-20.F27; BR-26.2",
        _claimed,
        opens_to="line",
    ),
    _money(
        "money_outcomes",
        _("Claimed for outcomes"),
        _("The lines of the claims of the months, with what was taken back."),
        "OI-20.F27",
        _outcomes_claimed,
        opens_to="line",
    ),
    _money(
        "money_taken_back",
        _("Taken back"),
        _("Earlier payments that claims of the months take back."),
        "OI-20.F27",
        _taken_back,
        better=Better.LOWER,
        opens_to="line",
    ),
    _money(
        "lines_without_price",
        _("Lines without a price"),
        _("Lines of claims for which no rate is known: counted, and nothing is paid for them."),
        "BR-7.6",
        _without_price,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        opens_to="line",
    ),
    _money(
        "money_decided",
        _("Decided to be payable"),
        _("What the standing decisions would pay for the outcomes of the months, claimed or not."),
        "OI-12.5",
        _decided,
        opens_to="outcome",
    ),
    _money(
        "money_paid",
        _("Paid by the agency"),
        _("Payments that the agency made for the months: fee, outcomes, adjustments by hand."),
        "BR-26.2",
        _paid,
        owner=_AGENCY,
        breaks_down_by=CONTRACT_MONTH,
    ),
    _money(
        "money_not_paid",
        _("Claimed and not paid"),
        _("What was claimed for the months, less what the agency paid for them."),
        "BR-26.2",
        _not_paid,
        better=Better.LOWER,
        breaks_down_by=CONTRACT_MONTH,
    ),
    _money(
        "service_fee",
        _("Service fee earned"),
        _("The month's service fee less its deduction."),
        "BR-26.2",
        _of_sums(FEE),
        breaks_down_by=CONTRACT_MONTH,
    ),
    _money(
        "money_sessions",
        _("Money for sessions"),
        _("Sessions in the claims of the months, under a scheme that pays for sessions."),
        "OI-20.F8",
        _of_sums(("sessions",)),
        breaks_down_by=CONTRACT_MONTH,
    ),
    _money(
        "value_achieved",
        _("Value achieved"),
        _(
            "Career management, learning and jobs in the month of their effect at the price of their own day, what "
            "is taken off for volume, sessions where a scheme pays them, and the service fee earned. Satisfaction "
            "is told apart."
        ),
        "BR-26.2",
        lambda facts: together(earned(facts)),
        mends=_OWN_PRICE,
        opens_to="line",
    ),
    *(
        _money(
            f"money_{code}",
            title,
            _("Lines in the month of their outcome's effect, each at the price of its own day."),
            "BR-26.2",
            _family_money(code),
            mends=_OWN_PRICE,
            opens_to="line",
            breaks_down_by=WITH_ORGANISATION,
        )
        for code, title in _TITLES.items()
    ),
    _money(
        "average_cost",
        _("Average cost of an outcome"),
        _("Value achieved for each outcome achieved; with no outcome nothing is told."),
        "BR-26.2",
        _average,
        unit=Unit.PENCE_EACH,
        better=Better.LOWER,
        denominator=_("career management, learning and job outcomes achieved"),
        mends=_("months without an outcome cost nothing"),
    ),
)
