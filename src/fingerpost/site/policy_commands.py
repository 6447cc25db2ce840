"""`fingerpost policy`: ask the rules of any day, compare two days, and check a pack. Starts no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from fingerpost.site.added_packs import PacksOption, rules_for

if TYPE_CHECKING:
    from fingerpost.policy import Rules

FINDING: Final = 1
UNUSABLE: Final = 2
_NEAR: Final = 5

policy = typer.Typer(
    name="policy",
    help="Ask the rules of any day, compare two days, and check a pack of rules. Starts no database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DATE", help="A day, as 2014-10-01.")]
On = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], metavar="DATE", help="The day to ask for; default today in London."
    ),
]


@policy.command()
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The name of a rule; `policy list` names all.")],
    on: On = None,
    packs: PacksOption = None,
    as_json: Json = False,
) -> None:
    """Show what held on a day: the value, since when, and which paper says so.

    Exit status: 0 where a value holds, 1 where none does that day (with the reason), 2 where no rule has the name.
    """
    from fingerpost.policy import NotInForce, UnknownRule
    from fingerpost.policy.known_keys import KNOWN_KEYS
    from fingerpost.site import rulings_told

    rules, day = rules_for(packs), _day(on)
    try:
        ruling = rules.get(key, day)
    except UnknownRule:
        near = ", ".join(_near(key, rules))
        _fail(
            f"There is no rule called '{key}'. {f'Near it: {near}' if near else '`policy list` names all'}."
        )
    except NotInForce as why:
        if as_json:
            _write_json(rulings_told.nothing_as_json(rules, key, day, why))
        typer.echo(f"fingerpost: {why}", err=True)
        raise typer.Exit(FINDING) from why
    if as_json:
        _write_json(rulings_told.as_json(ruling, day))
    else:
        for line in rulings_told.lines_of(ruling, day, about=KNOWN_KEYS[key].about, rules=rules):
            typer.echo(line)


@policy.command()
def diff(earlier: Day, later: Day, packs: PacksOption = None, as_json: Json = False) -> None:
    """List the rules that differ between two days: added, ended, changed, or restated with the same value.

    Exit status: 0, whether or not anything differs.
    """
    from fingerpost.site import rulings_told

    rules, first, second = rules_for(packs), earlier.date(), later.date()
    found = rulings_told.differences(rules, first, second)
    if as_json:
        changes = [
            {
                "key": each.key,
                "change": each.change,
                "before": None if each.before is None else rulings_told.as_json(each.before, first),
                "after": None if each.after is None else rulings_told.as_json(each.after, second),
            }
            for each in found
        ]
        _write_json({"from": first.isoformat(), "to": second.isoformat(), "changes": changes})
        return
    days = f"{rulings_told.in_words(first)} and {rulings_told.in_words(second)}"
    if not found:
        typer.echo(f"No rule differs between {days}.")
        return
    typer.echo(f"Between {days}: {rulings_told.count_words(found)}.")
    for each in found:
        typer.echo("")
        for line in rulings_told.difference_lines(each):
            typer.echo(line)


@policy.command()
def check(
    pack: Annotated[Path, typer.Argument(metavar="PACK.toml", help="The pack, a TOML file.")],
    packs: PacksOption = None,
    as_json: Json = False,
) -> None:
    """Check a pack as it would lie over the shipped rules (and over those of --packs), changing nothing.

    Each fault is a line: file, key, kind and what is wrong. Exit status: 0 where the pack is well, 1 where faults
    are found, 2 where the file cannot be read.
    """
    from fingerpost.policy import PackFaults
    from fingerpost.policy.loader import with_added

    text = _text_of(pack)
    base = rules_for(packs, without=pack)
    try:
        result = with_added(base, [(pack.name, text)])
    except PackFaults as error:
        if as_json:
            told = [
                {"file": each.file, "key": each.key, "kind": each.kind.value, "detail": each.detail}
                for each in error.faults
            ]
            _write_json({"file": pack.name, "faults": told, "rulings": 0, "keys": []})
        else:
            for fault in error.faults:
                typer.echo(str(fault))
        raise typer.Exit(FINDING) from error
    added = [ruling for ruling in result if ruling.rule_id.endswith(f"/{result.packs[-1].name}")]
    keys = sorted({ruling.key for ruling in added})
    if as_json:
        _write_json({"file": pack.name, "faults": [], "rulings": len(added), "keys": keys})
    elif not added:
        typer.echo(f"{pack.name} is well, and holds no rule.")
    else:
        first = min(ruling.valid_from for ruling in added).isoformat()
        typer.echo(f"{pack.name} is well: {len(added)} rulings of {len(keys)} keys, the first from {first}.")


@policy.command("list")
def list_(
    word: Annotated[
        str, typer.Argument(metavar="WORD", help="Only rules with this word in name, purpose or source.")
    ] = "",
    on: On = None,
    packs: PacksOption = None,
    as_json: Json = False,
) -> None:
    """List every rule by name, with what it is for and its value on a day."""
    from fingerpost.policy.known_keys import KNOWN_KEYS
    from fingerpost.site import rulings_told

    rules, day, sought = rules_for(packs), _day(on), word.casefold()
    told = []
    for key in rules.keys():  # noqa: SIM118 - Rules is no mapping
        ruling, about = rules.find(key, day), KNOWN_KEYS[key].about
        source = ruling.source if ruling is not None else ""
        if sought not in f"{key} {about} {source}".casefold():
            continue
        told.append({"key": key, "about": about, "in_force": ruling is not None})
        if not as_json:
            value = rulings_told.briefly(ruling) if ruling is not None else "nothing on that day"
            typer.echo(f"{key}\n  {about}: {value}")
    if as_json:
        _write_json(told)
    elif not told:
        typer.echo(f"No rule has “{word}” in its name, purpose or source.")


@policy.command()
def sources(packs: PacksOption = None, as_json: Json = False) -> None:
    """List the packs that the rules come from, lowest first, with title, first day and number of rulings."""
    rules = rules_for(packs)
    told = []
    for pack in rules.packs:
        of_it = [ruling for ruling in rules if ruling.pack == pack.name]
        told.append(
            {
                "pack": pack.name,
                "title": pack.title,
                "note": pack.note,
                "approver": pack.approver,
                "reason": pack.reason,
                "added": pack.is_added,
                "first": min((each.valid_from for each in of_it), default=None),
                "rulings": len(of_it),
            }
        )
    if as_json:
        _write_json(told)
        return
    for each in told:
        first = f", the first from {each['first']}" if each["first"] else ""
        typer.echo(f"{each['pack']}: {each['title'] or 'no title'}; {each['rulings']} rulings{first}")


@policy.command()
def move(
    assumed: Day,
    begins: Day,
    name: Annotated[str, typer.Option(metavar="NAME", help="The pack's name; default begins-DATE.")] = "",
    packs: PacksOption = None,
) -> None:
    """Write a pack by which all that begins on one day begins on another, for papers that print no start.

    `policy move 2016-01-01 2016-04-01` moves version 3 of the business rules. Exit status: 1 where nothing begins
    on the first day.
    """
    from fingerpost.policy.writing import moving_pack

    first, second = assumed.date(), begins.date()
    text = moving_pack(
        rules_for(packs), assumed=first, begins=second, name=name or f"begins-{second.isoformat()}"
    )
    if text is None:
        typer.echo(f"fingerpost: nothing begins on {first.isoformat()} that could be moved.", err=True)
        raise typer.Exit(FINDING)
    typer.echo(text, nl=False)


def _day(on: datetime | None) -> date:
    """The day that was asked for; today in London where none was."""
    from fingerpost.policy.civil import civil_date

    return on.date() if on is not None else civil_date(datetime.now(UTC))


def _near(key: str, rules: Rules) -> list[str]:
    """Names that were perhaps meant: those that begin or end so, then those spelt nearly so."""
    from difflib import get_close_matches

    last = key.rpartition(".")[2]
    alike: list[Callable[[str], bool]] = [
        lambda name: len(key) > 2 and key in name,
        lambda name: len(last) > 2 and last in name,
    ]
    found: dict[str, None] = {}
    for test in alike:
        found.update(dict.fromkeys(name for name in rules.keys() if test(name)))  # noqa: SIM118
    found.update(dict.fromkeys(get_close_matches(key, rules.keys(), n=_NEAR, cutoff=0.5)))
    return list(found)[:_NEAR]


def _text_of(pack: Path) -> str:
    """The text of a pack's file. Ends with status 2 where it can't be read."""
    try:
        return pack.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        _fail(f"{pack} is not UTF-8 text: byte {error.start + 1} cannot be read.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        _fail(f"{pack} cannot be read ({reason or error}).")


def _write_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _fail(message: str) -> NoReturn:
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(UNUSABLE)
