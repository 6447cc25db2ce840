"""Holds the project's own words to the house style: `make lint` runs it over pages, strings, packs and guides.

A file is read as staff read it unless CUSTOMERS_READ names it, in which case every avoided word is a finding.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from fingerpost.policy.civil import LONDON
from fingerpost.policy.house_style import Audience, StyleFinding, check_style
from fingerpost.policy.messages import CATALOGUE, english
from fingerpost.policy.rules import Rules, shipped_rules
from fingerpost.site.template_text import Run, plain_run, runs_of_module, runs_of_template

PACKAGE: Final = Path(__file__).parents[1]
GUIDES: Final = Path(__file__).parents[3] / "docs" / "users"
# Patterns of files below the package; a star also stands for folders.
CUSTOMERS_READ: Final = (
    "account/*",
    "public/*",
    "notices/*",
    "house/templates/errors/*",
    "house/templates/house/page.html",
    "house/templates/house/page_customer_view.html",
    "house/templates/house/page_public.html",
    "house/templates/house/page_signin.html",
    "house/templates/house/components/brand.html",
    "house/templates/house/components/footer.html",
    "staff/templates/account/*",
    "workspace/templates/workspace/customers/customer_view.html",
)
# Texts of packs that are shown, read or said to customers.
_READ_KEYS: Final = ("notice.", "identity.secret_questions", "support.needs")
_READ_SUFFIXES: Final = frozenset({".html", ".txt", ".md", ".py"})
_PACKS: Final = "policy/packs"
_CATALOGUE: Final = "policy/messages.py"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One finding, with the file and the line on which it stands."""

    file: str
    line: int
    finding: StyleFinding

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {english(self.finding.message)}"


def main() -> int:
    """Print every finding over the package as "file:line: message"; 1 where there is one, else 0."""
    on, rules = _today(), shipped_rules()
    flaws = check_package(PACKAGE, on=on, rules=rules)
    for path in sorted(GUIDES.glob("*.md")):  # read by staff; not there where the package alone is installed
        flaws.extend(check_file(path, name=f"docs/users/{path.name}", on=on, rules=rules))
    for flaw in flaws:
        sys.stdout.write(f"{flaw}\n")
    return 1 if flaws else 0


def check_package(package: Path, *, on: date, rules: Rules) -> list[Flaw]:
    """Every finding in templates, chapters, gettext strings, messages, and pack texts that customers read."""
    flaws = []
    for path in sorted(package.rglob("*")):
        if path.suffix in _READ_SUFFIXES and path.name != "README.md" and path.is_file():
            flaws.extend(check_file(path, name=path.relative_to(package).as_posix(), on=on, rules=rules))
    flaws.extend(_check_packs(package, on=on, rules=rules))
    return flaws


def check_file(path: Path, *, name: str, on: date, rules: Rules) -> list[Flaw]:
    """The findings of one file, which `name` places among those that customers read or not."""
    parts = name.split("/")
    if path.suffix in {".html", ".txt"} and "templates" not in parts:
        return []
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        runs = runs_of_module(source)
        if name == _CATALOGUE:
            runs = list(_located(CATALOGUE.values(), source))
    else:
        runs = runs_of_template(source, is_html=path.suffix == ".html")
    return list(check_runs(runs, file=name, on=on, rules=rules, audience=audience_of(name)))


def check_runs(
    runs: Iterable[Run], *, file: str, on: date, rules: Rules, audience: Audience
) -> Iterator[Flaw]:
    """The findings of runs of words, each on its line."""
    for run in runs:
        for finding in check_style(run.text, on=on, rules=rules, audience=audience):
            yield Flaw(file, run.line_of(finding.start), finding)


def audience_of(name: str) -> Audience:
    """Who reads a file of the package, by its path below it."""
    read = any(fnmatch(name, pattern) for pattern in CUSTOMERS_READ)
    return Audience.CUSTOMERS if read else Audience.STAFF


def _check_packs(package: Path, *, on: date, rules: Rules) -> Iterator[Flaw]:
    """The findings in pack texts that customers read, each judged on the last day it was shown."""
    files = {path: path.read_text(encoding="utf-8") for path in sorted((package / _PACKS).glob("*.toml"))}
    for ruling in rules:
        if not ruling.key.startswith(_READ_KEYS):
            continue
        day = max(ruling.valid_from, min(on, ruling.valid_to or on))
        for text in _texts(ruling.value):
            held = next(((path, source) for path, source in files.items() if text in source), None)
            line = held[1].count("\n", 0, held[1].index(text)) + 1 if held else 1
            name = held[0].relative_to(package).as_posix() if held else ruling.pack
            runs = [Run(text, ((0, line),))]
            yield from check_runs(runs, file=name, on=day, rules=rules, audience=Audience.CUSTOMERS)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, names of members left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _texts(member)
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name not in {"code", "version"}:
                yield from _texts(member)


def _located(texts: Iterable[str], source: str) -> Iterator[Run]:
    """Texts as they stand in a module; one that is written in parts has the line of its first words."""
    for text in texts:
        place = source.find(text if text in source else text[:40])
        yield plain_run(text, source.count("\n", 0, max(0, place)) + 1)


def _today() -> date:
    return datetime.now(LONDON).date()


if __name__ == "__main__":
    sys.exit(main())
