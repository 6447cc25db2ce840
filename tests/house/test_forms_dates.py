"""Dates in three boxes, times in one."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from fingerpost.house.forms import DatePart, Form, TimeOfDay, Typed, When
from fingerpost.house.forms.dates import month_number, read_time

TODAY = date(2026, 3, 29)


def born(**options: object) -> DatePart:
    return DatePart(label="Date of birth", today=lambda: TODAY, **options)


def refusal(field: DatePart, typed: Typed) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    problem = caught.value
    return problem.messages[0], problem.params["parts"]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31)))
def test_date_when_typed_in_figures_is_that_date(day: date) -> None:
    assert born().clean(Typed(str(day.day), str(day.month), str(day.year))) == day
    assert born().clean(Typed(f"{day.day:02}", f"{day.month:02}", str(day.year))) == day


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31)))
def test_date_when_the_page_starts_with_it_comes_back_the_same(day: date) -> None:
    field = born()
    assert field.clean(field.prepare_value(day)) == day


@pytest.mark.parametrize(
    ("typed", "number"), [("Apr", 4), ("april", 4), ("SEPT", 9), ("dec.", 12), ("04", 4)]
)
def test_month_when_typed_as_a_word_is_understood(typed: str, number: int) -> None:
    assert month_number(typed) == number
    assert born().clean(Typed("3", typed, "1984")) == date(1984, number, 3)


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (Typed("3", "", "1984"), "Date of birth must include a month", ("month",)),
        (Typed("", "", "1984"), "Date of birth must include a day and a month", ("day", "month")),
        (Typed("3", "4", "84"), "Year must include 4 numbers", ("year",)),
        (Typed("3", "13", "1984"), "Date of birth must be a real date", ("month",)),
        (Typed("32", "4", "1984"), "Date of birth must be a real date", ("day",)),
        (Typed("x", "y", "z"), "Date of birth must be a real date", ("day", "month", "year")),
        (Typed("29", "2", "1985"), "Date of birth must be a real date", ("day", "month", "year")),
        (Typed("٣", "4", "1984"), "Date of birth must be a real date", ("day",)),
        (Typed(), "Enter date of birth", ("day", "month", "year")),
        (
            Typed("31", "12", "1899"),
            "Date of birth must be the same as or after 1 January 1900",
            ("day", "month", "year"),
        ),
    ],
)
def test_date_when_wrong_says_what_is_wrong_and_where(
    typed: Typed, message: str, parts: tuple[str, ...]
) -> None:
    assert refusal(born(), typed) == (message, parts)


def test_date_when_29_february_of_a_leap_year_is_real() -> None:
    assert born().clean(Typed("29", "2", "1984")) == date(1984, 2, 29)


@pytest.mark.parametrize(
    ("when", "good", "bad", "message"),
    [
        (When.PAST, date(2026, 3, 28), TODAY, "Date of birth must be in the past"),
        (When.PAST_OR_TODAY, TODAY, date(2026, 3, 30), "Date of birth must be today or in the past"),
        (When.FUTURE, date(2026, 3, 30), TODAY, "Date of birth must be in the future"),
        (When.FUTURE_OR_TODAY, TODAY, date(2026, 3, 28), "Date of birth must be today or in the future"),
    ],
)
def test_date_when_on_the_wrong_side_of_today_is_refused(
    when: When, good: date, bad: date, message: str
) -> None:
    field = born(when=when)
    assert field.clean(field.prepare_value(good)) == good
    assert refusal(field, field.prepare_value(bad))[0] == message


def test_date_when_optional_and_empty_is_none() -> None:
    assert born(required=False).clean(Typed()) is None


class _Born(Form):
    born = DatePart(label="Born 100%", today=lambda: TODAY)


def test_date_when_label_has_a_percent_sign_keeps_it() -> None:
    form = _Born({"born-day": "40", "born-month": "1", "born-year": "2000"})
    assert form.errors["born"] == ["Born 100% must be a real date"]


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_date_when_anything_is_typed_answers_and_gives_it_back(day: str, month: str, year: str) -> None:
    form = _Born({"born-day": day, "born-month": month, "born-year": year})
    assert form.is_valid() or form.errors["born"]
    assert form["born"].value() == Typed(day.strip(), month.strip(), year.strip())


@given(st.times())
def test_time_when_typed_with_a_colon_is_that_time(moment: time) -> None:
    expected = moment.replace(second=0, microsecond=0)
    assert read_time(f"{expected:%H:%M}") == expected
    assert read_time(f"{expected:%H%M}") == expected
    assert read_time(f"{expected:%I.%M%p}") == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2pm", time(14)),
        ("2 p.m.", time(14)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("9.05", time(9, 5)),
        ("9", None),
        ("25:00", None),
        ("13pm", None),
        ("10:60", None),
        ("", None),
    ],
)
def test_time_when_typed_as_people_do_is_understood_or_refused(typed: str, expected: time | None) -> None:
    assert read_time(typed) == expected


def test_time_when_wrong_says_how_to_write_one() -> None:
    with pytest.raises(ValidationError, match=r"Arrived at must be a time, like 9:30am or 14:30"):
        TimeOfDay(label="Arrived at").clean("soon")
    with pytest.raises(ValidationError, match="Enter arrived at"):
        TimeOfDay(label="Arrived at").clean(" ")
    assert TimeOfDay(label="Arrived at", required=False).clean("") is None


@given(st.text(max_size=12))
def test_time_when_anything_is_typed_never_breaks(typed: str) -> None:
    assume("\x00" not in typed)
    found = read_time(typed)
    assert found is None or isinstance(found, time)
