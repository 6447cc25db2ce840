"""The console `fingerpost`. Exit status: 0 well, 1 a finding, 2 unusable input or a start that failed."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fingerpost import __version__
from fingerpost.site.added_packs import PacksOption, given_before_the_command
from fingerpost.site.asked import read_deployment, unusable
from fingerpost.site.clock_commands import clock
from fingerpost.site.dss_commands import dss
from fingerpost.site.failures import StartFailure
from fingerpost.site.funding_commands import funding
from fingerpost.site.policy_commands import policy
from fingerpost.site.returns_commands import returns
from fingerpost.site.screen_commands import screen
from fingerpost.site.style_commands import style
from fingerpost.site.triage_commands import CommandWithCodes, triage

FINDING = 1

app = typer.Typer(
    name="fingerpost",
    help="Run and look after the careers service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.command()(screen)
app.command(cls=CommandWithCodes)(triage)
app.add_typer(funding)
app.add_typer(returns)
app.add_typer(dss)
app.command()(style)
app.add_typer(clock)
app.add_typer(policy)
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


def main() -> None:
    """Run the console. Text is UTF-8 whatever the locale says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    packs: PacksOption = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Run and look after the careers service."""
    given_before_the_command(context, packs)


def _say(line: str) -> None:
    """Say a line at once, also to a pipe."""
    print(line, flush=True)  # noqa: T201


@contextmanager
def _told() -> Iterator[None]:
    """Turn a failed start into one sentence and exit status 2."""
    try:
        yield
    except StartFailure as failure:
        unusable(str(failure))


@app.command()
def serve() -> None:
    """Start the database, the pages and the worker, until Ctrl-C or SIGTERM."""
    from fingerpost.site.serving import serve as serve_all

    with _told():
        serve_all(read_deployment(), _say)


@app.command()
def worker() -> None:
    """Do background jobs until Ctrl-C or SIGTERM (`serve` runs one already)."""
    from fingerpost.site.database_start import database_for
    from fingerpost.site.jobs import work

    with _told(), database_for(read_deployment()):
        work()


@app.command()
def migrate() -> None:
    """Bring the database to this version, as owner. Run it once before a new version is served."""
    from fingerpost.site import database_start

    deployment = read_deployment()
    with _told(), database_start.database_for(deployment):
        database_start.migrate(deployment)


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="The same seed makes the same nation.")] = 1,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The nation's last day; default today.")
    ] = None,
    customers: Annotated[int, typer.Option(min=100, max=5_000_000, help="How many customers.")] = 2_000,
) -> None:
    """Make the make-believe nation in an empty database, and list its sign-ins.

    A database that holds a real organisation is refused, with exit status 2.
    """
    from fingerpost.site import database_start, demonstration

    deployment = read_deployment()
    day = until.date() if until is not None else None
    with _told(), database_start.database_for(deployment):
        database_start.migrate(deployment)
        demonstration.make_demo(seed=seed, until=day, customers=customers, say=_say)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="TOML: organisations, contracts, venues, staff.")],
    check: Annotated[bool, typer.Option("--check", help="Read the file and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Bring organisations, contracts, venues and staff in from a file; doing it twice changes nothing.

    All or nothing; exit status 2 says what to mend. `docs/operators.md` shows such a file.
    """
    from fingerpost.site import database_start, import_organisations

    deployment = read_deployment()
    with _told():
        if check:
            database_start.start_django()
            import_organisations.read(file)
            return
        with database_start.database_for(deployment):
            counts = import_organisations.bring_in(deployment, import_organisations.read(file))
    if as_json:
        typer.echo(json.dumps(counts, indent=1))
    else:
        _say(", ".join(f"{number} {what}" for what, number in counts.items()) or "Nothing to change.")


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what stands in the way of a start, changing nothing. Exit status 1 when something does."""
    from fingerpost.site.doctor import examine

    findings = examine(read_deployment())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            typer.echo(f"{'well ' if finding.is_well else 'FAULT'}  {finding.subject}: {finding.detail}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(FINDING)


@app.command()
def trace(
    run: Annotated[Path, typer.Argument(help="The record of a test run, as `make trace` writes it.")] = Path(
        ".cache/trace.json"
    ),
    as_json: Json = False,
) -> None:
    """Show which numbered demands the passing tests show, by area of the register."""
    from fingerpost.site import trace as tracing

    try:
        areas = tracing.read_register()
        shown = tracing.read_run(run)
    except tracing.UnusableTrace as error:
        unusable(str(error))
    unknown = tracing.unknown_ids(shown, areas)
    if as_json:
        counts = [
            {"area": c.area.name, "code": c.area.code, "of": len(c.area.ids), "shown": list(c.shown)}
            for c in tracing.totals(areas, shown)
        ]
        typer.echo(json.dumps({"areas": counts, "tests": shown, "unknown": unknown}, indent=1))
    else:
        typer.echo(tracing.as_table(tracing.totals(areas, shown)))
    if unknown:
        typer.echo(f"fingerpost: the register does not have {', '.join(unknown)}", err=True)
        raise typer.Exit(FINDING)


@app.command(hidden=True, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands with the database reachable (for developers)."""
    from fingerpost.site.database_start import database_for

    with _told(), database_for(read_deployment()):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["fingerpost manage", *context.args])
