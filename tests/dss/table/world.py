"""The world in which rows are asked: three customers with what their routes need, and the requests of a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final
from uuid import uuid4

from tests.dss.kit import Said, Wire
from tests.dss.table.rows import ABSENT, SOME_ID, Break, Order, Row, Table

MODULES: Final = {
    "customers": "customer",
    "addresses": "address",
    "contactdetails": "contact",
    "diversitydetails": "diversity",
    "interactions": "interaction",
    "sessions": "session",
    "actionplans": "action_plan",
    "actions": "action",
    "goals": "goal",
    "outcomes": "outcome",
    "transfers": "transfer",
    "webchats": "web_chat",
    "employmentprogressions": "employment_progression",
    "learningprogressions": "learning_progression",
    "adviserdetails": "adviser_detail",
    "subscriptions": "subscription",
    "digitalidentities": "digital_identity",
    "collections": "collection",
}
_NAMES: Final = {
    "customer": "customerId",
    "interaction": "interactionId",
    "plan": "actionPlanId",
    "session": "sessionId",
    "record": "recordId",
}
_PARENTS: Final = {
    "interactionId": ("interactions", "InteractionId"),
    "actionPlanId": ("actionplans", "ActionPlanId"),
    "{session}": ("sessions", "SessionId"),
}
_OWN_PLACE: Final = {"customers": "customerId", "interactions": "interactionId"}
_ENDED: Final = {"DateOfTermination": "2024-01-05T00:00:00Z"}


def table_of(segment: str) -> Table:
    """The table of a resource. Raises ModuleNotFoundError where nobody has written one."""
    found = import_module(f"tests.dss.table.{MODULES[segment]}").TABLE
    assert isinstance(found, Table)
    assert found.segment == segment
    return found


@dataclass(slots=True)
class World:
    """The customers of one table, by name, each with the ids of its places."""

    wire: Wire
    table: Table
    key: str
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def build(self) -> None:
        """Make the customers and their parents; ``standing`` and ``ended`` have a record too."""
        for place in ("fresh", "standing", "ended"):
            self.ids[place] = {}
            if self.table.segment != "customers":
                self.make(place, "customers", "CustomerId")
                self._make_parents(place)
                for segment in self.table.needs:
                    self.make(place, segment, "")
        for place in ("standing", "ended"):
            self.make(place, self.table.segment, self.key)
        if self.table.prepare is not None:
            self.table.prepare(self)
        if self.is_of_customers:
            ended = self.wire.patch(f"customers/api/Customers/{self.ids['ended']['customerId']}", _ENDED)
            assert ended.status == 200, ended.text

    @property
    def is_of_customers(self) -> bool:
        """Whether the resource belongs to a customer."""
        return "customerId" in self.ids["standing"]

    def make(self, place: str, segment: str, key: str) -> dict[str, Any]:
        """Post the valid body of a resource for one customer, and remember its id."""
        table = table_of(segment)
        order = next(each for each in table.orders if each.method == "POST")
        path = f"{segment}/api/{order.route.format(**self.ids[place])}"
        said = self.wire.post(path, self.filled(table.valid, place), **dict(table.headers))
        assert said.status == 201, (segment, place, said.status, said.text)
        made: dict[str, Any] = said.json()
        if key:
            self.ids[place][_place_of(segment, self.table.segment)] = made[key]
            self.bodies[place] = made
        return made

    def _make_parents(self, place: str) -> None:
        routes = " ".join(each.route for each in self.table.orders) + json.dumps(dict(self.table.valid))
        wanted = {name for name in _PARENTS if name in routes}
        if self.table.segment == "interactions":
            wanted.discard("interactionId")
        if "actionPlanId" in wanted or self.table.segment == "actionplans":
            wanted |= {"interactionId", "{session}"}
        for name, (segment, key) in sorted(_PARENTS.items(), key=lambda item: list(_ORDER).index(item[0])):
            if name in wanted:
                made = self.make(place, segment, "")
                self.ids[place]["sessionId" if name == "{session}" else name] = made[key]

    def filled(self, body: Mapping[str, Any], place: str) -> dict[str, Any]:
        """A body with the names in braces filled in, and without the fields that are left out."""
        return {name: self._fill(value, place) for name, value in body.items() if value is not ABSENT}

    def _fill(self, value: object, place: str) -> object:
        if not isinstance(value, str) or "{" not in value:
            return deepcopy(value)
        for name, id_name in _NAMES.items():
            value = value.replace("{" + name + "}", self.ids[place].get(id_name, SOME_ID))
        return value.replace("{place}", place)

    # -- rows ------------------------------------------------------------------------------------------------------

    def order_of(self, method: str) -> Order:
        """The operation of a method that rows go to: the first one said."""
        return next(each for each in self.table.orders if each.method == method)

    def ask(self, row: Row) -> Said:
        """Send the request of a row."""
        place = row.at or ("fresh" if row.method == "POST" else "standing")
        path = f"{self.table.segment}/api/{self.order_of(row.method).route.format(**self.ids[place])}"
        given = {**self.table.valid, **row.given} if row.method == "POST" else row.given
        headers: dict[str, Any] = {**self.table.headers, **row.headers}
        if row.before:
            route = self.order_of("PATCH").route.format(**self.ids[place])
            before = self.wire.patch(
                f"{self.table.segment}/api/{route}",
                self.filled(row.before, place),
                version=row.version or "v4",
                **self.table.headers,
            )
            assert before.status == 200, (row, before.text)
        return self.wire.ask(
            row.method, path, self.filled(given, place), version=row.version or "v4", **headers
        )

    # -- orders ----------------------------------------------------------------------------------------------------

    def ask_broken(self, order: Order, codes: list[str]) -> tuple[Said, dict[str, str]]:
        """Send a request that fails every one of these checks; what came, and the ids of its path."""
        broken = _Broken(self, order)
        for code in reversed(codes):
            broken.fail(code)
        return broken.send()


_ORDER: Final = ("interactionId", "{session}", "actionPlanId")


def _place_of(segment: str, own: str) -> str:
    return _OWN_PLACE.get(segment, "recordId")


class _Broken:
    """A request that is right, until checks are made to fail, the last one first."""

    def __init__(self, world: World, order: Order) -> None:
        self.world, self.order = world, order
        self.at = "fresh" if order.method == "POST" else "standing"
        self.ids: dict[str, str] = {}
        self.given: dict[str, Any] = dict(world.table.valid) if order.method == "POST" else {}
        self.raw: str | None = None
        self.headers: dict[str, Any] = dict(world.table.headers)
        self.touchpoint: str | None = "0000000101"

    def fail(self, code: str) -> None:
        """Make one check fail, over what later ones have already spoilt."""
        table = self.world.table
        own = table.breaks.get(f"{self.order.method} {code}") or table.breaks.get(code)
        if own is not None:
            self._fail_as(own)
            return
        method = getattr(self, f"fail_{code.lower()}", None)
        assert method is not None, f"{table.segment}: no way is known to fail {code}"
        method()

    def _fail_as(self, own: Break) -> None:
        self.at = own.at or self.at
        self.headers.update(own.headers)
        self.ids.update(own.ids)
        if own.given:
            self.given, self.raw = {**self.given, **own.given}, None

    def fail_tp(self) -> None:
        self.touchpoint = None

    def fail_au(self) -> None:
        self.headers["apimurl"] = ""

    def fail_sc(self) -> None:
        self.headers["SubcontractorId"] = ""

    def fail_gc(self) -> None:
        self.ids["customerId"] = "not-an-id-of-a-customer"

    def fail_gi(self) -> None:
        self.ids["interactionId"] = "not-an-id-of-an-interaction"

    def fail_gp(self) -> None:
        self.ids["actionPlanId"] = "not-an-id-of-a-plan"

    def fail_gr(self) -> None:
        self.ids["recordId"] = "not-an-id-of-a-record"

    def fail_b(self) -> None:
        self.raw = '{"LastModifiedDate": '

    def fail_n(self) -> None:
        self.raw = "null"

    def fail_v(self) -> None:
        self.given, self.raw = {**self.given, **self.world.table.invalid}, None

    fail_vm = fail_v

    def fail_c(self) -> None:
        self.ids["customerId"] = str(uuid4())

    def fail_ro(self) -> None:
        # Nobody can be unknown and ended: where C comes later, it does not spoil this.
        self.at = "ended"
        self.ids.pop("customerId", None)

    def fail_i(self) -> None:
        self.ids["interactionId"] = str(uuid4())

    def fail_p(self) -> None:
        self.ids["actionPlanId"] = str(uuid4())

    def fail_x(self) -> None:
        self.ids[_place_of(self.world.table.segment, self.world.table.segment)] = str(uuid4())

    def fail_d(self) -> None:
        if self.at == "fresh":
            self.at = "standing"

    def send(self) -> tuple[Said, dict[str, str]]:
        """Ask, and say which ids stood in the path."""
        world = self.world
        ids = {**world.ids[self.at], **self.ids}
        body: Any = self.raw if self.raw is not None else world.filled(self.given, self.at)
        if self.order.method in ("GET", "DELETE"):
            body = None
        said = world.wire.ask(
            self.order.method,
            f"{world.table.segment}/api/{self.order.route.format(**ids)}",
            body,
            touchpoint=self.touchpoint,
            version=self.order.version or "v4",
            **self.headers,
        )
        return said, ids
