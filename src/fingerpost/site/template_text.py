"""The words that a person reads in a template or a module, each run of them with the lines it stands on."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from django.template.base import Lexer, Token, TokenType

# What a variable says is not known here: it stands as one word that no list holds.
_UNKNOWN: Final = "ꙮ"
# Where one run of words ends inside a text or an attribute; a sign that no page can hold.
_BREAK: Final = "\ue001"
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "small", "span"}
    | {"strong", "sub", "sup", "time", "u", "var", "wbr"}
)
_SILENT: Final = frozenset({"script", "style", "template"})
_READ_ATTRIBUTES: Final = frozenset(
    {
        "alt",
        "title",
        "placeholder",
        "aria-label",
        "aria-description",
        "aria-placeholder",
        "aria-valuetext",
        "label",
    }
)
_TRANSLATE: Final = frozenset({"translate", "trans"})
# Tags that part what stands before them from what comes after; the others leave a sentence whole.
_PARTING: Final = frozenset(
    {"block", "endblock", "extends", "include", "for", "empty", "endfor", "else", "elif", "plural", "cycle"}
)
_NOT_WORDS: Final = frozenset(
    {
        "class",
        "classes",
        "href",
        "id",
        "name",
        "type",
        "url",
        "icon",
        "method",
        "action",
        "for",
        "value",
        "format",
    }
)
_LITERAL: Final = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_MARKED: Final = re.compile(rf"_\(\s*({_LITERAL})\s*\)")
_KEYWORD: Final = re.compile(rf"\b([A-Za-z_]\w*)\s*=\s*({_LITERAL})")
_ARGUMENT: Final = re.compile(rf"\|\s*(?:default|default_if_none|yesno|pluralize|add)\s*:\s*({_LITERAL})")
_PARAGRAPH: Final = re.compile(rf"(?:[^\n{_BREAK}]|\n(?!\s*\n|\s*(?:[-*+#>|]|\d+\.)\s))+")
_HEADING: Final = re.compile(r"^#.*$", re.MULTILINE)
_GETTEXT: Final = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1, 2),
    "npgettext_lazy": (1, 2),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are read together. `lines` says from which offset on they stand on which line."""

    text: str
    lines: tuple[tuple[int, int], ...]

    def line_of(self, offset: int) -> int:
        """The line (from 1) of the file on which a place of the text stands."""
        return self.lines[bisect_right([start for start, _ in self.lines], offset) - 1][1]


def runs_of_template(source: str, *, is_html: bool = True) -> list[Run]:
    """Every run of words in a Django template: text, attributes that are read out, and strings in its tags."""
    body, strings = _without_tags(source)
    if is_html:
        reader = _Reader()
        reader.feed(body)
        reader.close()
        reader.end_run()
        found = reader.runs
    else:
        found = list(_paragraphs(body))
    return sorted([*found, *strings], key=lambda run: run.lines[0][1])


def runs_of_module(source: str) -> list[Run]:
    """Every string of a Python module that goes through gettext, a run each. Raises SyntaxError."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for place in _GETTEXT.get(name, ()):
            argument = node.args[place] if place < len(node.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.append(Run(argument.value, ((0, argument.lineno),)))
    return sorted(found, key=lambda run: run.lines[0][1])


def plain_run(text: str, line: int = 1) -> Run:
    """A text that is read whole, with the lines it stands on from the given one."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return Run(text, tuple((start, line + number) for number, start in enumerate(starts)))


def _without_tags(source: str) -> tuple[str, list[Run]]:
    """A template with the same lines and no tag of Django's, and the strings that stood in its tags."""
    body: list[str] = []
    strings: list[Run] = []
    is_comment = False
    for token in Lexer(source).tokenize():
        if is_comment or token.token_type is TokenType.COMMENT:
            is_comment = is_comment and token.contents.strip() != "endcomment"
            body.append("\n" * token.contents.count("\n"))
        elif token.token_type is TokenType.TEXT:
            body.append(token.contents)
        elif token.token_type is TokenType.VAR:
            body.append(_said_by_variable(token, strings))
        else:
            is_comment = token.contents.split(maxsplit=1)[0] == "comment"
            body.append(_said_by_tag(token, strings))
    return "".join(body), strings


def _said_by_variable(token: Token, strings: list[Run]) -> str:
    """What a variable puts on the page: a string of its own, or one unknown word."""
    marked = _MARKED.fullmatch(token.contents.strip())
    if marked:
        return _unquoted(marked[1])
    for literal in (*_MARKED.findall(token.contents), *_ARGUMENT.findall(token.contents)):
        _keep(strings, literal, token)
    return _UNKNOWN


def _said_by_tag(token: Token, strings: list[Run]) -> str:
    """What a tag puts on the page: a translated string, nothing, or the end of a run."""
    bits = token.split_contents()
    if bits[0] in _TRANSLATE and len(bits) > 1:
        if re.fullmatch(_LITERAL, bits[1]) is None:
            return _UNKNOWN
        if "as" not in bits[2:]:
            return _unquoted(bits[1])
        _keep(strings, bits[1], token)
        return ""
    for literal in _MARKED.findall(token.contents):
        _keep(strings, literal, token)
    for name, literal in _KEYWORD.findall(token.contents):
        if name.lower() not in _NOT_WORDS:
            _keep(strings, literal, token)
    return _BREAK if bits[0] in _PARTING else ""


def _keep(strings: list[Run], literal: str, token: Token) -> None:
    if text := _unquoted(literal).strip():
        strings.append(Run(text, ((0, token.lineno or 1),)))


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def _paragraphs(body: str) -> Iterator[Run]:
    """The paragraphs of a plain text; a list's every line, a heading and a row of a table is one too."""
    body = _HEADING.sub(rf"\g<0>{_BREAK}", body)
    for match in _PARAGRAPH.finditer(body):
        if match[0].strip():
            run = plain_run(match[0], body.count("\n", 0, match.start()) + 1)
            yield Run(run.text.replace("\n", " "), run.lines)


class _Reader(HTMLParser):
    """Gathers the runs of a page; an element that starts a new line on screen starts a new run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._text = ""
        self._lines: list[tuple[int, int]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag not in _INLINE:
            self.end_run()
        given = dict(attrs)
        for name, value in attrs:
            if value and _is_read(tag, name, given):
                self._attribute(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._silent -= tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag not in _INLINE:
            self.end_run()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        line = self.getpos()[0]
        for number, part in enumerate(data.split(_BREAK)):
            if number:
                self.end_run()
            offset = len(self._text)
            run = plain_run(part, line)
            self._lines.extend((offset + start, on) for start, on in run.lines)
            self._text += part.replace("\n", " ")
            line += part.count("\n")

    def end_run(self) -> None:
        """Keep what was read since the last run ended."""
        if self._text.strip():
            self.runs.append(Run(self._text, tuple(self._lines)))
        self._text, self._lines = "", []

    def _attribute(self, value: str) -> None:
        written = self.get_starttag_text() or ""
        line = self.getpos()[0] + written.count("\n", 0, max(0, written.find(value)))
        for part in value.split(_BREAK):
            if part.strip():
                run = plain_run(part, line)
                self.runs.append(Run(part.replace("\n", " "), run.lines))


def _is_read(tag: str, name: str, given: dict[str, str | None]) -> bool:
    """Whether an attribute is shown or read out."""
    if name in _READ_ATTRIBUTES:
        return True
    if tag == "meta" and name == "content":
        return (given.get("name") or given.get("property") or "") in {
            "description",
            "og:title",
            "og:description",
        }
    return tag == "input" and name == "value" and given.get("type") in {"submit", "button", "reset"}
