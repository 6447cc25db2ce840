"""`fingerpost screen`: the house's screening over texts and documents of any size. Starts no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fingerpost.site.added_packs import PacksOption, rules_for

if TYPE_CHECKING:
    from fingerpost.policy import Rules
    from fingerpost.policy.screening import ListedForm, Placed

FINDING: Final = 1
UNUSABLE: Final = 2
_FILE_NAME_LINE: Final = 0


@dataclass(frozen=True, slots=True)
class _Screening:
    """One run of the command: the rules of the day, and how hits are told."""

    rules: Rules
    on: date
    forms: Mapping[str, ListedForm]
    as_json: bool
    show: bool

    def tell(self, file: str, placed: Placed) -> None:
        """Write one hit as a line. The words of the text go out only where they were asked for."""
        line, hit, words = placed
        listed = self.forms[hit.form_id]
        if self.as_json:
            told: dict[str, object] = {
                "file": file,
                "line": line,
                "start": hit.start,
                "end": hit.end,
                "form": listed.form,
                "base_word": listed.base_word,
                "why": listed.why,
                "certainty": hit.certainty,
                "blocks": hit.blocks,
            }
            sys.stdout.write(json.dumps(told | ({"words": words} if self.show else {})) + "\n")
            return
        place = f"{file}: name" if line == _FILE_NAME_LINE else f"{file}:{line}"
        stops = "stops" if hit.blocks else "asks"
        shown = f": “{' '.join(words.split())}” is on the list as “{listed.form}”" if self.show else ""
        sys.stdout.write(
            f"{place}: characters {hit.start} to {hit.end}: "
            f"{hit.form_id}, {listed.why}, {hit.certainty}, {stops}{shown}\n"
        )

    def text(self, file: str, blocks: Iterator[str]) -> bool:
        """Tell every hit in a text; whether there was one."""
        from fingerpost.policy.screening import screen_blocks

        found = False
        for placed in screen_blocks(blocks, on=self.on, rules=self.rules, with_words=self.show):
            found = True
            self.tell(file, placed)
        return found

    def name(self, file: str, name: str) -> bool:
        """Tell every hit in the name of a file; whether there was one."""
        from fingerpost.policy.attachments import screen_name
        from fingerpost.policy.screening import Placed

        hits = screen_name(name, on=self.on, rules=self.rules)
        for hit in hits:
            self.tell(file, Placed(_FILE_NAME_LINE, hit, name[hit.start : hit.end]))
        return bool(hits)


def screen(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…|-",
            help="Texts in UTF-8, or documents; standard input for '-' and where none is named.",
        ),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The day whose list holds; default today in London.",
        ),
    ] = None,
    packs: PacksOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object for each hit, a line each.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Show the words too, not only place and rule.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Look at the names of the files too, as line 0.")
    ] = False,
) -> None:
    """Find words that a customer's record cannot keep, in texts of any size and in documents.

    Each hit has its line, from 1, and its start and end: characters from the beginning of the whole text, from 0, the
    end being the first character after it. A mark of byte order is not counted. Several forms at one place are all
    told. In --json, form and base_word are as the list prints them; certainty is word, phrase or everyday (a form
    with an ordinary meaning too); why names paragraph and rule; blocks says whether a save is stopped.

    Word, OpenDocument, PDF, RTF and HTML files are read as documents: their places count in the text that was read
    out of them. A file that cannot be read or checked by machine is told on standard error, and the others go on.

    Exit status: 1 when anything is found, else 2 when a file could not be checked, else 0.
    """
    from fingerpost.policy import NotInForce
    from fingerpost.policy.screening_lists import list_of
    from fingerpost.site.screened_files import Unusable, open_text

    rules, day = rules_for(packs), on.date() if on is not None else _today()
    try:
        forms = list_of(day, rules).forms
    except NotInForce as error:
        typer.echo(f"fingerpost: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    run = _Screening(rules, day, forms, as_json, show)
    found = unusable = False
    for path in files or [Path("-")]:
        file = str(path)
        try:
            if names and file != "-":
                found |= run.name(file, path.name)
            with open_text(path, run.rules, run.on) as opened:
                found |= run.text(file, opened.blocks)
                if opened.unread is not None:
                    raise Unusable(opened.unread)
        except Unusable as error:
            unusable = True
            typer.echo(f"fingerpost: {file}: {error}", err=True)
    sys.stdout.flush()
    if found or unusable:
        raise typer.Exit(FINDING if found else UNUSABLE)


def _today() -> date:
    from fingerpost.policy.civil import civil_date

    return civil_date(datetime.now(UTC))
