"""`fingerpost triage`: where contacts go, by the rules of their own day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from fingerpost.site.added_packs import PacksOption, rules_for
from fingerpost.site.reading import Unreadable, read_text

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

    from fingerpost.policy import Rules
    from fingerpost.policy.triage import Decision


class CommandWithCodes(TyperCommand):
    """A command whose help lists the codes that it may answer with, as the packs have them."""

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the codes under the options."""
        from fingerpost.policy import shipped_rules

        for title, key in (
            ("Directions", "triage.directions"),
            ("Prompts", "triage.prompts"),
            ("Work left (follow_on)", "triage.follow_ons"),
            ("Needs", "triage.needs"),
            ("Ways in (route_in)", "triage.routes"),
        ):
            rows = {
                str(row["code"]): str(row["label"])
                for ruling in shipped_rules().history(key)
                for row in ruling.value  # type: ignore[attr-defined]  # the key is a list of tables
            }
            with formatter.section(title):
                formatter.write_dl(list(rows.items()))


def triage(
    file: Annotated[
        Path | None, typer.Argument(help="JSON: one contact, or a list; standard input where none is named.")
    ] = None,
    packs: PacksOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Say where a contact goes, by the rules of the day of its contact_at, and why.

    One JSON object gives one answer, a list gives a list in order. A missing key is null; contact_at is needed, and
    without an offset it is civil time in London. Exit status 2 for input that cannot be read, with the index of the
    item (from 0); nothing is answered then. Facts that may not be kept are in no answer and no message.
    """
    from fingerpost.policy.triage import decide
    from fingerpost.site.triage_wire import UnusableContact, decided, read_contacts, read_items

    rules = rules_for(packs)
    try:
        items, is_list = read_items(read_text(file))
        contacts = read_contacts(items, rules=rules)
    except (Unreadable, UnusableContact) as error:
        raise _unusable(str(error)) from None
    decisions = [decide(contact, rules=rules) for contact in contacts]
    if as_json:
        typer.echo(decided(decisions, as_list=is_list))
    else:
        typer.echo("\n\n".join(_in_words(decisions, rules)))


def _unusable(message: str) -> typer.Exit:
    typer.echo(f"fingerpost: {message}", err=True)
    return typer.Exit(2)


def _in_words(decisions: Sequence[Decision], rules: Rules) -> list[str]:
    """Each decision as lines for a person."""
    said = {
        str(row["code"]): str(row["label"])
        for key in ("triage.directions", "triage.prompts", "triage.follow_ons")
        for ruling in rules.history(key)
        for row in ruling.value  # type: ignore[attr-defined]  # these keys are lists of tables
    }
    texts = []
    for decision in decisions:
        lines = [f"{said.get(decision.direction, decision.direction)}. [{decision.rule}]"]
        if decision.home_area is not None:
            lines.append(f"Area: {decision.home_area}")
        if decision.transfer_case is not None:
            lines.append(f"Transfer: {decision.transfer} [{decision.transfer_case}]")
        if decision.follow_on is not None:
            what = said.get(decision.follow_on.kind, decision.follow_on.kind)
            lines.append(f"To do by {_spoken(decision.follow_on.due_at)}: {what}")
        lines.extend(f"Because: {each.text} [{each.rule}, {each.source}]" for each in decision.reasons)
        lines.extend(f"Remember: {said.get(code, code)}" for code in decision.prompts)
        texts.append("\n".join(lines))
    return texts


def _spoken(due_at: datetime) -> str:
    """A moment in words; midnight is the end of the day before."""
    from fingerpost.policy.civil import civil_time, spoken_date

    due = civil_time(due_at)
    if (due.hour, due.minute) == (0, 0):
        return f"the end of {spoken_date(due.date() - timedelta(days=1))}"
    return f"{due:%H:%M} on {spoken_date(due.date())}"
