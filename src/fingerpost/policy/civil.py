"""Civil time in Europe/London: dates, ages, working days, and the moments at which days begin and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from fingerpost.policy.bank_holidays import is_bank_holiday

LONDON: Final = ZoneInfo("Europe/London")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LeapBirthday = Literal["1 March", "28 February"]


def civil_date(moment: datetime) -> date:
    """The date in England at a moment. Raises ValueError for a moment without an offset."""
    return civil_time(moment).date()


def civil_time(moment: datetime) -> datetime:
    """A moment on the clocks of England. Raises ValueError for a moment without an offset."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs an offset from UTC.")
    return moment.astimezone(LONDON)


def london_moment(day: date, at: time) -> datetime:
    """The moment (UTC) of a time of day in England.

    A time that the spring change skips is read by the winter clock; one that autumn repeats is its first.
    """
    local = datetime.combine(day, at, tzinfo=LONDON)
    return local.astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment (UTC) a civil day is over: midnight in England at its end."""
    return london_moment(day + timedelta(days=1), time(0))


def start_of_day(day: date) -> datetime:
    """The moment (UTC) a civil day begins in England."""
    return london_moment(day, time(0))


def age_on(date_of_birth: date, on: date, *, leap_birthday: LeapBirthday = "1 March") -> int:
    """Completed years on a day (BR-GL-age); negative before birth.

    A person born on 29 February comes of age on 1 March of common years, or on 28 February where policy says so.
    """
    years = on.year - date_of_birth.year
    return years if on >= birthday_in(date_of_birth, on.year, leap_birthday=leap_birthday) else years - 1


def birthday_in(date_of_birth: date, year: int, *, leap_birthday: LeapBirthday = "1 March") -> date:
    """The day of a year on which a person becomes a year older."""
    try:
        return date_of_birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1) if leap_birthday == "1 March" else date(year, 2, 28)


def add_months(day: date, months: int) -> date:
    """The same day some calendar months on, or the last day of that month where it is shorter."""
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last_day = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last_day))


def completed_months(since: date, on: date) -> int:
    """Whole calendar months from one day to another: 23 the day before the second anniversary, then 24."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months if add_months(since, months) <= on else months - 1


def is_working_day(day: date) -> bool:
    """Monday to Friday, less the bank holidays in England (XD-2)."""
    return day.weekday() < 5 and not is_bank_holiday(day)


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    return add_working_days(day, 1)


def add_working_days(day: date, days: int) -> date:
    """The day reached by counting working days, the first working day after `day` being day one (XD-2).

    Raises ValueError for a negative count; zero gives the day itself.
    """
    if days < 0:
        raise ValueError("Working days are counted forwards.")
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; 0 when `end` is not later."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=number)) for number in range(1, days + 1))


def spoken_date(day: date) -> str:
    """A date as it is written in a sentence: "Friday 4 December 2015"."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
