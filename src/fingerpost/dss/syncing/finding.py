"""Finding at the target what a killed run may have made there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fingerpost.dss.syncing.book import Book
from fingerpost.dss.syncing.shapes import (
    ADVISER,
    CLOSING,
    CUSTOMER,
    SESSION,
    Body,
    differing,
    path,
    record_path,
    target_at,
    target_in,
    withheld,
)
from fingerpost.dss.syncing.sides import Side, quoted

_OK: Final = 200
# What a new record is given by a second request, so that it may still be missing.
_LATER: Final[Mapping[str, frozenset[str]]] = {
    CUSTOMER: frozenset(CLOSING),
    SESSION: frozenset({"ReasonForNonAttendance"}),
    "outcomes": frozenset({"TouchpointId"}),
}


def find_made(
    target: Side,
    book: Book,
    resource: str,
    theirs: Body,
    places: dict[str, str],
) -> Body | None:
    """The record of the target that holds just what was to be made and is nobody's twin yet, or None."""
    if resource == ADVISER:
        return None  # an adviser made twice names nobody twice: interactions point to the later one
    candidates = _customers(target, theirs) if resource == CUSTOMER else _listed(target, resource, places)
    for body in candidates:
        if book.is_paired(resource, target_in(resource, body).record_id):
            continue
        # Only the target may have withheld something: what was sent neutral came as it was.
        found = differing(resource, theirs, body, unknown=withheld(resource, body))
        if set(found) <= _LATER.get(resource, frozenset()):
            return body
    return None


def _listed(target: Side, resource: str, places: dict[str, str]) -> Iterable[Body]:
    subcontractor = "00000000" if resource == "outcomes" else ""
    answer = target.ask("GET", path(resource, "list", places), subcontractor=subcontractor)
    if answer.status != _OK:
        return []
    return answer.body if isinstance(answer.body, list) else [answer.body]


def _customers(target: Side, theirs: Body) -> Iterable[Body]:
    """Those of the same names and date of birth, by the target's own search."""
    terms = f'GivenName:"{theirs.get("GivenName")}" FamilyName:"{theirs.get("FamilyName")}"'
    query = f"search={quoted(terms)}&$top=50&$select=CustomerId"
    answer = target.ask("GET", f"/search/api/?{query}")
    if answer.status != _OK or not isinstance(answer.body, dict):
        return
    for found in answer.body.get("value", []):
        one = target.ask("GET", record_path(target_at(CUSTOMER, str(found["CustomerId"]).lower(), {})))
        if one.status == _OK and isinstance(one.body, dict):
            yield one.body
