"""Reads the permission matrix, which is written by hand: what each person gets from each page.

Words of a cell: `open` (200) · `acts` (2xx, 422, or sent on to a page of ours) · `conflict` (409: theirs to do,
not now) · `sign_in` (sent to sign-in) · `refused` (403) · `absent` (404: no such thing for this person) ·
`keyed` (401: systems show a key here, whoever is signed in).
`about` says what the address is about: names of `Furnished`, or plain values.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.fixtures.working_day import Furnished

MATRIX = Path(__file__).with_name("matrix.csv")
ANONYMOUS = "anonymous"
LAPSED = "lapsed_adviser"
WORDS = frozenset({"open", "acts", "conflict", "sign_in", "refused", "absent", "keyed"})
ALLOWED = frozenset({"open", "acts", "conflict"})


@dataclass(frozen=True, slots=True)
class Row:
    """One page asked in one way: its cells by person."""

    route: str
    method: str
    about: str
    cells: dict[str, str]

    @property
    def name(self) -> str:
        """The row as a test names it."""
        return "-".join(part for part in (self.route, self.method, self.about.replace(" ", "-")) if part)

    def path(self, furnished: Furnished) -> str:
        """The address, with the ids of what it is about."""
        return path_of(self.route, self.about, furnished)


def path_of(route: str, about: str, furnished: Furnished) -> str:
    """The address of a route about something: "customer_id=customers/customer kind=mobile"."""
    parts = dict(pair.split("=", 1) for pair in about.split())
    return reverse(route, kwargs={name: _value(value, furnished) for name, value in parts.items()})


def _value(value: str, furnished: Furnished) -> object:
    group, slash, name = value.partition("/")
    return getattr(furnished, group)[name] if slash else value


def read_rows() -> list[Row]:
    """Every row of the matrix. Raises ValueError for an unknown word or a row that is there twice."""
    rows: list[Row] = []
    with MATRIX.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            cells = {name: word for name, word in line.items() if name not in {"route", "method", "about"}}
            unknown = set(cells.values()) - WORDS
            if unknown:
                raise ValueError(f"{line['route']}: unknown words {unknown}")
            rows.append(Row(line["route"], line["method"], line["about"], cells))
    names = [row.name for row in rows]
    if len(set(names)) < len(names):
        raise ValueError(f"twice: {sorted({name for name in names if names.count(name) > 1})}")
    return rows


def all_routes(addresses: str | None = None) -> dict[str, URLPattern]:
    """Every named route of the service, by its name with its namespace."""
    return dict(_walk(get_resolver(addresses).url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern


def word_for(response: HttpResponse) -> str:
    """What a response means in the words of the matrix; its status where it means nothing there."""
    status = response.status_code
    if status in {301, 302, 303}:
        target = urlsplit(response["Location"])
        if target.netloc:
            return f"elsewhere: {target.netloc}"
        if target.path == reverse("account_login"):
            return "sign_in"
        return "acts" if target.path.startswith("/static/") or resolve(target.path) else "nowhere"
    words = {
        200: "open",
        401: "keyed",
        403: "refused",
        404: "absent",
        409: "conflict",
        422: "acts",
        204: "acts",
    }
    return words.get(status, str(status))


def agrees(expected: str, word: str) -> bool:
    """Whether a response is what a cell says: a form that acts may also answer with a page."""
    return word == expected or (expected == "acts" and word == "open")
