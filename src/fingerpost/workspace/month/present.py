"""How the duties of a month stand, in words: taken from the records that show them, or from what somebody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fingerpost.house.navigation import href_of
from fingerpost.organisations.models import Contract
from fingerpost.performance.managed import MOST_WAITING, Records
from fingerpost.performance.models import Duty, Return
from fingerpost.performance.rules.duties import Wanted
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.workspace.months import month_code


@dataclass(frozen=True, slots=True)
class Missing:
    """What a duty still wants, with the page that mends it ("" where there is none)."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty as the page shows it. ``colour`` is that of its tag; the words alone say the same."""

    code: str
    label: str
    due: str
    source: str
    is_optional: bool
    state: str
    colour: str
    done: str
    owner: str
    note: str
    missing: Sequence[Missing] = field(default=())
    href: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over and it is not done."""
        return self.colour == "red"


def duty_lines(
    wanted: Sequence[Wanted],
    *,
    kept: Mapping[str, Duty],
    records: Records,
    waiting: int,
    contract: Contract,
    month: date,
    today: date,
    may_keep: bool,
) -> list[DutyLine]:
    """Every duty of a month, due first on top."""
    lines = []
    for each in wanted:
        duty = kept.get(each.code)
        done_on = _done_on(each, records, duty)
        state, colour = _state(each, done_on, duty, today)
        lines.append(
            DutyLine(
                code=each.code,
                label=each.label,
                due=spoken_date(each.due_on),
                source=each.source,
                is_optional=each.is_optional,
                state=state,
                colour=colour,
                done=_done_words(each, done_on, records, duty),
                owner=duty.owner.full_name if duty and duty.owner else "",
                note=duty.note if duty else "",
                missing=[] if done_on else _missing(each, records, waiting, contract, month),
                href=reverse("workspace:month_duty", args=[contract.id, month, each.code])
                if may_keep
                else "",
            )
        )
    return lines


def _done_on(wanted: Wanted, records: Records, duty: Duty | None) -> date | None:
    """The day on which the record, or somebody by hand, says that it was done."""
    if wanted.shown_by == "claim":
        step = records.claim_steps.get("invoiced")
        return civil_date(step.taken_at) if step else None
    if wanted.shown_by:
        made = records.returns.get(wanted.shown_by)
        sent = records.return_steps[made.id].get("sent") if made else None
        return civil_date(sent.taken_at) if sent else None
    return civil_date(duty.done_at) if duty and duty.done_at else None


def _state(wanted: Wanted, done_on: date | None, duty: Duty | None, today: date) -> tuple[str, str]:
    if done_on is not None:
        return (_("Done"), "green") if done_on <= wanted.due_on else (_("Done late"), "yellow")
    if wanted.is_optional:
        return _("May be done"), "grey"
    if today > wanted.due_on:
        return _("Overdue"), "red"
    if today == wanted.due_on:
        return _("Due today"), "orange"
    return (_("To do"), "blue")


def _done_words(wanted: Wanted, done_on: date | None, records: Records, duty: Duty | None) -> str:
    if done_on is None:
        return ""
    if not wanted.shown_by and duty is not None and duty.done_by is not None:
        return _("Done on %(day)s, says %(person)s") % {
            "day": spoken_date(done_on),
            "person": duty.done_by.full_name,
        }
    return _("Sent on %(day)s") % {"day": spoken_date(done_on)}


def _missing(
    wanted: Wanted, records: Records, waiting: int, contract: Contract, month: date
) -> list[Missing]:
    if wanted.shown_by == "claim":
        return _missing_claim(records, waiting, contract, month)
    if wanted.shown_by:
        return _missing_return(wanted, records, contract, month)
    return []


def _missing_claim(records: Records, waiting: int, contract: Contract, month: date) -> list[Missing]:
    missing = []
    if waiting and records.claim is None:
        words = (
            _("More than %(most)s outcomes of this month wait to be checked") % {"most": MOST_WAITING}
            if waiting > MOST_WAITING
            else ngettext(
                "%(number)s outcome of this month waits to be checked",
                "%(number)s outcomes of this month wait to be checked",
                waiting,
            )
            % {"number": waiting}
        )
        missing.append(Missing(words, _with_month(href_of("workspace:claims"), month)))
    ledger = href_of("workspace:ledger")
    if records.claim is None:
        missing.append(Missing(_("No claim has been made"), ledger))
    else:
        missing.append(Missing(_("The invoice has not been sent"), ledger))
    return missing


def _missing_return(wanted: Wanted, records: Records, contract: Contract, month: date) -> list[Missing]:
    made = records.returns.get(wanted.shown_by)
    href = href_of("workspace:returns")
    if made is None:
        return [Missing(_("It has not been made"), href)]
    return _missing_steps(made, records, href_of("workspace:return", made.id) or href)


def _missing_steps(made: Return, records: Records, href: str) -> list[Missing]:
    steps = records.return_steps[made.id]
    missing = []
    if made.findings:
        words = ngettext(
            "%(number)s finding stands in the way", "%(number)s findings stand in the way", made.findings
        )
        missing.append(Missing(words % {"number": made.findings}, href))
    if "approved" not in steps:
        missing.append(Missing(_("It has not been approved"), href))
    missing.append(Missing(_("It has not been sent"), href))
    return missing


def _with_month(href: str, month: date) -> str:
    return f"{href}?state=to_check&month={month_code(month)}" if href else ""
