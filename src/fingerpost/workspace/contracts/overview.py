"""The agency's view of all contractors, and a prime contractor's view of its own contracts: one row each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.house.actor import Actor
from fingerpost.organisations.models import Contract
from fingerpost.performance import managed
from fingerpost.performance.measures.definition import Dimension, Filters
from fingerpost.performance.models import DataRequest, Intervention
from fingerpost.performance.reading import readings
from fingerpost.performance.rules.duties import duties_of
from fingerpost.performance.words import cell_words
from fingerpost.policy import Rules
from fingerpost.workspace.claims.words import plain_day
from fingerpost.workspace.contracts.figures import APRIL
from fingerpost.workspace.contracts.tables import Column, Entry, Table
from fingerpost.workspace.month.present import duty_lines
from fingerpost.workspace.months import month_words

SHOWN: Final = {
    "outcomes_tot": gettext_lazy("Outcomes"),
    "profile_tot": gettext_lazy("Profile"),
    "value_achieved": gettext_lazy("Money"),
    "profile_money_tot": gettext_lazy("Profile in money"),
    "satisfaction": gettext_lazy("Satisfied"),
}


def contracts_table(
    actor: Actor, contracts: Sequence[Contract], *, month: date, today: date, rules: Rules
) -> Table:
    """One row a contract: figures of the year to date, overdue duties of the month, open interventions.

    In as many queries whether there are two contracts or a hundred. What is too small to tell is not told (E's door).
    """
    ids = [each.id for each in contracts]
    first = date(month.year if month.month >= APRIL else month.year - 1, APRIL, 1)
    filters = Filters(
        first_month=first, last_month=month, contracts=frozenset(str(each) for each in ids), scope=None
    )
    found = readings(actor, measures=list(SHOWN), filters=filters, by=Dimension.CONTRACT)
    by_contract = [{cell.part: cell for cell in reading.cells} for reading in found]
    late = overdue_duties(contracts, month=month, today=today, rules=rules)
    opened = Counter(each.contract_id for each in managed.open_interventions(ids))
    rows = []
    for contract in contracts:
        figures = []
        for reading, cells in zip(found, by_contract, strict=True):
            cell = cells.get(str(contract.id))
            figures.append(Entry(cell_words(reading.measure, cell) if cell else _("Nothing to tell")))
        rows.append(
            [
                Entry(
                    f"{contract.reference}, {contract.prime.name}",
                    reverse("workspace:contract", args=[contract.id, month]),
                ),
                *figures,
                Entry(
                    str(late[contract.id]) if late[contract.id] else _("None"),
                    reverse("workspace:month", args=[contract.id, month]) if late[contract.id] else "",
                ),
                Entry(str(opened[contract.id]) if opened[contract.id] else _("None")),
            ]
        )
    return Table(
        caption=_("Contracts, the year to the end of %(month)s") % {"month": month_words(month)},
        columns=[
            Column(_("Contract")),
            *(Column(str(words), True) for words in SHOWN.values()),
            Column(_("Overdue duties"), True),
            Column(_("Open interventions"), True),
        ],
        rows=rows,
        empty=_("No contract runs today."),
    )


def overdue_duties(
    contracts: Sequence[Contract], *, month: date, today: date, rules: Rules
) -> dict[UUID, int]:
    """How many duties of a month are overdue, by contract."""
    ids = [each.id for each in contracts]
    records, kept = managed.records_of_all(ids, month), managed.duties_of_all(ids, month)
    found = {}
    for contract in contracts:
        lines = duty_lines(
            duties_of(month, service=contract.service, rules=rules),
            kept=kept[contract.id],
            records=records[contract.id],
            waiting=0,
            contract=contract,
            month=month,
            today=today,
            may_keep=False,
        )
        found[contract.id] = sum(line.is_overdue for line in lines)
    return found


def interventions_table(found: Sequence[Intervention], titles: dict[str, str]) -> Table:
    """Interventions that were not closed."""
    return Table(
        caption=_("Possible interventions"),
        columns=[
            Column(_("What failed")),
            Column(_("Contract")),
            Column(_("Month")),
            Column(_("How it stands")),
        ],
        rows=[
            [
                Entry(
                    titles.get(each.measure, each.measure), reverse("workspace:intervention", args=[each.id])
                ),
                Entry(each.contract.reference),
                Entry(month_words(each.month)),
                Entry(str(each.get_state_display()), "", "blue" if each.state == "agreed" else "orange"),
            ]
            for each in found
        ],
        empty=_("Nothing failed its target or profile, or all of it was closed."),
    )


def requests_table(found: Sequence[DataRequest], *, today: date) -> Table:
    """Questions for data that wait for an answer; those past their day say so (BR-25.4)."""
    return Table(
        caption=_("Questions for data"),
        columns=[Column(_("What is asked")), Column(_("Contract")), Column(_("By whom")), Column(_("Due"))],
        rows=[
            [
                Entry(each.scope, reverse("workspace:data_request", args=[each.id])),
                Entry(each.contract.reference),
                Entry(each.requester),
                Entry(_("Overdue since %(day)s") % {"day": plain_day(each.due_on)}, "", "red")
                if each.due_on < today
                else Entry(plain_day(each.due_on)),
            ]
            for each in found
        ],
        empty=_("No question waits for an answer."),
    )
