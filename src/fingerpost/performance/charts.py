"""Plots of figures, drawn on the server: Vega-Lite to SVG that stands in the page itself, beside its table.

The drawing holds no script, no style sheet and no inline style (the content security policy refuses all three),
loads nothing and takes its face from the page. Each plot is drawn twice, for a wide and for a narrow screen, and the
style sheet shows one. What a series is never hangs on its colour: figures are bars or a line with round points, the
profile is dashed with diamonds, the tolerance band lies between two dotted edges.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

FIGURES_COLOUR: Final = "#0c5348"
PROFILE_COLOUR: Final = "#0b0c0c"
BAND_COLOUR: Final = "#d2d6d9"
EDGE_COLOUR: Final = "#505a5f"
_WIDE: Final = 640
_NARROW: Final = 300
_HEIGHT: Final = 280
_BAR: Final = 34
_FACE: Final = 14
_DROPPED: Final = frozenset({"style", "class", "role", "pointer-events", "font-family"})
_SPACE: Final = "{http://www.w3.org/2000/svg}"
_KEPT: Final = 256


class Shape(StrEnum):
    """How figures are drawn: upright bars over time, a line over time, or lying bars of parts."""

    MONTHS = "months"
    LINE = "line"
    PARTS = "parts"


class Unit(StrEnum):
    """What the numbers are; money is given in pence and drawn in pounds."""

    PLAIN = "plain"
    PENCE = "pence"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Point:
    """One place of a plot. None: nothing can be told or shown there, so nothing is drawn."""

    label: str
    value: Decimal | None
    profile: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is drawn. ``title`` names it, ``description`` says in words what it shows; no label may name a person.

    ``expected`` is what the key calls the numbers of ``Point.profile``; "Profile" where it is empty.
    """

    title: str
    description: str
    points: tuple[Point, ...]
    shape: Shape = Shape.MONTHS
    unit: Unit = Unit.PLAIN
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A plot for a page: ``svg`` holds both drawings, ``key`` the words and signs of its series."""

    title: str
    description: str
    svg: SafeString
    key: tuple[tuple[str, str], ...]


def draw(plot: Plot) -> Drawn:
    """Draw a plot, once for each width; the same plot is drawn once a process.

    A page shows it by ``workspace/charts/plot.html`` inside ``<figure class="fingerpost-plot">``, with the table of
    the same figures in the same figure: a plot never stands without its table.
    """
    key = [("figures", _("Figures"))]
    if _has(plot, "profile"):
        key.append(("profile", plot.expected or _("Profile")))
    if _has(plot, "low"):
        key.append(("band", _("Within tolerance")))
    drawings = "".join(_drawing(plot, width) for width in (_WIDE, _NARROW))
    # Made by us from numbers and labels that the serialiser escapes; see _clean.
    return Drawn(
        title=plot.title,
        description=plot.description,
        svg=mark_safe(drawings),  # noqa: S308
        key=tuple(key),
    )


@lru_cache(maxsize=_KEPT)
def _drawing(plot: Plot, width: int) -> str:
    import vl_convert  # slow to load, and wanted by few processes

    svg = vl_convert.vegalite_to_svg(_specification(plot, width))
    return _clean(svg, plot, "wide" if width == _WIDE else "narrow")


def _specification(plot: Plot, width: int) -> dict[str, Any]:
    import altair as alt

    rows = [
        {
            "label": point.label,
            "place": place,
            "value": _number(point.value, plot.unit),
            "profile": _number(point.profile, plot.unit),
            "low": _number(point.low, plot.unit),
            "high": _number(point.high, plot.unit),
        }
        for place, point in enumerate(plot.points)
    ]
    labels = [point.label for point in plot.points]
    layers = _layers(alt, plot, labels, is_narrow=width == _NARROW)
    height = _HEIGHT if plot.shape is not Shape.PARTS else max(_BAR * len(labels), _BAR * 2)
    chart = (
        alt.layer(*layers, data=alt.InlineData(values=rows))
        .properties(width=width, height=height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure(background="#ffffff", font="Arial", padding=4)
        .configure_axis(
            labelFontSize=_FACE,
            labelColor=PROFILE_COLOUR,
            labelLimit=width * 2 // 5 if plot.shape is Shape.PARTS else 160,
            titleFontSize=_FACE,
            gridColor="#e5e6e7",
            domainColor=EDGE_COLOUR,
            tickColor=EDGE_COLOUR,
        )
        .configure_view(stroke=None)
    )
    made: dict[str, Any] = chart.to_dict()
    return made


def _layers(alt: Any, plot: Plot, labels: Sequence[str], *, is_narrow: bool) -> list[Any]:
    is_lying = plot.shape is Shape.PARTS
    along = (alt.Y if is_lying else alt.X)(
        "label:N",
        sort=list(labels),
        title=None,
        axis=alt.Axis(
            labelAngle=0 if is_lying else (-90 if is_narrow else -45), labelOverlap=False, grid=False
        ),
        scale=alt.Undefined if plot.shape is Shape.LINE else alt.Scale(paddingInner=0.25),
    )
    scale = (alt.X if is_lying else alt.Y)(
        "value:Q",
        title=None,
        axis=alt.Axis(labelExpr=_AXIS_WORDS[plot.unit], tickCount=4 if is_narrow or is_lying else 6),
        scale=alt.Scale(zero=True, nice=True),
    )
    base = alt.Chart()
    ways = {"y": along, "x": scale} if is_lying else {"x": along, "y": scale}
    band = _band(alt, base, along) if _has(plot, "low") else []
    profile = _profile(alt, base, along, is_lying=is_lying) if _has(plot, "profile") else []
    if plot.shape is not Shape.LINE:
        return [*band, base.mark_bar(color=FIGURES_COLOUR).encode(**ways), *profile]
    line = base.mark_line(
        color=FIGURES_COLOUR,
        strokeWidth=3,
        point=alt.OverlayMarkDef(color=FIGURES_COLOUR, size=70, filled=True),
    )
    return [*band, *profile, line.encode(**ways)]


def _band(alt: Any, base: Any, along: Any) -> list[Any]:
    edge = {"color": EDGE_COLOUR, "strokeDash": [2, 3], "strokeWidth": 1.5}
    return [
        base.mark_area(color=BAND_COLOUR, opacity=1).encode(x=along, y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(**edge).encode(x=along, y=alt.Y("low:Q")),
        base.mark_line(**edge).encode(x=along, y=alt.Y("high:Q")),
    ]


def _profile(alt: Any, base: Any, along: Any, *, is_lying: bool) -> list[Any]:
    if is_lying:
        return [
            base.mark_point(
                shape="diamond", filled=True, size=110, color=PROFILE_COLOUR, stroke="#ffffff"
            ).encode(y=along, x=alt.X("profile:Q"))
        ]
    return [
        base.mark_line(color="#ffffff", strokeWidth=5).encode(x=along, y=alt.Y("profile:Q")),
        base.mark_line(color=PROFILE_COLOUR, strokeDash=[7, 4], strokeWidth=2.5).encode(
            x=along, y=alt.Y("profile:Q")
        ),
        base.mark_point(shape="diamond", filled=True, size=80, color=PROFILE_COLOUR, stroke="#ffffff").encode(
            x=along, y=alt.Y("profile:Q")
        ),
    ]


_AXIS_WORDS: Final = {
    Unit.PLAIN: "format(datum.value, ',')",
    Unit.PENCE: "(datum.value < 0 ? '−£' : '£') + format(abs(datum.value), ',')",
    Unit.PERCENT: "format(datum.value, ',') + '%'",
}


def _has(plot: Plot, name: str) -> bool:
    return any(getattr(point, name) is not None for point in plot.points)


def _number(value: Decimal | None, unit: Unit) -> float | None:
    if value is None:
        return None
    return float(value / 100 if unit is Unit.PENCE else value)


def _clean(svg: str, plot: Plot, width: str) -> str:
    """The drawing without what a page may not hold or a reader should not hear piece by piece, with its own name."""
    ElementTree.register_namespace("", _SPACE[1:-1])
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by the library just now, from no document
    prefix = f"plot-{hashlib.sha256(repr((plot, width)).encode()).hexdigest()[:12]}"
    for element in root.iter():
        for name in list(element.attrib):
            if name in _DROPPED or name.startswith(("aria-", "on")) or "href" in name:
                del element.attrib[name]
            elif name == "id":
                element.attrib[name] = f"{prefix}-{element.attrib[name]}"
            elif element.attrib[name].startswith("url(#"):
                element.attrib[name] = re.sub(r"url\(#", f"url(#{prefix}-", element.attrib[name])
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.attrib.update(
        {
            "class": f"fingerpost-plot__drawing fingerpost-plot__drawing--{width}",
            "role": "img",
            "aria-label": f"{plot.title}. {plot.description}",
            "focusable": "false",
        }
    )
    return ElementTree.tostring(root, encoding="unicode")
