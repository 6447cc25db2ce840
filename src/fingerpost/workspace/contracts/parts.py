"""Parts of the pages of contracts: money, what was known when, the inputs of a judgement, gaps, advisers, venues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.models import PaymentMade
from fingerpost.house.actor import Actor
from fingerpost.performance.charts import Plot, Point, Shape, Unit, draw
from fingerpost.performance.measures.definition import PERSONAL, Described, Dimension, Filters, Kind
from fingerpost.performance.measures.definition import Unit as MeasureUnit
from fingerpost.performance.measures.registry import ALL
from fingerpost.performance.models import Known
from fingerpost.performance.reading import NOW, Reading, readings
from fingerpost.performance.words import DIMENSION_WORDS, KNOWN_WORDS, cell_words, part_words
from fingerpost.policy import Rules
from fingerpost.policy.civil import add_months
from fingerpost.workspace.claims.words import plain_day, pounds
from fingerpost.workspace.contracts.figures import APRIL, Year, filters_of, judged_entry, target_words
from fingerpost.workspace.contracts.tables import Column, Entry, Table
from fingerpost.workspace.months import month_words

MONEY: Final = (
    "month_forecast",
    "year_forecast",
    "value_to_yesterday",
    "profile_money_sf",
    "service_fee",
    "money_claimed",
    "money_paid",
    "money_not_paid",
)
PEOPLE_AND_PLACES: Final = (
    "sessions",
    "people_with_plan",
    "written_up_in_time",
    "satisfaction",
    "outcomes_tot",
)
KINDS: Final = {
    Kind.KPI: gettext_lazy("Key performance indicators"),
    Kind.NATIONAL: gettext_lazy("National measures"),
    Kind.SERVICE_LEVEL: gettext_lazy("Service levels"),
    Kind.COUNT: gettext_lazy("Counts"),
    Kind.MONEY: gettext_lazy("Money"),
}
PAGE_SIZE: Final = 25
_MOST_PAYMENTS: Final = 60


@dataclass(frozen=True, slots=True)
class Input:
    """One heading under which performance is judged; ``absent`` says why nothing stands there."""

    label: str
    table: Table | None
    absent: str = ""


def money_table(actor: Actor, contract_id: UUID, *, month: date, year: Year) -> Table:
    """Forecast, service fee, claims and payments of the year to the end of a month."""
    found = readings(actor, measures=MONEY, filters=filters_of(contract_id, year.first, month))
    return Table(
        caption=_("Forecast, service fee, claims and payments"),
        columns=[Column(_("What")), Column(_("Year to date"), True)],
        rows=[[Entry(_(each.measure.title)), Entry(cell_words(each.measure, each.whole))] for each in found],
    )


def payments_table(contract_id: UUID, *, month: date, year: Year) -> Table:
    """What the agency paid for the months of the year, the newest month first."""
    found = PaymentMade.objects.filter(
        contract_id=contract_id, month__gte=year.first, month__lte=month
    ).order_by("-month", "category", "id")[:_MOST_PAYMENTS]
    return Table(
        caption=_("Payments made by the agency"),
        columns=[Column(_("For the month")), Column(_("What")), Column(_("Amount"), True), Column(_("Paid"))],
        rows=[
            [
                Entry(month_words(each.month)),
                Entry(str(each.get_category_display())),
                Entry(signed_pounds(each.amount_pence)),
                Entry(plain_day(each.paid_on)),
            ]
            for each in found
        ],
        empty=_("No payment of this year has been entered."),
    )


def signed_pounds(pence: int) -> str:
    """An amount in pounds that may be below nought."""
    return f"-{pounds(-pence)}" if pence < 0 else pounds(pence)


def kind_of(asked: str) -> Kind:
    """The kind of measures that an address asks for; the first where it can't be read."""
    return next((each for each in KINDS if each.value == asked), next(iter(KINDS)))


def known_table(actor: Actor, contract_id: UUID, *, month: date, kind: Kind) -> Table:
    """The measures of a kind for one month in the three ways in which they were known."""
    codes = [code for code, each in ALL.items() if each.kind is kind]
    filters = filters_of(contract_id, month, month)
    ways = (Known.DAY_5.value, Known.RETURNED.value, NOW)
    columns = [readings(actor, measures=codes, filters=filters, known=way) for way in ways]
    rows = []
    for fifth, returned, now in zip(*columns, strict=True):
        kept = [_known_words(fifth), _known_words(returned), cell_words(now.measure, now.whole)]
        rows.append([Entry(_(now.measure.title)), *(Entry(each) for each in kept)])
    return Table(
        caption=_("%(kind)s for %(month)s") % {"kind": KINDS[kind], "month": month_words(month)},
        columns=[Column(_("Measure")), *(Column(str(KNOWN_WORDS[way]), True) for way in ways)],
        rows=rows,
    )


def _known_words(reading: Reading) -> str:
    cell = reading.whole
    if cell.value is None and not cell.is_few and cell.numerator is None:
        return _("Not kept")
    return cell_words(reading.measure, cell)


