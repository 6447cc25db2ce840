"""`fingerpost style`: words that the house does not use, in files or in a text. Starts no database."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn
from zoneinfo import ZoneInfo

import typer

from fingerpost.site.added_packs import PacksOption, rules_for

if TYPE_CHECKING:
    from fingerpost.site.style_check import Flaw
    from fingerpost.site.template_text import Run

FINDING: Final = 1
UNUSABLE: Final = 2
_TEMPLATES: Final = frozenset({".html", ".htm"})


def style(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE…|-]",
            help="Templates (.html), modules (.py), or text; standard input where none is named.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day whose rules hold; today where none is named."),
    ] = None,
    audience: Annotated[
        str, typer.Option("--for", metavar="READERS", help="Who reads it: customers or staff.")
    ] = "customers",
    packs: PacksOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one finding a line.")] = False,
) -> None:
    """Find words that the house does not use, each with what to write instead and who says so.

    Customers read no avoided word, acronym or term of staff. For staff, only how the service, Jobcentre Plus and
    people are called is looked at. Exit status 1 when something is found.

    JSON: file, line, start, end (in the words read together), form, instead, source, rule.
    """
    from fingerpost.policy import PolicyError
    from fingerpost.policy.house_style import Audience
    from fingerpost.site.style_check import check_runs

    if audience not in set(Audience):
        _fail(f"Text is read by customers or by staff, not by '{audience}'.")
    day, rules = _day(on), rules_for(packs)
    found = False
    try:
        for file in files or [Path("-")]:
            for flaw in check_runs(
                _runs(file), file=str(file), on=day, rules=rules, audience=Audience(audience)
            ):
                found = True
                typer.echo(json.dumps(_as_json(flaw), ensure_ascii=False) if as_json else str(flaw))
    except PolicyError as error:
        _fail(str(error))
    if found:
        raise typer.Exit(FINDING)


def _runs(file: Path) -> list[Run]:
    from fingerpost.site.template_text import plain_run, runs_of_module, runs_of_template

    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _fail(f"{file} is not UTF-8: byte {error.start + 1} cannot be read.")
    except OSError as error:
        _fail(f"{file} cannot be read ({error.strerror}).")
    if file.suffix in _TEMPLATES:
        return runs_of_template(text)
    if file.suffix != ".py":
        return [plain_run(text)]
    try:
        return runs_of_module(text)
    except (SyntaxError, ValueError) as error:
        _fail(f"{file} is no Python module ({error}).")


def _as_json(flaw: Flaw) -> dict[str, object]:
    finding = flaw.finding
    return {
        "file": flaw.file,
        "line": flaw.line,
        "start": finding.start,
        "end": finding.end,
        "form": finding.form,
        "instead": finding.instead,
        "source": finding.source,
        "rule": finding.rule_id,
    }


def _day(given: str | None) -> date:
    if given is None:
        return datetime.now(ZoneInfo("Europe/London")).date()
    try:
        return date.fromisoformat(given)
    except ValueError:
        _fail(f"'{given}' is no day; write it as 2016-01-31.")


def _fail(message: str) -> NoReturn:
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(UNUSABLE)
