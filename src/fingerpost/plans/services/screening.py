"""Screens the words of a plan before any SQL carries them, and uses second checks where words may be kept by one.

BR-20.4, OI-9.10. The forms of the pages screen first, so that a refusal stands at its box; a service that is called
by anything else refuses just the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fingerpost.house.actor import Actor
from fingerpost.house.errors import InvalidInput
from fingerpost.house.forms.screened import Found, say_refused, stands_already
from fingerpost.house.forms.second_check import Asked
from fingerpost.house.rules import rules_in_force
from fingerpost.interactions.services.second_checks import (
    KeptWhere,
    Looked,
    keep_use,
    look_for_check,
    note_confirmed,
)
from fingerpost.policy import Rules
from fingerpost.policy.civil import civil_date
from fingerpost.policy.screening import may_be_released, screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What came with words, by field: codes of second checks, and words about which the person was asked."""

    asked: Mapping[str, Asked] = field(default_factory=dict)
    confirmed: Mapping[str, Found] = field(default_factory=dict)


NO_CHECKS = Checks()


def look_at(
    *,
    actor: Actor,
    now: datetime,
    texts: Mapping[str, str],
    kept: Mapping[str, str],
    checks: Checks = NO_CHECKS,
    rules: Rules | None = None,
) -> dict[str, Looked]:
    """Screen the texts of some fields; answer for each that asks for a second check what became of its code.

    ``kept`` is what stands in those fields. Raises InvalidInput for words that can't be kept, naming fields alone.
    """
    rules, on = rules or rules_in_force(), civil_date(now)
    looked: dict[str, Looked] = {}
    for name, text in texts.items():
        standing = kept.get(name, "")
        if not text or text == standing:
            continue
        hits = [hit for hit in screen(text, on=on, rules=rules) if not stands_already(hit, text, standing)]
        blocking = [hit for hit in hits if hit.blocks]
        if not blocking:
            continue
        asked = checks.asked.get(name)
        if asked is None or not may_be_released(blocking):
            raise InvalidInput(say_refused(blocking), code="words_refused", details={"field": name})
        looked[name] = look_for_check(actor=actor, now=now, asked=asked, rules=rules)
    return looked


def use_checks(
    *,
    actor: Actor,
    now: datetime,
    looked: Mapping[str, Looked],
    checks: Checks,
    where: KeptWhere,
    what: str,
) -> None:
    """Use the codes of what was written up, in the transaction that wrote it, and note what people were asked."""
    for name, one in looked.items():
        keep_use(actor=actor, now=now, looked=one, field=f"{what}_{name}", where=where)
    for name, found in checks.confirmed.items():
        note_confirmed(actor=actor, now=now, field=f"{what}_{name}", found=found, where=where)
