"""The words in which the wire is described: one description, which views, documentation and tests all read.

Pure values. ``fingerpost.dss.wire.catalogue`` lists the resources, each described in ``wire/resources``. Nothing
of the wire is said anywhere else: what a view checks, what OpenAPI says and what the table-driven tests ask come
from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fingerpost.dss.wire.moments import Moment

OLDEST, NEWEST = 1, 4

Value = "str | int | float | bool | list[int] | Moment | None"
"""A field once read: text, whole number or enum, decimal, truth, list of enums, moment, or nothing."""


class Kind(StrEnum):
    """What a field holds on the wire."""

    TEXT = "text"
    WHOLE = "whole"  # an integer
    ENUM = "enum"  # an integer of a list; its member name is read too
    ENUMS = "enums"  # a list of those
    TRUTH = "truth"
    MOMENT = "moment"  # date and time with up to seven digits of a second
    ID = "id"  # a GUID, shown in small letters with hyphens
    NUMBER = "number"  # a decimal
    SPAN = "span"  # a .NET TimeSpan as text
    ADDRESS = "address"  # a URI


class Given(StrEnum):
    """Where a field's value comes from in one method."""

    REQUIRED = "required"  # the body must hold it
    OPTIONAL = "optional"
    SERVER = "server"  # the server sets it; what the body says is ignored
    HEADER = "header"  # a header sets it; what the body says is ignored
    PATH = "path"
    NEVER = "never"  # immutable, or not accepted: ignored


class Switch(StrEnum):
    """Where current builds differ from what clients were written against. All are off at first.

    A deployment switches them on by ``FINGERPOST_DSS_SWITCHES``, names parted by commas.
    """

    SINGLE_OBJECT = "single_object"  # a list of one is the bare object
    CAMEL_ACTION = "camel_action"  # one action by its id answers in camel case
    PASCAL_ERRORS = "pascal_errors"  # lists of errors in Pascal case, as the old builds had them
    SHOW_CREATED_BY = "show_created_by"
    SHOW_PLACES = "show_places"  # latitude and longitude of sessions and employment progressions
    EMPTY_DIVERSITY_LIST = "empty_diversity_list"  # 200 [] instead of 204
    OWN_PARENT_ONLY = "own_parent_only"  # lists under an interaction or plan hold its own alone
    WEB_CHAT_NOTICE_AS_BUILT = "web_chat_notice_as_built"  # its URL ends with the interaction's id
    STRICT_LEARNER_NUMBER = "strict_learner_number"


@dataclass(frozen=True, slots=True)
class Failure:
    """One validation error: the members it names, and its words as they go out."""

    members: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may ask beside the fields. Moments are UTC.

    ``stored`` is the record as it stood (PATCH), ``sent`` the fields of the request alone, by wire name.
    ``session_at`` is the DateandTimeOfSession of the session that the record names, None where it has none or is
    not known. ``touchpoint`` and ``subcontractor`` are the headers.
    """

    now: datetime
    version: int
    method: str
    touchpoint: str
    subcontractor: str | None = None
    stored: Mapping[str, object] | None = None
    sent: Mapping[str, object] = field(default_factory=dict)
    session_at: Moment | None = None
    switches: frozenset[Switch] = frozenset()


Check = Callable[[Mapping[str, object], Context], Iterable[Failure]]
"""A rule: the fields to be judged, by wire name (absent and null are both None), and what else it may ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule beyond one field's own annotations, run after them in the order of the description.

    ``code`` names it for tests and documentation; ``says`` is one plain sentence for the readable page.
    """

    code: str
    says: str
    check: Check
    methods: frozenset[str] = frozenset({"POST", "PATCH"})
    since: int = OLDEST
    until: int = NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One property of a resource, in the order of the wire.

    ``enum`` names a list of ``wire.enums``; ``grammar`` one of ``wire.grammars``. ``shortest`` and ``longest`` count
    characters. ``not_future``: later than now (UTC) is an error. ``messages`` replaces the framework's words
    for an annotation: keys ``required``, ``grammar``, ``length``, ``enum``, ``not_future``. ``default`` is what a
    POST without it keeps; ``now`` as text means the moment of the request, a callable gets fields and context.
    ``header`` names the header of a field given by header. ``clears``: "" in a PATCH stores "". ``is_words``: free
    text, so the restricted-text rules apply (``seals_with``: further fields withheld together with it).
    ``shown_by`` is the switch without which the field is kept and never shown; ``is_hidden`` is never shown.
    ``reads_as`` is the name under which the body is read, where that is another. ``grammar_since``: older versions
    don't ask the grammar. ``computed`` sets the field last of all before it is kept: after the validation of a POST,
    after the merge of a PATCH. ``shown_on``: the methods in whose answers it stands.
    ``is_kept``: without it the field is answered where it is sent, and stands nowhere afterwards.
    ``unreadable`` is what a permissive reader takes for null, "" and words that it can't read, where the body names
    the field at all; None reads in the usual way.
    """

    name: str
    kind: Kind
    on_post: Given = Given.OPTIONAL
    on_patch: Given = Given.OPTIONAL
    enum: str = ""
    grammar: str = ""
    shortest: int = 0
    longest: int | None = None
    not_future: bool = False
    messages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    default: object | Callable[[Mapping[str, object], Context], object] = None
    header: str = ""
    clears: bool = False
    trimmed: bool = False
    is_words: bool = False
    seals_with: tuple[str, ...] = ()
    is_hidden: bool = False
    is_kept: bool = True
    shown_by: Switch | None = None
    shown_on: frozenset[str] = frozenset({"GET", "POST", "PATCH"})
    reads_as: str = ""
    grammar_since: int = OLDEST
    computed: Callable[[Mapping[str, object], Context], object] | None = None
    unreadable: int | None = None
    since: int = OLDEST
    until: int = NEWEST
    says: str = ""

    def is_in(self, version: int) -> bool:
        """Whether this version of the API has the field."""
        return self.since <= version <= self.until


