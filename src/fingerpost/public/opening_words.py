"""Opening hours in the words of a page: a week, a moment, a day that differs, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext

from fingerpost.policy import Rules
from fingerpost.policy.calendars import LANGUAGE_LINES
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.policy.opening_hours import MINUTES_A_DAY, WEEKDAYS, Hours, Week
from fingerpost.public.opening import (
    DifferentDay,
    LanguageLine,
    NewWeek,
    Opening,
    language_lines,
    opening_of,
    shared_days,
)

_ALL_DAY: Final = ((0, MINUTES_A_DAY),)
_EVERY_DAY: Final = len(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class OwnName:
    """What a language is called by those who speak it, with its tag (BCP 47) and the direction of its script."""

    text: str
    tag: str
    direction: str = "ltr"


OWN_NAMES: Final = MappingProxyType(
    {
        "gu": OwnName("ગુજરાતી", "gu"),
        "pa": OwnName("ਪੰਜਾਬੀ", "pa"),
        "syl": OwnName("সিলেটি", "syl-Beng"),
        "ur": OwnName("اردو", "ur", "rtl"),
        "fa": OwnName("فارسی", "fa", "rtl"),
        "pl": OwnName("polski", "pl"),
        "fr": OwnName("français", "fr"),
        "so": OwnName("Soomaali", "so"),
    }
)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of a table of days: the day, what it is called or whom it is about, and its hours."""

    day: str
    name: str
    hours: str
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """One channel as the page says it; `days` are the rows of its week."""

    week: str
    bank_holidays: str
    now: str
    days: tuple[DayRow, ...]
    new_weeks: tuple[str, ...]
    different_days: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """One language line as a row of its table says it."""

    name: str
    own_name: OwnName
    number: str
    week: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesWords:
    """The language lines: a row each, and what is different on which day and for whom."""

    lines: tuple[LineWords, ...]
    bank_holidays: str
    new_weeks: tuple[str, ...]
    different_days: tuple[DayRow, ...]


def channel_words(name: str, rules: Rules, now: datetime) -> ChannelWords:
    """The named calendar in words, at a moment (OI-5.1)."""
    opening = opening_of(name, rules, now)
    days = opening.week.days if opening.week is not None else ((),) * _EVERY_DAY
    return ChannelWords(
        week=_sentence_of(opening.week),
        bank_holidays=_on_bank_holidays([opening.week]),
        now=_now(opening, now),
        days=tuple(DayRow(_weekday(number), "", hours_text(hours)) for number, hours in enumerate(days)),
        new_weeks=tuple(map(_new_week, opening.new_weeks)),
        different_days=tuple(map(_day_row, opening.different_days)),
    )


def lines_words(rules: Rules, now: datetime) -> LinesWords:
    """The eight language lines in words, at a moment (OI-3.36a, OI-7.34)."""
    lines = language_lines(rules, now)
    return LinesWords(
        lines=tuple(
            LineWords(
                name=line.name,
                own_name=OWN_NAMES[line.code],
                number=line.number,
                week=_sentence_of(line.opening.week),
                now=_now(line.opening, now),
            )
            for line in lines
        ),
        bank_holidays=_on_bank_holidays([line.opening.week for line in lines]),
        new_weeks=tuple(_new_weeks_of(lines)),
        different_days=tuple(_day_row(day, _whose(names)) for day, names in shared_days(lines).items()),
    )


def moment_text(now: datetime) -> str:
    """A moment to the minute: "Monday 23 November 2026 at 17:01"; an hour that autumn repeats says which it is."""
    local = civil_time(now)
    words = gettext("%(day)s at %(time)s") % {"day": spoken_date(local.date()), "time": f"{local:%H:%M}"}
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return words
    season = gettext("by winter time") if local.fold else gettext("by summer time")
    return f"{words} {season}"


def hours_text(hours: Hours) -> str:
    """The hours of one day: "08:00 to 22:00", "Closed", "24 hours"."""
    if not hours:
        return gettext("Closed")
    if hours == _ALL_DAY:
        return gettext("24 hours")
    return _listed([f"{_clock(opens)} {gettext('to')} {_clock(closes)}" for opens, closes in hours])


def _clock(minute: int) -> str:
    if minute == MINUTES_A_DAY:
        return gettext("midnight")
    hour, rest = divmod(minute, 60)
    return f"{hour:02}:{rest:02}"


