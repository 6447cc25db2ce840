"""What the descriptions of resources have in common: the steps of a request, and the fields that most of them have.

The steps are named by the codes of the description (``Step.code``); each builder answers with what its check says
when it fails. Codes beyond the usual ones are ``Bi`` (the body of a customer whose IntroducedBy can not be read),
``De`` (an email address that another customer uses) and ``Ie`` (the email address of a digital identity removed).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.description import (
    NEWEST,
    OLDEST,
    Body,
    Context,
    Field,
    Given,
    Kind,
    Operation,
    Reply,
    Step,
    Switch,
)

TOUCHPOINT_LENGTH: Final = 10
SUBCONTRACTOR_LENGTH: Final = 50
POSTCODE_LENGTH: Final = 10

_BAD_REQUEST, _FORBIDDEN, _CONFLICT, _UNPROCESSABLE, _NOTHING = 400, 403, 409, 422, 204


# ---- Steps, in the order in which requests usually meet them -------------------------------------------------------


def tp(body: Body = Body.EMPTY, words: str = "") -> Step:
    """The header TouchpointId is missing or empty: 400."""
    return Step(code="TP", status=_BAD_REQUEST, body=body, words=words)


def au(body: Body = Body.EMPTY, words: str = "") -> Step:
    """The header apimurl is missing: 400. The service derives it, so this never happens to a client."""
    return Step(code="AU", status=_BAD_REQUEST, body=body, words=words)


def sc(body: Body = Body.EMPTY, words: str = "", *, since: int = OLDEST) -> Step:
    """The header SubcontractorId is missing or empty: 400."""
    return Step(code="SC", status=_BAD_REQUEST, body=body, words=words, since=since)


def guid(code: str, body: Body = Body.ZERO_ID) -> Step:
    """An id of the path (Gc customer, Gi interaction, Gp plan, Gr record) is no GUID: 400."""
    return Step(code=code, status=_BAD_REQUEST, body=body)


def guids(codes: str, body: Body = Body.ZERO_ID) -> tuple[Step, ...]:
    """Several of those, codes parted by blanks, with one body."""
    return tuple(guid(code, body) for code in codes.split())


def parse(body: Body = Body.EXCEPTION) -> Step:
    """The body can't be read: 422."""
    return Step(code="B", status=_UNPROCESSABLE, body=body)


def null_body(body: Body = Body.EMPTY, status: int = _UNPROCESSABLE) -> Step:
    """The body is empty or null: 422, or as said."""
    return Step(code="N", status=status, body=body)


def invalid(*, merged: bool = False) -> Step:
    """What came, or with ``merged`` the record as it would be, does not keep the rules: 422 with all failures."""
    return Step(code="Vm" if merged else "V", status=_UNPROCESSABLE, body=Body.ERRORS)


def customer_missing(status: int = _NOTHING, body: Body = Body.EMPTY) -> Step:
    """The customer is not found."""
    return Step(code="C", status=status, body=body)


def read_only(body: Body = Body.CUSTOMER_ID_TEXT) -> Step:
    """The customer has a DateOfTermination, so that nothing of theirs changes: 403."""
    return Step(code="RO", status=_FORBIDDEN, body=body)


def interaction_missing() -> Step:
    """The interaction is not found for that customer: 204."""
    return Step(code="I", status=_NOTHING)


def plan_missing() -> Step:
    """The action plan is not found for that customer and interaction: 204."""
    return Step(code="P", status=_NOTHING)


def record_missing(status: int = _NOTHING, body: Body = Body.EMPTY) -> Step:
    """The record itself is not found: 204."""
    return Step(code="X", status=status, body=body)


def conflict(code: str = "D", body: Body = Body.EMPTY) -> Step:
    """There is one already (D), or another customer uses that email address (De): 409."""
    return Step(code=code, status=_CONFLICT, body=body)


def write_failed(body: Body = Body.EMPTY, status: int = _BAD_REQUEST) -> Step:
    """The record could not be kept: 400."""
    return Step(code="W", status=status, body=body)


# ---- Operations ----------------------------------------------------------------------------------------------------


def getting(route: str, *steps: Step, scope: str = "customer", says: str = "") -> Operation:
    """Reading one record by its id. ``scope`` names the parents that have to match, parted by blanks."""
    return Operation(
        method="GET", route=route, does="get", steps=steps, scope=frozenset(scope.split()), says=says
    )


def listing(
    route: str, *steps: Step, reply: Reply = Reply.LIST, scope: str = "customer", says: str = ""
) -> Operation:
    """Reading every record under a parent; none answers 204."""
    return Operation(
        method="GET",
        route=route,
        does="list",
        steps=steps,
        reply=reply,
        scope=frozenset(scope.split()),
        says=says,
    )


def posting(route: str, *steps: Step, scope: str = "customer", says: str = "") -> Operation:
    """Making a record; answers 201 with it."""
    return Operation(
        method="POST",
        route=route,
        does="post",
        steps=steps,
        success=201,
        scope=frozenset(scope.split()),
        says=says,
    )


def patching(
    route: str, *steps: Step, scope: str = "customer", validates: str = "body", says: str = ""
) -> Operation:
    """Changing a record by a sparse merge; answers 200 with the whole of it."""
    return Operation(
        method="PATCH",
        route=route,
        does="patch",
        steps=steps,
        scope=frozenset(scope.split()),
        validates=validates,
        says=says,
    )


# ---- Fields --------------------------------------------------------------------------------------------------------


