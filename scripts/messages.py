#!/usr/bin/env python3
"""Collect the words of every page and bring a language's catalogue up to date.

    .venv/bin/python scripts/messages.py collect            write .cache/messages.pot
    .venv/bin/python scripts/messages.py update cy          make or update the catalogue of Welsh
    .venv/bin/python scripts/messages.py compile            compile every catalogue

The words in the source are the British English that is shipped, so English needs no catalogue. Babel reads
Python by itself; Django's templates go through Django's own translation of a template into Python.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Generator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "fingerpost"
LOCALES = SOURCES / "locale"
TEMPLATE = ROOT / ".cache" / "messages.pot"

METHODS = [("**.py", "python"), ("**/templates/**.html", "scripts.messages:extract_template")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extract_template(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Generator[tuple[int, str, Any, list[str]]]:
    """Yield the words of a Django template, the way Babel asks for them."""
    # What is no message comes out as letters that stand where they stood; as Python they must not be indented.
    lines = (line.lstrip() for line in templatize(file.read().decode("utf-8")).splitlines())
    yield from extract_python(
        BytesIO("\n".join(lines).encode()), keywords, comment_tags, {"encoding": "utf-8"}
    )


def collect() -> Catalog:
    """Return every word on a page, with the files it stands in."""
    catalog = Catalog(project="Fingerpost", charset="utf-8", fuzzy=False)
    found = extract_from_dir(SOURCES, METHODS, keywords=KEYWORDS, strip_comment_tags=True)
    for name, _line, message, comments, context in found:
        catalog.add(message, None, [(f"src/fingerpost/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def write_template() -> str:
    TEMPLATE.parent.mkdir(exist_ok=True)
    catalog = collect()
    with TEMPLATE.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, width=110)
    return f"{len(catalog)} messages were written to {TEMPLATE.relative_to(ROOT)}."


def update(language: str) -> str:
    folder = LOCALES / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "django.po"
    if path.is_file():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=Locale.parse(language), project="Fingerpost", charset="utf-8", fuzzy=False)
    catalog.update(collect(), no_fuzzy_matching=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, ignore_obsolete=True, width=110)
    missing = sum(1 for message in catalog if message.id and not message.string)
    return f"{path.relative_to(ROOT)}: {len(catalog)} messages, {missing} not translated yet."


def compile_all() -> str:
    paths = sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))
    for path in paths:
        with path.open("rb") as file, path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(file))
    return f"{len(paths)} catalogues were compiled."


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("collect", help="write every message to .cache/messages.pot")
    steps.add_parser("update", help="make or update one language").add_argument(
        "language", help="such as cy, ur, pl"
    )
    steps.add_parser("compile", help="compile every catalogue")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    if not settings.configured:
        settings.configure(USE_I18N=True)
    actions: dict[str, Callable[[], str]] = {
        "collect": write_template,
        "update": lambda: update(options.language),
        "compile": compile_all,
    }
    print(actions[options.step]())
    return 0


if __name__ == "__main__":
    sys.exit(main())
