"""Papers that show an outcome, made up: a payslip, a letter, a confirmation, what the customer says themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import typst
from django.conf import settings

from fingerpost.outcomes.models import Outcome

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_TITLES: Final = {
    "payslip": "Payslip",
    "employer_letter": "To whom it may concern",
    "learning_document": "Confirmation of a place",
    "customer_answer": "What I have done since",
}


def make_paper(kind: str, *, name: str, outcome: Outcome) -> bytes:
    """A small PDF of the kind, with the customer's name and what came of it; the same each time."""
    assert outcome.told_on is not None
    lines = [name, outcome.detail, f"{outcome.told_on.day} {outcome.told_on:%B %Y}"]
    if kind == "payslip" and outcome.weekly_hours is not None:
        lines.append(f"{outcome.weekly_hours} hours a week. Signed: payroll")
    return make_page(_TITLES[kind], lines, on=outcome.told_on)


def make_page(title: str, lines: Sequence[str], *, on: date) -> bytes:
    """A small PDF of a title and some lines, as if it was written on a day; the same each time."""
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"data": json.dumps({"title": title, "lines": list(lines)})},
        timestamp=int(datetime.combine(on, time(12), tzinfo=UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(_TEMPLATE), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True)
