"""One request of the wire while it is answered: what came, who sent it, and what its checks have found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.serving.entering import Entered
from fingerpost.dss.serving.kin import Kin, find_kin
from fingerpost.dss.serving.presenting import Presented
from fingerpost.dss.serving.sealing import unveil
from fingerpost.dss.wire.catalogue import Asked
from fingerpost.dss.wire.checking import check_fields
from fingerpost.dss.wire.description import Context, Failure, Given, Operation, Resource, Switch
from fingerpost.dss.wire.merging import Headers, asked, lifted, merged
from fingerpost.dss.wire.moments import Moment, read_moment
from fingerpost.dss.wire.reading import SentBody, Unreadable, read_body, read_id

_PATH_NAMES = {"CustomerId": "customerId", "InteractionId": "interactionId", "ActionPlanId": "actionPlanId"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request's headers and body. ``url`` is the outside address, "" where ``apimurl`` was empty.

    ``is_veiled``: the answer gives no sealed words back (``sealing.VEILED``).
    """

    method: str
    touchpoint: str
    subcontractor: str
    url: str
    accept: str
    correlation: str
    body: bytes
    is_veiled: bool = False


@dataclass(slots=True, kw_only=True)
class Exchange:
    """The state that the steps of an operation share. ``entered`` is missing only before TP has passed."""

    request: Incoming
    asked: Asked
    actor_entered: Entered | None
    now: datetime
    switches: frozenset[Switch]
    ids: dict[str, UUID] = field(default_factory=dict)
    offending: str = ""
    sent: SentBody | None = None
    unreadable: str = ""
    failures: list[Failure] = field(default_factory=list)
    presented: Presented | None = None
    record: WireRecord | None = None
    merged: dict[str, object] | None = None
    _has_read: bool = False
    _kin: dict[tuple[str, UUID], Kin] | None = None

    @property
    def resource(self) -> Resource:
        """What is asked for."""
        return self.asked.resource

    @property
    def operation(self) -> Operation:
        """What is to be done."""
        return self.asked.operation

    @property
    def entered(self) -> Entered:
        """Who acts. Raises LookupError before the touchpoint is known."""
        if self.actor_entered is None:
            raise LookupError("nobody has entered")
        return self.actor_entered

    @property
    def is_write(self) -> bool:
        """Whether the operation changes anything."""
        return self.request.method != "GET"

    def place(self, name: str) -> bool:
        """Read the id of a place of the route; False where it is none, and its text is kept for the answer."""
        written = self.asked.places.get(name, "")
        read = read_id(written)
        if read is None:
            self.offending = written
            return False
        self.ids[name] = UUID(read)
        return True

    def read(self) -> bool:
        """Read the body, once; False where it can't be."""
        if not self._has_read:
            self._has_read = True
            try:
                self.sent = read_body(
                    self.request.body,
                    self.resource,
                    method=self.request.method,
                    version=self.asked.version,
                )
            except Unreadable as error:
                self.unreadable = error.message
        return not self.unreadable

    @property
    def body(self) -> SentBody:
        """What was sent. Raises LookupError before B and N have passed."""
        if self.sent is None:
            raise LookupError("no body was read")
        return self.sent

    def kin(self, resource: ResourceName, record_id: UUID) -> Kin | None:
        """What checks ask of a record beside the one in hand: its customer, parents, or the session it names.

        All that the request names are read at once, when the first is asked for; None where the touchpoint sees none.
        """
        if self._kin is None:
            named = self.sent.values.get("SessionId") if self.sent is not None else None
            self._kin = find_kin({*self.ids.values(), *([UUID(named)] if isinstance(named, str) else [])})
        if (resource.value, record_id) not in self._kin and record_id not in self.ids.values():
            self._kin |= find_kin({record_id})
        return self._kin.get((resource.value, record_id))

    def customer(self) -> WireRecord | None:
        """The customer's own wire record, whole."""
        return WireRecord.objects.filter(id=self.ids["customerId"], resource=ResourceName.CUSTOMER).first()

    @property
    def headers(self) -> Headers:
        """What headers and path set of the record."""
        names = {each.name for each in self.resource.fields if each.on_post is Given.PATH}
        ids = {name: str(self.ids[place]) for name, place in _PATH_NAMES.items() if name in names}
        return Headers(
            touchpoint=self.request.touchpoint,
            subcontractor=self.request.subcontractor or None,
            ids=ids,
        )

    def seen(self, record: WireRecord) -> dict[str, object]:
        """A record's body as whoever asks is given it."""
        return dict(record.body) if self.request.is_veiled else unveil(record, code=self.entered.code)

    def context(self, values: Mapping[str, object] | None = None) -> Context:
        """What rules may ask. ``values``: the fields to be judged, for the session that they name."""
        stored = None
        if self.record is not None:
            stored = lifted(self.resource, unveil(self.record, code=self.entered.code))
        return Context(
            now=self.now,
            version=self.asked.version,
            method=self.request.method,
            touchpoint=self.request.touchpoint,
            subcontractor=self.request.subcontractor or None,
            stored=stored,
            sent=self.sent.values if self.sent is not None else {},
            session_at=self._session_of(values or {}),
            switches=self.switches,
        )

    def asks(self) -> dict[str, object]:
        """The fields of the request as V judges them."""
        return asked(self.resource, self.body, self.headers, self.context())

    def merge(self) -> dict[str, object]:
        """The record as a PATCH would leave it, with moments read. Merged once."""
        if self.merged is None:
            context = self.context()
            self.merged = merged(
                self.resource, context.stored or {}, self.body, self.headers, context, self.operation
            )
        return self.merged

    def judge(self, values: Mapping[str, object], *, require: bool) -> bool:
        """Check fields and keep the failures; whether there are none."""
        self.failures = check_fields(self.resource, values, self.context(values), require=require)
        return not self.failures

    def _session_of(self, values: Mapping[str, object]) -> Moment | None:
        """When the session that the fields name was, where the touchpoint can see one; it may be anybody's."""
        named = values.get("SessionId")
        found = self.kin(ResourceName.SESSION, UUID(named)) if isinstance(named, str) else None
        return read_moment(found.session_at) if found is not None and found.session_at else None