def inputs_of(actor: Actor, contract_id: UUID, *, month: date, year: Year, rules: Rules) -> list[Input]:
    """Each input of a judgement on performance with its figures by month, quarter and year, or that it has none."""
    measures = {
        str(row["code"]): _texts(row["measures"])
        for row in rules.get_rows("performance.input_measures", month)
    }
    listed = rules.get_rows("performance.inputs", month)
    codes = list(
        dict.fromkeys(code for row in listed for code in measures.get(str(row["code"]), ()) if code in ALL)
    )
    quarter = add_months(month, -((year.place(month) - 1) % 3))
    spans = ((month, month), (quarter, month), (year.first, month))
    found: list[dict[str, Reading]] = [
        {
            each.measure.code: each
            for each in readings(actor, measures=codes, filters=filters_of(contract_id, first, last))
        }
        for first, last in spans
    ]
    return [_input(row, measures.get(str(row["code"]), ()), found) for row in listed]


def _input(row: Mapping[str, object], codes: Sequence[str], found: Sequence[Mapping[str, Reading]]) -> Input:
    label = str(row["label"])
    rows = [
        [
            Entry(_(found[0][code].measure.title)),
            *(Entry(cell_words(each[code].measure, each[code].whole)) for each in found),
            Entry(target_words(found[-1][code])),
            judged_entry(found[-1][code]),
        ]
        for code in codes
        if code in found[0]
    ]
    if not rows:
        return Input(
            label, None, _("Nothing of this is kept here. Bring it to the meeting from where it is kept.")
        )
    columns = [
        Column(_("Measure")),
        Column(_("Month"), True),
        Column(_("Quarter to date"), True),
        Column(_("Year to date"), True),
        Column(_("Target"), True),
        Column(_("Year")),
    ]
    return Input(label, Table(caption=label, columns=columns, rows=rows))


def equality_measures() -> dict[str, Described]:
    """The measures that are told by groups of people."""
    return {code: each for code, each in ALL.items() if each.kind is Kind.EQUALITY}


def gap_tables(actor: Actor, measure: Described, *, last: date) -> list[Table]:
    """A measure by each kind of group over the year to a month, with the distance to everybody together."""
    first = date(last.year if last.month >= APRIL else last.year - 1, APRIL, 1)
    filters = Filters(first_month=first, last_month=last, scope=None)
    dimensions = [each for each in Dimension if each in PERSONAL and each in measure.breaks_down_by]
    return [
        _gap_table(readings(actor, measures=[measure.code], filters=filters, by=by)[0], by)
        for by in dimensions
    ]


def _gap_table(reading: Reading, by: Dimension) -> Table:
    names = part_words(by, [cell.part for cell in reading.cells])
    whole = reading.whole.value
    is_share = reading.measure.unit is MeasureUnit.PERCENT
    rows = [
        [
            Entry(names.get(cell.part, _("Not said"))),
            Entry(cell_words(reading.measure, cell)),
            *([Entry(_points(cell.value, whole))] if is_share else []),
        ]
        for cell in reading.cells
    ]
    group = str(DIMENSION_WORDS[by])
    title = _("%(measure)s: %(group)s") % {"measure": _(reading.measure.title), "group": group.lower()}
    points = tuple(
        Point(names.get(cell.part, _("Not said")), cell.value, whole if is_share else None)
        for cell in reading.cells
    )
    drawn = draw(
        Plot(
            title=title,
            description=_("A bar for each group; the diamond stands at everybody together.")
            if is_share
            else _("A bar for each group."),
            points=points,
            shape=Shape.PARTS,
            unit=Unit.PERCENT if is_share else Unit.PLAIN,
            expected=_("Everybody together"),
        )
    )
    return Table(
        caption=title,
        columns=[
            Column(group),
            Column(_("Figure"), True),
            *([Column(_("From everybody together"), True)] if is_share else []),
        ],
        rows=rows,
        empty=_("Nothing can be told of these groups."),
        drawn=drawn if any(point.value is not None for point in points) else None,
    )


def _points(value: Decimal | None, whole: Decimal | None) -> str:
    if value is None or whole is None:
        return ""
    gap = value - whole
    return _("%(points)s points") % {"points": f"{gap:+}"}


def part_table(actor: Actor, by: Dimension, *, last: date, page: int, title: str) -> tuple[Table, bool]:
    """Each adviser or venue with a few figures of the year to a month, a page at a time; whether there are more."""
    first = date(last.year if last.month >= APRIL else last.year - 1, APRIL, 1)
    filters = Filters(first_month=first, last_month=last, scope=None)
    found = readings(actor, measures=PEOPLE_AND_PLACES, filters=filters, by=by)
    known = sorted({cell.part for reading in found for cell in reading.cells if cell.part})
    names = part_words(by, known)
    ordered = sorted(known, key=lambda part: (names.get(part, ""), part))
    start = (page - 1) * PAGE_SIZE
    by_part = [{cell.part: cell for cell in reading.cells} for reading in found]
    rows = []
    for part in ordered[start : start + PAGE_SIZE]:
        cells = [
            Entry(cell_words(reading.measure, cells[part]) if part in cells else _("None"))
            for reading, cells in zip(found, by_part, strict=True)
        ]
        rows.append([Entry(names.get(part, _("Not known"))), *cells])
    table = Table(
        caption=_("%(title)s, the year to the end of %(month)s")
        % {"title": title, "month": month_words(last)},
        columns=[
            Column(str(DIMENSION_WORDS[by])),
            *(Column(_(reading.measure.title), True) for reading in found),
        ],
        rows=rows,
        empty=_("Nothing was counted in these months."),
    )
    return table, len(ordered) > start + PAGE_SIZE


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()
