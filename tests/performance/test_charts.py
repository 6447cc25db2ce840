"""Plots: drawn on the server, in what a page may hold, readable without colour and beside their table."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from fingerpost.house.colours import contrast_with_white
from fingerpost.performance import charts
from fingerpost.performance.charts import Plot, Point, Shape, Unit, draw

MONTHS = ("April", "May", "June")


def plot(*, title: str = "Outcomes", unit: Unit = Unit.PLAIN, with_band: bool = True) -> Plot:
    values = (Decimal(90), None, Decimal(130))
    points = tuple(
        Point(
            month,
            value,
            Decimal(100),
            Decimal(93) if with_band else None,
            Decimal(107) if with_band else None,
        )
        for month, value in zip(MONTHS, values, strict=True)
    )
    return Plot(title=title, description="Each month against its profile.", points=points, unit=unit)


@pytest.mark.parametrize("shape", list(Shape))
def test_plot_when_drawn_then_nothing_that_the_content_security_policy_refuses(shape: Shape) -> None:
    given = plot(title='<script>alert("x")</script> & more')
    drawn = draw(Plot(title=given.title, description=given.description, points=given.points, shape=shape))
    for refused in ("<style", "style=", "<script", "href", "font-family", " on", "<image", "foreignObject"):
        assert refused not in re.sub(r'aria-label="[^"]*"', "", drawn.svg), refused
    names = re.findall(r' id="([^"]+)"', drawn.svg)
    assert len(names) == len(set(names))
    root = ElementTree.fromstring(f"<both>{drawn.svg}</both>")  # noqa: S314 - our own drawing
    wide, narrow = list(root)
    assert {wide.get("role"), narrow.get("role")} == {"img"}
    assert wide.get("aria-label") == 'Each <script>alert("x")</script> & more'.replace("Each ", "") + (
        ". Each month against its profile."
    )
    assert "fingerpost-plot__drawing--narrow" in str(narrow.get("class"))
    assert str(narrow.get("viewBox")).split()[2] == "300"


def test_plot_when_drawn_then_profile_band_and_figures_differ_by_more_than_colour() -> None:
    drawn = draw(plot())
    assert [sign for sign, _words in drawn.key] == ["figures", "profile", "band"]
    assert 'stroke-dasharray="7,4"' in drawn.svg
    assert 'stroke-dasharray="2,3"' in drawn.svg
    assert drawn.svg.count(f'fill="{charts.BAND_COLOUR}"') == 2
    bars = re.findall(rf'fill="{charts.FIGURES_COLOUR}"', drawn.svg)
    assert len(bars) == 4, "two bars in each of two widths: nothing is drawn where nothing can be told"
    named = draw(Plot(title="Outcomes", description="By month.", points=plot().points, expected="Target"))
    assert ("profile", "Target") in named.key
    without = draw(plot(with_band=False))
    assert [sign for sign, _words in without.key] == ["figures", "profile"]
    assert charts.BAND_COLOUR not in without.svg
    for colour in (charts.FIGURES_COLOUR, charts.PROFILE_COLOUR, charts.EDGE_COLOUR):
        assert contrast_with_white(colour) >= 4.5


def test_plot_when_of_money_then_the_axis_is_in_pounds() -> None:
    pence = tuple(Point(month, Decimal(1_234_500)) for month in MONTHS)
    drawn = draw(Plot(title="Paid", description="Each month.", points=pence, unit=Unit.PENCE))
    labels = re.findall(r">(£[\d,]+)<", drawn.svg)
    assert "£0" in labels
    assert "£10,000" in labels
