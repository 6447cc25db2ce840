"""Two services of the wire in memory, and a book in memory: what carrying does, without any database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from fingerpost.dss.syncing.book import Pair
from fingerpost.dss.syncing.shapes import CUSTOMER, ORDER, operation, target_of
from fingerpost.dss.syncing.sides import Answer, Unreachable
from fingerpost.dss.wire.catalogue import RESOURCES

_PARENTS = {"customerId": "CustomerId", "interactionId": "InteractionId", "actionPlanId": "ActionPlanId"}


@dataclass
class Memory:
    """One service: its records, how it numbers its changes, and when it breaks off."""

    start: int = 0
    records: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {each: {} for each in ORDER}
    )
    breaks_after: str = ""
    asked: list[str] = field(default_factory=list)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(self, resource: str, minute: int = 0, **values: Any) -> str:
        """Put a record there as if somebody had made it."""
        record = str(uuid4())
        self.records[resource][record] = {
            RESOURCES[resource].key: record,
            "LastModifiedDate": _at(minute),
            **values,
        }
        return record

    def change(self, resource: str, record: str, minute: int, **values: Any) -> None:
        """Change a record as if somebody had."""
        self.records[resource][record] |= {**values, "LastModifiedDate": _at(minute)}

    def ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, subcontractor: str = ""
    ) -> Answer:
        """Answer as a service of the wire does; break off after it was done where that is wanted."""
        resource = path.split("/")[1]
        self.asked.append(f"{method} {resource}")
        if body is not None:
            self.sent.append((f"{method} {resource}", dict(body)))
        answer = self._answer(method, path, resource, dict(body or {}))
        if self.breaks_after == f"{method} {resource}":
            self.breaks_after = ""
            raise Unreachable("broken off")
        return answer

    def _answer(self, method: str, path: str, resource: str, body: dict[str, Any]) -> Answer:
        if resource == "search":
            return self._search(path)
        target = target_of(path)
        if method == "GET" and target is not None:
            found = self.records[resource].get(target.record_id)
            return Answer(204) if found is None else Answer(200, dict(found))
        parents = _parents(path, resource)
        if method == "GET":
            listed = [
                dict(each)
                for each in self.records[resource].values()
                if all(each.get(name, value) == value for name, value in parents.items())
            ]
            return Answer(200, listed) if listed else Answer(204)
        if self._is_closed(resource, parents):
            return Answer(403)
        if method == "POST":
            record = self.add(resource, **{**parents, **body})
            return Answer(201, dict(self.records[resource][record]))
        assert target is not None
        if resource == CUSTOMER and self.records[CUSTOMER][target.record_id].get("DateOfTermination"):
            return Answer(403)
        self.records[resource][target.record_id] |= {k: v for k, v in body.items() if v is not None}
        return Answer(200, dict(self.records[resource][target.record_id]))

    def _is_closed(self, resource: str, parents: Mapping[str, str]) -> bool:
        customer = self.records[CUSTOMER].get(parents.get("CustomerId", ""), {})
        return resource != CUSTOMER and bool(customer.get("DateOfTermination"))

    def _search(self, path: str) -> Answer:
        terms = parse_qs(urlsplit(path).query)["search"][0]
        found = [
            {"CustomerId": record}
            for record, body in self.records[CUSTOMER].items()
            if f'FamilyName:"{body["FamilyName"]}"' in terms
        ]
        return Answer(200, {"value": found})


def _parents(path: str, resource: str) -> dict[str, str]:
    for does in ("list", "post"):
        try:
            route = operation(resource, does).route.strip("/")
        except KeyError:
            continue
        expression = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route)
        found = re.fullmatch(f"/{resource}/api/{expression}", path)
        if found is not None:
            return {_PARENTS[name]: value for name, value in found.groupdict().items() if name in _PARENTS}
    found = re.search(r"/customers/(?P<customer>[^/]+)", path, re.IGNORECASE)
    return {"CustomerId": found["customer"]} if found and resource != CUSTOMER else {}


def _at(minute: int) -> str:
    return f"2026-05-01T{minute // 60:02d}:{minute % 60:02d}:00Z"


@dataclass
class Notes:
    """The book of one direction; `turned()` is the other direction's view of the same pairs."""

    pairs: dict[str, list[Pair]] = field(default_factory=lambda: {each: [] for each in ORDER})
    is_turned: bool = False
    gone: set[str] = field(default_factory=set)

    def turned(self) -> Notes:
        """The same pairs from the other side."""
        return Notes(self.pairs, not self.is_turned, self.gone)

    def _seen(self, pair: Pair) -> Pair:
        if not self.is_turned:
            return pair
        return Pair(pair.target_id, pair.source_id, pair.target_print, pair.source_print)

    def find(self, resource: str, source_id: str) -> Pair | None:
        for pair in self.pairs[resource]:
            if self._seen(pair).source_id == source_id:
                return self._seen(pair)
        return None

    def is_paired(self, resource: str, target_id: str) -> bool:
        return any(self._seen(pair).target_id == target_id for pair in self.pairs[resource])

    def intend(self, resource: str, source_id: str, *, customer_id: str) -> None:
        self.pairs[resource].append(self._seen(Pair(source_id, "", "", "")))

    def give_up(self, resource: str, source_id: str) -> None:
        self.pairs[resource] = [
            pair for pair in self.pairs[resource] if self._seen(pair).source_id != source_id
        ]

    def agree(self, resource: str, pair: Pair, *, customer_id: str) -> None:
        self.give_up(resource, pair.source_id)
        self.pairs[resource].append(self._seen(pair))

    def note_same(self, resource: str, source_id: str) -> None:
        assert self.find(resource, source_id) is not None

    def note_made(self, resource: str, target_id: str) -> None:
        assert self.is_paired(resource, target_id)

    def is_gone(self, customer_id: str) -> bool:
        return customer_id in self.gone

    def ids(self, resource: str, source_id: str) -> tuple[str, str]:
        return source_id, ""
