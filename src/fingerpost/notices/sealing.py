"""Address and words of a message, encrypted at rest with a key of their own purpose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from fingerpost.staff.typed import cipher

_PURPOSE: Final = "notices"


@dataclass(frozen=True, slots=True)
class Letter:
    """What leaves the building: where to, a subject that says nothing, and the words."""

    address: str
    subject: str
    body: str


def seal(letter: Letter) -> bytes:
    """Encrypt a letter. Only a process that holds the service's secret can open it."""
    plain = json.dumps([letter.address, letter.subject, letter.body])
    return cipher(_PURPOSE).encrypt(plain.encode())


def unseal(sealed: bytes) -> Letter:
    """Open a sealed letter. Raises ``cryptography.fernet.InvalidToken`` where the secret is another."""
    address, subject, body = json.loads(cipher(_PURPOSE).decrypt(sealed))
    return Letter(address, subject, body)
