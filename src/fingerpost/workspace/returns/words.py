"""What the pages of returns say: states, kinds, findings, money, days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.performance.models import Return, ReturnKind, ReturnStep
from fingerpost.performance.return_queries import (
    BY_HAND,
    EXTRACTS,
    MonthOfReturns,
    State,
    payment_is_held,
    steps_of,
)
from fingerpost.performance.returns.checks import Finding
from fingerpost.policy.civil import civil_date, civil_time, spoken_date
from fingerpost.workspace.months import month_code, month_words

STATES: Final = {
    "due": (gettext_lazy("Due"), "blue"),
    "late": (gettext_lazy("Late"), "red"),
    "made": (gettext_lazy("Made"), "light-blue"),
    "approved": (gettext_lazy("Signed off"), "turquoise"),
    "sent": (gettext_lazy("Sent"), "purple"),
    "received": (gettext_lazy("Received"), "purple"),
    "acknowledged": (gettext_lazy("Acknowledged"), "green"),
    "rejected": (gettext_lazy("Sent back"), "orange"),
}
WHO_MENDS: Final = {
    "prime": gettext_lazy("Prime contractor"),
    "subcontractor": gettext_lazy("Subcontractor"),
    "agency": gettext_lazy("Agency"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One return as a list shows it: ``href`` leads to the return, or to where it is made; "" to nowhere."""

    kind: str
    due: str
    state: str
    colour: str
    sent: str
    held: bool
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The returns of one month of one contract."""

    title: str
    contract_id: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: what is wrong with which field, how to mend it and who can, with a link to the record."""

    field: str
    rule: str
    mend: str
    who: str
    organisation: str
    record: str
    href: str
    stops: bool


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often one rule was broken, and who mends it."""

    rule: str
    who: str
    number: int
    stops: bool


def group_of(found: MonthOfReturns, *, makes: bool, checks: bool, names_contract: bool) -> Group:
    """The returns of a month in words. ``makes``: the reader may make one that is not there; ``checks``: or look at
    what stands in the way of the hub return.
    """
    title = (
        f"{found.contract.reference}, {found.contract.prime.name}"
        if names_contract
        else month_words(found.month)
    )
    return Group(
        title, str(found.contract.id), [_line(found, state, makes, checks) for state in found.states]
    )


def _line(found: MonthOfReturns, state: State, makes: bool, checks: bool) -> Line:
    words, colour = STATES[state.word]
    if state.latest is not None:
        href = reverse("workspace:return", args=[state.latest.id])
    else:
        leads = makes or (checks and state.kind == ReturnKind.HUB)
        href = making_href(found, state.kind) if leads else ""
    sent = ""
    if state.sent_at is not None:
        on = spoken_date(civil_date(state.sent_at))
        sent = _("%(day)s, late") % {"day": on} if state.was_late else on
    return Line(
        kind=str(state.kind.label),
        due=spoken_date(state.due_on),
        state=str(words),
        colour=colour,
        sent=sent,
        held=payment_is_held(state),
        href=href,
    )


def making_href(found: MonthOfReturns, kind: str) -> str:
    """Where a return of a kind is checked and made."""
    return make_href(str(found.contract.id), month_code(found.month), kind)


def make_href(contract_id: str, month: str, kind: str) -> str:
    """Where a return of a kind is checked and made, by contract and month."""
    if kind in BY_HAND:
        return reverse("workspace:upload_return", args=[contract_id, month, kind])
    if kind in EXTRACTS:
        return reverse("workspace:extract", args=[contract_id, month, kind])
    return reverse("workspace:return_checks", args=[contract_id, month])


def finding_line(finding: Finding) -> FindingLine:
    """One finding in words. The record is named by the start of its id: no name stands in a list."""
    if finding.outcome is not None:
        record, href = _("Outcome %(id)s"), reverse("workspace:outcome", args=[finding.outcome])
        named = finding.outcome
    elif finding.session is not None:
        record, href = _("Session %(id)s"), reverse("workspace:attendance", args=[finding.session])
        named = finding.session
    elif finding.customer is not None:
        record, href = _("Customer %(id)s"), reverse("workspace:customer", args=[finding.customer])
        named = finding.customer
    else:
        record, href, named = _("The return as a whole"), "", None
    return FindingLine(
        field=finding.rule.field,
        rule=finding.rule.label,
        mend=finding.rule.mend or _("Put it into the record."),
        who=str(WHO_MENDS[finding.mended_by]),
        organisation=finding.organisation_name,
        record=record if named is None else record % {"id": str(named)[-8:]},
        href=href,
        stops=finding.stops,
    )


def counts_of(found: Sequence[Finding]) -> list[FindingCount]:
    """How often each rule was broken by who can mend it, what stands in the way first."""
    counted = Counter((each.rule.label, each.mended_by, each.stops) for each in found)
    return [
        FindingCount(rule, str(WHO_MENDS[who]), number, stops)
        for (rule, who, stops), number in sorted(
            counted.items(), key=lambda each: (not each[0][2], -each[1], each[0])
        )
    ]


def step_words(step: ReturnStep) -> tuple[str, str]:
    """A step: what happened, and when, by whom, with what was said."""
    moment = civil_time(step.taken_at)
    told = _("%(day)s at %(time)s, %(person)s") % {
        "day": spoken_date(moment.date()),
        "time": f"{moment:%H:%M}",
        "person": step.taken_by.full_name,
    }
    return str(step.get_kind_display()), "\n".join(filter(None, (told, step.purpose, step.note)))


def pounds(pence: int) -> str:
    """Pence as pounds: £1,234.50."""
    sign, whole = ("-" if pence < 0 else ""), abs(pence)
    return f"{sign}£{whole // 100:,}.{whole % 100:02d}"


def next_steps(found: Return, *, makes: bool, receives: bool) -> set[str]:
    """What this reader can do with a return now: sign_off, send, receive, answer, replace."""
    taken = steps_of(found).keys()
    replaced = getattr(found, "replaced_by", None) is not None
    steps = set()
    if makes and not replaced:
        if "approved" not in taken:
            steps.add("sign_off")
        elif "sent" not in taken:
            steps.add("send")
        steps.add("replace")
    if receives and "sent" in taken and not taken & {"acknowledged", "rejected"}:
        steps.add("answer" if "received" in taken else "receive")
    return steps
