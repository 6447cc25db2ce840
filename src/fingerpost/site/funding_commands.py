"""`fingerpost funding`: what would be paid, and why. Only `run` touches a database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from fingerpost.site.added_packs import PacksOption, rules_for
from fingerpost.site.funding_run_command import run
from fingerpost.site.reading import Unreadable, read_text

if TYPE_CHECKING:
    from fingerpost.funding.evaluate import Evaluation

RECOMMENDED: Final = "recommended"
FIRST_RUN: Final = date(2019, 7, 10)

funding = typer.Typer(
    name="funding", help="What is paid, and why.", no_args_is_help=True, rich_markup_mode=None
)
funding.command()(run)


@funding.command()
def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(help="JSON: contract, period and customers; standard input where none is named."),
    ] = None,
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="CODE", help="NEXTSTEP-2010, NCS-2014, NCS-2018 or NCS-2022.")
    ] = "NCS-2018",
    rules_as_of: Annotated[
        str,
        typer.Option(
            metavar="DATE|recommended",
            help="The rule as it stood for runs of a day, from 2019-07-10 on; or what it means, without its faults.",
        ),
    ] = RECOMMENDED,
    packs: PacksOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Decide every session and outcome of a file, each once, with every rule that was tried.

    Times may be dates; without an offset they are civil time in London. A missing key is not known. An event that
    passes and has no known rate is `unpriced`. NCS-2018 is an example that ended on 30 September 2022. Exit status 2
    for input that cannot be read.
    """
    from fingerpost.funding.evaluate import evaluate as decide
    from fingerpost.funding.schemes import UnknownScheme, scheme_of
    from fingerpost.site.funding_wire import UnusableRun, read_run
    from fingerpost.site.funding_wire import as_json as told

    rules, run_on = rules_for(packs), _run_day(rules_as_of)
    try:
        chosen = scheme_of(scheme, rules)
        run = read_run(read_text(file), scheme=chosen, rules=rules)
    except (Unreadable, UnknownScheme, UnusableRun) as error:
        _fail(str(error))
    evaluation = decide(
        run.customers,
        scheme=chosen.code,
        contract=run.contract,
        period=run.period,
        rules=rules,
        run_on=run_on,
    )
    typer.echo(
        json.dumps(told(evaluation), ensure_ascii=False, indent=1) if as_json else _in_words(evaluation)
    )


def _run_day(text: str) -> date | None:
    if text == RECOMMENDED:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        _fail("--rules-as-of is a date such as 2020-03-01, or 'recommended'.")
    if day < FIRST_RUN:
        _fail(
            f"--rules-as-of is before {FIRST_RUN.isoformat()}, when the first known version of the rule begins."
        )
    return day


def _in_words(evaluation: Evaluation) -> str:
    """The decisions as lines for a person."""
    lines = []
    for one in evaluation.decisions:
        paid = (
            "no rate"
            if one.amount_pence is None
            else f"£{one.amount_pence // 100}.{one.amount_pence % 100:02}"
        )
        lines.append(
            f"{one.kind} {one.id}: {one.verdict}, {paid}, {one.customer_class}, {one.period or 'no month'}"
        )
        lines.extend(
            f"  {'passed' if test.passed else 'FAILED'}  {test.because} [{test.rule}, {test.source}]"
            for test in one.trail
        )
    pounds = f"£{evaluation.total_pence // 100}.{evaluation.total_pence % 100:02}"
    lines.append(f"Total {pounds} by {evaluation.scheme}, {evaluation.rule_version}.")
    return "\n".join(lines)


def _fail(message: str) -> NoReturn:
    typer.echo(f"fingerpost: {message}", err=True)
    raise typer.Exit(2)
