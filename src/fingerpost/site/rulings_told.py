"""Rulings as people read them on a terminal, and as programs read them in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from fingerpost.policy import NotInForce, Rules, Ruling, Status

Change = Literal["added", "ended", "changed", "restated"]
STATUS_WORDS: Final[Mapping[Status, str]] = {
    Status.IN_FORCE: "in force",
    Status.CARRIED_FORWARD: "carried forward: the last stated value, since later papers are silent",
    Status.WITHDRAWN: "withdrawn",
    Status.OPEN: "open: the papers are unclear, and this was chosen",
}
_SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """How the ruling of a key differs between two days; None where nothing holds on that day.

    "restated" is the same value with another source, status or pack.
    """

    key: str
    change: Change
    before: Ruling | None
    after: Ruling | None


def differences(rules: Rules, earlier: date, later: date) -> tuple[Difference, ...]:
    """Every key whose ruling differs between two days, in order of key (XD-1)."""
    found = []
    for key in rules.keys():  # noqa: SIM118 - Rules is no mapping
        before, after = rules.find(key, earlier), rules.find(key, later)
        if before is None and after is None:
            continue
        if before is None or after is None:
            found.append(Difference(key, "added" if before is None else "ended", before, after))
        elif before.rule_id != after.rule_id:
            found.append(
                Difference(key, "restated" if before.value == after.value else "changed", before, after)
            )
    return tuple(found)


def as_json(ruling: Ruling, on: date) -> dict[str, object]:
    """A ruling with the ten members that `policy show --json` promises; dates are ISO, null where there is none.

    The status is written as the register writes it ("in force"); packs may write it so, or with underscores.
    """
    return {
        "key": ruling.key,
        "on": on.isoformat(),
        "value": plain(ruling.value),
        "unit": ruling.unit,
        "valid_from": ruling.valid_from.isoformat(),
        "valid_to": None if ruling.valid_to is None else ruling.valid_to.isoformat(),
        "source": ruling.source,
        "status": status_word(ruling),
        "pack": ruling.pack,
        "note": ruling.note,
    }


def nothing_as_json(rules: Rules, key: str, on: date, why: NotInForce) -> dict[str, object]:
    """The same ten members for a day without a value: the withdrawal if there is one, else nulls and the reason."""
    for ruling in rules.history(key):
        if ruling.valid_from <= on and (ruling.valid_to is None or on <= ruling.valid_to):
            return {**as_json(ruling, on), "value": None}
    told = dict.fromkeys(("value", "unit", "valid_from", "valid_to", "source", "status", "pack"))
    return {"key": key, "on": on.isoformat(), **told, "note": str(why)}


def plain(value: object) -> object:
    """A value as JSON has it: tables and lists opened, dates ISO."""
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value


def lines_of(ruling: Ruling, on: date, *, about: str, rules: Rules) -> Iterator[str]:
    """A ruling for a reader: what it is, the value, since when and by whom, and what held before and after."""
    yield f"{ruling.key} on {in_words(on)}"
    yield about
    yield ""
    yield from _value_lines(ruling.value, ruling.unit)
    yield ""
    yield f"Holds:  {period(ruling)}"
    yield f"Status: {STATUS_WORDS[ruling.status]}"
    yield f"Source: {ruling.source}"
    yield f"Pack:   {pack_words(ruling.pack, rules)}"
    if ruling.note:
        yield f"Note:   {ruling.note}"
    others = [each for each in rules.history(ruling.key) if each is not ruling]
    if others:
        yield ""
        yield "Other times:"
        for each in others:
            yield f"  {period(each)}: {briefly(each)} ({status_word(each)}, {each.source})"


def difference_lines(difference: Difference) -> Iterator[str]:
    """One difference for a reader, with both values and sources."""
    yield f"{difference.change:<9} {difference.key}"
    for name, ruling in (("was", difference.before), ("now", difference.after)):
        if ruling is not None:
            yield f"  {name} {briefly(ruling)} ({status_word(ruling)}, {ruling.source}, {ruling.pack})"


def pack_words(name: str, rules: Rules) -> str:
    """A pack by its name and title, with who approved an added one and why."""
    for pack in rules.packs:
        if pack.name == name:
            words = f"{name}, “{pack.title}”" if pack.title else name
            approved = f"; approved by {pack.approver}" if pack.approver else ""
            return words + approved + (f"; {pack.reason}" if pack.reason else "")
    return name


def briefly(ruling: Ruling) -> str:
    """A value in one line."""
    value = ruling.value
    if ruling.status is Status.WITHDRAWN:
        return "no value"
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return f"{len(value)} rows"
    words = _in_line(value)
    words = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
    return f"{words} {ruling.unit}".rstrip()


def period(ruling: Ruling) -> str:
    """From when to when a ruling holds, in words."""
    if ruling.valid_to is None:
        return f"from {in_words(ruling.valid_from)}, with no end known"
    return f"{in_words(ruling.valid_from)} to {in_words(ruling.valid_to)}"


def in_words(day: date) -> str:
    """A date in British English."""
    return f"{day.day} {day:%B} {day.year}"


def _value_lines(value: object, unit: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _members(value, "  ", unit)
    elif isinstance(value, tuple):
        for row in value:
            yield f"  {_in_line(row)}"
    else:
        yield f"  {_in_line(value)} {unit}".rstrip()


def _members(table: Mapping[str, object], indent: str, unit: str = "") -> Iterator[str]:
    for name, member in table.items():
        if isinstance(member, tuple) and member and isinstance(member[0], Mapping):
            yield f"{indent}{_spoken(name)}:"
            yield from (f"{indent}  {_in_line(row)}" for row in member)
        else:
            yield f"{indent}{_spoken(name)}: {_in_line(member)}" + (f" {unit}" if unit else "")


def _in_line(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{_spoken(name)}: {_in_line(member)}" for name, member in value.items())
    if isinstance(value, tuple):
        return ", ".join(_in_line(member) for member in value) or "nothing"
    return in_words(value) if isinstance(value, date) else str(value)


def status_word(ruling: Ruling) -> str:
    """A status as the register writes it: in force, carried forward, withdrawn, open."""
    return _spoken(ruling.status.value)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def count_words(differences_found: Iterable[Difference]) -> str:
    """How many keys were added, ended, changed and restated."""
    counts: dict[Change, int] = {"added": 0, "ended": 0, "changed": 0, "restated": 0}
    for difference in differences_found:
        counts[difference.change] += 1
    return ", ".join(f"{number} {change}" for change, number in counts.items())
