"""The rules that a claim used, as one canonical text from which they are made again without any pack. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from fingerpost.policy.rules import Rules, Ruling, Status
from fingerpost.policy.schema import freeze

_DAY: Final = "$day"


class NotingRules(Rules):
    """Rules that note which keys were asked for. What is worked out of them is worked out anew: nothing is missed."""

    __slots__ = ("asked",)

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules, rules.packs)
        self.asked: set[str] = set()

    def get(self, key: str, on: date) -> Ruling:
        """As `Rules.get`, noted."""
        self.asked.add(key)
        return super().get(key, on)

    def history(self, key: str) -> tuple[Ruling, ...]:
        """As `Rules.history`, noted."""
        self.asked.add(key)
        return super().history(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


def rules_text(rules: Rules, keys: Iterable[str]) -> str:
    """Every ruling of some keys, of any day, as canonical JSON; keys that nobody knows are left out."""
    held = [
        [
            ruling.key,
            _told(ruling.value),
            ruling.rule_id,
            ruling.valid_from.isoformat(),
            ruling.valid_to.isoformat() if ruling.valid_to else None,
            ruling.source,
            str(ruling.status),
            ruling.unit,
        ]
        for key in sorted(set(keys))
        if key in rules
        for ruling in rules.history(key)
    ]
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rules_from(text: str) -> Rules:
    """The rules that a text holds; no pack is read."""
    return Rules(
        Ruling(
            key=key,
            value=_untold(value),
            rule_id=rule_id,
            valid_from=date.fromisoformat(valid_from),
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            source=source,
            status=Status(status),
            unit=unit,
        )
        for key, value, rule_id, valid_from, valid_to, source, status, unit in json.loads(text)
    )


def _told(value: object) -> object:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {str(name): _told(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [_told(member) for member in value]
    return value


def _untold(told: Any) -> object:
    if isinstance(told, dict):
        if told.keys() == {_DAY}:
            return date.fromisoformat(told[_DAY])
        return freeze({name: _untold(member) for name, member in told.items()})
    if isinstance(told, list):
        return tuple(_untold(member) for member in told)
    return told
