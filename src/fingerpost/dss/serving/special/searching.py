"""The search of the wire, in both its forms: who may be found, and what is told of them.

Found are records that the key's touchpoints may see already, and whoever is named by all four items together
(OI-14.19); nobody near them. A deployment can widen it (``DSS_SEARCH_WIDE``). Whoever is told of is opened to the
touchpoint, read, and logged; whoever was only looked at is not.
"""

from __future__ import annotations

import json as plain_json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict

from fingerpost.customers.rules import matching_form
from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.serving import limits
from fingerpost.dss.serving.entering import Entered, Refusal, enter, hash_of
from fingerpost.dss.serving.presenting import present
from fingerpost.dss.serving.replies import Answer, json, nothing
from fingerpost.dss.serving.replies import Shape as AnswerShape
from fingerpost.dss.wire import searching
from fingerpost.dss.wire.catalogue import RESOURCES
from fingerpost.dss.wire.description import Switch
from fingerpost.dss.wire.moments import read_moment
from fingerpost.dss.wire.searching import Asked, BadSearch, Beginning, Guard, Term
from fingerpost.dss.wire.writing import as_json, show_many
from fingerpost.house.reading import log_reads

MOST_FOUND: Final = 1_000
MOST_WIDE: Final = 200
_MOST_TURNS: Final = 20
READ_AS: Final = "wire.search"
_NOTHING, _BAD = 204, 400
_VERSIONS: Final = {"": 1, "v1": 1, "v2": 2, "v3": 3}
_ABOUT: Final = (ResourceName.CUSTOMER, ResourceName.ADDRESS, ResourceName.CONTACT)
_HEADER: Final = re.compile(r"[^\x20-\x7e]")
_STALE: Final = """
    SELECT u.id FROM unnest(%s::uuid[]) AS u (id) LEFT JOIN dss_wiremark m ON m.customer_id = u.id
     WHERE coalesce(m.events_seen, -1) <> (
        SELECT count(*) FROM house_event e
         WHERE e.customer_id = u.id AND e.kind NOT LIKE 'concern.%%'
           AND NOT EXISTS (SELECT 1 FROM dss_wiretouchpoint w WHERE w.account_id = e.account_id))
"""

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found: the touchpoint that is told, and what.

    ``is_new``: that may see them by being told alone. ``is_named``: by all four items together.
    """

    who: Entered
    document: Document
    is_new: bool = False
    is_named: bool = False


Found = dict[UUID, Hit]


class Form(StrEnum):
    """Which search was asked for."""

    SEARCH = "search/api/"
    LEGACY = "customers/api/CustomerSearch"


def form_of(segment: str, method: str, path: str, *, version: str) -> Form | None:
    """Which search this is, if any. The older one is there up to v3."""
    place = path.strip("/").lower()
    if method != "GET":
        return None
    if segment == "search" and not place:
        return Form.SEARCH
    is_legacy = segment == "customers" and place == "customersearch"
    return Form.LEGACY if is_legacy and version.strip().lower() in _VERSIONS else None


def answer(
    form: Form,
    *,
    key: str,
    entered: Entered | Refusal,
    query: QueryDict,
    base: str,
    version: str,
    switches: frozenset[Switch],
    now: datetime,
) -> Answer:
    """Answer a search. ``entered`` is who came in; a Refusal where no touchpoint was named. ``base``: this URL."""
    if form is Form.LEGACY:
        if isinstance(entered, Refusal):
            return json(str(_BAD), _BAD)
        return _legacy(entered, query, _VERSIONS[version.strip().lower()], switches, key, now)
    search = _first(query, "search")
    guard = searching.guard(search)
    if guard.is_too_short:
        headers = {**_told(guard), "ContainsSearchKey": str("search" in query)}
        return Answer(status=_NOTHING, headers=headers)
    try:
        asked = searching.read_search(
            search=search,
            filters=_first(query, "$filter"),
            order=_first(query, "$orderby"),
            select=_first(query, "$select"),
            top=_first(query, "$top"),
            skip=_first(query, "$skip"),
        )
    except BadSearch as wrong:
        content = as_json({"error": {"code": "", "message": str(wrong)}})
        return Answer(status=_BAD, content=content, shape=AnswerShape.JSON, headers=_told(guard))
    found = _find(asked, _who(key, entered, now), now) if asked.terms else {}
    shown = asked.ordered(hit.document for hit in found.values())
    # That somebody is there is told by the number alone to whoever named them.
    named = [one for one, hit in found.items() if hit.is_named]
    _tell(found, dict.fromkeys([*asked.ids(shown), *named]), key, now)
    content = as_json(
        {
            "@odata.context": f"{base}/$metadata#docs",
            "@odata.count": len(shown),
            "value": [{"@search.score": 1.0, **part} for part in asked.page(shown)],
        }
    )
    return Answer(status=200, content=content, shape=AnswerShape.JSON, headers=_told(guard))


def _who(key: str, entered: Entered | Refusal, now: datetime) -> Iterable[Entered]:
    """Each touchpoint in turn, acting: the one that was named, else every one for which the key speaks."""
    if isinstance(entered, Entered):
        yield entered
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_wire_speaks_for(%s)", [hash_of(key)])
        row = cursor.fetchone()
    for code in row[0] if row else ():
        who = enter(key=key, touchpoint=code, request_id="", now=now)
        if isinstance(who, Entered):
            yield who


def _find(asked: Asked, touchpoints: Iterable[Entered], now: datetime) -> Found:
    """Who is found, each with the touchpoint that may see them and the document that is told."""
    is_wide: bool = settings.DSS_SEARCH_WIDE
    most = MOST_WIDE if is_wide else MOST_FOUND
    found: Found = {}
    named: list[UUID] | None = None
    for who in touchpoints:
        if named is None:
            # Before any record is locked: searches of one key may wait for each other at the count of its misses.
            named = _exact(asked, who, now)
        for candidates in _candidates(asked, is_wide=is_wide, most=most):
            fresh = [one for one in candidates if one not in found]
            documents = _unopened(fresh, who, now) if is_wide else _documents(fresh, who, now)
            passed = [(one, document) for one, document in documents.items() if asked.finds(document)]
            found |= {
                one: Hit(who, document, is_new=is_wide) for one, document in passed[: most - len(found)]
            }
            if len(found) >= most:
                break
        for one, document in _unopened([one for one in named if one not in found], who, now).items():
            if asked.passes(document):
                found[one] = Hit(who, document, is_new=True, is_named=True)
    return found


def _candidates(asked: Asked, *, is_wide: bool, most: int) -> Iterator[list[UUID]]:
    """Whoever may pass, by what stands in record or wire record, in order of name and so many at a time."""
    function = "fingerpost_wire_find_wide" if is_wide else "fingerpost_wire_find"
    terms = plain_json.dumps([{"fields": list(term.fields), "pattern": term.pattern} for term in asked.terms])
    filters = plain_json.dumps(asked.groups())
    after: UUID | None = None
    for _turn in range(_MOST_TURNS):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {function}(%s::jsonb, %s::jsonb, %s::uuid, %s)", [terms, filters, after, most]
            )
            candidates = [row[0] for row in cursor.fetchall()]
        yield candidates
        if len(candidates) < most:
            return
        after = candidates[-1]


def _unopened(customer_ids: Sequence[UUID], who: Entered, now: datetime) -> dict[UUID, Document]:
    """What would be told of customers whom the touchpoint may not see yet. Nothing of this look stays: no grant."""
    if not customer_ids:
        return {}
    with transaction.atomic():
        opened = [one for one in customer_ids if _is_opened(one, who, now)]
        documents = _documents(opened, who, now)
        transaction.set_rollback(True)
    return documents


def _is_opened(customer_id: UUID, who: Entered, now: datetime) -> bool:
    return present(customer_id=customer_id, entered=who, now=now, writing=False) is not None


def _exact(asked: Asked, who: Entered, now: datetime) -> list[UUID]:
    """Who is named by surname, first name, postcode and date of birth together; nobody where one is missing.

    The database counts whoever is not there, and names nobody once a key asked for too many of those.
    """
    terms = [term for term in asked.terms if isinstance(term, Term) and not term.is_prefix]
    named = {
        name: " ".join(term.word for term in terms if term.fields == (name,))
        for name in ("GivenName", "FamilyName", "PostCode")
    }
    bare = [term.word for term in terms if len(term.fields) > 1]
    born_on = next((on for group in asked.filters for on in _born(group) if len(asked.filters) == 1), None)
    if born_on is None or not all(named.values()):
        return []
    # The second half of a postcode stands by itself where it is not in quotation marks.
    items = matching_form(
        given_name=named["GivenName"],
        family_name=named["FamilyName"],
        postcode=" ".join([named["PostCode"], *bare]),
    )
    most = limits.most_misses(now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_wire_exact_match(%s, %s, %s, %s, %s, %s, %s)",
            [who.key_id, items.family, items.given, born_on, items.postcode, most.searches, most.minutes],
        )
        return [row[0] for row in cursor.fetchall()]


def _born(group: Iterable[searching.Comparison]) -> list[date]:
    return [
        searching.day_of(one.value)
        for one in group
        if one.field == "DateofBirth" and one.test == "eq" and isinstance(one.value, int)
    ]


def _documents(customer_ids: Sequence[UUID], who: Entered, now: datetime) -> dict[UUID, Document]:
    """What is told of each: customer, latest address and contact details in one, as the wire says them."""
    if not customer_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [list(customer_ids)])
        stale = [row[0] for row in cursor.fetchall()]
    for customer_id in stale:
        present(customer_id=customer_id, entered=who, now=now, writing=False)
    whole: dict[UUID, dict[str, object]] = {one: {} for one in customer_ids}
    records = WireRecord.objects.filter(customer_id__in=whole, resource__in=_ABOUT)
    for record in records.only("customer_id", "resource", "body").order_by("modified_at", "id"):
        if record.customer_id is None:
            continue
        document = whole[record.customer_id]
        for name in searching.FIELDS:
            # A change of address is no change of the customer.
            if name in record.body and (
                name in searching.SEARCHABLE or record.resource == ResourceName.CUSTOMER
            ):
                document[name] = record.body[name]
    return {
        one: {**document, "CustomerId": str(one)}
        for one, document in whole.items()
        if "FamilyName" in document
    }


def _legacy(
    who: Entered, query: QueryDict, version: int, switches: frozenset[Switch], key: str, now: datetime
) -> Answer:
    """The search of before: names by their beginnings, date of birth and learner number to the letter."""
    names = {name: _first(query, name).strip() for name in ("GivenName", "FamilyName")}
    number, born = _first(query, "UniqueLearnerNumber").strip(), _first(query, "DateofBirth").strip()
    if any(0 < len(typed) < searching.SHORTEST for typed in names.values()):
        return nothing(_NOTHING)
    moment = read_moment(born) if born else None
    if born and moment is None:
        return nothing(_NOTHING)
    # No name holds a sign 0, and no text of the database.
    if any("\0" in typed for typed in names.values()):
        return nothing(_NOTHING)
    terms: list[Term | Beginning] = [Beginning(name, typed) for name, typed in names.items() if typed]
    terms += [Term(("UniqueLearnerNumber",), word) for word in searching.words_of(number)]
    comparisons = (searching.on_day("DateofBirth", moment),) if moment is not None else ()
    # Everybody of a day is more than a search of all customers may ask for.
    if not terms and (settings.DSS_SEARCH_WIDE or not comparisons):
        return nothing(_NOTHING)
    asked = Asked(terms=tuple(terms), filters=comparisons)
    found = _find(asked, [who], now)
    if not found:
        return nothing(_NOTHING)
    resource = RESOURCES[ResourceName.CUSTOMER]
    shown = asked.ordered(hit.document for hit in found.values())
    ids = [UUID(str(each["CustomerId"])) for each in shown]
    _tell(found, ids, key, now)
    kept = WireRecord.objects.filter(customer_id__in=ids, resource=ResourceName.CUSTOMER)
    bodies = {record.id: record.body for record in kept}
    return json(show_many(resource, (bodies[one] for one in ids), version=version, switches=switches))


def _tell(found: Found, shown: Iterable[UUID], key: str, now: datetime) -> None:
    """Open whoever is given back to the touchpoint that may be told, and keep that it was (OI-14.15)."""
    by_touchpoint: dict[str, tuple[Entered, list[UUID]]] = {}
    for customer_id in shown:
        who = found[customer_id].who
        by_touchpoint.setdefault(who.code, (who, []))[1].append(customer_id)
    for who, customer_ids in by_touchpoint.values():
        # Each signs for itself, and another one may have entered since.
        enter(key=key, touchpoint=who.code, request_id=who.actor.request_id, now=now)
        for customer_id in customer_ids:
            if found[customer_id].is_new:
                present(customer_id=customer_id, entered=who, now=now, writing=False)
        log_reads(actor=who.actor, customer_ids=customer_ids, what=READ_AS, reason="wire", now=now)


def _told(guard: Guard) -> dict[str, str]:
    """The gateway's own headers, in characters that a header can hold."""
    return {
        "SearchValueTooShort": str(guard.is_too_short),
        "SearchKeyValue": "",
        "givenName": _HEADER.sub("?", guard.given or "False"),
        "familyName": _HEADER.sub("?", guard.family or "False"),
    }


def _first(query: QueryDict, name: str) -> str:
    return next(iter(query.getlist(name)), "")
