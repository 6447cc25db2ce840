"""Figures that are worked out of other figures: forecasts, the red, amber and green score, discounted volume.

Each has the door of a measure. It asks for the figures it needs by ``Ask``, the same counting that every page uses,
so that it can't differ from them. Facts 5.3 to 5.6. Pence unless said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from fingerpost.performance.measures.calendar_shares import (
    expected,
    last_invoice_day,
    month_of,
)
from fingerpost.performance.measures.definition import (
    RATIOS,
    Better,
    Described,
    Dimension,
    Figure,
    Filters,
    Kind,
    Measure,
    Unit,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months

Ask = Callable[[Measure, Filters, Dimension | None], Sequence[Figure]]
"""Counts a measure: with a break-down its parts, without one the whole as the only figure."""

Worked = tuple[Fraction, Fraction | None] | None
"""Numerator and denominator (None where the figure has none); None where nothing can be told."""

CONTRACT: Final = frozenset({Dimension.CONTRACT})
CONTRACT_MONTH: Final = frozenset({Dimension.CONTRACT, Dimension.MONTH})
_PRIME: Final = _("Prime contractor")
_AGENCY: Final = _("Funding agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Described):
    """A figure that is worked out of the figures of ``of`` (codes of measures)."""

    of: tuple[str, ...]
    work: Callable[[Asked], Worked]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a derived figure: which months and parts, in which year, on which day, by which rules.

    ``year_first`` is the first month of the contract year; ``on`` is the day of asking, in London.
    """

    filters: Filters
    year_first: date
    on: date
    rules: Rules
    ask: Ask
    measures: Mapping[str, Measure]

    def number(self, code: str, **changes: Any) -> Fraction:
        """The numerator of the whole of a measure, with other filters where named."""
        return Fraction(self.figure(code, **changes).numerator)

    def figure(self, code: str, **changes: Any) -> Figure:
        """The whole of a measure, with other filters where named."""
        return self.ask(self.measures[code], replace(self.filters, **changes), None)[0]

    def by(self, code: str, dimension: Dimension, **changes: Any) -> dict[str, Fraction]:
        """The numerators of the parts of a measure, the unknown part left out."""
        found = self.ask(self.measures[code], replace(self.filters, **changes), dimension)
        return {each.part: Fraction(each.numerator) for each in found if each.part is not None}

    @property
    def year(self) -> dict[str, date]:
        """Filters of the whole contract year."""
        return {"first_month": self.year_first, "last_month": add_months(self.year_first, 11)}

    @property
    def to_date(self) -> dict[str, date]:
        """Filters of the year up to the month of asking."""
        return {"first_month": self.year_first, "last_month": month_of(self.on)}

    def percent(self, key: str, member: str | None = None) -> Fraction:
        """A value of policy in per cent on the day of asking."""
        value = self.rules.get(key, self.on).value
        if member is not None and isinstance(value, Mapping):
            value = value[member]
        return Fraction(int(str(value)), 100)


def _discounted_to(asked: Asked, contract: str, last_month: date) -> Fraction:
    """Discounted outcomes of one contract's year up to a month: those above the threshold (facts 5.3)."""
    if last_month < asked.year_first or asked.filters.priority is False:
        return Fraction(0)
    one = {"contracts": frozenset({contract}), "priority": True}
    year = asked.number("profile_cmo", **asked.year, **one)
    so_far = asked.number("outcomes_cmo", first_month=asked.year_first, last_month=last_month, **one)
    return max(Fraction(0), so_far - year * asked.percent("performance.discounted_from"))


def _discounted(asked: Asked) -> Worked:
    before = add_months(asked.filters.first_month, -1)
    contracts = asked.by("outcomes_cmo", Dimension.CONTRACT, first_month=asked.year_first)
    total = sum(
        (
            _discounted_to(asked, each, asked.filters.last_month) - _discounted_to(asked, each, before)
            for each in sorted(contracts)
        ),
        Fraction(0),
    )
    return total, None


def _at_full_rate(asked: Asked) -> Worked:
    discounted = _discounted(asked)
    taken = Fraction(0) if discounted is None else discounted[0]
    return asked.number("outcomes_cmo") - taken, None


def _customers_expected(asked: Asked) -> Fraction:
    return asked.number("profile_cmo") / asked.percent("performance.career_management_share")


def _point(above: Fraction, below: Fraction) -> int:
    return (above > below) - (above < below)


