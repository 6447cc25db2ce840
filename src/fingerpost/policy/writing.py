"""Writes packs: rulings as TOML that the loader reads back, and the pack that moves an assumed day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from fingerpost.policy.rules import Rules, Ruling, Status

_DAY = timedelta(days=1)


def as_toml(value: object) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # Every escape that JSON writes is one of TOML's; DEL is the one character that only TOML forbids.
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        members = ", ".join(f"{as_toml(str(name))} = {as_toml(member)}" for name, member in value.items())
        return f"{{ {members} }}" if members else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_toml(member) for member in value)}]"
    return repr(value)


def entry(key: str, begins: date, ends: date | None, ruling: Ruling | None) -> str:
    """A `[[rule]]` that says what a ruling says, over days of its own; None for days on which nothing holds."""
    is_withdrawn = ruling is None or ruling.status is Status.WITHDRAWN
    lines = ["[[rule]]", f"key = {as_toml(key)}"]
    if ruling is not None and not is_withdrawn:
        lines.append(f"value = {as_toml(ruling.value)}")
    lines.append(f"valid_from = {begins.isoformat()}")
    if ends is not None:
        lines.append(f"valid_to = {ends.isoformat()}")
    lines.append(f"source = {as_toml(ruling.source if ruling is not None else 'XD-1')}")
    lines.append(f"status = {as_toml(Status.WITHDRAWN if is_withdrawn or ruling is None else ruling.status)}")
    if ruling is not None and ruling.note:
        lines.append(f"note = {as_toml(ruling.note)}")
    return "\n".join(lines) + "\n"


def moving_pack(rules: Rules, *, assumed: date, begins: date, name: str) -> str | None:
    """A pack (TOML) by which all that begins on an assumed day begins on another; None where nothing begins then.

    BR-0.1: version 3 of the business rules prints no start, so its day can be set. Later than assumed, what held
    before goes on until then; earlier, what begins then is brought forward. A value that is the day itself moves too.
    """
    written = [
        one
        for key in rules.keys()  # noqa: SIM118 - Rules is no mapping
        for one in _moved(rules.history(key), assumed, begins)
    ]
    if not written:
        return None
    title = f"What was assumed to begin on {assumed.isoformat()} begins on {begins.isoformat()}"
    return "\n".join([f"[pack]\nname = {as_toml(name)}\ntitle = {as_toml(title)}\n", *written])


def _moved(history: tuple[Ruling, ...], assumed: date, begins: date) -> Iterator[str]:
    """The entries of one key, in order of time."""
    place = next((place for place, each in enumerate(history) if each.valid_from == assumed), None)
    if place is None or assumed == begins:
        return
    ruling = history[place]
    before = history[place - 1] if place and history[place - 1].valid_to == assumed - _DAY else None
    moved = replace(ruling, value=begins) if ruling.value == assumed else ruling
    if begins < assumed:
        yield entry(ruling.key, begins, assumed - _DAY, moved)
        if moved.value != ruling.value:
            yield entry(ruling.key, assumed, ruling.valid_to, moved)
        return
    last = begins - _DAY if ruling.valid_to is None else min(begins - _DAY, ruling.valid_to)
    yield entry(ruling.key, assumed, last, before)
    if moved.value != ruling.value and (ruling.valid_to is None or begins <= ruling.valid_to):
        yield entry(ruling.key, begins, ruling.valid_to, moved)
