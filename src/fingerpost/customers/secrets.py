"""Answers to secret questions: kept so that they can be checked and never read (BR-7.3b).

An answer is brought to one form, keyed with the service's own secret, and hashed with Argon2. Checking one
costs the same whether or not anything is kept, so that time tells nobody whether a record was found.
"""

from __future__ import annotations

import secrets
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac

from fingerpost.policy.names import match_name

SHORTEST_ANSWER = 4
"""Letters and digits that an answer has at least, once spaces and punctuation are left out."""

_SALT = "fingerpost.customers.secrets"


def is_long_enough(answer: str) -> bool:
    """Whether an answer has enough letters and digits to be a secret at all."""
    return len(match_name(answer)) >= SHORTEST_ANSWER


def hash_answer(answer: str) -> str:
    """The only form in which an answer is kept. Case, accents, spaces and punctuation don't count."""
    return make_password(_keyed(answer, settings.SECRET_KEY))


def answer_matches(answer: str, kept: str | None) -> bool:
    """Whether an answer is the one that was hashed; False after the same work where nothing is kept.

    Answers kept under an earlier secret of the service still count while it stands in the fallbacks.
    """
    against = kept or _nothing_kept()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    found = [check_password(_keyed(answer, key), against) for key in keys]
    return any(found) and kept is not None


def _keyed(answer: str, key: str) -> str:
    return salted_hmac(_SALT, match_name(answer), secret=key, algorithm="sha256").hexdigest()


@cache
def _nothing_kept() -> str:
    return make_password(secrets.token_hex(32))
