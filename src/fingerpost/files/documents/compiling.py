"""Typesets blocks into PDF/UA-1, with the same bytes for the same blocks on every machine.

Only the faces that set-up fetched are used, never those of the machine; the date of the document is that of its
content. One compiler for each thread, kept: it holds the faces and the parsed template.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import typst
from django.conf import settings

from fingerpost.files.documents.glyphs import characters_of

_HERE: Final = Path(__file__).parent
_TEMPLATE: Final = _HERE / "document.typ"
FAMILIES: Final = (
    "NotoNastaliqUrdu",
    "NotoSans",
    "NotoSansArabic",
    "NotoSansBengali",
    "NotoSansGujarati",
    "NotoSansGurmukhi",
)
_WEIGHTS: Final = ("400Regular", "700Bold")


class FacesMissing(Exception):
    """The faces that documents are set in are not there; the message says what to do."""


class _Kept(threading.local):
    compiler: typst.Compiler | None = None


_kept = _Kept()


def faces_in(folder: Path) -> list[Path]:
    """The files of the faces in a folder, in order. Raises FacesMissing where one is not there."""
    faces = [folder / f"{family}_{weight}.ttf" for family in FAMILIES for weight in _WEIGHTS]
    missing = [face.name for face in faces if not face.is_file()]
    if missing:
        raise FacesMissing(
            f"{len(missing)} of the faces that documents are set in are missing ({missing[0]}); run `make setup`"
        )
    return faces


@cache
def shown() -> frozenset[str]:
    """The characters that a document can show. Raises FacesMissing."""
    return characters_of(faces_in(Path(settings.DOCUMENT_FONTS)))


def typeset(data: Mapping[str, object], *, made_on: date) -> bytes:
    """A PDF/UA-1 document of that day, of what `document.typ` reads: look, words and blocks, all of them data.

    Raises FacesMissing; ``typst.TypstError`` would be a fault of the template.
    """
    dated = {**data, "made_on": [made_on.year, made_on.month, made_on.day]}
    done = _compiler().compile(
        format="pdf",
        sys_inputs={"data": json.dumps(dated, ensure_ascii=False, sort_keys=True)},
        pdf_standards="ua-1",
    )
    assert isinstance(done, bytes)
    return done


def _compiler() -> typst.Compiler:
    if _kept.compiler is None:
        folder = Path(settings.DOCUMENT_FONTS)
        faces_in(folder)
        _kept.compiler = typst.Compiler(
            str(_TEMPLATE), root=str(_HERE), font_paths=[str(folder)], ignore_system_fonts=True
        )
    return _kept.compiler
