"""`fingerpost clock`: when a service level is due, and why; and the levels there are. Starts no database."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final, NoReturn
from zoneinfo import ZoneInfo

import typer

from fingerpost.site.added_packs import PacksOption, rules_for

if TYPE_CHECKING:
    from fingerpost.policy.clocks import Due, Pause
    from fingerpost.policy.service_levels import ServiceLevel

UNUSABLE: Final = 2
LAST_YEAR: Final = 2150
_LONDON: Final = ZoneInfo("Europe/London")

clock = typer.Typer(
    name="clock",
    help="Say when a service level is due, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


@clock.command("due")
def due_(
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="A service level: SL-001 to SL-103.")],
    start: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="MOMENT",
            help="When the clock starts, like 2015-12-24T18:00; London civil time where it has no offset.",
        ),
    ],
    calendar: Annotated[
        str | None,
        typer.Option(
            "--calendar",
            metavar="NAME",
            help="england (where none is named), contact_centre, prime, website, or language:CODE.",
        ),
    ] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option(
            "--pause", metavar="FROM/TO", help="The clock stands still between two moments. Repeat for more."
        ),
    ] = None,
    packs: PacksOption = None,
    as_json: Json = False,
) -> None:
    """Say when a level is due for something that started at a moment, and why.

    The rules of the day on which the clock starts hold until it ends. A level that was not in force on that day, a
    target that is no clock, and a level, calendar or moment that is not known end with status 2.

    Elapsed clocks count real time. Clocks of days and months end with their last day, which is over at midnight
    in London: the end of Monday is written as Tuesday 00:00. A day that ends while the clock stands paused is not
    counted; months are counted from a start moved on by so many days; elapsed clocks add the paused time.

    JSON: level, due_at, explanation, rules (ids of the rules used), pauses (those that counted: from, to).
    """
    from fingerpost.policy import PolicyError
    from fingerpost.policy.calendars import named_calendar
    from fingerpost.policy.clocks import due

    started_at = _moment(start)
    pauses = [_pause(text) for text in pause or ()]
    rules = rules_for(packs)
    try:
        place = named_calendar(calendar, rules) if calendar is not None else None
        result = due(level, started_at, rules=rules, calendar=place, pauses=pauses)
    except PolicyError as error:
        _fail(str(error))
    except (OverflowError, ValueError) as error:
        _fail(f"The clock can't be run: {error}.")
    if as_json:
        typer.echo(json.dumps(_as_json(result), ensure_ascii=False, indent=1))
    else:
        typer.echo(_as_text(result))


@clock.command("levels")
def levels(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day whose rules hold; today where none is named."),
    ] = None,
    packs: PacksOption = None,
    as_json: Json = False,
) -> None:
    """List every service level: its clock or its target, with source and status.

    One that is not in force on the day is listed as it last held before it, and marked so.
    """
    from fingerpost.policy.service_levels import LEVEL_IDS, level_at_or_before

    day = _day(on)
    rules = rules_for(packs)
    found = [level_at_or_before(level, day, rules) for level in LEVEL_IDS]
    if as_json:
        listed = [_level_as_json(level, is_in_force) for level, is_in_force in found]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for level, is_in_force in found:
        mark = "" if is_in_force else " (not in force)"
        typer.echo(
            f"{level.id}  {level.channel}: {level.measure}: {_in_words(level)}. "
            f"{level.ruling.source}, {level.ruling.status.replace('_', ' ')}{mark}"
        )


def _as_json(result: Due) -> dict[str, object]:
    from fingerpost.policy.messages import english

    return {
        "level": result.level.id,
        "due_at": _in_london(result.due_at),
        "explanation": english(result.explanation),
        "rules": list(result.rule_ids),
        "pauses": [
            {"from": _in_london(each.begins_at), "to": _in_london(each.ends_at)} for each in result.pauses
        ],
    }


def _as_text(result: Due) -> str:
    from fingerpost.policy.civil import spoken_date
    from fingerpost.policy.clock_words import spoken_moment
    from fingerpost.policy.messages import english

    ends_a_day = result.clock.kind != "elapsed"
    spoken = f"the end of {spoken_date(result.due_on)}" if ends_a_day else spoken_moment(result.due_at)
    return "\n".join(
        (
            f"{result.level.id}  {result.level.measure}",
            f"Due: {spoken} ({_in_london(result.due_at)})",
            english(result.explanation),
            f"Rules: {', '.join(result.rule_ids)}",
        )
    )


def _level_as_json(level: ServiceLevel, is_in_force: bool) -> dict[str, object]:
    running, ruling = level.clock, level.ruling
    return {
        "level": level.id,
        "channel": level.channel,
        "measure": level.measure,
        "kind": level.kind,
        "boundary": level.target.boundary,
        "amounts": dict(level.target.amounts),
        "unit": level.target.unit,
        "clock": running.kind if running is not None else None,
        "starts": running.starts if running is not None else None,
        "in_words": _in_words(level),
        "source": ruling.source,
        "status": ruling.status,
        "valid_from": ruling.valid_from.isoformat(),
        "valid_to": ruling.valid_to.isoformat() if ruling.valid_to else None,
        "in_force": is_in_force,
        "note": ruling.note,
    }


def _in_words(level: ServiceLevel) -> str:
    """The number of a level on one line."""
    target, running = level.target, level.clock
    if running is not None:
        if running.kind == "working day of the month":
            return f"working day {running.written} of the month"
        return f"{target.boundary} {running.written} {running.unit} from {running.starts} ({running.kind})"
    if level.hours:
        return f"opening hours, calendar {level.hours}"
    amounts = ", ".join(f"{part} {amount:,}".strip() for part, amount in target.amounts.items())
    upper = f" and {target.high:,}" if target.high is not None else ""
    words = " ".join(filter(None, (target.boundary, amounts + upper, target.text, target.unit)))
    each = f", each within {level.each.amounts['']} {level.each.unit}" if level.each is not None else ""
    return f"{words} per {target.per}{each}" if target.per else f"{words}{each}"


def _moment(text: str) -> datetime:
    """A moment as it was typed; London civil time where it has no offset."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        _fail(f"'{text}' is not a moment. Write it like 2015-12-24T18:00 or 2015-12-24T18:00:00+00:00.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_LONDON)
    if not 1 < moment.year <= LAST_YEAR:
        _fail(f"'{text}' is too far away; years up to {LAST_YEAR} can be asked.")
    return moment


def _pause(text: str) -> Pause:
    from fingerpost.policy.clocks import Pause

    begins, slash, ends = text.partition("/")
    if not slash:
        _fail(f"'{text}' is not a pause. Write it like 2015-12-24T18:00/2015-12-29T09:00.")
    try:
        return Pause(_moment(begins), _moment(ends))
    except ValueError as error:
        _fail(f"'{text}' is not a pause: {error}")


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(_LONDON).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(f"'{text}' is not a date. Write it like 2015-12-24.")


def _in_london(moment: datetime) -> str:
    return moment.astimezone(_LONDON).isoformat()


def _fail(message: str) -> NoReturn:
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(UNUSABLE)
