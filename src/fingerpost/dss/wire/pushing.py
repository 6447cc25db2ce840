"""What the wire says of pushing notices: when they are tried again, what they hold, and what counts as taken."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Final

WAITS_SECONDS: Final = tuple(2**power for power in range(12))
"""1, 2, 4 ... 2048 seconds after each failure."""
MOST_TRIES: Final = len(WAITS_SECONDS) + 1
TAKEN: Final = frozenset({200, 201, 202})
"""204 is no answer of a listener that took a notice."""
NO_ANSWER: Final = 0

ORIGINATOR: Final = "OriginatingTouchpointId"
SIGNATURE: Final = "Fingerpost-Signature"
NUMBER: Final = "Fingerpost-Notice"


def next_try(tries: int, failed_at: datetime) -> datetime | None:
    """When a notice is tried again after so many failed tries; None where that was the last."""
    return failed_at + timedelta(seconds=WAITS_SECONDS[tries - 1]) if tries < MOST_TRIES else None


def content(*, owner_name: str, owner: str, url: str, modified: str) -> bytes:
    """The JSON of one notice: whom it is about (``CustomerId`` or ``TouchpointId``), where to ask, and since when."""
    said = {owner_name: owner, "ResourceURL": url, "LastModifiedDate": modified}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def bearer(secret: bytes) -> str:
    """The token that a listener finds in ``Authorization``: made from its secret, the same until that is changed."""
    return hmac.new(secret, b"bearer", hashlib.sha256).hexdigest()


def signature(secret: bytes, *, at: datetime, body: bytes) -> str:
    """``t=<seconds since 1970, UTC>,v1=<HMAC-SHA256 in hex of "<t>.<body>">``.

    Whoever holds the secret can tell that the body came from here, unchanged, and when.
    """
    seconds = str(int(at.timestamp()))
    made = hmac.new(secret, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"