class Body(StrEnum):
    """What stands in the body of a refusal."""

    EMPTY = "empty"
    TEXT = "text"  # words, as text/plain
    NUMBER = "number"  # the status as a JSON number
    ZERO_ID = "zero_id"  # the GUID of noughts, JSON-quoted
    ZERO_ID_TEXT = "zero_id_text"  # the same as text/plain
    ECHO = "echo"  # the offending text as text/plain
    CUSTOMER_ID = "customer_id"  # JSON-quoted
    CUSTOMER_ID_TEXT = "customer_id_text"
    RECORD_ID = "record_id"  # JSON-quoted
    ERRORS = "errors"  # a list of members and messages
    EXCEPTION = "exception"  # an object with at least Message
    DUPLICATE = "duplicate"  # errors and correlation id of the gate of duplicates
    HTTP_CONTENT = "http_content"  # adviser details: an object that says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One check of an operation, in the codes of the facts (TP AU SC Gc Gi Gp Gr B N V C RO I P X D W ...).

    ``status`` and ``body`` answer where it fails. ``words`` are those of a body of TEXT. ``since``: the first
    version that checks it.
    """

    code: str
    status: int
    body: Body = Body.EMPTY
    words: str = ""
    since: int = OLDEST


class Reply(StrEnum):
    """What an operation answers when all went well."""

    ONE = "one"  # the record
    LIST = "list"  # none: 204; one: by the switch; more: an array
    ARRAY = "array"  # none: 204; else always an array
    FIRST = "first"  # the first found as a single object; none: 204
    FILE = "file"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one route, with its checks in order.

    ``route`` is the app's own, with places in braces: ``Customers/{customerId}/Addresses/{addressId}``. Places
    are named ``customerId``, ``interactionId``, ``actionPlanId`` and ``recordId``. ``scope`` says by which
    parents records of a list are found and a single one is matched: of ``customer``, ``interaction``, ``plan``.
    ``validates`` is what V or Vm judges: ``body``, ``merged``, or ``merged_without_required``. ``does`` names
    what the handler does: ``get``, ``list``, ``post``, ``patch``, ``delete``, ``download`` or one that
    ``serving.handlers`` keeps for a resource of its own ways. ``nullable`` are fields of a PATCH that null or ""
    clears where the body names them in this very spelling, after the merge and before the validation.
    """

    method: str
    route: str
    does: str
    steps: tuple[Step, ...]
    reply: Reply = Reply.ONE
    success: int = 200
    scope: frozenset[str] = frozenset({"customer"})
    validates: str = "body"
    nullable: tuple[str, ...] = ()
    since: int = OLDEST
    until: int = NEWEST
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of the wire: the segment of the gateway, its title, fields, rules and operations.

    ``key`` is the wire name of its id, ``modifier`` and ``modified`` those of who changed it last and when.
    ``newest`` is the version of its current build: a higher one that is asked for answers as this, and none or v1
    as ``oldest``. ``notifies``: its POST and PATCH push change notices. ``is_about_reaching``: address and
    contact details.
    """

    segment: str
    title: str
    key: str
    fields: tuple[Field, ...]
    operations: tuple[Operation, ...]
    rules: tuple[Rule, ...] = ()
    oldest: int = OLDEST
    newest: int = NEWEST
    modifier: str = "LastModifiedTouchpointId"
    modified: str = "LastModifiedDate"
    notifies: bool = True
    is_about_reaching: bool = False
    says: str = ""

    def field(self, name: str) -> Field:
        """The field of this wire name. Raises KeyError."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    def fields_in(self, version: int) -> tuple[Field, ...]:
        """The fields of one version, in the order of the wire."""
        return tuple(each for each in self.fields if each.is_in(version))
