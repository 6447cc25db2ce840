"""`fingerpost dss`: the shared record's wire by hand. `keys` lets other contractors' systems in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from fingerpost.site.asked import read_deployment, unusable
from fingerpost.site.dss_listen_commands import listen
from fingerpost.site.dss_openapi_command import openapi
from fingerpost.site.dss_sync_commands import pull, push
from fingerpost.site.failures import StartFailure

dss = typer.Typer(
    name="dss",
    help="The shared record's wire.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
keys = typer.Typer(
    name="keys",
    help="Keys by which other contractors' systems come in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
dss.add_typer(keys)
dss.command()(listen)
dss.command()(pull)
dss.command()(push)
dss.command()(openapi)

_SYSTEM: Final = "system"
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's id, as `list` shows it.")]


@contextmanager
def at_the_database() -> Iterator[datetime]:
    """The database of DATA, and now. A failed start or unusable input is one sentence and exit status 2."""
    from fingerpost.site.database_start import database_for

    try:
        with database_for(read_deployment()):
            from django.utils import timezone

            from fingerpost.house.errors import FingerpostError

            try:
                yield timezone.now()
            except FingerpostError as error:
                unusable(error.message)
    except StartFailure as failure:
        unusable(str(failure))


@keys.command()
def add(
    touchpoint: Annotated[
        list[str], typer.Option("--touchpoint", metavar="ID", help="Ten digits; give it once or more.")
    ],
    label: Annotated[str, typer.Option("--label", help="What the key is called on the page.")] = "",
    as_json: Json = False,
) -> None:
    """Make a key that speaks for these touchpoints, and show it: it is shown here and never again.

    A touchpoint that no organisation holds is taken as that of a contractor outside. Exit status 2 where nothing
    was made.
    """
    with at_the_database() as now:
        from fingerpost.dss.services.keys import make_key, read_touchpoints

        codes = read_touchpoints(touchpoint)
        made = make_key(
            actor=None,
            now=now,
            label=label or f"Made at the console for {codes[0]}",
            touchpoints=codes,
        )
    _show(made.key, made.touchpoints, as_json=as_json)


@keys.command()
def rotate(
    key: KeyId,
    days: Annotated[
        int | None, typer.Option("--days", help="For how many days the old key goes on; policy says most.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key in place of another, which goes on for some days. The new one is shown here and never again."""
    with at_the_database() as now:
        from fingerpost.dss.services.keys import rotate_key

        made = rotate_key(actor=None, now=now, key_id=_id(key), overlap_days=days)
    _show(made.key, made.touchpoints, as_json=as_json)


@keys.command()
def revoke(key: KeyId) -> None:
    """Withdraw a key at once."""
    with at_the_database() as now:
        from fingerpost.dss.services.keys import revoke_key

        revoke_key(actor=None, now=now, key_id=_id(key))
    typer.echo("Withdrawn. It opens nothing any more.")


@keys.command("list")
def list_(
    page: Annotated[int, typer.Option("--page", min=1, help="25 keys a page, newest first.")] = 1,
    as_json: Json = False,
) -> None:
    """List keys by their last four characters, with how each stands."""
    with at_the_database() as now:
        from fingerpost.dss.queries import list_keys

        found, _has_more = list_keys(now=now, page=page, using=_SYSTEM)
    told: list[dict[str, Any]] = [
        {
            "id": str(each.id),
            "label": each.label,
            "ends_with": each.ends_with,
            "touchpoints": list(each.touchpoints),
            "standing": each.standing.value,
            "made_at": each.made_at.isoformat(),
            "ends_at": each.ends_at.isoformat() if each.ends_at else None,
            "used_on": each.used_on.isoformat() if each.used_on else None,
        }
        for each in found
    ]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in told:
        typer.echo(f"{one['id']}  …{one['ends_with']}  {one['standing']:8}  {', '.join(one['touchpoints'])}")
        typer.echo(f"    {one['label']}; last used {one['used_on'] or 'never'}")
    if not told:
        typer.echo("There are no keys.")


def _show(key: str, touchpoints: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"key": key, "touchpoints": list(touchpoints)}))
        return
    typer.echo(key)
    typer.echo(f"Speaks for {', '.join(touchpoints)}. Keep it now: it is shown once.", err=True)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        unusable(f"'{typed[:40]}' is no key's id. `fingerpost dss keys list` shows them.")
