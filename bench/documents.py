"""How long a plan takes to become a PDF, on one core, no database. `python -m bench documents` measures only this."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

from bench.figures import Figure, Sample, sample, timed

Say = Callable[[str], None]
_RUNS = 300
_WARM_UP = 5
_FIRST = date(2026, 1, 5)


def find_faces() -> None:
    """Say where the faces lie, where no settings of the service do."""
    from django.conf import settings

    if not settings.configured:
        root = Path(__file__).resolve().parent.parent
        settings.configure(DOCUMENT_FONTS=root / "frontend" / "dist" / "fonts")


def figures(say: Say) -> list[Figure]:
    """Plans of three to eight actions, no two with the same words: by the median and by the slowest twentieth.

    What a document costs is the time that processors worked on it, all of them together; what a person waits is told
    beside it and depends on whatever else the machine does.
    """
    say("Documents")
    found = []
    for format, language, aims in (
        ("standard", "en-GB", (20.0, 40.0)),
        ("large_print", "en-GB", None),
        ("easy_read", "en-GB", None),
        ("bilingual", "ur", None),
    ):
        worked, waited = _times(format, language)
        name = f"plan to PDF, {format.replace('_', ' ')}"
        found.append(_figure(name, sample(worked), aims[0] if aims else 0))
        if aims:
            slowest = sorted(worked)[int(len(worked) * 0.95)]
            found.append(_figure(f"{name}, p95", Sample(slowest, slowest, slowest, _RUNS), aims[1]))
            found.append(_figure(f"{name}, waited", sample(waited), 0))
    return found


def _times(format: str, language: str) -> tuple[list[float], list[float]]:
    """Milliseconds of work and of waiting for each plan."""
    from fingerpost.files.documents import make_plan_document

    plans = _plans()
    worked: list[float] = []

    def make(plan: Any) -> None:
        before = process_time()
        if not make_plan_document(plan, format=format, language=language).startswith(b"%PDF"):
            raise RuntimeError("no document was made")
        worked.append((process_time() - before) * 1_000)

    for _number in range(_WARM_UP):
        make(next(plans))
    worked.clear()
    # A plan that was made before would come out of the compiler's memory.
    waited = [timed(make, next(plans)) for _number in range(_RUNS)]
    return worked, waited


def _figure(name: str, ours: Sample, aim: float) -> Figure:
    return Figure(
        name=name,
        ours=ours,
        baseline=Sample(aim, aim, aim, 1),
        baseline_is="the aim itself" if aim else "nothing: told beside the others",
        reach=1 if aim else 0,
        rows=_RUNS,
    )


def _plans() -> Any:
    """Contents of plans without end, each of other words."""
    from fingerpost.files.phrases import words

    chance = random.Random(4)  # noqa: S311  # the same plans each time
    listed = words()

    def said(least: int, most: int) -> str:
        return " ".join(chance.choice(listed) for _number in range(chance.randint(least, most))).capitalize()

    for number in count(1):
        made_on = _FIRST + timedelta(days=number % 300)
        yield {
            "title": "Skills action plan",
            "service": "The careers service",
            "marking": None,
            "number": number,
            "made_on": made_on.isoformat(),
            "session": {"on": made_on.isoformat(), "channel": 1, "channel_words": "Face to face"},
            "customer": {
                "name": said(2, 3),
                "lines": [said(2, 2), said(1, 1)],
                "email": "",
                "telephone": "07700 900123",
            },
            "adviser": {"name": said(2, 2), "organisation": said(2, 3), "telephone": "0191 496 0000"},
            "parts": {
                "starting_point": f"{said(20, 60)}.\n\n{said(10, 30)}.",
                "options": f"{said(10, 30)}.",
                "english_and_maths": f"{said(5, 20)}.",
                "information_used": f"{said(10, 30)}.",
                "reflection": f"{said(10, 30)}.",
            },
            "options": [{"text": said(2, 6), "detail": said(4, 12), "chosen": not each} for each in range(3)],
            "goals": [
                {"area": area, "horizon": "short", "text": said(4, 10), "detail": said(4, 10)}
                for area in ("skills", "learning", "work")
            ],
            "actions": [
                {
                    "kind": "step",
                    "text": said(4, 12),
                    "detail": said(4, 12),
                    "who": "customer",
                    "by_on": (made_on + timedelta(days=7 * each)).isoformat(),
                }
                for each in range(1, chance.randint(3, 8) + 1)
            ],
            "review_on": (made_on + timedelta(days=90)).isoformat(),
            "english_maths": "maths",
            "privacy": {"version": "1.0", "lines": [f"{said(20, 40)}."]},
            "language": "en-GB",
        }
