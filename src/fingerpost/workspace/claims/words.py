"""What the pages of claims say: each rule of a decision in plain sentences, what is missing, money, days.

No sentence holds an id. Of priority they say "in a priority group", the same for every group (BR-20.3a).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.rules import OutcomeGap
from fingerpost.house.navigation import href_of
from fingerpost.interactions.rules.attendances import Gap
from fingerpost.outcomes.models import Outcome
from fingerpost.outcomes.rules.outcomes import kinds_of
from fingerpost.plans.rules.claiming import PlanGap
from fingerpost.policy import Rules
from fingerpost.policy.civil import spoken_date
from fingerpost.workspace.sessions.words import GapLine, gap_lines

Words = Promise | str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule: its name, and what it says of an outcome that it lets pass and of one that it does not."""

    name: Words
    passed: Words
    failed: Words


RULES: Final[Mapping[str, RuleWords]] = MappingProxyType(
    {
        "carried_on": RuleWords(
            gettext_lazy("Example of an ended scheme"),
            gettext_lazy("The scheme ended on %(last)s. Its last rates are carried on as an example."),
            gettext_lazy("The scheme ended on %(last)s."),
        ),
        "session_known": RuleWords(
            gettext_lazy("It came from a session"),
            gettext_lazy("It came from the session on %(day)s."),
            gettext_lazy("No session that the customer came to is named."),
        ),
        "effective_in_period": RuleWords(
            gettext_lazy("Told in the year"),
            gettext_lazy("We were told on %(day)s, in the year from %(first)s to %(last)s."),
            gettext_lazy("We must be told between %(first)s and %(last)s; the record says %(day)s."),
        ),
        "claimed_in_period": RuleWords(
            gettext_lazy("Claimed in the same year"),
            gettext_lazy("A claim on %(day)s is in the year from %(first)s to %(last)s."),
            gettext_lazy(
                "A claim on %(day)s is not in the year in which we were told, %(first)s to %(last)s. "
                "It can’t be claimed any more."
            ),
        ),
        "period": RuleWords(
            gettext_lazy("Claimed in the year"),
            gettext_lazy("A claim on %(day)s is in the year from %(first)s to %(last)s."),
            gettext_lazy("A claim on %(day)s is not in the year from %(first)s to %(last)s."),
        ),
        "touchpoint": RuleWords(
            gettext_lazy("Recorded under this contract"),
            gettext_lazy("It was recorded where this contract delivers."),
            gettext_lazy("It was recorded elsewhere."),
        ),
        "not_a_duplicate": RuleWords(
            gettext_lazy("The record is no duplicate"),
            gettext_lazy("The customer’s record was not closed as a duplicate."),
            gettext_lazy("The customer’s record was closed as a duplicate of another one."),
        ),
        "scheme_dates": RuleWords(
            gettext_lazy("In the days of the scheme"),
            gettext_lazy("The scheme pays from %(first)s%(until)s."),
            gettext_lazy("The scheme pays only what we were told of from %(first)s%(until)s."),
        ),
        "evidence": RuleWords(
            gettext_lazy("Evidence"),
            gettext_lazy("There is evidence of the kind that shows it."),
            gettext_lazy("There is no evidence of the kind that shows it."),
        ),
        "job_sustained": RuleWords(
            gettext_lazy("The job lasted"),
            gettext_lazy("The job had lasted %(weeks)s weeks when we last knew of it."),
            gettext_lazy("The job has not been shown to last long enough: %(weeks)s weeks are recorded."),
        ),
        "no_earlier_session": RuleWords(
            gettext_lazy("No session before the scheme"),
            gettext_lazy("No session before the scheme stands for it."),
            gettext_lazy("A session before the scheme began stands for it already."),
        ),
        "kept_of_its_kind": RuleWords(
            gettext_lazy("One of its kind in a year"),
            gettext_lazy("It is the one of its kind that is paid."),
            gettext_lazy(
                "%(other_kind)s, told on %(other_day)s, is paid instead: it is the %(which)s of its kind."
            ),
        ),
        "one_outcome": RuleWords(
            gettext_lazy("One outcome for each customer"),
            gettext_lazy("It is the one outcome that is paid."),
            gettext_lazy("%(other_kind)s, told on %(other_day)s, is the one outcome that is paid."),
        ),
        "jobs_apart": RuleWords(
            gettext_lazy("Work and progress in work"),
            gettext_lazy("No outcome of the other kind comes directly before it."),
            gettext_lazy("%(other_kind)s, told on %(other_day)s, comes directly before it."),
        ),
        "window": RuleWords(
            gettext_lazy("Soon enough after the session"),
            gettext_lazy("It is within %(months)s months of the session on %(session)s, so by %(last)s."),
            gettext_lazy(
                "It came more than %(months)s months after the session on %(session)s, so after %(last)s."
            ),
        ),
        "no_earlier_outcome": RuleWords(
            gettext_lazy("None of its kind in the year before"),
            gettext_lazy("No claim of its kind has its session in the twelve months before this one."),
            gettext_lazy(
                "%(other_kind)s, told on %(other_day)s, was claimed for a session in the twelve months before."
            ),
        ),
        "undoes_a_claim": RuleWords(
            gettext_lazy("No claim is undone"),
            gettext_lazy("It takes no other claim’s place."),
            gettext_lazy(
                "%(other_kind)s, told on %(other_day)s, is claimed already and would not be paid beside it."
            ),
        ),
        "payable_event": RuleWords(
            gettext_lazy("What the scheme pays"),
            gettext_lazy("The scheme pays it."),
            gettext_lazy("%(scheme)s pays outcomes, not sessions."),
        ),
        "completed": RuleWords(
            gettext_lazy("Record of the session"),
            gettext_lazy("The record of the session is complete."),
            gettext_lazy("The record of the session is not complete."),
        ),
        "channel": RuleWords(
            gettext_lazy("How they met"),
            gettext_lazy("It was face to face."),
            gettext_lazy("Only face-to-face sessions are paid."),
        ),
        "plan_signed": RuleWords(
            gettext_lazy("Signed plan"),
            gettext_lazy("The plan is signed."),
            gettext_lazy("A claim for advice needs a signed plan."),
        ),
        "age": RuleWords(
            gettext_lazy("Age"),
            gettext_lazy("The service was open to them at their age."),
            gettext_lazy("Their age on the day is not known, or the service was not open to them yet."),
        ),
        "sessions_in_year": RuleWords(
            gettext_lazy("Sessions in the year"),
            gettext_lazy("It is session %(place)s of the contract year; %(most)s are paid."),
            gettext_lazy("It is session %(place)s of the contract year; only %(most)s are paid."),
        ),
        "rate": RuleWords(
            gettext_lazy("Rate"),
            gettext_lazy("There is a rate for %(day)s, the day we were told."),
            gettext_lazy("No rate is known for %(day)s, the day we were told. The claim has no amount yet."),
        ),
    }
)

