"""`fingerpost dss listen`: where a touchpoint's change notices are pushed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Final

import typer

_SYSTEM: Final = "system"


def listen(
    touchpoint: Annotated[str, typer.Option("--touchpoint", metavar="ID", help="Ten digits.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where notices are pushed, from now on.")] = "",
    end: Annotated[bool, typer.Option("--end", help="Push nothing to the touchpoint any more.")] = False,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new secret for its listener.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Set where a touchpoint's notices are pushed, end that, or make a new secret; without options list listeners.

    A secret is shown when it is made, and never again. Exit status 2 where nothing was done.
    """
    from fingerpost.site.asked import unusable
    from fingerpost.site.dss_commands import at_the_database

    if not touchpoint:
        if url or end or renew:
            unusable("Say which touchpoint: --touchpoint 0000000101.")
        _list(as_json=as_json)
        return
    if sum((bool(url), end, renew)) != 1:
        unusable("Give one of --url, --end and --renew.")
    with at_the_database() as now:
        from fingerpost.dss.services import listening

        if renew:
            secret: listening.Secret | None = listening.renew_secret(
                actor=None, now=now, touchpoint=touchpoint
            )
        else:
            secret = listening.listen(actor=None, now=now, touchpoint=touchpoint, url=url)
    told = {"touchpoint": touchpoint, "url": url or None}
    if secret is not None:
        told |= {"secret": secret.signing, "bearer": secret.bearer}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(
        "Nothing is pushed to it any more." if end else f"Notices of {touchpoint} are signed and pushed."
    )
    if secret is not None:
        typer.echo(f"secret {secret.signing}\nbearer {secret.bearer}")
        typer.echo("Keep both now: they are shown once.", err=True)


def _list(*, as_json: bool) -> None:
    from fingerpost.site.dss_commands import at_the_database

    with at_the_database() as now:
        from fingerpost.dss.notices.queries import list_listeners

        told = []
        page, has_more = 0, True
        while has_more:
            page += 1
            found, has_more = list_listeners(since=now - timedelta(days=1), page=page, using=_SYSTEM)
            told += [
                {
                    "touchpoint": each.code,
                    "url": each.url or None,
                    "failures": each.failures,
                    "waiting": each.waiting,
                    "parked": each.parked,
                    "sent_in_a_day": each.sent,
                }
                for each in found
            ]
    if as_json:
        typer.echo(json.dumps(told, indent=1))
        return
    for one in told:
        counts = f"{one['sent_in_a_day']} pushed, {one['waiting']} waiting, {one['parked']} given up"
        typer.echo(f"{one['touchpoint']}  {one['url'] or '(ended)'}  {counts}")
    if not told:
        typer.echo("Nobody listens.")
