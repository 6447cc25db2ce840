"""`fingerpost funding run`: decide a contract's year to date and keep it as a run. It needs the database."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer

from fingerpost.site.asked import FOUND, month_of, read_deployment, unusable
from fingerpost.site.failures import StartFailure


def run(
    contract: Annotated[str, typer.Option("--contract", metavar="C", help="The contract's reference.")],
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help="The last month of the year to date.")
    ],
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="MOMENT",
            help="What was known then: 2026-05-08, or 2026-05-08T17:00; without an offset, time in England.",
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Decide every event of a contract's year to date, and keep each with its trail as a run to look at.

    Nothing is claimed. A day as the moment means its end. Exit status 0; 1 where something passed and has no known
    rate; 2 where nothing could be run.
    """
    from fingerpost.site import database_start

    first = month_of(month)
    moment = _moment(as_of)
    try:
        with database_start.database_for(read_deployment()):
            told = _run(contract, first, moment)
    except StartFailure as failure:
        unusable(str(failure))
    typer.echo(json.dumps(told, indent=1) if as_json else _in_words(told))
    if told["verdicts"].get("unpriced"):
        raise typer.Exit(FOUND)


def _run(reference: str, month: date, as_of: datetime | None) -> dict[str, Any]:
    from django.utils import timezone

    from fingerpost.funding.models import RunPurpose
    from fingerpost.funding.run_queries import totals_of
    from fingerpost.funding.running import SYSTEM, run_contract
    from fingerpost.house.errors import InvalidInput
    from fingerpost.organisations.models import Contract

    found = Contract.objects.filter(reference=reference).first()
    if found is None:
        unusable(f"There is no contract '{reference[:40]}'.")
    try:
        made = run_contract(
            actor=None,
            now=timezone.now(),
            contract_id=found.id,
            month=month,
            purpose=RunPurpose.LOOK,
            as_of=as_of,
        )
    except InvalidInput as error:
        unusable(error.message)
    totals = totals_of(made, using=SYSTEM)
    verdicts: dict[str, int] = {}
    for each in totals:
        verdicts[each.verdict] = verdicts.get(each.verdict, 0) + each.events
    return {
        "run": str(made.id),
        "contract": found.reference,
        "month": f"{month:%Y-%m}",
        "as_of": made.as_of.isoformat(),
        "scheme": made.scheme,
        "rule_version": made.rule_version,
        "customers": made.customers,
        "decisions": made.decisions,
        "verdicts": verdicts,
        "total_pence": made.total_pence,
        "inputs_sha256": made.inputs_sha256,
    }


def _in_words(told: dict[str, Any]) -> str:
    pounds = f"£{told['total_pence'] // 100:,}.{told['total_pence'] % 100:02}"
    counts = ", ".join(f"{number} {verdict}" for verdict, number in sorted(told["verdicts"].items()))
    return (
        f"{told['contract']} up to {told['month']} by {told['scheme']}, {told['rule_version']}: {pounds}.\n"
        f"{told['decisions']} decisions on {told['customers']} customers{': ' if counts else ''}{counts}.\n"
        f"Run {told['run']}."
    )


def _moment(typed: str) -> datetime | None:
    """A moment as typed; a day means its end, so all that was known on that day."""
    from fingerpost.policy.civil import LONDON, end_of_day

    if not typed:
        return None
    try:
        if len(typed) == len("2026-05-08"):
            return end_of_day(date.fromisoformat(typed))
        moment = datetime.fromisoformat(typed)
    except ValueError:
        unusable(f"'{typed[:40]}' is no moment. Write it as 2026-05-08 or 2026-05-08T17:00.")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=LONDON)
