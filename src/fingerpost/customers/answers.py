"""Answers to secret questions: hashed so that they can be checked and never read (BR-7.3b).

An answer is brought to one form, so that spelling by ear agrees; keyed with a secret that the database does
not hold; then hashed with Argon2. Whoever holds the database alone can't try answers out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password

from fingerpost.policy.names import match_name

_SALT = b"fingerpost.customers.answers"


def normal_answer(answer: str) -> str:
    """The form of an answer that is compared: no case, accents, punctuation or spaces; "" for nothing said."""
    return match_name(answer) or unicodedata.normalize("NFKC", answer).strip().casefold()


def hash_answer(answer: str) -> str:
    """Return what may be kept of an answer. Raises ValueError for an answer that says nothing."""
    said = normal_answer(answer)
    if not said:
        raise ValueError("An answer says something.")
    return make_password(_keyed(said, settings.SECRET_KEY))


def check_answer(answer: str, kept: str | None) -> bool:
    """Whether an answer is the one kept; the same work is done where none is kept, so that time tells nothing."""
    against = kept or _nobodys_hash()
    hasher = identify_hasher(against)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    said = normal_answer(answer)
    results = [hasher.verify(_keyed(said, key), against) for key in keys]
    return any(results) and kept is not None and bool(said)


def _keyed(said: str, key: str) -> str:
    return hmac.new(key.encode(), _SALT + said.encode(), hashlib.sha256).hexdigest()


@cache
def _nobodys_hash() -> str:
    """A hash of the present cost that no answer meets."""
    return get_hasher().encode(secrets.token_hex(32), get_hasher().salt())
