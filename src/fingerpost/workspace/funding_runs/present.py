"""What the pages of runs show: runs, totals, decisions and differences in words. Nothing here names a customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.comparing import Difference, Move, Side
from fingerpost.funding.deciding import Step
from fingerpost.funding.facts import Decision
from fingerpost.funding.models import Run, RunDecision, RunPurpose, Verdict
from fingerpost.funding.run_queries import Total
from fingerpost.funding.simulating import Simulated
from fingerpost.funding.trails import pack_trail, unpack_trail
from fingerpost.interactions.models import Attendance
from fingerpost.outcomes.models import Outcome
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.workspace.claims.words import TrailLine, plain_day, pounds, trail_lines
from fingerpost.workspace.months import month_words, read_month

KINDS: Final = {"session": gettext_lazy("Session"), "outcome": gettext_lazy("Outcome")}
VERDICTS: Final = ("pay", "unpriced", "refuse")


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of the list."""

    run: Run
    month: str
    known: str
    by: str
    total: str


@dataclass(frozen=True, slots=True)
class TotalLine:
    """One row of the totals of a run."""

    month: str
    kind: str
    verdict: str
    customer_class: str
    events: str
    amount: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision of a list. `what` is its record in words where the reader may see it."""

    href: str
    what: str
    month: str
    verdict: str
    tag: str
    amount: str
    why: str


@dataclass(frozen=True, slots=True)
class SideWords:
    """What was said of an event on one side of a comparison."""

    verdict: str
    tag: str
    amount: str
    why: str


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One event that moves."""

    href: str
    what: str
    before: SideWords
    after: SideWords


def run_line(run: Run) -> RunLine:
    """A run in words."""
    by = run.started_by.full_name if run.started_by is not None else _("The console")
    return RunLine(run, month_words(run.month), known_words(run), by, pounds(run.total_pence))


def known_words(run: Run) -> str:
    """As of which moment the facts of a run are known."""
    return _("%(day)s at %(time)s") % {
        "day": spoken_date(civil_date(run.as_of)),
        "time": f"{civil_time(run.as_of):%H:%M}",
    }


def run_facts(run: Run) -> list[dict[str, dict[str, str]]]:
    """The rows of the summary of a run."""
    started = _("%(day)s at %(time)s") % {
        "day": spoken_date(civil_date(run.started_at)),
        "time": f"{civil_time(run.started_at):%H:%M}",
    }
    rows = [
        (_("Contract"), run.contract.reference),
        (_("Year to the end of"), month_words(run.month)),
        (_("As known on"), known_words(run)),
        (_("Purpose"), str(RunPurpose(run.purpose).label)),
        (_("Scheme"), run.scheme),
        (_("Version of the rule"), version_words(run.rule_version)),
        (_("Made"), f"{started}, {run_line(run).by}"),
        (_("Customers"), f"{run.customers:,}"),
        (_("Decisions"), f"{run.decisions:,}"),
        (_("Total"), pounds(run.total_pence)),
        (_("Hash of the facts"), run.inputs_sha256),
    ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in rows]


def version_words(version: str) -> str:
    """The name of a version of the rule."""
    return _("What the rule means") if version == "recommended" else version


def total_lines(totals: Iterable[Total]) -> list[TotalLine]:
    """The totals of a run, those that pay first, then by month."""
    rows = sorted(
        totals, key=lambda each: (VERDICTS.index(each.verdict), each.period, each.kind, each.customer_class)
    )
    return [
        TotalLine(
            period_words(each.period),
            str(KINDS[each.kind]),
            verdict_words(each.verdict),
            short_class(each.customer_class) if each.kind == "outcome" else "",
            f"{each.events:,}",
            pounds(each.pence) if each.verdict == "pay" else "",
        )
        for each in rows
    ]


def short_class(customer_class: str) -> str:
    """The class of many, in a table."""
    return _("In a priority group") if customer_class == "priority" else _("Not in a priority group")


def period_words(period: str) -> str:
    """A month of effect in words."""
    first = read_month(period)
    return month_words(first) if first is not None else _("No month")


def verdict_words(verdict: str) -> str:
    """A verdict in words."""
    return str(Verdict(verdict).label)


def tag_of(verdict: str) -> str:
    """The colour of a verdict's tag."""
    return {"pay": "govuk-tag--green", "refuse": "govuk-tag--red"}.get(verdict, "govuk-tag--yellow")


def decision_lines(run: Run, rows: Sequence[RunDecision], kinds: Mapping[str, str]) -> list[DecisionLine]:
    """The decisions of one page, in a fixed number of queries."""
    what = records_in_words([(row.kind, row.event) for row in rows], kinds)
    return [
        DecisionLine(
            reverse("workspace:run_event", args=[run.id, row.event]),
            what[row.event],
            period_words(row.period),
            verdict_words(row.verdict),
            tag_of(row.verdict),
            amount_words(row.verdict, row.amount_pence),
            why_not(unpack_trail(row.trail), kinds),
        )
        for row in rows
    ]


