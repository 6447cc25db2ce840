"""The chapters of the instructions: files of our own words with placeholders for the values of the day."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

_HEAD: Final = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<text>.*)\Z", re.DOTALL)
PLACEHOLDER: Final = re.compile(
    r"\{\{ (?P<kind>rule|table) \"(?P<key>[^\"]+)\"(?: \"(?P<member>[^\"]+)\")? \}\}"
)
_BRACES: Final = re.compile(r"\{\{|\}\}")


class WrongChapter(ValueError):
    """A chapter that can't be read; the message names its file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One placeholder: a rule or a member of it in a sentence, or a table of its own with the members named."""

    key: str
    member: str
    is_table: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter as it was written, with the day by which somebody reads it again."""

    name: str
    title: str
    summary: str
    review_on: date
    text: str

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every placeholder in order."""
        return tuple(asked_by(found) for found in PLACEHOLDER.finditer(self.text))


def asked_by(found: re.Match[str]) -> Asked:
    """What a placeholder asks for."""
    return Asked(found["key"], found["member"] or "", found["kind"] == "table")


@cache
def chapters() -> tuple[Chapter, ...]:
    """The chapters in their order. Raises WrongChapter."""
    folder = resources.files("fingerpost.workspace.instructions") / "chapters"
    named = sorted((one.name, one) for one in folder.iterdir() if one.name.endswith(".md"))
    return tuple(read_chapter(name, one.read_text(encoding="utf-8")) for name, one in named)


def read_chapter(file: str, text: str) -> Chapter:
    """One chapter from the text of its file. Raises WrongChapter."""
    found = _HEAD.match(text)
    if found is None:
        raise WrongChapter(f"{file}: the head between two lines of +++ is missing")
    try:
        head = tomllib.loads(found["head"])
    except tomllib.TOMLDecodeError as error:
        raise WrongChapter(f"{file}: {error}") from error
    title, summary, review_on = head.get("title"), head.get("summary"), head.get("review")
    if not isinstance(title, str) or not isinstance(summary, str) or type(review_on) is not date:
        raise WrongChapter(f"{file}: title, summary and the day of review are needed")
    if _BRACES.search(PLACEHOLDER.sub("", found["text"])):
        raise WrongChapter(f'{file}: a placeholder is not written as {{{{ rule "key" }}}}')
    name = file.removesuffix(".md").partition("-")[2]
    return Chapter(name, title, summary, review_on, found["text"])
