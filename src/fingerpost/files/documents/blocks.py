"""The parts that documents are put together from, as `document.typ` reads them. Text goes in as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from fingerpost.files.documents.compiling import shown, typeset
from fingerpost.files.documents.glyphs import printable
from fingerpost.files.documents.looks import LOOKS
from fingerpost.files.documents.wording import ENGLISH, Said, languages, tagged
from fingerpost.house.errors import InvalidInput

Block = dict[str, object]
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) +")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """In which words a document speaks: one language, or English and another beside it."""

    tags: tuple[str, ...]
    is_easy: bool = False

    def say(self, key: str, **filled: str) -> list[Said]:
        """Fixed words in each language of the document."""
        return [languages()[tag].say(key, is_easy=self.is_easy, **filled) for tag in self.tags]

    def heading(self, key: str, level: int = 2, **filled: str) -> Block:
        """A heading of fixed words."""
        return {"kind": "heading", "level": level, "words": self.say(key, **filled)}

    def fact(self, key: str, value: str) -> dict[str, object]:
        """A label of fixed words with its value."""
        return {"label": self.say(key), "value": written(value)}

    def part(self, key: str, *, strong: bool = False) -> dict[str, object]:
        """Fixed words as a part of a cell or a line."""
        return {"words": self.say(key), "strong": strong}


def voice_of(format: str, language: str) -> Voice:
    """The voice of a format in a language. Raises InvalidInput for either that there is not."""
    if format not in LOOKS:
        raise InvalidInput(
            _("Documents are not made in this format. Choose another."), code="files.unknown_format"
        )
    if language not in languages():
        raise InvalidInput(
            _("Documents have no words in this language. Choose another."), code="files.unknown_language"
        )
    both = format == "bilingual" and language != ENGLISH
    return Voice((ENGLISH, language) if both else (language,), is_easy=format == "easy_read")


def plain(text: str) -> str:
    """One line of text as a document can show it."""
    return printable(text.replace("\n", " "), shown()).strip()


def lines_of(text: str) -> list[str]:
    """The lines of a text, those without letters left out."""
    kept = (printable(line, shown()).strip() for line in text.splitlines())
    return [line for line in kept if line]


def written(text: str, *, strong: bool = False) -> dict[str, object]:
    """Text of the content as a part of a cell or a line."""
    return {"lines": lines_of(text), "strong": strong}


def heading_of(text: str, level: int, language: str) -> Block:
    """A heading of the content's own words."""
    return {
        "kind": "heading",
        "level": level,
        "words": [{**tagged(language), "rtl": False, "text": plain(text)}],
    }


def passage(text: str, *, is_easy: bool = False) -> Block:
    """A text of several lines; an empty line begins a paragraph. In easy read each sentence has its own line."""
    paragraphs: list[list[str]] = [[]]
    for line in (_SENTENCE_END.sub("\n", text) if is_easy else text).splitlines():
        kept = printable(line, shown()).strip()
        if kept:
            paragraphs[-1].append(kept)
        elif paragraphs[-1]:
            paragraphs.append([])
    return {"kind": "text", "paragraphs": [lines for lines in paragraphs if lines]}


def facts(rows: Iterable[Mapping[str, object]]) -> Block:
    """Labels with their values; what has no value is left out."""
    return {"kind": "facts", "rows": [row for row in rows if _has_value(row)]}


def _has_value(row: Mapping[str, object]) -> bool:
    value = row["value"]
    return isinstance(value, dict) and bool(value.get("lines") or value.get("words"))


def day(value: str | date) -> str:
    """A day in words, the same on every machine: 4 January 2027."""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def document(
    blocks: Sequence[Block],
    *,
    content: Mapping[str, object],
    title: str,
    voice: Voice,
    format: str,
    is_letter: bool = False,
) -> bytes:
    """Typeset blocks. The language, day, service and marking are those of the content of a plan."""
    made_on = date.fromisoformat(str(content["made_on"]))
    return typeset(
        {
            "blocks": list(blocks),
            "title": plain(title),
            "service": plain(str(content["service"])),
            "language": tagged(str(content.get("language") or ENGLISH)),
            "marking": _marking(content.get("marking")),
            "look": LOOKS[format],
            "page": voice.say("page"),
            "is_letter": is_letter,
        },
        made_on=made_on,
    )


def _marking(marking: object) -> dict[str, object] | None:
    """OI-14.17.i: bold capitals in the centre of the header and the footer of each page."""
    if not isinstance(marking, Mapping):
        return None
    places = [str(place) for place in marking.get("places", ())]
    return {
        "text": plain(str(marking["text"])).upper(),
        "bold": True,
        "header": any(place.startswith("header") for place in places),
        "footer": any(place.startswith("footer") for place in places),
    }