def amount_words(verdict: str, pence: int | None) -> str:
    """What is paid; nothing for what is refused."""
    return "" if verdict == "refuse" else pounds(pence)


def why_not(steps: Iterable[Step], kinds: Mapping[str, str]) -> str:
    """What the first rule says that did not let an event pass; "" where all did."""
    return next((line.words for line in lines_of(steps, kinds) if not line.passed), "")


def lines_of(steps: Iterable[Step], kinds: Mapping[str, str]) -> list[TrailLine]:
    """A trail in words. A run ends with its month, so a claim outside of it may well come in a later one."""
    lines = []
    for step in steps:
        trail = [{"rule": step.rule, "passed": step.passed, "values": step.values}]
        for line in trail_lines(trail, kinds):
            is_claim = step.rule == "claimed_in_period" and not step.passed
            lines.append(replace(line, words=_claimed_when(step)) if is_claim else line)
    return lines


def _claimed_when(step: Step) -> str:
    if not step.values.get("day"):
        return _("It is not claimed yet.")
    days = {name: plain_day(date.fromisoformat(step.values[name])) for name in ("day", "first", "last")}
    return _("It was claimed on %(day)s; this run takes claims from %(first)s to %(last)s.") % days


def records_in_words(events: Iterable[tuple[str, UUID]], kinds: Mapping[str, str]) -> dict[UUID, str]:
    """Records in words by their ids: kind and day, without a name; only their kind where they are not open."""
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    found: dict[UUID, str] = {}
    for kind, event in events:
        by_kind[kind].append(event)
        found[event] = _("%(kind)s that is not open to you") % {"kind": KINDS[kind]}
    for outcome in Outcome.objects.filter(id__in=by_kind["outcome"]).only("id", "kind", "told_on"):
        told = spoken_date(outcome.told_on) if outcome.told_on else _("no day")
        found[outcome.id] = _("%(kind)s, told on %(day)s") % {
            "kind": kinds.get(outcome.kind, _("Outcome")),
            "day": told,
        }
    for place in Attendance.objects.filter(id__in=by_kind["session"]).select_related("session"):
        day = spoken_date(civil_date(place.session.started_at))
        found[place.id] = _("Session on %(day)s") % {"day": day}
    return found


def difference_lines(run: Run, rows: Sequence[Difference], kinds: Mapping[str, str]) -> list[MovedLine]:
    """The events that two runs decide differently."""
    what = records_in_words([(row.kind, row.event) for row in rows], kinds)
    return [
        MovedLine(
            reverse("workspace:run_event", args=[run.id, row.event]),
            what[row.event],
            side_words(row.one, kinds),
            side_words(row.other, kinds),
        )
        for row in rows
    ]


def side_words(side: Side | None, kinds: Mapping[str, str]) -> SideWords:
    """What one run says of an event."""
    if side is None:
        return SideWords(_("Not in this run"), "govuk-tag--grey", "", "")
    return SideWords(
        verdict_words(side.verdict),
        tag_of(side.verdict),
        amount_words(side.verdict, side.amount_pence),
        why_not(side.steps, kinds),
    )


def move_words(moves: Iterable[Move]) -> list[dict[str, str]]:
    """How many events went from which verdict to which, and what that moves."""
    return [
        {
            "before": verdict_words(each.before) if each.before else _("Not in the run"),
            "after": verdict_words(each.after) if each.after else _("Not in the run"),
            "events": f"{each.events:,}",
            "pence": signed_pounds(each.pence),
        }
        for each in moves
    ]


def moved_lines(simulated: Simulated, kinds: Mapping[str, str]) -> list[MovedLine]:
    """The events that move in the simulator; an outcome leads to its claim."""
    events = [
        (one.kind, UUID(one.id)) for moved in simulated.shown for one in [moved.before or moved.after] if one
    ]
    what = records_in_words(events, kinds)
    lines = []
    for moved, (kind, event) in zip(simulated.shown, events, strict=True):
        href = reverse("workspace:claim", args=[event]) if kind == "outcome" else ""
        lines.append(
            MovedLine(
                href, what[event], decided_words(moved.before, kinds), decided_words(moved.after, kinds)
            )
        )
    return lines


def decided_words(one: Decision | None, kinds: Mapping[str, str]) -> SideWords:
    """What the rule says of an event, in the simulator."""
    if one is None:
        return SideWords(_("Not in this year"), "govuk-tag--grey", "", "")
    steps = unpack_trail(pack_trail(one.trail))
    return SideWords(
        verdict_words(one.verdict),
        tag_of(one.verdict),
        amount_words(one.verdict, one.amount_pence),
        why_not(steps, kinds),
    )


def signed_pounds(pence: int) -> str:
    """A sum that moves, with its sign."""
    if pence == 0:
        return pounds(0)
    return f"{'+' if pence > 0 else '−'}{pounds(abs(pence))}"
