"""What somebody asks for at the console, read alike by every command that needs the database."""

from __future__ import annotations

from datetime import date
from typing import Final, NoReturn

import typer
from pydantic import ValidationError

from fingerpost.site.deployment import Deployment

FOUND: Final = 1
UNUSABLE: Final = 2
_SHOWN: Final = 40


def month_of(typed: str) -> date:
    """The first day of a month written as 2026-05; ends the command where it is none."""
    try:
        first = date.fromisoformat(f"{typed}-01") if len(typed) == len("2026-05") else None
    except ValueError:
        first = None
    if first is None:
        unusable(f"'{typed[:_SHOWN]}' is no month. Write it as 2026-05.")
    return first


def read_deployment() -> Deployment:
    """The environment's settings; ends the command where they can't be read."""
    try:
        return Deployment()
    except ValidationError as error:
        # Only the variable's name and the rule are told: the value may be a secret.
        troubles = "; ".join(f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
        unusable(f"The environment cannot be read: {troubles}.")


def unusable(message: str) -> NoReturn:
    """Say what is wrong with what was asked, and end with exit status 2."""
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(UNUSABLE)
