"""What policy says about signing in and standing: plain values for one day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fingerpost.policy import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """How signing in is guarded on one day (BR-29.2, BR-29.3, OI-14.16b)."""

    tries: int
    lock_minutes: int
    idle_seconds: int
    warning_seconds: int


def sign_in_rules(rules: Rules, *, on: date) -> SignInRules:
    """The guard of sign-in on a civil date."""
    lock = rules.get_table("login.lock", on)
    return SignInRules(
        tries=_whole(lock, "tries"),
        lock_minutes=_whole(lock, "minutes"),
        idle_seconds=60 * rules.get_int("login.idle_minutes", on),
        warning_seconds=60 * rules.get_int("login.idle_warning_minutes", on),
    )


def advice_level_needed(rules: Rules, *, on: date) -> int:
    """The level of qualification that advice asks for (MX-2.3), 0 before any was stated."""
    ruling = rules.find("staff.advice_qualification_level", on)
    return ruling.value if ruling is not None and isinstance(ruling.value, int) else 0


def supervised_trainees_may_advise(rules: Rules, *, on: date) -> bool:
    """Whether a supervised trainee may record advice (OI-17.2)."""
    ruling = rules.find("staff.supervised_trainees_may_advise", on)
    return ruling is not None and ruling.value is True


def _whole(table: Mapping[str, object], name: str) -> int:
    value = table[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is not a whole number")
    return value
