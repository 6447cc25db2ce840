"""The reporting guide's part on measures (OI-13.8), written from the definitions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from fingerpost.performance.measures.definition import Better, Described, Kind, Unit
from fingerpost.policy.civil import spoken_date

HEADINGS: Final = (
    (Kind.NATIONAL, "National measures"),
    (Kind.KPI, "Key performance indicators"),
    (Kind.SERVICE_LEVEL, "Service levels"),
    (Kind.COUNT, "Counts"),
    (Kind.MONEY, "Money and profiles"),
    (Kind.EQUALITY, "Reaching everybody alike"),
)
_UNITS: Final = {
    Unit.PEOPLE: "people",
    Unit.RECORDS: "number",
    Unit.PENCE: "pounds",
    Unit.PERCENT: "per cent",
    Unit.MEAN: "average",
    Unit.PENCE_EACH: "pounds each",
    Unit.POINTS: "points",
}
_BETTER: Final = {Better.HIGHER: ", higher is better", Better.LOWER: ", lower is better", Better.NEITHER: ""}
_SOURCES: Final = {
    "record": "the record",
    "telephony": "call data",
    "web": "web analytics",
    "evaluation": "evaluation",
    "site": "partner sites",
}


def lines_of(measures: Iterable[Described]) -> Iterator[str]:
    """Lines of Markdown: a heading for each kind of measure, and a table with a row for each."""
    listed = list(measures)
    for kind, heading in HEADINGS:
        yield f"### {heading}"
        yield ""
        yield "| Figure | What it says | Of what | Told in | From | Owner | Papers |"
        yield "|---|---|---|---|---|---|---|"
        for each in listed:
            if each.kind is kind:
                yield _row(each)
        yield ""


def _row(each: Described) -> str:
    cells = (
        f"{each.title} (`{each.code}`)",
        " ".join(part for part in (each.says, _person(each), _validity(each), _mended(each)) if part),
        each.denominator,
        f"{_UNITS[each.unit]}{_BETTER[each.better]}",
        _SOURCES[each.from_source],
        each.owner,
        each.source,
    )
    return f"| {' | '.join(cells)} |"


def _person(each: Described) -> str:
    return f"Counted is {each.customer}." if each.customer else ""


def _mended(each: Described) -> str:
    return f"Mended: {each.mends}." if each.mends else ""


def _validity(each: Described) -> str:
    if each.valid_from is None:
        return ""
    return f"In force from {_day(each.valid_from)}{f' to {_day(each.valid_to)}' if each.valid_to else ''}."


def _day(day: date) -> str:
    return spoken_date(day).split(" ", 1)[1]
