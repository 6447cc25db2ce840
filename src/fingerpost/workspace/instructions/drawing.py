"""Draws a chapter with the values of a day, each with a link to its rule (OI-0.1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fingerpost.house.navigation import href_of
from fingerpost.policy import Rules, Ruling
from fingerpost.policy.schema import KeySpec
from fingerpost.workspace.instructions.reading import PLACEHOLDER, Asked, Chapter, asked_by
from fingerpost.workspace.rules.entries import entry_of, ruling_on
from fingerpost.workspace.rules.present import Shown, show
from fingerpost.workspace.rules.words import member_words

# Two characters that no text of ours uses stand around the number of a placeholder while the rest is drawn.
_OPENS, _CLOSES = "\ue000", "\ue001"
_MARK: Final = re.compile(f"{_OPENS}([0-9]+){_CLOSES}")
_ALONE: Final = re.compile(f'<p class="govuk-body">{_OPENS}([0-9]+){_CLOSES}</p>')
_PAGE: Final = "page:"
_CLASSES: Final[Mapping[str, str]] = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
}
_HEADINGS: Final[Mapping[str, str]] = {"h2": "govuk-heading-m", "h3": "govuk-heading-s"}
_FOR_PROGRAMS: Final = frozenset({member_words("code"), member_words("id")})
_WRITER: Final = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a chapter: its place on the page, its title, and its plain text for searching."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chapter as a page shows it, and the rulings that its values come from."""

    chapter: Chapter
    html: SafeString
    sections: tuple[Section, ...]
    used: tuple[Ruling, ...] = field(default=())

    @property
    def nested(self) -> SafeString:
        """The same one level further down, for a page that holds several chapters."""
        deeper = re.sub(r"<(/?)h3\b", r"<\1h4", self.html)
        return mark_safe(re.sub(r"<(/?)h2\b", r"<\1h3", deeper))  # noqa: S308 - as `html`

    @property
    def newest(self) -> date | None:
        """The day on which the newest value of the chapter began to hold."""
        return max((ruling.valid_from for ruling in self.used), default=None)


def draw(chapter: Chapter, *, rules: Rules, specs: Mapping[str, KeySpec], day: date) -> Drawn:
    """The chapter with the values that hold on a day. Raises UnknownRule for a key that no rule has."""
    asked: list[Asked] = []

    def marked(found: re.Match[str]) -> str:
        asked.append(asked_by(found))
        return f"{_OPENS}{len(asked) - 1}{_CLOSES}"

    tokens = _WRITER.parse(PLACEHOLDER.sub(marked, chapter.text))
    _dress(tokens, chapter.name)
    html = _WRITER.renderer.render(tokens, _WRITER.options, {})
    rulings = [ruling_on(rules, one.key, day) for one in asked]
    html = _ALONE.sub(lambda found: _table(asked[int(found[1])], rules, specs, day), html)
    html = _MARK.sub(lambda found: _value(asked[int(found[1])], rules, specs, day), html)
    used = {(ruling.rule_id, ruling.valid_from): ruling for ruling in rulings if ruling is not None}
    return Drawn(chapter, mark_safe(html), _sections(html), tuple(used.values()))  # noqa: S308 - drawn from our own text


def version_of(every: Sequence[Drawn]) -> str:
    """Eight figures that change when a word of the instructions or a value in them does."""
    digest = hashlib.sha256()
    for drawn in every:
        digest.update(drawn.chapter.text.encode())
        for ruling in drawn.used:
            digest.update(f"{ruling.rule_id}\n{ruling.value!r}\n".encode())
    return digest.hexdigest()[:8]


def _dress(tokens: Sequence[Token], chapter: str) -> None:
    """Give each element the class that the style sheet knows, headings a place, and links their address."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("class", _HEADINGS.get(token.tag, "govuk-heading-s"))
            token.attrSet("id", f"{chapter}-{slugify(tokens[number + 1].content)}")
        elif token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("class", _CLASSES["link_open"])
                address = str(child.attrGet("href") or "")
                if address.startswith(_PAGE):
                    child.attrSet("href", href_of(address.removeprefix(_PAGE)) or "/staff/")


def _value(asked: Asked, rules: Rules, specs: Mapping[str, KeySpec], day: date) -> SafeString:
    """A value inside a sentence, with its source as the link to its rule."""
    entry = entry_of(asked.key, ruling_on(rules, asked.key, day), rules, specs)
    words = _inline(entry.shown)
    if entry.ruling is not None and asked.member:
        members = entry.ruling.value
        member = members.get(asked.member) if isinstance(members, Mapping) else None
        words = (
            _of_member(asked.member, member, entry.ruling, rules)
            if member is not None
            else _("no value today")
        )
    return format_html(
        '<span class="fingerpost-value">{}</span> (<a class="govuk-link" href="{}">{}<span'
        ' class="govuk-visually-hidden">: {}</span></a>)',
        words,
        reverse("workspace:rule", args=[asked.key]),
        entry.ruling.source if entry.ruling else _("rule"),
        entry.about or asked.key,
    )


def _inline(shown: Shown) -> str:
    """A value in the middle of a sentence."""
    if shown.kind == "items":
        return ", ".join(shown.items)
    return shown.sentence or (shown.flat if shown.kind == "pairs" else shown.short)


def _of_member(name: str, member: object, ruling: Ruling, rules: Rules) -> str:
    """One member of a table of values, shown as that table shows it."""
    only = Ruling(
        key=ruling.key,
        value={name: member},
        rule_id=ruling.rule_id,
        valid_from=ruling.valid_from,
        valid_to=ruling.valid_to,
        source=ruling.source,
        status=ruling.status,
    )
    return show(only, spec=None, rules=rules).pairs[0][1]


def _table(asked: Asked, rules: Rules, specs: Mapping[str, KeySpec], day: date) -> SafeString:
    """A whole rule as a table of its own, folded away where it is long."""
    entry = entry_of(asked.key, ruling_on(rules, asked.key, day), rules, specs)
    return render_to_string(
        "workspace/instructions/table.html",
        {"entry": entry, "shown": _for_readers(entry.shown, asked.member), "caption": entry.about},
    )


def _for_readers(shown: Shown, members: str) -> Shown:
    """A table as readers want it: the members asked for, else all but codes; names alone are a list."""
    if shown.kind != "grid":
        return shown
    wanted = [member_words(name) for name in members.split()]
    kept = [place for place, name in enumerate(shown.columns) if name not in _FOR_PROGRAMS]
    if wanted:
        kept = [shown.columns.index(name) for name in wanted if name in shown.columns]
    if len(kept) == 1:
        return Shown("items", shown.short, items=tuple(row[kept[0]] for row in shown.rows))
    rows = tuple(tuple(row[place] for place in kept) for row in shown.rows)
    return Shown("grid", shown.short, columns=tuple(shown.columns[place] for place in kept), rows=rows)


def _sections(html: str) -> tuple[Section, ...]:
    """The parts of a drawn chapter, each from its heading to the next."""
    parts = re.split(r'<h2 class="govuk-heading-m" id="([^"]*)">(.*?)</h2>', html)
    return tuple(
        Section(parts[place], strip_tags(parts[place + 1]), " ".join(strip_tags(parts[place + 2]).split()))
        for place in range(1, len(parts) - 2, 3)
    )
