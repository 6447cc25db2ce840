"""British English for the sentences that explain a due moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLOCK_SENTENCES: Final[Mapping[str, str]] = {
    "clock.received.in_hours": (
        "Received {start}, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.received.before_opening": (
        "Received {start} before opening, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.received.after_closing": (
        "Received {start} after closing, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.received.not_working_day": (
        "Received {start}, which is not a working day, so counted from {first}: "
        "working day {days} ends with {last}."
    ),
    "clock.received.same_day": (
        "Received {start}, which counts as day one: working day {days} ends with {last}."
    ),
    "clock.started.in_hours": (
        "Started {start}, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.started.before_opening": (
        "Started {start} before opening, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.started.after_closing": (
        "Started {start} after closing, so counted from {first}: working day {days} ends with {last}."
    ),
    "clock.started.not_working_day": (
        "Started {start}, which is not a working day, so counted from {first}: "
        "working day {days} ends with {last}."
    ),
    "clock.started.same_day": (
        "Started {start}, which counts as day one: working day {days} ends with {last}."
    ),
    "clock.not_counted": "Not counted as a working day: {days}.",
    "clock.elapsed.seconds": "Counted from {start}: {amount} seconds of real time end on {end}.",
    "clock.elapsed.minutes": "Counted from {start}: {amount} minutes of real time end on {end}.",
    "clock.elapsed.hours": "Counted from {start}: {amount} hours of real time end on {end}.",
    "clock.elapsed.weeks": "Counted from {start}: {amount} weeks of real time end on {end}.",
    "clock.at_once": "Due at once, from {start}.",
    "clock.clocks_changed": "The clocks changed in between, so the time of day differs.",
    "clock.calendar_days": "Counted from {start}: calendar day {days} ends with {last}.",
    "clock.calendar_month": "Counted from {start}: one calendar month ends with {last}.",
    "clock.calendar_months": "Counted from {start}: {months} calendar months end with {last}.",
    "clock.calendar_years": "Counted from {start}: {years} calendar years end with {last}.",
    "clock.shorter_month": "That month has no day {day}, so its last day is meant.",
    "clock.not_before": "Not before {earliest}.",
    "clock.working_day_of_month": "Working day {number} of {month} is {last}, and it is due by the end of that day.",
    "clock.paused.time": "Paused from {begins} to {ends}, and that time was added.",
    "clock.paused.days": "Paused from {begins} to {ends}; days that ended in the pause and were not counted: {days}.",
    "clock.never_paused": "Nothing stops this clock, so the pauses that were given were not counted.",
    "clock.also_hours": "The text also says {hours} hours, which would be {end}; the working day decides.",
    "clock.flags_on_the_day": "The flag shows on that day.",
}
