"""Goals and actions between the wire and a plan: words, days, who, and how they stand.

A line of a plan is one short line and a few sentences of detail; a summary of the wire is up to 4,000 characters.
What is longer than both stays with the wire. Where a line says what the wire's own words came down to, the wire's
words are said again, so that nothing is lost on the way there and back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from fingerpost.dss.models import WireRecord
from fingerpost.dss.translating import findings
from fingerpost.dss.translating.base import Found, Rendered
from fingerpost.dss.translating.plan_reading import LineHere, read_plans
from fingerpost.dss.translating.values import day_of, day_text, text_of
from fingerpost.plans.content import ActionLine, GoalLine, tidy
from fingerpost.plans.models import Status
from fingerpost.plans.services import carried
from fingerpost.plans.services.lines import LENGTHS
from fingerpost.policy.civil import civil_date

Bodies = Mapping[UUID, Mapping[str, object]]
"""Bodies of the wire by the id of their record."""

L = TypeVar("L", GoalLine, ActionLine)

LINE_FINDINGS: Final[Mapping[str, Found]] = {
    carried.AGREED: Found(findings.PLAN_STAYS),
    carried.FULL: Found(findings.NOT_CARRIED),
    carried.OF_ANOTHER: Found(findings.NOT_OUR_SESSION),
    carried.SESSION_NOT_KNOWN: Found(findings.SESSION_NOT_KNOWN, ("SessionId",)),
    carried.SECOND_PLAN: Found(findings.SECOND_PLAN, ("SessionId",)),
}
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "…": "."})
_NOT_A_SUMMARY: Final = re.compile(r"[^A-Za-z0-9\s.\-',/]+")
_BEFORE_A_LETTER: Final = re.compile(r"^[^A-Za-z]+")


def bodies_of(customer_id: UUID, resource: str) -> dict[UUID, Mapping[str, object]]:
    """What the wire keeps of one resource of a customer; one query."""
    kept = WireRecord.objects.filter(customer_id=customer_id, resource=resource)
    return dict(kept.values_list("id", "body"))


def render_lines(
    customer_id: UUID,
    bodies: Bodies,
    kind: type[L],
    fields: Callable[[LineHere, L, Mapping[str, object] | None], dict[str, object]],
) -> list[Rendered]:
    """Each goal or each action of a customer's plans. ``fields`` says one, beside what the wire keeps of it."""
    return [
        Rendered(
            id=here.line.key,
            fields=fields(here, here.line, bodies.get(here.line.key)),
            plan_id=here.plan_id,
            modified_at=max(
                here.last.row.made_at, here.progress.happened_at if here.progress else here.last.row.made_at
            ),
        )
        for here in read_plans(customer_id, frozenset()).lines
        if isinstance(here.line, kind)
    ]


def split(summary: object) -> tuple[str, str]:
    """A summary as the line and the detail that a plan holds; what is longer is left out."""
    words = tidy(text_of(summary))
    most, rest = LENGTHS["text"], LENGTHS["detail"]
    head, _newline, tail = words.partition("\n")
    if len(head) > most:
        cut = head.rfind(" ", 0, most + 1)
        cut = cut if cut > 0 else most
        head, tail = head[:cut], f"{head[cut:].strip()}\n{tail}"
    return " ".join(head.split()), tail.strip()[:rest].strip()


def joined(text: str, detail: str, *, said: object) -> str:
    """The summary of a line; ``said`` are the wire's own words, kept where the line came of them."""
    if isinstance(said, str) and split(said) == (text, detail):
        return said
    return f"{text}\n{detail}" if detail else text


def as_summary(words: str) -> str:
    """Words as the wire takes them in a goal: letters, digits, spaces and a few marks, a letter first."""
    plain = _NOT_A_SUMMARY.sub(" ", words.translate(_PLAIN))
    return _BEFORE_A_LETTER.sub("", plain).strip()


def kept_day(day: date | None, said: object) -> str | None:
    """A day as the wire said it, where it said this day; else its midnight."""
    return said if isinstance(said, str) and day is not None and day_of(said) == day else day_text(day)


def stands_as(here: LineHere) -> str | None:
    """How a line stands, as a status of the log; None where nobody said anything of it."""
    status = here.progress.status if here.progress is not None else None
    return Status.CHANGED if here.is_dropped and status != Status.MET else status


def met_on(here: LineHere) -> date | None:
    """The day on which a line was met, never before it was agreed."""
    if here.progress is None or here.progress.met_on is None:
        return None
    return max(here.progress.met_on, agreed_on(here))


def agreed_on(here: LineHere) -> date:
    """The day on which a line was first agreed."""
    return civil_date(here.first.row.made_at)
