"""What a new password must be.

BR-29.3: at least eight characters, letters and digits, upper and lower case, and not easily guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.staff.rules import PasswordRules, password_rules

# A word that everybody tries first, and fewer than this many other characters, is still easily guessed.
_OWN_CHARACTERS_NEEDED: Final = 5
_SHORTEST_WORD: Final = 4
_AS_LETTERS: Final = str.maketrans("013457@$!", "oleastasi")
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class PasswordPolicyValidator:
    """Django's door to the rules: named in AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError with everything that is wrong, not only the first."""
        rules = password_rules(shipped_rules(), on=civil_date(timezone.now()))
        problems = faults(password, rules, own_words=_words_of(user))
        if problems:
            raise ValidationError([ValidationError(words, code=code) for code, words in problems])

    def get_help_text(self) -> str:
        """The rules in one sentence."""
        rules = password_rules(shipped_rules(), on=civil_date(timezone.now()))
        return _(
            "Use at least %(count)s characters, with capital and small letters and a number. "
            "Three words that mean nothing to others are hard to guess."
        ) % {"count": rules.minimum_length}


def faults(password: str, rules: PasswordRules, *, own_words: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What is wrong with a password, as code and words; empty where it may be used. Pure."""
    found: list[tuple[str, str]] = []
    if len(password) < rules.minimum_length:
        short = ngettext(
            "Enter a password of %(count)s character or more",
            "Enter a password of %(count)s characters or more",
            rules.minimum_length,
        ) % {"count": rules.minimum_length}
        found.append(("too_short", short))
    if rules.letters and not any(each.isalpha() for each in password):
        found.append(("no_letter", _("Add a letter to the password")))
    if rules.digits and not any(each.isdigit() for each in password):
        found.append(("no_digit", _("Add a number to the password")))
    if (rules.capitals or rules.mixed_case) and not any(each.isupper() for each in password):
        found.append(("no_capital", _("Add a capital letter to the password")))
    if rules.mixed_case and not any(each.islower() for each in password):
        found.append(("no_small_letter", _("Add a small letter to the password")))
    if rules.refuse_guessable and is_guessable(password, own_words=own_words):
        found.append(("guessable", _("Choose a password that is harder to guess")))
    return found


def is_guessable(password: str, *, own_words: Iterable[str] = ()) -> bool:
    """Whether little is left of a password once a word that everybody tries, or one's own name, is taken out.

    Figures that stand for letters (Pa55w0rd) are read as letters; runs (abcd, 1234, qwerty) are words too.
    """
    own = {word for word in own_words if len(word) >= _SHORTEST_WORD}
    for reading in {password.casefold(), password.casefold().translate(_AS_LETTERS)}:
        if len(set(reading)) < _OWN_CHARACTERS_NEEDED:
            return True
        if any(part in own or part in _common() or _is_run(part) for part in _nearly_all_of(reading)):
            return True
    return False


def _nearly_all_of(text: str) -> Iterator[str]:
    """Every stretch of a text that leaves fewer characters than are needed of one's own."""
    for length in range(max(_SHORTEST_WORD, len(text) - _OWN_CHARACTERS_NEEDED + 1), len(text) + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _is_run(part: str) -> bool:
    return any(part in run or part[::-1] in run for run in _RUNS)


@cache
def _common() -> frozenset[str]:
    """Passwords that everybody tries first: the list that Django ships, and this service's own words."""
    shipped = CommonPasswordValidator().passwords
    own = re.findall(r"[a-z]{4,}", settings.SERVICE_NAME.casefold())
    return frozenset({*shipped, *own, "careers", "adviser", "welcome", "letmein"})


def _words_of(user: AbstractBaseUser | None) -> frozenset[str]:
    if user is None:
        return frozenset()
    about = f"{getattr(user, 'full_name', '')} {getattr(user, 'email', '')}".casefold()
    return frozenset(re.findall(r"\w{4,}", about))