def _score(asked: Asked) -> Worked:
    """Three points, each one up, nought or one down; with no customer and none expected nothing can be told."""
    customers, profile = asked.number("customers"), _customers_expected(asked)
    if customers == 0 and profile == 0:
        return None
    career = asked.percent("performance.rag", "career_management") * customers
    jobs = asked.percent("performance.rag", "jobs_and_learning") * customers
    points = _point(customers, profile)
    if customers:
        points += _point(asked.number("outcomes_cmo"), career) + _point(asked.number("outcomes_jlo"), jobs)
    return Fraction(points), None


def _week_shares(asked: Asked) -> dict[str, int]:
    return {
        name: int(str(share))
        for name, share in asked.rules.get_table("performance.week_shares", asked.on).items()
    }


def _profiles(asked: Asked, first: date, last: date) -> dict[date, Fraction]:
    found = asked.by("profile_money_tot", Dimension.MONTH, first_month=first, last_month=last)
    return {date.fromisoformat(month[:10]): pence for month, pence in found.items()}


def _of_the_day(asked: Asked) -> Worked:
    month = month_of(asked.on)
    profiles = _profiles(asked, add_months(month, -1), month)
    yesterday = asked.on - timedelta(days=1)
    return expected(profiles, _week_shares(asked), after=yesterday, through=asked.on), None


def _since_invoice(asked: Asked) -> Fraction:
    """What the days from the last invoice to yesterday were expected to bring, of this year's months."""
    yesterday = asked.on - timedelta(days=1)
    profiles = _profiles(asked, first=asked.year_first, last=month_of(asked.on))
    after = max(last_invoice_day(asked.on), asked.year_first - timedelta(days=1))
    return expected(profiles, _week_shares(asked), after=after, through=yesterday)


def _not_yet_paid(asked: Asked) -> Fraction:
    return asked.number("value_achieved", **asked.to_date) - asked.number("money_paid", **asked.to_date)


def _to_yesterday(asked: Asked) -> Worked:
    return _not_yet_paid(asked), _since_invoice(asked)


def _times_rate(asked: Asked, pence: Fraction) -> Worked:
    below = _since_invoice(asked)
    return None if below == 0 else (_not_yet_paid(asked) / below * pence, None)


def _month_forecast(asked: Asked) -> Worked:
    profiles = _profiles(asked, asked.year_first, month_of(asked.on))
    invoiced = expected(
        profiles,
        _week_shares(asked),
        after=asked.year_first - timedelta(days=1),
        through=last_invoice_day(asked.on),
    )
    return _times_rate(asked, sum(profiles.values(), Fraction(0)) - invoiced)


def _year_forecast(asked: Asked) -> Worked:
    return _times_rate(asked, asked.number("profile_money_tot", **asked.year))


def _against_year(above: str, below: str) -> Callable[[Asked], Worked]:
    def work(asked: Asked) -> Worked:
        up_to = {"first_month": asked.year_first, "last_month": asked.filters.last_month}
        return asked.number(above, **up_to), asked.number(below, **asked.year)

    return work


def figure_of(derived: Derived, asked: Asked, part: str | None) -> Figure:
    """One derived figure, rounded half up as it says; ``value`` is None where nothing can be told."""
    worked = derived.work(asked)
    if worked is None:
        return Figure(part, Decimal(0), None, None)
    above, below = worked
    if derived.unit not in RATIOS:
        return Figure(part, _told(above, 4), None, _told(above, derived.decimals))
    if not below:
        return Figure(part, _told(above, 4), Decimal(0), None)
    times = 100 if derived.unit is Unit.PERCENT else 1
    return Figure(part, _told(above, 4), _told(below, 4), _told(above * times / below, derived.decimals))


def _told(number: Fraction, decimals: int) -> Decimal:
    """A fraction to so many places, halves away from nought; exact up to the rounding."""
    scaled = number * 10**decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    told = Decimal(-whole if number < 0 else whole).scaleb(-decimals)
    return told.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _one(
    code: str, title: str, says: str, of: tuple[str, ...], work: Callable[[Asked], Worked], **more: Any
) -> Derived:
    filled: dict[str, Any] = {
        "kind": Kind.MONEY,
        "owner": _PRIME,
        "source": "BR-26.2",
        "unit": Unit.PENCE,
        "breaks_down_by": CONTRACT,
        **more,
    }
    return Derived(code=code, title=title, says=says, of=of, work=work, **filled)


_DAILY: Final = ("profile_money_tot", "value_achieved", "money_paid")
_OF_YEAR: Final = (
    ("performance_of_year", "outcomes_tot", "profile_tot", _("Of the whole year: outcomes in all")),
    ("performance_cmo_of_year", "outcomes_cmo", "profile_cmo", _("Of the whole year: career management")),
    ("performance_lo_of_year", "outcomes_lo", "profile_lo", _("Of the whole year: learning")),
    ("performance_jo_of_year", "outcomes_jo", "profile_jo", _("Of the whole year: jobs")),
    ("performance_jlo_of_year", "outcomes_jlo", "profile_jlo", _("Of the whole year: jobs and learning")),
    ("service_fee_of_year", "service_fee", "profile_money_sf", _("Of the whole year: service fee")),
    ("financial_performance_of_year", "value_achieved", "profile_money_tot", _("Of the whole year: money")),
)
_WRONG_DAYS: Final = _("from January to March the days of April to December dropped out")

