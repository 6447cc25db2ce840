"""Figures of contracts in rows and plots. Every figure comes through the one door, ``performance.reading``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.ledger.rules.profiles import quarter_of
from fingerpost.funding.ledger.rules.tolerance import Verdict, verdict
from fingerpost.funding.models import ContractYear
from fingerpost.house.actor import Actor
from fingerpost.performance.charts import Plot, Point, Unit, draw
from fingerpost.performance.measures.definition import Dimension, Filters
from fingerpost.performance.reading import Cell, Reading, readings
from fingerpost.performance.words import value_words
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months
from fingerpost.workspace.contracts.tables import Column, Entry, Table
from fingerpost.workspace.months import month_words, short_month_words

MONTHS_A_YEAR: Final = 12
# What was reached and what was expected, apart: the agency's numbers of people are rounded, its profiles are not.
PAIRS: Final = {
    "tot": ("outcomes_tot", "profile_tot"),
    "cmo": ("outcomes_cmo", "profile_cmo"),
    "lo": ("outcomes_lo", "profile_lo"),
    "jo": ("outcomes_jo", "profile_jo"),
    "money": ("value_achieved", "profile_money_tot"),
}
APRIL: Final = 4
CATEGORIES: Final = {
    "tot": gettext_lazy("Outcomes in all"),
    "cmo": gettext_lazy("Career management"),
    "lo": gettext_lazy("Learning"),
    "jo": gettext_lazy("Jobs"),
    "money": gettext_lazy("Money"),
}


@dataclass(frozen=True, slots=True)
class Year:
    """A contract year: its first and last month (firsts of months)."""

    first: date
    last: date

    def place(self, month: date) -> int:
        """A month's place in the year, from 1."""
        return (month.year - self.first.year) * MONTHS_A_YEAR + month.month - self.first.month + 1


@dataclass(frozen=True, slots=True)
class Stand:
    """Actual and profile of a category to date, and what policy says of the difference."""

    code: str
    actual: Reading
    profile: Reading
    verdict: Verdict | None


def year_of(contract_id: UUID, month: date) -> Year:
    """The contract year that holds a month; from April where no year is set."""
    found = (
        ContractYear.objects.filter(contract_id=contract_id, starts_on__lte=month, ends_on__gte=month)
        .order_by("-starts_on")
        .first()
    )
    if found is not None:
        return Year(found.starts_on.replace(day=1), found.ends_on.replace(day=1))
    first = date(month.year if month.month >= APRIL else month.year - 1, APRIL, 1)
    return Year(first, add_months(first, MONTHS_A_YEAR - 1))


def has_bands(month: date, rules: Rules) -> bool:
    """Whether policy has tolerance bands at the end of a month."""
    return rules.find("performance.tolerance_bands", _last_day(month)) is not None


def filters_of(contract_id: UUID, first: date, last: date) -> Filters:
    """All of one contract from one month to another."""
    return Filters(first_month=first, last_month=last, contracts=frozenset({str(contract_id)}))


def stands(actor: Actor, contract_id: UUID, *, month: date, year: Year, rules: Rules) -> list[Stand]:
    """Each category from the year's start to the end of a month, with the verdict of policy on that day."""
    codes = list(dict.fromkeys(code for pair in PAIRS.values() for code in pair))
    found = readings(actor, measures=codes, filters=filters_of(contract_id, year.first, month))
    read = {each.measure.code: each for each in found}
    made = []
    for category, (actual, profile) in PAIRS.items():
        judged = _verdict(read[actual], read[profile], year.place(month), month, rules)
        made.append(Stand(category, read[actual], read[profile], judged))
    return made


def table_of_stands(found: Sequence[Stand]) -> Table:
    """Actual, profile and per cent of each category, with whether that is within tolerance."""
    return Table(
        caption=_("The year to date against its profile"),
        columns=[
            Column(_("What")),
            Column(_("Actual"), True),
            Column(_("Profile"), True),
            Column(_("Of the profile"), True),
            Column(_("Tolerance")),
        ],
        rows=[_stand_row(each) for each in found],
    )


