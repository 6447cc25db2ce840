"""Words that came by wire and may not stand: taken out, sealed for their sender, and destroyed by date.

The wire can't refuse them, since its refusals are all known and none is for words. So the record gets neutral words
in their place, the clerical queue a finding, and nobody but the touchpoint that sent them is given them back. A home
at a guarded postcode is treated the same way: neither the postcode nor the lines beside it may stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from fingerpost.customers.doors import home_postcode_allowed
from fingerpost.dss.models import ResourceName, WireRecord
from fingerpost.dss.translating.base import Found
from fingerpost.dss.translating.findings import HOME_SEALED, WORDS_SEALED
from fingerpost.dss.wire.description import Field, Kind, Resource
from fingerpost.house.rules import rules_in_force
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.screening import Action, treat
from fingerpost.staff.typed import cipher

NEUTRAL_WORDS: Final = "Text withheld"
"""Letters and one space: every grammar of words on the wire lets it through."""

NEUTRAL_POSTCODE: Final = "XX9 9XX"
"""A postcode by its grammar, and of no place."""

VEILED: Final = "fingerpost.veiled"
"""Stands in the environment of a request that this service asks of itself, and is True there: such an answer gives
nobody's sealed words back. What a client sends stands there as text, under names that begin with ``HTTP_``."""

_PURPOSE: Final = "dss.words"
_POSTCODES: Final = ("PostCode", "AlternativePostCode")
_HOME: Final = ("Address1", "Address2", "Address3", "Address4", "Address5", *_POSTCODES)
_PLACE: Final = ("Longitude", "Latitude")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A body that may stand, and what was taken out of it.

    ``sealed`` are the words, encrypted, None where there are none; ``until`` is the last day on which they are kept.
    """

    body: dict[str, object]
    sealed: bytes | None = None
    until: date | None = None
    findings: list[Found] = field(default_factory=list)


def withhold(
    resource: Resource,
    body: Mapping[str, object],
    *,
    now: datetime,
    customer_id: UUID | None,
    stored: WireRecord | None = None,
    rules: Rules | None = None,
) -> Withheld:
    """Take out of a body what the record can't keep (BR-20.4), and seal it for the touchpoint that changes it.

    The sender is the touchpoint in the field that ``resource.modifier`` names. ``stored`` is the record as it stood:
    what was sealed before and still has its neutral words in the body stays sealed, for whoever sent it then. Words
    are kept for ``wire.sealed_days`` from now, or shorter where earlier ones of the same record end sooner. The same
    body again seals the same fields.
    """
    rules, on = rules or rules_in_force(), civil_date(now)
    made = dict(body)
    sender = str(body.get(resource.modifier) or "")
    before = opened(stored) if stored is not None else {}
    words = [each.name for each in _refused(resource, body, on=on, rules=rules)]
    home = _guarded_home(resource, body)
    for name in (*words, *home):
        made[name] = _neutral(resource, name, body[name])
    taken: dict[str, dict[str, object]] = {
        name: piece for name, piece in before.items() if made.get(name) == piece["shown"]
    }
    taken |= {name: {"by": sender, "was": body[name], "shown": made[name]} for name in (*words, *home)}
    if not taken:
        return Withheld(body=made)
    # A sender's own words come back with every change of something else: they are found and dated once.
    fresh = {name for name, piece in taken.items() if before.get(name) != piece}
    until = on + timedelta(days=rules.get_int("wire.sealed_days", on))
    # A record's words end together, with the first: what comes later never keeps what was sealed before it.
    if taken.keys() - fresh and stored is not None and stored.sealed_until is not None:
        until = min(until, stored.sealed_until)
    findings = [
        Found(rule, tuple(dict.fromkeys(names)))
        for rule, names in ((WORDS_SEALED, words), (HOME_SEALED, home))
        if fresh & set(names)
    ]
    return Withheld(body=made, sealed=_seal(customer_id, taken), until=until, findings=findings)


def unveil(record: WireRecord, *, code: str) -> dict[str, object]:
    """The body of a record for one touchpoint: its own sealed words stand in it again, nobody else's do.

    What the record itself has changed meanwhile is not brought back.
    """
    body: dict[str, object] = dict(record.body)
    for name, piece in opened(record).items():
        if piece["by"] == code and body.get(name) == piece["shown"]:
            body[name] = piece["was"]
    return body


def withheld_in(resource: Resource, body: Mapping[str, object]) -> frozenset[str]:
    """The fields of a body that hold neutral words, or were emptied together with one that does.

    So it can be told of another service's body too. Of a home all is withheld: what is empty beside a neutral
    postcode may have been taken out.
    """
    names = {
        name
        for each in resource.fields
        if each.kind is Kind.TEXT and body.get(each.name) == NEUTRAL_WORDS
        for name in (each.name, *each.seals_with)
    }
    if resource.segment == ResourceName.ADDRESS and any(_is_neutral(body.get(name)) for name in _POSTCODES):
        names |= {*_HOME, *_PLACE}
    return frozenset(names)


def taken_out(
    resource: Resource, body: Mapping[str, object], *, on: date, rules: Rules | None = None
) -> frozenset[str]:
    """The fields that ``withhold`` would take out of a body on a day, as ``withheld_in`` names them afterwards."""
    names = {each.name for each in _refused(resource, body, on=on, rules=rules or rules_in_force())}
    if _guarded_home(resource, body):
        names |= {*_HOME, *_PLACE}
    return frozenset(names)


def opened(record: WireRecord) -> dict[str, dict[str, object]]:
    """What is sealed in a record, by field: who sent it (``by``), what it ``was``, what is ``shown`` in its place.

    Nothing where it was destroyed. Raises ``cryptography.fernet.InvalidToken`` where the secret is another.
    """
    if record.sealed is None:
        return {}
    found = json.loads(cipher(_PURPOSE).decrypt(bytes(record.sealed)))
    if found["of"] != str(record.customer_id):
        return {}
    pieces: dict[str, dict[str, object]] = found["pieces"]
    return pieces


def _seal(customer_id: UUID | None, pieces: Mapping[str, Mapping[str, object]]) -> bytes:
    """Bound to the customer, so that sealed words moved to another's record open there for nobody."""
    return cipher(_PURPOSE).encrypt(json.dumps({"of": str(customer_id), "pieces": pieces}).encode())


