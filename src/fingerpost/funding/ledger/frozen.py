"""A claim frozen and made again: its facts packed and sealed, its rules as text, the same result byte for byte."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from fingerpost.files.sealing import seal, unseal
from fingerpost.funding.facts import Customer
from fingerpost.funding.ledger.document import Around, customer_from, header_from, whole
from fingerpost.funding.ledger.used_rules import rules_from
from fingerpost.funding.ledger.working import Result, work_out
from fingerpost.funding.models import Claim, FrozenFacts
from fingerpost.house.errors import NotFound
from fingerpost.policy.rules import Rules

if TYPE_CHECKING:
    import hashlib

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Packed:
    """The facts of a claim: packed and sealed, the hash of the text, and of the lines of customers alone."""

    sealed: bytes
    sha256: str
    customers_sha256: str


@dataclass(frozen=True, slots=True)
class Remade:
    """A claim made again from what was frozen. ``is_same``: its facts, and its result byte for byte, are as kept."""

    result: Result
    text: str
    facts_are_whole: bool
    is_same: bool


def pack(around: Around, customers: Iterable[str]) -> Packed:
    """Pack and seal the document of a claim, a line at a time."""
    packer, text, lines, pieces = zlib.compressobj(6), sha256(), sha256(), []
    for number, line in enumerate(whole(around, customers)):
        text.update(line)
        if number:
            lines.update(line)
        pieces.append(packer.compress(line))
    pieces.append(packer.flush())
    return Packed(seal(b"".join(pieces)), text.hexdigest(), lines.hexdigest())


def remake(claim: Claim) -> Remade:
    """Make a claim again from its frozen facts and rules alone: no pack, no record and no ledger is read.

    Raises NotFound where the actor may not see its facts.
    """
    facts = FrozenFacts.objects.filter(claim_id=claim.id).first()
    if facts is None:
        raise NotFound(_("The facts of this claim are not for you to see."), code="facts_not_found")
    seen = sha256()
    result = _work_out(bytes(facts.packed), seen, rules_from(claim.rules))
    are_whole = seen.hexdigest() == claim.inputs_sha256
    return Remade(result, result.text(), are_whole, are_whole and result.sha256() == claim.result_sha256)


def work_out_packed(sealed: bytes, *, rules: Rules) -> Result:
    """Work a claim out from its packed and sealed facts: the one way, for making it and for making it again."""
    return _work_out(sealed, sha256(), rules)


def _work_out(sealed: bytes, seen: hashlib._Hash, rules: Rules) -> Result:
    lines = _lines(unseal(sealed), seen)
    around = header_from(next(lines))
    return work_out(around, _customers(lines), rules=rules)


def _customers(lines: Iterator[str]) -> Iterator[Customer]:
    for line in lines:
        yield customer_from(line)


def _lines(packed: bytes, seen: hashlib._Hash) -> Iterator[str]:
    """The lines of a packed document, unpacked a piece at a time; their bytes go into the hash."""
    unpacker, rest = zlib.decompressobj(), b""
    for at in range(0, len(packed), _CHUNK):
        piece = unpacker.decompress(packed[at : at + _CHUNK])
        seen.update(piece)
        *ended, rest = (rest + piece).split(b"\n")
        for line in ended:
            yield line.decode()