def record_id(name: str) -> Field:
    """The id of the record: the server makes it, and reads it (where it reads it at all) from ``id``."""
    return Field(
        name=name, kind=Kind.ID, on_post=Given.SERVER, on_patch=Given.NEVER, reads_as="id", says="Its id."
    )


def parent_id(name: str) -> Field:
    """The id of what the record belongs to, taken from the path and never changed."""
    return Field(
        name=name, kind=Kind.ID, on_post=Given.PATH, on_patch=Given.NEVER, says="Taken from the path."
    )


def moment(
    name: str,
    *,
    on_post: Given = Given.OPTIONAL,
    on_patch: Given = Given.OPTIONAL,
    future: bool = False,
    default: object = None,
    message: str = "",
    since: int = OLDEST,
    until: int = NEWEST,
    says: str = "",
) -> Field:
    """A date and time, not later than now unless ``future``. ``message`` replaces the usual words of that refusal."""
    return Field(
        name=name,
        kind=Kind.MOMENT,
        on_post=on_post,
        on_patch=on_patch,
        not_future=not future,
        messages=MappingProxyType({"not_future": message} if message else {}),
        default=default,
        since=since,
        until=until,
        says=says,
    )


def choice(
    name: str,
    enum: str,
    *,
    on_post: Given = Given.OPTIONAL,
    on_patch: Given = Given.OPTIONAL,
    default: object = None,
    message: str = "",
    required: str = "",
    since: int = OLDEST,
    until: int = NEWEST,
    says: str = "",
) -> Field:
    """A number of a list. ``message`` replaces the usual words for one that the list does not have."""
    words = {"enum": message, "required": required}
    return Field(
        name=name,
        kind=Kind.ENUM,
        on_post=on_post,
        on_patch=on_patch,
        enum=enum,
        messages=MappingProxyType({key: text for key, text in words.items() if text}),
        default=default,
        since=since,
        until=until,
        says=says,
    )


def postcode(
    name: str,
    *,
    on_post: Given = Given.OPTIONAL,
    trimmed: bool = False,
    clears: bool = False,
    seals_with: tuple[str, ...] = (),
    says: str = "",
) -> Field:
    """A postcode of ten characters at most."""
    return Field(
        name=name,
        kind=Kind.TEXT,
        on_post=on_post,
        grammar="POSTCODE",
        longest=POSTCODE_LENGTH,
        messages=MappingProxyType({"grammar": messages.POSTCODE}),
        trimmed=trimmed,
        clears=clears,
        seals_with=seals_with,
        says=says,
    )


def place(
    name: str,
    grammar: str = "",
    *,
    shown_by: Switch | None = None,
    since: int = OLDEST,
    until: int = NEWEST,
) -> Field:
    """A latitude or longitude. No place is looked up: what was sent is kept."""
    return Field(
        name=name,
        kind=Kind.NUMBER,
        grammar=grammar,
        shown_by=shown_by,
        since=since,
        until=until,
        says="In degrees.",
    )


def modified_date(*, future: bool = False) -> Field:
    """When the record was changed last: as sent, else now."""
    return moment(
        "LastModifiedDate",
        future=future,
        default="now",
        message=messages.LAST_MODIFIED,
        says="When it was changed last; now where nothing was sent.",
    )


def _touchpoint(name: str, strict: bool, on_patch: Given, says: str, strict_since: int = OLDEST) -> Field:
    return Field(
        name=name,
        kind=Kind.TEXT,
        on_post=Given.HEADER,
        on_patch=on_patch,
        header="TouchpointId",
        shortest=TOUCHPOINT_LENGTH,
        longest=TOUCHPOINT_LENGTH,
        grammar="DIGITS" if strict else "",
        grammar_since=strict_since,
        says=says,
    )


def modified_by(name: str = "LastModifiedTouchpointId", *, strict: bool, strict_since: int = OLDEST) -> Field:
    """The touchpoint that changed it last, from the header: ten characters, with ``strict`` all digits."""
    return _touchpoint(name, strict, Given.HEADER, "The touchpoint that changed it last.", strict_since)


def made_by(name: str = "TouchpointId", *, strict: bool) -> Field:
    """The touchpoint that made the record, from the header of the POST and never changed."""
    return _touchpoint(name, strict, Given.NEVER, "The touchpoint that made it.")


def subcontractor(*, grammar: str = "", longest: int | None = SUBCONTRACTOR_LENGTH, since: int = 2) -> Field:
    """The subcontractor, from the header; a PATCH without the header keeps what is stored."""
    return Field(
        name="SubcontractorId",
        kind=Kind.TEXT,
        on_post=Given.HEADER,
        on_patch=Given.HEADER,
        header="SubcontractorId",
        grammar=grammar,
        longest=longest,
        since=since,
        says="The subcontractor, as the header says.",
    )


def created_by(*, hidden: bool = False) -> Field:
    """The touchpoint that made the record: kept from the header; shown by a switch, or with ``hidden`` never."""
    return Field(
        name="CreatedBy",
        kind=Kind.TEXT,
        on_post=Given.HEADER,
        on_patch=Given.NEVER,
        header="TouchpointId",
        is_hidden=hidden,
        shown_by=None if hidden else Switch.SHOW_CREATED_BY,
        since=3,
        says="The touchpoint that made it.",
    )


# ---- Helpers of rules ----------------------------------------------------------------------------------------------


def is_blank(value: object) -> bool:
    """Whether a text is missing, empty or blanks alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def stored_value(context: Context, name: str) -> object:
    """What the record held of a field before this request; None on a POST."""
    stored: Mapping[str, object] = context.stored or {}
    return stored.get(name)
