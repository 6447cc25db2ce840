"""`fingerpost screen`: the house's screening over a text, with places that people can find."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import screen

_ADVICE = "this word cannot be kept in our records"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text holds a word that cannot be kept: line and column from 1, offsets from 0."""

    form: str
    certainty: str
    line: int
    column: int
    start: int
    end: int
    advice: str


def read_text(file: Path | None) -> str:
    """Read a file, or standard input, as UTF-8. Raises ValueError with a sentence."""
    try:
        content = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"The text is not UTF-8: byte {error.start + 1} cannot be read.") from error


def screen_text(text: str, *, on: date) -> list[Place]:
    """Return every place that the rules of the day refuse, in order."""
    places = []
    for hit in screen(text, on=on, rules=shipped_rules()):
        line_start = text.rfind("\n", 0, hit.start) + 1
        advice = f"{_ADVICE}; try “{hit.suggestion}”" if hit.suggestion else _ADVICE
        places.append(
            Place(
                form=hit.form_id,
                certainty=hit.certainty,
                line=text.count("\n", 0, hit.start) + 1,
                column=hit.start - line_start + 1,
                start=hit.start,
                end=hit.end,
                advice=advice,
            )
        )
    return places
