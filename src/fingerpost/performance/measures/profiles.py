"""What was expected, and what came of it: profiles, and performance against them (facts 5.3, 5.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import ibis
from django.utils.translation import gettext_noop as _
from ibis.expr.types import Table

from fingerpost.performance.measures.definition import Counts, Dimension, Facts, Kind, Measure, Unit
from fingerpost.performance.measures.money import CONTRACT_MONTH, FEE, earned, of_families
from fingerpost.performance.measures.outcomes import FAMILIES, achieved
from fingerpost.performance.measures.rows import shaped, together

_AGENCY: Final = _("Funding agency")
_PRIME: Final = _("Prime contractor")
_CLASSED: Final = CONTRACT_MONTH | {Dimension.PRIORITY}
_MONEY: Final = {
    "cmo": ("CMO", "CMD"),
    "lo": ("LO",),
    "jo": ("JO",),
    "jlo": ("LO", "JO"),
    "sf": ("SF",),
    "tot": ("CMO", "CMD", "LO", "JO", "SF"),
}
_VOLUME_TITLES: Final = {
    "cmo": _("Profile: career management"),
    "lo": _("Profile: learning"),
    "jo": _("Profile: jobs"),
    "jlo": _("Profile: jobs and learning"),
    "tot": _("Profile: outcomes in all"),
}
_MONEY_TITLES: Final = {
    "cmo": _("Profile in money: career management"),
    "lo": _("Profile in money: learning"),
    "jo": _("Profile in money: jobs"),
    "jlo": _("Profile in money: jobs and learning"),
    "sf": _("Profile in money: service fee"),
    "tot": _("Profile in money: total"),
}
_PERFORMANCE_TITLES: Final = {
    "cmo": _("Performance: career management"),
    "lo": _("Performance: learning"),
    "jo": _("Performance: jobs"),
    "jlo": _("Performance: jobs and learning"),
    "tot": _("Performance: outcomes in all"),
}
_FINANCIAL_TITLES: Final = {
    "cmo": _("Financial performance: career management"),
    "lo": _("Financial performance: learning"),
    "jo": _("Financial performance: jobs"),
    "jlo": _("Financial performance: jobs and learning"),
    "sf": _("Financial performance: service fee"),
    "tot": _("Financial performance: total"),
}


def _expected(facts: Facts, categories: Sequence[str]) -> Table:
    rows = facts["fact_profile"]
    chosen = rows.filter(rows.category.isin(categories))
    is_priority = ibis.cases(
        (chosen.customer_class == "priority", True),
        (chosen.customer_class == "other", False),
        else_=ibis.null("boolean"),
    )
    return chosen.mutate(priority=is_priority)


def _volume(code: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        table = _expected(facts, FAMILIES[code][0])
        return shaped(table, counted=table.volume.fill_null(0.0), opens=False)

    return rows


def _money(code: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        table = _expected(facts, _MONEY[code])
        return shaped(table, counted=table.pence.fill_null(0.0), opens=False)

    return rows


def _performance(code: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        above = shaped(achieved(facts, FAMILIES[code][0]), counted=ibis.literal(1.0))
        return together([above, _as_below(_volume(code)(facts))])

    return rows


def _achieved_money(facts: Facts, code: str) -> list[Table]:
    if code == "tot":
        return earned(facts)
    if code == "sf":
        sums = facts["fact_sum"]
        sums = sums.filter(sums.kind.isin(FEE))
        return [shaped(sums, counted=sums.pence.fill_null(0), opens=False)]
    return of_families(facts, code)


def _financial(code: str) -> Callable[[Facts], Table]:
    def rows(facts: Facts) -> Table:
        return together([*_achieved_money(facts, code), _as_below(_money(code)(facts))])

    return rows


def _difference(facts: Facts) -> Table:
    expected = _money("tot")(facts)
    return together([*(earned(facts)), expected.mutate(counted=-expected.counted)]).mutate(
        record=ibis.null("string")
    )


def _as_below(rows: Table) -> Table:
    """Expected rows in the place of the denominator."""
    return rows.mutate(among=rows.counted, counted=ibis.literal(0.0))


def _one(code: str, title: str, says: str, rows: Callable[[Facts], Table], **more: Any) -> Measure:
    filled: dict[str, Any] = {
        "kind": Kind.MONEY,
        "owner": _AGENCY,
        "source": "BR-26.2; OF-15",
        "counts": Counts.SUM,
        "unit": Unit.RECORDS,
        "breaks_down_by": _CLASSED,
        **more,
    }
    return Measure(code=code, title=title, says=says, rows=rows, **filled)


_NO_PROFILE: Final = _("a profile of nought was divided by one; nothing is told of it here")

MEASURES: Final = (
    *(
        _one(
            f"profile_{code}",
            title,
            _("Outcomes expected of the months, with the changes agreed in the year."),
            _volume(code),
        )
        for code, title in _VOLUME_TITLES.items()
    ),
    *(
        _one(
            f"profile_money_{code}",
            title,
            _("Money expected for the months, each month at its own rates."),
            _money(code),
            unit=Unit.PENCE,
        )
        for code, title in _MONEY_TITLES.items()
    ),
    *(
        _one(
            f"performance_{code}",
            title,
            _("Outcomes achieved for each hundred expected."),
            _performance(code),
            kind=Kind.KPI,
            owner=_PRIME,
            unit=Unit.PERCENT,
            decimals=2,
            denominator=_("the profile of the months"),
            mends=_NO_PROFILE,
            opens_to="outcome",
        )
        for code, title in _PERFORMANCE_TITLES.items()
    ),
    *(
        _one(
            f"financial_performance_{code}",
            title,
            _("Money achieved for each hundred pounds expected."),
            _financial(code),
            kind=Kind.KPI,
            owner=_PRIME,
            unit=Unit.PERCENT,
            decimals=2,
            denominator=_("the profile of the months in money"),
            mends=_NO_PROFILE,
            opens_to="" if code == "sf" else "line",
            breaks_down_by=CONTRACT_MONTH,
        )
        for code, title in _FINANCIAL_TITLES.items()
    ),
    _one(
        "over_or_under_profile",
        _("Over or under profile in money"),
        _("Value achieved less the profile: below nought is too little."),
        _difference,
        unit=Unit.PENCE,
        owner=_PRIME,
        breaks_down_by=CONTRACT_MONTH,
    ),
)
