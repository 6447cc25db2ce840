"""What the pages of the ledger say: states, sums, reasons, amounts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fingerpost.funding.ledger.rules.costs import heads
from fingerpost.funding.ledger.rules.lines import Reason
from fingerpost.funding.models import ClaimStepKind, ClaimSum, SumKind
from fingerpost.policy import Rules
from fingerpost.workspace.claims.words import RULES

Words = Promise | str

STATES: Final[Mapping[str, tuple[Words, str]]] = MappingProxyType(
    {
        "": (gettext_lazy("Made, invoice not sent"), "blue"),
        ClaimStepKind.INVOICED: (gettext_lazy("Invoice sent"), "light-blue"),
        ClaimStepKind.QUERIED: (gettext_lazy("Queried by the agency"), "yellow"),
        ClaimStepKind.ACCEPTED: (gettext_lazy("Accepted"), "turquoise"),
        ClaimStepKind.PAID: (gettext_lazy("Paid"), "green"),
        "next": (gettext_lazy("To claim now"), "orange"),
        "overdue": (gettext_lazy("Overdue"), "red"),
        "later": (gettext_lazy("Not claimed yet"), "grey"),
    }
)
"""How a month stands, and the colour of its tag."""

_REASONS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Reason.ANOTHER_AMOUNT: gettext_lazy("It pays another amount now"),
        Reason.ANOTHER_MONTH: gettext_lazy("Its day was corrected, so it belongs to another month"),
        Reason.WITHDRAWN: gettext_lazy("It is not in the record of the year any more"),
        Reason.CLAWED_BACK: gettext_lazy("Held back"),
        Reason.CLAIMED_AGAIN: gettext_lazy("Claimed again"),
    }
)


def reason_words(code: str, detail: str = "") -> str:
    """Why a line was added, in words: for a rule that refused, what it is called; with what somebody wrote."""
    if not code:
        return ""
    rule = RULES.get(code)
    words = str(_REASONS.get(code) or (rule.name if rule is not None else _("It is not payable any more")))
    return f"{words}: {detail}" if detail else words


def sum_words(found: ClaimSum, scheme: str, rules: Rules) -> str:
    """What a sum is, with the name or the head that belongs to it."""
    label = str(SumKind(found.kind).label)
    if found.kind == SumKind.COSTS:
        head = heads(scheme, rules).get(found.detail)
        return f"{label}: {head.label}" if head is not None else label
    return f"{label}: {found.detail}" if found.detail else label


def pounds(pence: int | None) -> str:
    """An amount, with its sign where it is taken back; words where no rate is known."""
    if pence is None:
        return _("No rate known")
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
