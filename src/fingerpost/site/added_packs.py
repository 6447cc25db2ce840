"""`--packs DIR`: packs of a folder laid over the shipped ones, for commands that ask the rules."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

if TYPE_CHECKING:
    from fingerpost.policy.rules import Rules

UNUSABLE: Final = 2
# Commands that ask the rules themselves; the running application takes packs by publication.
ASK_THE_RULES: Final = frozenset({"policy", "clock", "funding", "screen", "style", "triage"})
_BEFORE_THE_COMMAND: Final[ContextVar[Path | None]] = ContextVar("packs_before_the_command", default=None)

PacksOption = Annotated[
    Path | None,
    typer.Option(
        "--packs",
        metavar="DIR",
        help="Lay every pack (*.toml) of this folder over the shipped rules, in order of name.",
        show_default=False,
    ),
]


def rules_for(packs: Path | None, *, without: Path | None = None) -> Rules:
    """The shipped rules, with the packs of a folder over them: the command's own, else `fingerpost --packs DIR`.

    `without` leaves one file of the folder out. Prints each fault on standard error, and ends with status 2 where
    the packs can't be used (BR-0.3).
    """
    from fingerpost.policy import PackFaults, shipped_rules
    from fingerpost.policy.loader import load_with_folder

    folder = folder_of_packs(packs)
    if folder is None:
        return shipped_rules()
    try:
        return load_with_folder(folder, without=without)
    except PackFaults as error:
        for fault in error.faults:
            typer.echo(f"fingerpost: {fault}", err=True)
        raise typer.Exit(UNUSABLE) from error
    except (OSError, ValueError) as error:
        _fail(f"The folder of packs {folder} cannot be read ({_reason(error)}).")


def given_before_the_command(context: typer.Context, packs: Path | None) -> None:
    """Keep what `fingerpost --packs DIR …` was given, for the command that follows.

    Ends with status 2 where that command has no such option: the running service takes packs by publication.
    """
    name = context.invoked_subcommand
    command = getattr(context.command, "commands", {}).get(name)
    if packs is not None and command is not None and not _takes_packs(command):
        _fail(f"'{name}' takes no --packs; the running service takes packs by publication.")
    _BEFORE_THE_COMMAND.set(packs)


def _takes_packs(command: object) -> bool:
    """Whether a command, or one of its own commands, has the option."""
    if any(getattr(option, "name", None) == "packs" for option in getattr(command, "params", ())):
        return True
    return any(_takes_packs(each) for each in getattr(command, "commands", {}).values())


def folder_of_packs(packs: Path | None) -> Path | None:
    """The folder that holds: the command's own, else the one given before the command."""
    return packs if packs is not None else _BEFORE_THE_COMMAND.get()


def _fail(message: str) -> NoReturn:
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(UNUSABLE)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