DERIVED: Final = (
    _one(
        "outcomes_cmd",
        _("Discounted career management outcomes"),
        _(
            "Priority outcomes of a contract's year above the share of its profile from which they are discounted."
        ),
        ("outcomes_cmo", "profile_cmo"),
        _discounted,
        kind=Kind.COUNT,
        unit=Unit.RECORDS,
        better=Better.NEITHER,
        breaks_down_by=CONTRACT_MONTH,
        mends=_("the threshold left out the changes agreed in the year when outcomes were counted"),
    ),
    _one(
        "outcomes_cmo_full_rate",
        _("Career management outcomes at the full rate"),
        _("Career management outcomes less those at the discounted rate; the two together are all of them."),
        ("outcomes_cmo", "profile_cmo"),
        _at_full_rate,
        kind=Kind.COUNT,
        unit=Unit.RECORDS,
        breaks_down_by=CONTRACT_MONTH,
        mends=_("the total volume left out the discounted outcomes"),
    ),
    _one(
        "profile_customers",
        _("Profile: customers"),
        _(
            "Customers expected: the profile of career management, divided by the outcomes expected of a customer."
        ),
        ("profile_cmo",),
        lambda asked: (_customers_expected(asked), None),
        unit=Unit.RECORDS,
        owner=_AGENCY,
        breaks_down_by=CONTRACT_MONTH,
    ),
    _one(
        "performance_customers",
        _("Performance: customers"),
        _("Customers for each hundred expected."),
        ("customers", "profile_cmo"),
        lambda asked: (asked.number("customers"), _customers_expected(asked)),
        kind=Kind.KPI,
        unit=Unit.PERCENT,
        decimals=2,
        denominator=_("customers expected of the months"),
        customer=_("a person with a first plan in the year from April, under the contract"),
        breaks_down_by=CONTRACT_MONTH,
    ),
    _one(
        "rag_score",
        _("Red, amber and green score"),
        _(
            "One point up or down each for customers against profile, and for the conversion to career management "
            "and to jobs and learning against the thresholds of policy; from -3 to 3."
        ),
        ("customers", "profile_cmo", "outcomes_cmo", "outcomes_jlo"),
        _score,
        kind=Kind.KPI,
        unit=Unit.POINTS,
        breaks_down_by=CONTRACT_MONTH,
    ),
    *(
        _one(
            code,
            title,
            _("What was reached from the start of the year for each hundred expected of the whole year."),
            (above, below),
            _against_year(above, below),
            kind=Kind.KPI,
            unit=Unit.PERCENT,
            decimals=2,
            denominator=_("the profile of the whole contract year"),
        )
        for code, above, below, title in _OF_YEAR
    ),
    _one(
        "profile_money_of_year",
        _("Total profile value"),
        _("Money expected of the whole contract year, with the changes agreed in it."),
        ("profile_money_tot",),
        lambda asked: (asked.number("profile_money_tot", **asked.year), None),
        owner=_AGENCY,
    ),
    _one(
        "daily_profile",
        _("Profile of the day"),
        _("Money expected of the day of asking, with its part of what comes late from the month before."),
        ("profile_money_tot",),
        _of_the_day,
        owner=_AGENCY,
        mends=_("in January the late part was taken from the wrong year"),
    ),
    _one(
        "value_to_yesterday",
        _("Value against profile to yesterday"),
        _(
            "Value achieved this year and not yet paid, for each hundred pounds expected since the last invoice day."
        ),
        _DAILY,
        _to_yesterday,
        kind=Kind.KPI,
        unit=Unit.PERCENT,
        decimals=2,
        denominator=_("money expected after the last fifth working day, up to yesterday"),
        mends=_WRONG_DAYS,
    ),
    _one(
        "month_forecast",
        _("Forecast of the month"),
        _("What is still to be invoiced at the month's end, if all goes on as it did up to yesterday."),
        _DAILY,
        _month_forecast,
        mends=_WRONG_DAYS,
    ),
    _one(
        "year_forecast",
        _("Forecast of the year"),
        _("The whole year's profile in money, at the rate reached up to yesterday."),
        _DAILY,
        _year_forecast,
        mends=_WRONG_DAYS,
    ),
)
