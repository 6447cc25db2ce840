"""What was typed, carried past a lock inside the page itself.

OI-14.16b: an idle session needs a fresh sign-in, and unsaved text is not lost. The text goes back to its own
browser encrypted, bound to the account and the address it was meant for; nothing of it is kept here.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import QueryDict

LASTS_SECONDS: Final = 12 * 60 * 60
_NOT_CARRIED: Final = frozenset({"csrfmiddlewaretoken"})
_LARGEST: Final = 4_000_000
_PURPOSE: Final = "typed"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: where to, and each field with its value in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def seal(form: QueryDict, *, account_id: UUID, path: str) -> str:
    """Encrypt what was typed, for this account and this address only."""
    fields = [
        [name, str(value)] for name, values in form.lists() if name not in _NOT_CARRIED for value in values
    ]
    plain = json.dumps({"account": str(account_id), "path": path, "fields": fields})
    return cipher(_PURPOSE).encrypt(zlib.compress(plain.encode())).decode("ascii")


def unseal(sealed: str, *, account_id: UUID) -> Typed | None:
    """What was typed; None where it is not this account's, was changed, or is older than twelve hours."""
    try:
        packed = cipher(_PURPOSE).decrypt(sealed.encode(), ttl=LASTS_SECONDS)
    except InvalidToken:
        return None
    unpacker = zlib.decompressobj()
    found = json.loads(unpacker.decompress(packed, _LARGEST))
    if found["account"] != str(account_id):
        return None
    return Typed(found["path"], tuple((name, value) for name, value in found["fields"]))


def cipher(purpose: str) -> MultiFernet:
    """A cipher for one purpose, with keys made from the deployment's secrets, newest first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str) -> bytes:
    return urlsafe_b64encode(sha256(f"fingerpost.staff.{purpose}:{secret}".encode()).digest())
