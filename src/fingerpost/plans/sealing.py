"""Pass phrases, encrypted at rest with a key of their own purpose, and the hashes of receipt links."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from fingerpost.staff.typed import cipher

_PURPOSE: Final = "plans.phrase"
_TOKEN_BYTES: Final = 32


def seal_phrase(phrase: str) -> bytes:
    """Encrypt a pass phrase. Only a process that holds the service's secret can open it."""
    return cipher(_PURPOSE).encrypt(phrase.encode())


def unseal_phrase(sealed: bytes) -> str:
    """Open a sealed pass phrase. Raises ``cryptography.fernet.InvalidToken`` where the secret is another."""
    return cipher(_PURPOSE).decrypt(sealed).decode()


def make_token() -> str:
    """A new receipt link's secret part, of 256 bits, in letters that an address may hold."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a receipt link: its hash, in hex. With 256 random bits it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
