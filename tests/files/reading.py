"""Reads a PDF as a screen reader would: its tags, its text, its faces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
import pypdf


@dataclass
class Tag:
    """One element of the structure tree: its kind, where it may be read, what it holds."""

    kind: str
    element: Any
    document: Any
    """Held, since an element is nothing once its document is gone."""
    inside: list[Tag] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    """What is painted for it: page by its object number, and the number on that page."""

    def every(self, kind: str = "") -> Iterator[Tag]:
        """This element and all within of a kind, in reading order."""
        if not kind or self.kind == kind:
            yield self
        for tag in self.inside:
            yield from tag.every(kind)


def tags(pdf: bytes, password: str = "") -> Tag:
    """The structure tree of a document."""
    opened = pikepdf.open(BytesIO(pdf), password=password)
    root = Tag("root", opened.Root.StructTreeRoot, opened)
    _grow(root, opened.Root.StructTreeRoot.K, page=0)
    return root


def _grow(tag: Tag, below: Any, page: int) -> None:
    for each in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(each, int):
            tag.marks.append((page, each))
        elif each.get("/Type") == "/MCR":
            tag.marks.append((each.Pg.objgen[0] if "/Pg" in each else page, int(each.MCID)))
        elif "/S" in each:
            child = Tag(str(each.S)[1:], each, tag.document)
            tag.inside.append(child)
            if "/K" in each:
                _grow(child, each.K, each.Pg.objgen[0] if "/Pg" in each else page)


def kinds(pdf: bytes) -> list[str]:
    """Every kind of element in reading order."""
    return [tag.kind for tag in tags(pdf).every()]


def headings(pdf: bytes) -> list[tuple[str, str]]:
    """Every heading in reading order: its level and its words."""
    return [
        (tag.kind, str(tag.element.get("/T", "")).strip())
        for tag in tags(pdf).every()
        if re.fullmatch(r"H[1-6]", tag.kind)
    ]


def text(pdf: bytes, password: str | None = None) -> str:
    """All text, page after page, with blanks made single."""
    read = pypdf.PdfReader(BytesIO(pdf), password=password)
    return " ".join(" ".join(page.extract_text() for page in read.pages).replace("\u200b", "").split())


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def faces(pdf: bytes) -> dict[str, bool]:
    """The faces used, without the mark of a subset, and whether each lies in the document."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        found: dict[str, bool] = {}
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                name = str(each.FontName).lstrip("/").split("+")[-1]
                found[name] = any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        return found


def missing_shapes(pdf: bytes) -> int:
    """How many letters are painted as the shape that stands for a letter the face does not have (number 0)."""
    count = 0
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("Tj", "TJ"):
                    shown = operands[0] if str(operator) == "TJ" else operands
                    count += sum(_zeroes(bytes(part)) for part in shown if isinstance(part, pikepdf.String))
    return count


def _zeroes(codes: bytes) -> int:
    return sum(codes[place : place + 2] == b"\0\0" for place in range(0, len(codes), 2))


def painted(pdf: bytes) -> list[tuple[int, int]]:
    """What is painted for an element, in the order of painting."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if (
                    str(operator) == "BDC"
                    and isinstance(operands[1], pikepdf.Dictionary)
                    and "/MCID" in operands[1]
                ):
                    found.append((page.obj.objgen[0], int(operands[1].MCID)))
    return found


def artifacts(pdf: bytes) -> list[list[str]]:
    """For each page, which parts of it are outside reading order by their kind (Header, Footer)."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            found.append(
                [
                    str(operands[1].get("/Subtype", ""))[1:]
                    for operands, operator in pikepdf.parse_content_stream(page)
                    if str(operator) == "BDC"
                    and str(operands[0]) == "/Artifact"
                    and isinstance(operands[1], pikepdf.Dictionary)
                ]
            )
    return found


def largest_and_smallest(pdf: bytes) -> tuple[float, float]:
    """The largest and smallest size of letters that are set, in points."""
    sizes = set()
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            sizes |= {
                float(operands[1])
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "Tf"
            }
    return max(sizes), min(sizes)


def languages_painted(pdf: bytes) -> set[str]:
    """The languages that painted text is tagged with."""
    found = set()
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if (
                    str(operator) == "BDC"
                    and isinstance(operands[1], pikepdf.Dictionary)
                    and "/Lang" in operands[1]
                ):
                    found.add(str(operands[1].Lang))
    return found


def runs(pdf: bytes) -> list[tuple[str, float]]:
    """The lines of the first page, each with its height above the foot of the page, in points."""
    lines: dict[float, str] = {}

    def note(part: str, current: list[float], within: list[float], *_rest: object) -> None:
        if part.strip():
            y = round(float(current[3]) * within[5] + float(current[5]), 1)
            lines[y] = lines.get(y, "") + part

    pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return [(text.strip(), y) for y, text in lines.items()]
