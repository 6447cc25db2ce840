"""The fixed words of documents: one TOML file a language in `words/`, British English whole and the others by hand.

Only English has been read by a writer of the service; the other languages want a language adviser before they are
relied on (docs/rooms/files.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

ENGLISH: Final = "en-GB"
_FOLDER: Final = Path(__file__).parent / "words"

Said = dict[str, object]
"""One rendering of fixed words, as `document.typ` reads it: lang, region, rtl, text."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that documents have fixed words in. ``own`` is its name in itself."""

    tag: str
    english: str
    own: str
    is_rtl: bool
    words: Mapping[str, str]
    easy_read: Mapping[str, str]

    def say(self, key: str, *, is_easy: bool = False, **filled: str) -> Said:
        """Fixed words with their language and direction."""
        text = self.easy_read.get(key, self.words[key]) if is_easy else self.words[key]
        for name, value in filled.items():
            text = text.replace("{" + name + "}", value)
        return {**tagged(self.tag), "rtl": self.is_rtl, "text": text}


def tagged(tag: str) -> Said:
    """A language tag in its parts: lower-case language, region or nothing. ``"en-GB"`` is en and GB."""
    language, _, region = tag.partition("-")
    return {"lang": language.lower(), "region": region.upper() if len(region) == 2 else ""}


@cache
def languages() -> Mapping[str, Language]:
    """Every language by its tag, English first, the others by their English names."""
    read = [_read(path) for path in sorted(_FOLDER.glob("*.toml"))]
    read.sort(key=lambda language: (language.tag != ENGLISH, language.english))
    return MappingProxyType({language.tag: language for language in read})


def _read(path: Path) -> Language:
    with path.open("rb") as file:
        found = tomllib.load(file)
    return Language(
        tag=path.stem,
        english=found["english"],
        own=found["own"],
        is_rtl=found["is_rtl"],
        words=MappingProxyType(found["words"]),
        easy_read=MappingProxyType(found.get("easy_read", {})),
    )
