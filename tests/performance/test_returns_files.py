"""The files of returns: byte for byte and cell by cell, in the form of their own period; when they are due."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from fingerpost.house.errors import InvalidInput
from fingerpost.outcomes.rules.outcomes import kinds_of
from fingerpost.performance.returns.days import due_on, is_late
from fingerpost.performance.returns.layouts import months_of_year, occupancy_layout, summary_layout
from fingerpost.performance.returns.names import archive_of, file_name
from fingerpost.performance.returns.occupancy import occupancy_csv
from fingerpost.performance.returns.rows import Row, of_year
from fingerpost.performance.returns.summary import Heading, summary_xlsx, sums_of
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import london_moment

RULES = shipped_rules()
MONTH = date(2026, 10, 1)
MONTHS = months_of_year(MONTH, 4)
TYPES = {kind: each.label for kind, each in kinds_of("NCS-2018", rules=RULES, on=MONTH).items()}
ORGANISATION = UUID("00000000-0000-7000-8000-0000000000aa")
AT = datetime(2026, 11, 9, 13, 4, 5)  # noqa: DTZ001 - civil time, as the reports write it


def number(value: int) -> UUID:
    return UUID(int=value)


def row(customer: int, outcome: int, **parts: object) -> Row:
    facts: dict[str, object] = {
        "line": number(900 + outcome),
        "outcome": number(outcome),
        "customer": number(customer),
        "born_on": date(1984, 3, 27),
        "postcode": "LS1 4AP",
        "plan": number(500 + customer),
        "session": number(700 + customer),
        "session_on": date(2026, 4, 2),
        "organisation": ORGANISATION,
        "adviser": "Ada Example",
        "kind": "3",
        "effective_on": date(2026, 5, 11),
        "claimed_on": date(2026, 5, 14),
        "customer_class": "priority",
        "pence": 7000,
        "period": "2026-05",
    }
    return Row(**(facts | parts))  # type: ignore[arg-type]  # a test's own facts over the usual ones


EARLIER = datetime(2026, 11, 6, 0, 30, 1)  # noqa: DTZ001 - civil time
ROWS = [
    row(
        2, 11, kind="1", pence=1000, customer_class="other", period="2026-04", effective_on=date(2026, 4, 30)
    ),
    row(
        1,
        13,
        adviser='=HYPERLINK("http://example.test")',
        is_subcontracted=True,
        ukprn="10001647",
        postcode="BFPO 57",
        pence=7050,
    ),
    row(1, 12, kind="2", pence=None, period="2027-03", effective_on=date(2027, 3, 1), born_on=None),
]
HEADERS = (
    "Customer ID,Date of Birth,Home Postcode,Action Plan ID,Session Date,Subcontractor ID,Adviser Name,Outcome ID,"
    "Outcome Type,Outcome Effective Date,Outcome Priority Group,"
)
YEAR = (
    "April 2026 £,May 2026 £,June 2026 £,July 2026 £,August 2026 £,September 2026 £,October 2026 £,"
    "November 2026 £,December 2026 £,January 2027 £,February 2027 £,March 2027 £,"
)
ONE, TWO = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
GOLDEN = (
    f"{HEADERS}{YEAR}OFFICIAL-SENSITIVE\r\n"
    f"{ONE},,LS1 4AP,00000000-0000-0000-0000-0000000001f5,02/04/2026,,Ada Example,"
    "00000000-0000-0000-0000-00000000000c,Career management,01/03/2027,1,,,,,,,,,,,,,\r\n"
    f"{ONE},27/03/1984,BFPO 57,00000000-0000-0000-0000-0000000001f5,02/04/2026,10001647,"
    '"\'=HYPERLINK(""http://example.test"")",00000000-0000-0000-0000-00000000000d,Sustainable employment,'
    "11/05/2026,1,,70.50,,,,,,,,,,,\r\n"
    f"{TWO},27/03/1984,LS1 4AP,00000000-0000-0000-0000-0000000001f6,02/04/2026,,Ada Example,"
    "00000000-0000-0000-0000-00000000000b,Customer satisfaction,30/04/2026,0,10.00,,,,,,,,,,,,\r\n"
)


@pytest.mark.requirement("BR-7.7", "BR-25.1")
def test_occupancy_when_written_then_byte_for_byte_with_the_years_own_months_and_no_formula() -> None:
    written = occupancy_csv(ROWS, occupancy_layout(MONTH, RULES), months=MONTHS, types=TYPES)
    assert written == GOLDEN.encode("utf-8-sig")
    assert occupancy_csv(ROWS[::-1], occupancy_layout(MONTH, RULES), months=MONTHS, types=TYPES) == written
    first = written.decode("utf-8-sig").splitlines()[0].split(",")
    assert (len(first), first[-1]) == (24, "OFFICIAL-SENSITIVE")


@pytest.mark.requirement("BR-7.7")
def test_occupancy_when_of_an_earlier_year_then_in_the_form_of_that_year() -> None:
    may = date(2019, 5, 1)
    layout = occupancy_layout(may, RULES)
    rows = [row(1, 13, period="2019-05", effective_on=date(2019, 5, 11), session_on=date(2019, 4, 2))]
    written = occupancy_csv(rows, layout, months=months_of_year(may, 4), types=TYPES).decode("utf-8-sig")
    assert written.splitlines()[0] == f"{HEADERS}Period,Value,OFFICIAL-SENSITIVE"
    assert written.splitlines()[1].endswith("11/05/2019,1,May,70.00,")
    assert occupancy_layout(date(2020, 3, 1), RULES).version == "2019"
    assert occupancy_layout(date(2020, 4, 1), RULES).version == "2020"
    with pytest.raises(InvalidInput, match="2015-05"):
        occupancy_layout(date(2015, 5, 1), RULES)


def test_months_when_a_year_turns_then_each_names_its_own_and_rows_of_other_years_stay_out() -> None:
    assert months_of_year(date(2027, 1, 1), 4) == MONTHS
    assert months_of_year(date(2027, 4, 1), 4)[0] == date(2027, 4, 1)
    assert of_year([*ROWS, row(3, 14, period="2026-03")], MONTHS) == ROWS


@pytest.mark.requirement("BR-25.1")
def test_summary_when_read_back_then_every_cell_is_what_the_rows_say() -> None:
    layout, sums = summary_layout(MONTH, RULES), sums_of(ROWS)
    heading = Heading("=1+1 Careers", "9000000101", EARLIER, AT)
    made = summary_xlsx(sums, layout, heading, months=MONTHS, types=list(TYPES.items()))
    assert made == summary_xlsx(sums, layout, heading, months=MONTHS, types=list(TYPES.items()))
    sheet = load_workbook(BytesIO(made)).active
    assert sheet is not None
    cells = {place: sheet[place].value for place in ("A1", "B1", "A2", "B2", "A3", "B3", "A4", "B4", "A6")}
    assert cells == {
        "A1": "Provider Name:",
        "B1": "'=1+1 Careers",
        "A2": "Touchpoint ID:",
        "B2": "9000000101",
        "A3": "Last NCS Update:",
        "B3": "06/11/2026 00:30:01",
        "A4": "Security Classification:",
        "B4": "OFFICIAL-SENSITIVE",
        "A6": "In Community Outcomes",
    }
    heads = [sheet.cell(row=6, column=2 * place).value for place in range(1, 14)]
    assert heads == [
        *("Apr-26", "May-26", "Jun-26", "Jul-26", "Aug-26", "Sep-26", "Oct-26", "Nov-26", "Dec-26"),
        *("Jan-27", "Feb-27", "Mar-27", "Total"),
    ]
    assert {str(each) for each in sheet.merged_cells.ranges} >= {"B6:C6", "X6:Y6", "Z6:AA6"}
    assert [sheet.cell(row=7, column=column).value for column in (2, 3, 26, 27)] == [
        "Numbers",
        "Funding (£)",
    ] * 2
    names = ["Customer satisfaction", "Career management", "Sustainable employment", "Accredited learning"]
    names.append("Career progression")
    assert [sheet.cell(row=number, column=1).value for number in range(8, 21)] == [
        *(f"{name} Priority Group Outcomes" for name in names),
        "Priority total",
        *(f"{name} Non-Priority Group Outcomes" for name in names),
        "Non-priority total",
        "Grand total",
    ]
    told = {
        (line, column): sheet.cell(row=line, column=column).value
        for line in range(8, 21)
        for column in range(2, 28)
        if sheet.cell(row=line, column=column).value
    }
    assert told == {
        # April, others: one satisfaction outcome.
        (14, 2): 1, (14, 3): 10, (19, 2): 1, (19, 3): 10, (20, 2): 1, (20, 3): 10,
        # May, priority: one job.
        (10, 4): 1, (10, 5): 70.5, (13, 4): 1, (13, 5): 70.5, (20, 4): 1, (20, 5): 70.5,
        # March, priority: counted and not paid.
        (9, 24): 1, (13, 24): 1, (20, 24): 1,
        # The year.
        (9, 26): 1, (10, 26): 1, (10, 27): 70.5, (13, 26): 2, (13, 27): 70.5, (14, 26): 1, (14, 27): 10,
        (19, 26): 1, (19, 27): 10, (20, 26): 3, (20, 27): 80.5,
    }  # fmt: skip
    assert {sheet.cell(row=line, column=7).number_format for line in range(8, 21)} == {"#,##0.00"}
    assert (sheet["A22"].value, sheet["B22"].value) == ("Report Generated At:", "09/11/2026 13:04:05")
    widths = [sheet.column_dimensions[name].width for name in ("A", "B", "C", "Z", "AA")]
    assert widths == [50.6, 9.9, 13.4, 9.9, 13.4]
    assert sums.total_pence == 8050
    unknown = summary_xlsx(
        sums, layout, Heading("A", "1", None, AT), months=MONTHS, types=list(TYPES.items())
    )
    read = load_workbook(BytesIO(unknown)).active
    assert read is not None
    assert read["B3"].value == "Unknown"


def test_names_when_made_after_noon_then_on_a_clock_of_24_hours_and_flat_in_the_archive() -> None:
    name = file_name("NCS Occupancy Report", AT, "csv")
    assert name == "NCS Occupancy Report-20261109-130405.csv"
    made = archive_of({"b.xlsx": b"2", name: b"1"}, AT)
    assert made == archive_of({name: b"1", "b.xlsx": b"2"}, AT)
    with ZipFile(BytesIO(made)) as archive:
        assert archive.namelist() == [name, "b.xlsx"]
        assert archive.read(name) == b"1"


@pytest.mark.requirement("BR-25.2", "BR-25.3", "BR-CL-25.1")
def test_day_when_holidays_lie_between_then_the_right_working_day_and_late_from_the_day_after() -> None:
    easter, may, christmas = (date(2026, 3, 1), date(2026, 4, 1), date(2026, 12, 1))
    assert due_on(easter, "hub", RULES) == date(2026, 4, 14)  # Good Friday the 3rd, Easter Monday the 6th
    assert due_on(may, "hub", RULES) == date(2026, 5, 13)  # the 4th
    assert due_on(christmas, "hub", RULES) == date(2027, 1, 13)  # New Year's Day
    assert due_on(date(2026, 11, 1), "manual", RULES) == date(2026, 12, 10)
    assert due_on(easter, "inspiration", RULES) == date(2026, 4, 15)
    assert due_on(date(2014, 11, 1), "hub", RULES) == date(2014, 12, 5)
    assert due_on(date(2014, 11, 1), "manual", RULES) is None
    eighth = date(2026, 4, 14)
    last_minute = london_moment(eighth, time(23, 59))
    next_day = london_moment(date(2026, 4, 15), time(0, 1))
    assert not is_late(eighth, last_minute, today=date(2026, 6, 1))
    assert is_late(eighth, next_day, today=date(2026, 6, 1))
    assert not is_late(eighth, None, today=eighth)
    assert is_late(eighth, None, today=date(2026, 4, 15))


def test_sums_when_added_then_exact_to_the_penny() -> None:
    many = [row(1, each, pence=10 + each % 3) for each in range(1, 2000)]
    assert sums_of(many).total_pence == sum(each.pence or 0 for each in many)
    assert Decimal(sums_of(many).total_pence) / 100 == sum(Decimal(each.pence or 0) / 100 for each in many)