def profile_table(
    actor: Actor, contract_id: UUID, category: str, *, month: date, year: Year, rules: Rules
) -> Table:
    """One category month by month, added up from the year's start, drawn with its profile and tolerance band."""
    actual_code, profile_code = PAIRS[category]
    read = readings(
        actor,
        measures=list(dict.fromkeys(PAIRS[category])),
        filters=filters_of(contract_id, year.first, year.last),
        by=Dimension.MONTH,
    )
    cells = {each.measure.code: {cell.part[:10]: cell for cell in each.cells if cell.part} for each in read}
    came, expected = cells[actual_code], cells[profile_code]
    is_money = category == "money"
    actual = profile = Decimal(0)
    rows, points = [], []
    for place in range(1, MONTHS_A_YEAR + 1):
        each = add_months(year.first, place - 1)
        actual += _told(came.get(each.isoformat()))
        profile += _expected(expected.get(each.isoformat()))
        is_there = each <= month
        judged = _judged(actual, profile, place, each, rules) if is_there else None
        low, high = _edges(profile, place, each, rules)
        points.append(
            Point(short_month_words(each), actual if is_there else None, profile or None, low, high)
        )
        rows.append(
            [
                Entry(month_words(each)),
                Entry(_amount(actual, is_money) if is_there else _("Not yet")),
                Entry(_amount(profile, is_money) if profile else _("None")),
                Entry(_percent(actual, profile) if is_there else _("Not yet")),
                _tolerance_entry(judged),
            ]
        )
    title = _("%(what)s, added up from the start of the year") % {"what": CATEGORIES[category]}
    drawn = draw(
        Plot(
            title=title,
            description=_(
                "Bars are what was reached by the end of each month; the dashed line is the profile."
            ),
            points=tuple(points),
            unit=Unit.PENCE if is_money else Unit.PLAIN,
        )
    )
    return Table(
        caption=title,
        columns=[
            Column(_("By the end of")),
            Column(_("Actual"), True),
            Column(_("Profile"), True),
            Column(_("Of the profile"), True),
            Column(_("Tolerance")),
        ],
        rows=rows,
        drawn=drawn if any(point.value or point.profile for point in points) else None,
    )


def judged_entry(reading: Reading) -> Entry:
    """Whether a reading meets its target, as a tag; empty where nothing binds it."""
    if reading.whole.meets is None:
        return Entry("")
    return Entry(_("Met"), "", "green") if reading.whole.meets else Entry(_("Not met"), "", "red")


def target_words(reading: Reading) -> str:
    """The target of a reading; empty without one."""
    target = reading.whole.target
    return value_words(reading.measure, target) if target is not None else ""


def _stand_row(stand: Stand) -> list[Entry]:
    whole, is_money = stand.actual.whole, stand.code == "money"
    actual, profile = whole.numerator, _expected(stand.profile.whole)
    return [
        Entry(str(CATEGORIES[stand.code])),
        Entry(_amount(actual, is_money)),
        Entry(_amount(profile, is_money) if profile else _("None")),
        Entry(_percent(actual, profile)),
        _tolerance_entry(stand.verdict),
    ]


def _verdict(actual: Reading, profile: Reading, place: int, month: date, rules: Rules) -> Verdict | None:
    if actual.whole.numerator is None:
        return None
    return _judged(actual.whole.numerator, _expected(profile.whole), place, month, rules)


def _expected(cell: Cell | None) -> Decimal:
    """The profile of a cell: the denominator of a measure that tells both, else what it counts."""
    if cell is None:
        return Decimal(0)
    return cell.denominator if cell.denominator is not None else cell.numerator or Decimal(0)


def _judged(actual: Decimal, profile: Decimal, place: int, month: date, rules: Rules) -> Verdict | None:
    if not profile:
        return None
    return verdict(actual, profile, quarter=quarter_of(place), on=_last_day(month), rules=rules)


def _told(cell: Cell | None) -> Decimal:
    """What a month adds; nought where it is too small to be told."""
    return cell.numerator if cell is not None and cell.numerator is not None else Decimal(0)


def _tolerance_entry(found: Verdict | None) -> Entry:
    if found is None or found.percent is None:
        return Entry(_("None"))
    if found.band is None:
        if found.percent < 0:
            return Entry(_("Below profile"), "", "orange")
        return Entry(_("At or above profile"), "", "green")
    if found.is_within:
        return Entry(_("Within %(band)s%%") % {"band": found.band}, "", "green")
    return Entry(_("Outside %(band)s%%") % {"band": found.band}, "", "red")


def _edges(
    profile: Decimal | None, place: int, month: date, rules: Rules
) -> tuple[Decimal | None, Decimal | None]:
    if not profile:
        return None, None
    band = verdict(profile, profile, quarter=quarter_of(place), on=_last_day(month), rules=rules).band
    if band is None:
        return None, None
    return profile * (100 - band) / 100, profile * (100 + band) / 100


def _amount(number: Decimal | None, is_money: bool) -> str:
    if number is None:
        return _("Too few to tell")
    if is_money:
        pounds = abs(number) / 100
        return f"{'-' if number < 0 else ''}£{pounds:,.2f}"
    return f"{number.quantize(Decimal(1), ROUND_HALF_UP):,}"


def _percent(actual: Decimal | None, profile: Decimal | None) -> str:
    if actual is None or not profile:
        return _("Nothing to tell")
    return f"{(actual * 100 / profile).quantize(Decimal('0.01'), ROUND_HALF_UP):,}%"


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)