def _sentence_of(week: Week | None) -> str:
    """A week in a sentence or two: "Monday to Friday, 09:00 to 17:00. Closed on Saturday and Sunday." """
    if week is None or not any(week.days):
        return gettext("Closed.")
    if set(week.days) == {_ALL_DAY}:
        return gettext("24 hours a day, every day.")
    runs = [(hours, [*days]) for hours, days in groupby(range(_EVERY_DAY), key=week.days.__getitem__)]
    said = "; ".join(f"{_run(days)}, {hours_text(hours)}" for hours, days in runs if hours) + "."
    closed = [_weekday(number) for number, hours in enumerate(week.days) if not hours]
    return f"{said} {gettext('Closed on %s.') % _listed(closed)}" if closed else said


def _run(days: Sequence[int]) -> str:
    """Weekdays that follow each other: "Every day", "Monday to Friday", "Saturday and Sunday", "Sunday"."""
    if len(days) == _EVERY_DAY:
        return gettext("Every day")
    if len(days) > 2:
        return f"{_weekday(days[0])} {gettext('to')} {_weekday(days[-1])}"
    return _listed([_weekday(day) for day in days])


def _weekday(number: int) -> str:
    return gettext(WEEKDAYS[number].capitalize())


def _listed(words: Sequence[str]) -> str:
    """Words as they stand in a sentence: "Polish", "Polish and French", "Polish, French and Somali"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {gettext('and')} {words[-1]}"


def _on_bank_holidays(weeks: Sequence[Week | None]) -> str:
    """What holds on bank holidays, where it is the same for all; "" where it isn't."""
    found = {week.open_on_bank_holidays for week in weeks if week is not None}
    if len(found) != 1:
        return ""
    return (
        gettext("These hours hold on bank holidays too, except on the days named below.")
        if found.pop()
        else gettext("Closed on bank holidays.")
    )


def _now(opening: Opening, now: datetime) -> str:
    if opening.is_open:
        if opening.closes_at is None:
            return gettext("Open now.")
        return gettext("Open now. Closes %s.") % _closing_text(opening.closes_at, now)
    if opening.opens_at is None:
        return gettext("Closed now. No day is set on which it opens again.")
    opens = _day_text(civil_date(opening.opens_at), now)
    time = f"{civil_time(opening.opens_at):%H:%M}"
    return gettext("Closed now. Opens %(day)s at %(time)s.") % {"day": opens, "time": time}


def _closing_text(closes_at: datetime, now: datetime) -> str:
    """When it closes; a midnight is the end of the day before it."""
    local = civil_time(closes_at)
    if (local.hour, local.minute) == (0, 0):
        return gettext("%s at midnight") % _day_text(local.date() - timedelta(days=1), now)
    return gettext("%(day)s at %(time)s") % {"day": _day_text(local.date(), now), "time": f"{local:%H:%M}"}


def _day_text(day: date, now: datetime) -> str:
    """ "today", "tomorrow", or the date."""
    ahead = (day - civil_date(now)).days
    if ahead == 0:
        return gettext("today")
    return gettext("tomorrow") if ahead == 1 else gettext("on %s") % spoken_date(day)


def _new_week(new: NewWeek) -> str:
    words = {"day": spoken_date(new.begins_on), "hours": _sentence_of(new.week)}
    return gettext("From %(day)s: %(hours)s") % words


def _new_weeks_of(lines: Sequence[LanguageLine]) -> Iterable[str]:
    """What changes from which day, in order, each once with the lines for which it does."""
    found: dict[tuple[date, str], list[str]] = {}
    for line in lines:
        for new in line.opening.new_weeks:
            found.setdefault((new.begins_on, _new_week(new)), []).append(line.name)
    return [f"{_whose(found[key])}. {key[1]}" for key in sorted(found)]


def _whose(names: Sequence[str]) -> str:
    return gettext("All language lines") if len(names) == len(LANGUAGE_LINES) else _listed(names)


def _day_row(different: DifferentDay, who: str = "") -> DayRow:
    name = different.name[:1].upper() + different.name[1:]
    plain = hours_text(different.hours)
    return DayRow(spoken_date(different.day), "" if name == plain else name, plain, who)
