"""Components against the fixtures that the npm package ships: the pages and the style sheet speak one language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.house.components import COMPONENTS, UnknownComponent, render_component

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"

REFUSED = {"character-count": 10, "panel": 9, "service-navigation": 2}
"""How many shipped examples use an option that this service refuses (docs/decisions/0002)."""


def shape(html: str) -> object:
    """Return elements, attributes and words without regard to white space and the order of attributes."""

    def walk(node: PageElement) -> object:
        if isinstance(node, Comment):
            return None
        if isinstance(node, NavigableString):
            return re.sub(r"\s+", " ", str(node)).strip() or None
        assert isinstance(node, Tag)
        attributes = {
            name: tuple(value) if isinstance(value, list) else re.sub(r"\s+", " ", str(value)).strip()
            for name, value in node.attrs.items()
        }
        inside = [piece for piece in map(walk, node.children) if piece is not None]
        return node.name, sorted(attributes.items()), inside

    return [piece for piece in map(walk, BeautifulSoup(html, "html.parser").children) if piece is not None]


def examples(component: str) -> list[dict[str, Any]]:
    """Return the shipped examples of a component."""
    read = json.loads((SHIPPED / component / "fixtures.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read["fixtures"]
    return found


@pytest.mark.parametrize("component", sorted(COMPONENTS))
def test_component_when_drawn_with_shipped_options_is_the_shipped_html(component: str) -> None:
    drawn = refused = 0
    for example in examples(component):
        try:
            html = render_component(component, example["options"])
        except UnknownComponent:
            refused += 1
            continue
        assert shape(html) == shape(example["html"]), example["name"]
        drawn += 1
    assert drawn > 0
    assert refused == REFUSED.get(component, 0)


def test_component_when_not_offered_is_refused_by_name() -> None:
    with pytest.raises(UnknownComponent, match="accordion"):
        render_component("accordion", {})


@pytest.mark.parametrize(
    ("component", "params"),
    [
        ("character-count", {"id": "a", "name": "a", "label": {"text": "A"}, "maxwords": 5}),
        ("panel", {"titleText": "A", "classes": "govuk-panel--interruption"}),
        ("service-navigation", {"slots": {"end": {"html": "x", "align": "inline"}}}),
    ],
)
def test_component_when_the_library_is_behind_the_style_sheet_refuses_the_option(
    component: str, params: dict[str, Any]
) -> None:
    with pytest.raises(UnknownComponent):
        render_component(component, params)


def test_text_when_it_looks_like_markup_is_escaped_and_html_is_not() -> None:
    drawn = render_component("inset-text", {"text": "<script>alert(1)</script>"})
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<em>fine</em>" in render_component("inset-text", {"html": mark_safe("<em>fine</em>")})


def test_text_when_lazy_is_drawn_as_words() -> None:
    assert "Save" in render_component("button", {"text": gettext_lazy("Save")})


def typed_in(html: str, component_id: str) -> str:
    """Return what a browser would show in a text area: it drops one line end after the opening tag."""
    area = BeautifulSoup(html, "html.parser").find(id=component_id)
    assert isinstance(area, Tag)
    text = area.get_text()
    return text[1:] if text.startswith("\n") else text


# Controls are left out: fields refuse them, and Python's parser drops their references where browsers keep them.
TYPED = st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t")


@given(st.text(TYPED, max_size=200))
def test_text_area_when_nested_and_returned_keeps_every_line_as_typed(text: str) -> None:
    area = render_component("textarea", {"id": "a", "name": "a", "label": {"text": "A"}, "value": text})
    nested = render_component(
        "radios",
        {
            "name": "r",
            "idPrefix": "r",
            "fieldset": {"legend": {"text": "R"}},
            "items": [{"value": "1", "text": "One", "conditional": {"html": area}}],
        },
    )
    assert typed_in(nested, "a") == text


def test_text_area_when_typed_in_windows_keeps_its_lines() -> None:
    drawn = render_component(
        "character-count",
        {"id": "a", "name": "a", "maxlength": 10, "label": {"text": "A"}, "value": "one\r\n  two\r\n"},
    )
    assert typed_in(drawn, "a") == "one\n  two\n"
