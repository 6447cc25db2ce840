"""The register as tests read it: its paragraphs and the tables of its annexes."""

from __future__ import annotations

import re
from pathlib import Path

REGISTER = (Path(__file__).parents[2] / "docs" / "requirements" / "requirements.md").read_text(
    encoding="utf-8"
)


def annex(letter: str) -> list[list[str]]:
    """The rows of the table of an annex, without its head."""
    section = re.search(rf"^## Annex {letter}\..*?$(.*?)^## ", REGISTER, re.MULTILINE | re.DOTALL)
    assert section is not None
    lines = [line for line in section.group(1).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def register_ids() -> set[str]:
    return set(re.findall(r"^\| ((?:BR|OI|MX|OF|EV|XD)-[^ |]+) \|", REGISTER, re.MULTILINE))


def mentioned(ids: set[str], source: str) -> bool:
    """Whether a source is an id, or the stem of ids that go on with a letter."""
    return any(re.fullmatch(re.escape(source) + "[a-z]?", each) for each in ids)
