"""The bytes of a file, encrypted at rest with a key of their own purpose."""

from __future__ import annotations

from typing import Final

from fingerpost.staff.typed import cipher

_PURPOSE: Final = "files"


def seal(content: bytes) -> bytes:
    """Encrypt the bytes of a file. Only a process that holds the service's secret can open them."""
    return cipher(_PURPOSE).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Open sealed bytes. Raises ``cryptography.fernet.InvalidToken`` where the secret is another."""
    return cipher(_PURPOSE).decrypt(sealed)
