"""Words of pages of the web: what is shown, what stands for pictures, and remarks in the source."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from typing import Final

from fingerpost.policy.attachments.reading import Limits, Reading, Unread

_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Elements inside a word; every other one ends a line.
_INLINE: Final = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q ruby s samp small span "
        "strike strong sub sup tt u var wbr",
    )
)
_SILENT: Final = frozenset({"script", "style"})
_SPEAKING: Final = ("alt", "title", "placeholder", "value", "aria-label", "content", "summary")


def read(content: bytes, limits: Limits) -> Reading:
    """Every word of a page, in the encoding that it names, else in UTF-8, else in the one that browsers assume."""
    text = _decoded(content)
    if "\0" in text:
        return Reading("", Unread.UNKNOWN)
    page = _Page()
    page.feed(text)
    page.close()
    return Reading("".join(page.parts))


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    named = _CHARSET.search(content[:4096])
    for encoding in (named[1].decode("ascii", "replace") if named else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("windows-1252", "replace")


class _Page(HTMLParser):
    """Gathers words; those of one block run on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag not in _INLINE:
            self.parts.append("\n")
        for name, value in attrs:
            if name in _SPEAKING and value:
                self.parts.append(f"\n{value}\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._silent -= tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"\n{data}\n")