def _refused(resource: Resource, body: Mapping[str, object], *, on: date, rules: Rules) -> Iterator[Field]:
    """The fields of words that may not stand, each followed by those that are withheld with it."""
    for each in resource.fields:
        text = body.get(each.name)
        if not each.is_words or not isinstance(text, str) or not text:
            continue
        if treat(text, origin="wire", on=on, rules=rules).action == Action.SEAL:
            yield each
            yield from (resource.field(name) for name in each.seals_with if body.get(name) not in (None, ""))


def _guarded_home(resource: Resource, body: Mapping[str, object]) -> list[str]:
    """The fields of a home that is not kept, whose postcode is known to be no home's (XD-9); none of any other."""
    if resource.segment != ResourceName.ADDRESS:
        return []
    given = [str(body[name]) for name in _POSTCODES if body.get(name)]
    if all(home_postcode_allowed(postcode) for postcode in given):
        return []
    return [name for name in (*_HOME, *_PLACE) if body.get(name) not in (None, "")]


def _is_neutral(postcode: object) -> bool:
    """Whether a postcode is the neutral one, however another service writes it."""
    return isinstance(postcode, str) and _bare(postcode) == _bare(NEUTRAL_POSTCODE)


def _bare(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def _neutral(resource: Resource, name: str, was: object) -> object:
    if name in _POSTCODES:
        return NEUTRAL_POSTCODE
    return NEUTRAL_WORDS if isinstance(was, str) and resource.field(name).kind is Kind.TEXT else None
