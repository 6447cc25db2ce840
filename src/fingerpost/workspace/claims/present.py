"""What the pages of claims show of an outcome: its session and plan, its evidence, and the decision in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.funding.deciding import Decided, decide
from fingerpost.funding.gather import gather, kinds_of_evidence
from fingerpost.funding.models import FundingDecision, Verdict
from fingerpost.funding.schemes import UnknownScheme, scheme_of
from fingerpost.house.navigation import href_of
from fingerpost.interactions.models import Channel
from fingerpost.organisations.models import Contract
from fingerpost.outcomes.models import Evidence, Outcome
from fingerpost.plans.models import Answer, CopyState, PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.workspace.claims.words import TrailLine, class_words, plain_day, pounds, trail_lines

MOST_EVIDENCE: Final = 50
_OUT_OF_PLAY: Final = (CopyState.STOPPED, CopyState.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWords:
    """A decision as a page shows it. `kept` says who kept it and when; empty for one of this moment only."""

    verdict: str
    is_refused: bool
    amount: str
    priority: str
    lines: Sequence[TrailLine]
    kept: str = ""

    @property
    def why_not(self) -> list[str]:
        """What each rule says that did not let it pass."""
        return [line.words for line in self.lines if not line.passed]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence, with the page that opens it under its own grant."""

    kind: str
    received_on: date
    added_by: str
    href: str
    is_of_this_kind: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list; `href` where it leads to more."""

    key: str
    value: str
    href: str = ""


def decision_now(
    outcome: Outcome, *, now: datetime, kinds: Mapping[str, str], rules: Rules
) -> DecisionWords | None:
    """What a claim of today would be decided; kept nowhere. None for a contract whose scheme nobody knows."""
    try:
        decided = decide(gather(outcome, now=now, rules=rules), rules=rules)
    except UnknownScheme:
        return None
    return _in_words(decided, [asdict(step) for step in decided.steps], kinds, kept="")


def decision_kept(decision: FundingDecision, kinds: Mapping[str, str]) -> DecisionWords:
    """The decision that stands, with who decided and when."""
    kept = _("Decided on %(day)s by %(person)s.") % {
        "day": spoken_date(civil_date(decision.decided_at)),
        "person": decision.decided_by.full_name,
    }
    return _in_words(decision, decision.trail, kinds, kept=kept)


def _in_words(
    decided: Decided | FundingDecision,
    trail: Sequence[Mapping[str, object]],
    kinds: Mapping[str, str],
    *,
    kept: str,
) -> DecisionWords:
    refused = decided.verdict == Verdict.REFUSE
    return DecisionWords(
        verdict=str(Verdict(decided.verdict).label),
        is_refused=refused,
        amount="" if refused else pounds(decided.amount_pence),
        priority=class_words(decided.customer_class),
        lines=trail_lines(trail, kinds),
        kept=kept,
    )


def example_words(contract: Contract, *, today: date, rules: Rules) -> str:
    """What every page says of a contract that shows an ended scheme; "" for a real one."""
    if not contract.scheme_is_example:
        return ""
    try:
        ends_on = scheme_of(contract.scheme, rules).ends_on
    except UnknownScheme:
        return ""
    if ends_on is None or ends_on >= today:
        return ""
    return _(
        "Example: this scheme ended on %(day)s. Its last rates are carried on to show how a decision is made."
    ) % {"day": plain_day(ends_on)}


def facts_of_outcome(outcome: Outcome, kinds: Mapping[str, str]) -> list[Fact]:
    """The outcome itself: whose, what, by whom, and the four days."""
    facts = [
        Fact(_("Customer"), outcome.customer.full_name, href_of("workspace:customer", outcome.customer_id)),
        Fact(_("Outcome"), kinds.get(outcome.kind, _("Not known")), href_of("workspace:outcome", outcome.id)),
        Fact(_("It began"), _day(outcome.started_on)),
        Fact(_("We were told"), _day(outcome.told_on)),
        Fact(_("Evidence came"), _day(outcome.evidenced_on)),
        Fact(_("Claimed"), _claimed(outcome)),
        Fact(
            _("Recorded by"),
            f"{outcome.recorded_by.full_name}, {outcome.organisation.name}",
        ),
        Fact(_("Contract"), outcome.contract.reference),
    ]
    if outcome.weekly_hours is not None:
        facts.insert(2, Fact(_("Hours a week"), f"{outcome.weekly_hours.normalize():f}"))
    if outcome.detail:
        facts.insert(2, Fact(_("Detail"), outcome.detail))
    return facts


def facts_of_session(outcome: Outcome, version_id: str) -> list[Fact]:
    """The session that it came from, and its plan: which version, accepted how, when and when given."""
    attendance = outcome.attendance
    if attendance is None:
        return [Fact(_("Session"), _("No session is named"))]
    session = attendance.session
    place = f", {session.venue.label}" if session.venue else ""
    facts = [
        Fact(
            _("Session"),
            f"{spoken_date(civil_date(session.started_at))}, {Channel(session.channel).label}{place}",
            href_of("workspace:attendance", attendance.id),
        ),
        Fact(
            _("Record of the session"),
            _when(attendance.completed_at, _("Completed %(day)s"), _("Not complete")),
        ),
    ]
    if not version_id:
        return [*facts, Fact(_("Plan"), _("No plan was agreed"))]
    version = PlanVersion.objects.get(id=version_id)
    plan = _("Version %(number)s, agreed on %(day)s") % {
        "number": version.number,
        "day": spoken_date(civil_date(version.made_at)),
    }
    return [
        *facts,
        Fact(_("Plan"), plan, href_of("workspace:plan", attendance.id)),
        Fact(_("Accepted"), _accepted(version)),
        Fact(_("Given to the customer"), _given(version)),
    ]


def list_evidence(outcome: Outcome, *, on: date, rules: Rules) -> list[EvidenceLine]:
    """Evidence that was not withdrawn, with who added it; opening it is logged by the page that opens it."""
    fitting = kinds_of_evidence(outcome.contract.scheme, outcome.kind, on=on, rules=rules)
    labels = {str(row["code"]): str(row["label"]) for row in rules.get_rows("outcome.evidence_kinds", on)}
    found = (
        Evidence.objects.filter(outcome_id=outcome.id, withdrawn_at__isnull=True)
        .select_related("added_by")
        .order_by("added_at", "id")[:MOST_EVIDENCE]
    )
    return [
        EvidenceLine(
            labels.get(each.kind, _("Evidence")),
            each.received_on,
            each.added_by.full_name,
            href_of("workspace:evidence", each.id),
            each.kind in fitting,
        )
        for each in found
    ]


def _accepted(version: PlanVersion) -> str:
    answer = PlanAcceptance.objects.filter(version=version).order_by("-happened_at", "-id").first()
    if answer is None:
        return _("Not asked yet") if version.needs_signature else _("Nothing was kept, and none is needed")
    day = spoken_date(civil_date(answer.happened_at))
    if answer.answer == Answer.ACCEPTED:
        return f"{answer.get_route_display()}, {day}"
    return f"{answer.get_answer_display()}, {day}"


def _given(version: PlanVersion) -> str:
    copy = (
        PlanCopy.objects.filter(version=version, given_at__isnull=False)
        .exclude(state__in=_OUT_OF_PLAY)
        .order_by("given_at", "id")
        .first()
    )
    if copy is None or copy.given_at is None:
        return _("Not yet")
    return f"{copy.get_way_display()}, {spoken_date(civil_date(copy.given_at))}"


def _claimed(outcome: Outcome) -> str:
    if outcome.claimed_at is None or outcome.claimed_by is None:
        return _("Not claimed")
    return _("%(day)s at %(time)s, by %(person)s") % {
        "day": spoken_date(civil_date(outcome.claimed_at)),
        "time": f"{civil_time(outcome.claimed_at):%H:%M}",
        "person": outcome.claimed_by.full_name,
    }


def _day(day: date | None) -> str:
    return spoken_date(day) if day is not None else _("Not known")


def _when(moment: datetime | None, words: str, otherwise: str) -> str:
    return words % {"day": spoken_date(civil_date(moment))} if moment is not None else otherwise
