"""Papers that show an outcome, made up: a payslip, a letter, a confirmation, what the customer says themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
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
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"data": json.dumps({"title": _TITLES[kind], "lines": lines})},
        timestamp=int(datetime.combine(outcome.told_on, time(12), tzinfo=UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(_TEMPLATE), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True)