_OUTCOME_GAPS: Final[Mapping[OutcomeGap, Words]] = MappingProxyType(
    {
        OutcomeGap.WITHDRAWN: gettext_lazy("The outcome was withdrawn"),
        OutcomeGap.SENT_BACK: gettext_lazy("The claims officer sent it back. Put right what they ask for"),
        OutcomeGap.NO_SESSION: gettext_lazy("Say which session it came from"),
        OutcomeGap.KIND: gettext_lazy("Choose a kind that this contract knows"),
        OutcomeGap.TOLD_ON: gettext_lazy("Enter the day we were told"),
        OutcomeGap.STARTED_ON: gettext_lazy("Enter the day it began"),
        OutcomeGap.WEEKLY_HOURS: gettext_lazy("Enter the hours a week"),
        OutcomeGap.JOB_NOT_SUSTAINED: gettext_lazy(
            "The job has to have lasted long enough, shown by evidence"
        ),
        OutcomeGap.BEFORE_SESSION: gettext_lazy(
            "We can’t have been told before the session. Mend one of the days"
        ),
        OutcomeGap.EVIDENCE: gettext_lazy("Add evidence of the kind that shows this outcome"),
        OutcomeGap.EVIDENCE_NOT_SIGNED: gettext_lazy("Add evidence that is signed"),
        OutcomeGap.EVIDENCE_NOT_DATED: gettext_lazy("Add evidence that bears its day"),
        OutcomeGap.EVIDENCE_NOT_LASTED: gettext_lazy(
            "Add evidence dated as long after the start as the job has to last"
        ),
        OutcomeGap.EVIDENCE_NOT_RISE: gettext_lazy("Add evidence of earnings that rose"),
    }
)
_PLAN_GAPS: Final[Mapping[PlanGap, Words]] = MappingProxyType(
    {
        PlanGap.NO_PLAN: gettext_lazy("Agree a plan at the session"),
        PlanGap.CHANGED_SINCE: gettext_lazy("The plan was changed since it was agreed. Agree it again"),
        PlanGap.DECLINED: gettext_lazy("The customer declined the plan"),
        PlanGap.NOT_ACCEPTED: gettext_lazy("Keep how the customer accepted the plan"),
        PlanGap.NOT_GIVEN: gettext_lazy("Give the customer their plan"),
        PlanGap.LATE_WITHOUT_REASON: gettext_lazy("Say why the plan reached the customer late"),
    }
)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One rule of a decision as a page shows it."""

    name: str
    passed: bool
    words: str


def trail_lines(trail: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> list[TrailLine]:
    """A kept trail in words, in the order in which the rules were tried; `kinds` are the labels of outcomes."""
    lines = []
    for step in trail:
        words = RULES.get(str(step["rule"]))
        if words is None:
            continue
        passed = step["passed"] is True
        text = str(words.passed if passed else words.failed) % _values(step.get("values", {}), kinds)
        lines.append(TrailLine(str(words.name), passed, text))
    return lines


def _values(values: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    told = {name: _spoken(value) if name in _DAYS else value for name, value in values.items()}
    told["until"] = _(" to %(last)s") % {"last": told["last"]} if values.get("last") else ""
    told["other_kind"] = kinds.get(values.get("other_kind", ""), _("Another outcome"))
    told["weeks"] = told.get("weeks") or _("no")
    told["which"] = _("last") if values.get("which") == "last" else _("first")
    return {name: told.get(name, _("no day")) for name in _NAMES} | dict.fromkeys(_OTHERS, "") | told


_DAYS: Final = frozenset({"day", "first", "last", "session", "other_day"})
_NAMES: Final = ("day", "first", "last", "session", "months", "weeks", "other_kind", "other_day", "until")

_OTHERS: Final = ("scheme", "place", "most")


def _spoken(day: str) -> str:
    return plain_day(date.fromisoformat(day)) if day else _("no day")


def plain_day(day: date) -> str:
    """A date without its weekday: "30 September 2022"."""
    return spoken_date(day).split(" ", 1)[1]


def class_words(customer_class: str) -> str:
    """What a decision says of priority: the same words for every group."""
    if customer_class == "priority":
        return _("In a priority group")
    return _("Not in a priority group, as far as the session’s record says")


def pounds(pence: int | None) -> str:
    """An amount in pounds; words where no rate is known."""
    if pence is None:
        return _("No rate known")
    return f"£{pence // 100:,}.{pence % 100:02d}"


def kind_labels(scheme: str, *, on: date, rules: Rules) -> dict[str, str]:
    """The kinds of outcome of a scheme, by their codes, in the order of the pack."""
    return {each.type: each.label for each in kinds_of(scheme, rules=rules, on=on).values()}


def missing_lines(gaps: Iterable[OutcomeGap | Gap | PlanGap], outcome: Outcome) -> list[GapLine]:
    """What an outcome lacks, in words, each with the page where it is mended; never money."""
    lines: list[GapLine] = []
    attendance = outcome.attendance
    for gap in gaps:
        if isinstance(gap, OutcomeGap):
            lines.append(GapLine(str(_OUTCOME_GAPS[gap]), href_of("workspace:outcome", outcome.id)))
        elif attendance is None:
            continue
        elif isinstance(gap, PlanGap):
            lines.append(GapLine(str(_PLAN_GAPS[gap]), _plan_href(gap, attendance.id)))
        else:
            line = gap_lines([gap], attendance)[0]
            here = reverse("workspace:attendance", args=[attendance.id])
            lines.append(GapLine(line.text, f"{here}{line.href}" if line.href.startswith("#") else line.href))
    return lines


def _plan_href(gap: PlanGap, attendance_id: object) -> str:
    if gap in (PlanGap.NO_PLAN, PlanGap.CHANGED_SINCE):
        return href_of("workspace:plan", attendance_id)
    if gap in (PlanGap.NOT_ACCEPTED, PlanGap.DECLINED):
        return href_of("workspace:plan_acceptance", attendance_id)
    return href_of("workspace:plan_copies", attendance_id)
