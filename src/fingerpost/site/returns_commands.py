"""`fingerpost returns`: make a month's return by hand, as the page does, into a folder."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import typer

from fingerpost.site.asked import FOUND, month_of, read_deployment, unusable
from fingerpost.site.failures import StartFailure

if TYPE_CHECKING:
    from fingerpost.organisations.models import Contract
    from fingerpost.performance.returns.checks import Finding

FINDINGS: Final = "findings.csv"

returns = typer.Typer(
    name="returns", help="Returns of a contract's month.", no_args_is_help=True, rich_markup_mode=None
)


@returns.callback()
def _returns() -> None:
    """Keep `build` a command of its own name."""


@returns.command()
def build(
    contract: Annotated[str, typer.Option("--contract", metavar="C", help="The contract's reference or id.")],
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help="The month that the return is for.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files are written.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Check the ledger's rows and write Occupancy report (CSV), Funding Summary (XLSX), archive and findings.

    Nothing is kept in the database: a return is signed off and sent on the page. The files are for looking at where
    findings stand in the way. Exit status 0 without such findings, 1 with them, 2 where nothing could be made.
    """
    from fingerpost.site.database_start import database_for

    first = month_of(month)
    try:
        with database_for(read_deployment()):
            told = _make(contract, first, out)
    except StartFailure as failure:
        unusable(str(failure))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        from fingerpost.performance.returns.rows import pounds

        typer.echo(f"{told['contract']} {month}: {told['records']} records, £{pounds(told['pence'])}.")
        for path in told["files"]:
            typer.echo(f"  {path}")
        typer.echo(f"{told['findings']} findings, {told['stops']} of them stand in the way.")
    if told["stops"]:
        raise typer.Exit(FOUND)


def _make(named: str, month: date, out: Path) -> dict[str, Any]:
    """Write everything, for its owner alone, and return what is told of it."""
    from django.utils import timezone

    from fingerpost.house import events
    from fingerpost.house.errors import InvalidInput
    from fingerpost.house.rules import rules_in_force
    from fingerpost.performance.return_files import findings_of, hub_files
    from fingerpost.performance.return_rows import source_of
    from fingerpost.performance.returns.days import month_end
    from fingerpost.policy.civil import civil_date, civil_time

    now, rules = timezone.now(), rules_in_force()
    if month_end(month) >= civil_date(now):
        unusable(f"{month:%Y-%m} has not ended.")
    contract = _contract(named)
    source = source_of(contract.id, through=month, using="system")
    try:
        found = findings_of(contract, month, source, rules=rules)
        hub = hub_files(contract, month, source, rules=rules, now=now)
    except InvalidInput as error:
        unusable(error.message)
    archive = rules.get_text("returns.archive", month)
    files = {name: content for name, (_media_type, content) in hub.files.items()}
    files |= {archive: hub.archive(civil_time(now)), FINDINGS: _as_csv(found)}
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = [_write(out / name, content) for name, content in files.items()]
    except OSError as error:
        unusable(f"{out} cannot be written: {error.strerror}.")
    # BR-30.5: a copy that leaves is known of, also where nobody is signed in.
    events.record_unsigned(
        "return.written_by_console", now=now, subject={"contract": contract.id, "records": len(hub.rows)}
    )
    return {
        "contract": contract.reference,
        "month": f"{month:%Y-%m}",
        "records": len(hub.rows),
        "pence": hub.sums.total_pence,
        "findings": len(found),
        "stops": sum(1 for each in found if each.stops),
        "files": [str(path) for path in written],
    }


def _write(path: Path, content: bytes) -> Path:
    """A file that nobody but its owner reads."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    return path


def _as_csv(found: list[Finding]) -> bytes:
    """The findings with the ids of their records, for whoever mends them."""
    from fingerpost.performance.returns.rows import safe_cell

    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["Rule", "Field", "What must hold", "How to mend it", "Who", "Organisation", "Outcome", "Stops"]
    )
    for each in found:
        rule = each.rule
        writer.writerow(
            [
                *(rule.code, rule.field, rule.label, rule.mend, each.mended_by),
                *(safe_cell(each.organisation_name), each.outcome or "", "yes" if each.stops else "no"),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _contract(named: str) -> Contract:
    from fingerpost.organisations.models import Contract

    found = Contract.objects.select_related("prime")
    try:
        one = found.filter(id=UUID(named)).first()
    except ValueError:
        one = found.filter(reference=named).first()
    if one is None:
        unusable(f"There is no contract '{named}'.")
    return one
