"""Pure decisions about packs: what they change, how they lie over each other, how one is undone. No database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from fingerpost.policy import PackFaults, PolicyError, Rules, Ruling, Status
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.loader import with_added
from fingerpost.policy.writing import as_toml, entry

ADDED_FORMS: Final = "screening.added_forms"
FORMS: Final = "screening.forms"
NOTHING: Final = Rules(())
_DAY: Final = timedelta(days=1)
_READABLE: Final = (PolicyError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was published: its place in the order, its name, its text."""

    serial: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One key whose value is another over one period; `ends_on` None: until further notice.

    `before` and `after` are the rulings, None where nothing holds.
    """

    key: str
    begins_on: date
    ends_on: date | None
    before: Ruling | None
    after: Ruling | None


def file_of(name: str) -> str:
    """The file name under which faults of a pack are told."""
    return f"{name}.toml"


def layered(base: Rules, packs: Iterable[Pack]) -> tuple[Rules, tuple[str, ...]]:
    """The rules with each pack over those before it, and what can't be read of them.

    A pack that this version of the program can't read is left out, so that the others hold; the same packs give
    every process the same rules.
    """
    troubles: list[str] = []
    for pack in packs:
        try:
            base = with_added(base, [(file_of(pack.name), pack.text)])
        except _READABLE as error:
            troubles.append(f"publication {pack.serial}: {_first_line(error)}")
    return base, tuple(troubles)


def own_list(pack: Pack) -> Rules:
    """The words that an organisation adds for itself, as rules of one key. Raises PackFaults."""
    known = {ADDED_FORMS: KNOWN_KEYS[ADDED_FORMS]}
    return with_added(NOTHING, [(file_of(pack.name), pack.text)], known=known)


def own_lists(packs: Iterable[Pack]) -> tuple[tuple[Rules, ...], tuple[str, ...]]:
    """The words of each pack of an organisation, and what can't be read of them."""
    found, troubles = [], []
    for pack in packs:
        try:
            found.append(own_list(pack))
        except _READABLE as error:
            troubles.append(f"publication {pack.serial}: {_first_line(error)}")
    return tuple(found), tuple(troubles)


def lengthened(base: Rules, own: Iterable[Rules]) -> Rules:
    """The rules of an organisation: everybody's, with its own words added on their days.

    BR-20.4, BR-A.2: its packs only ever add, whatever the agency adds before or after them.
    """
    added = [ruling for rules in own if ADDED_FORMS in rules for ruling in rules.history(ADDED_FORMS)]
    if not added:
        return base
    everybodys = base.history(ADDED_FORMS) if ADDED_FORMS in base else ()
    pieces: list[Ruling] = []
    for begins, ends in _periods([*everybodys, *added]):
        under = next((each for each in everybodys if _holds(each, begins)), None)
        over = [each for each in added if _holds(each, begins) and each.status is not Status.WITHDRAWN]
        if over:
            pieces.append(_joined(begins, ends, under, over))
        elif under is not None:
            pieces.append(replace(under, valid_from=begins, valid_to=ends))
    return Rules([*(ruling for ruling in base if ruling.key != ADDED_FORMS), *pieces], base.packs)


def changes_between(before: Rules, after: Rules) -> tuple[Change, ...]:
    """Every value that is another on some day, by key and then by day."""
    keys = sorted({*before.keys(), *after.keys()})
    return tuple(change for key in keys for change in _changes_of(key, before, after))


def first_day(rules: Rules, pack: str) -> date | None:
    """The first day of the first value that a pack brings; None where it brings none."""
    return min((ruling.valid_from for ruling in rules if ruling.pack == pack), default=None)


def keys_of(rules: Rules, pack: str) -> tuple[str, ...]:
    """The keys that a pack speaks of, in order."""
    return tuple(sorted({ruling.key for ruling in rules if ruling.pack == pack}))


def restoring_pack(*, name: str, undone: str, keys: Sequence[str], without: Rules, from_day: date) -> str:
    """A pack (TOML) that from a day on says what would hold if another had never been published (BR-0.3).

    `without` are the rules without the pack to undo. What held before the day stays as it was (XD-13).
    """
    written = [
        f"[pack]\nname = {as_toml(name)}\ntitle = {as_toml(f'Takes back {undone}')}\n"
        f"note = {as_toml(f'From {from_day.isoformat()} the values hold that would hold without {undone}.')}\n"
    ]
    for key in keys:
        for begins, ends, ruling in _from_day(key, without, from_day):
            written.append(entry(key, begins, ends, ruling))
    return "\n".join(written)


def version_of_words(rules: Rules, on: date) -> tuple[str, str]:
    """What stands for the restricted words in force on a day, and the ids of the rulings that list them (BR-A.2).

    The same forms give the same version, whatever paper they stand in.
    """
    rulings = [found for key in (FORMS, ADDED_FORMS) if key in rules and (found := rules.find(key, on))]
    forms = {str(row["form"]).casefold() for ruling in rulings for row in _rows(ruling)}
    digest = hashlib.sha256("\n".join(sorted(forms)).encode()).hexdigest()
    return digest[:16], "; ".join(ruling.rule_id for ruling in rulings)


def _rows(ruling: Ruling) -> tuple[Mapping[str, object], ...]:
    value = ruling.value if isinstance(ruling.value, tuple) else ()
    return tuple(row for row in value if isinstance(row, Mapping) and "form" in row)


def _joined(begins: date, ends: date | None, under: Ruling | None, over: Sequence[Ruling]) -> Ruling:
    """One list of several, each form once."""
    rows: dict[str, Mapping[str, object]] = {}
    for ruling in [*([under] if under is not None else []), *over]:
        for row in _rows(ruling):
            rows.setdefault(str(row["form"]).casefold(), row)
    packs = "+".join(dict.fromkeys(ruling.pack for ruling in over))
    sources = [ruling.source for ruling in [*([under] if under is not None else []), *over]]
    return replace(
        over[-1],
        value=tuple(rows.values()),
        rule_id=f"{ADDED_FORMS}@{begins.isoformat()}/{packs}",
        valid_from=begins,
        valid_to=ends,
        source="; ".join(dict.fromkeys(sources)),
        pack=packs,
    )


def _changes_of(key: str, before: Rules, after: Rules) -> Iterator[Change]:
    old = before.history(key) if key in before else ()
    new = after.history(key) if key in after else ()
    if old == new:
        return
    open_change: Change | None = None
    for begins, ends in _periods([*old, *new]):
        was, is_now = _in_force(old, begins), _in_force(new, begins)
        if _value(was) == _value(is_now):
            if open_change is not None:
                yield open_change
            open_change = None
        elif open_change is not None and (open_change.before, open_change.after) == (was, is_now):
            open_change = replace(open_change, ends_on=ends)
        else:
            if open_change is not None:
                yield open_change
            open_change = Change(key, begins, ends, was, is_now)
    if open_change is not None:
        yield open_change


def _periods(rulings: Iterable[Ruling]) -> Iterator[tuple[date, date | None]]:
    """The stretches of days between all the beginnings and ends, in order; the last has no end."""
    rulings = tuple(rulings)
    points = {ruling.valid_from for ruling in rulings}
    points |= {ruling.valid_to + _DAY for ruling in rulings if ruling.valid_to is not None}
    ordered = sorted(points)
    for place, begins in enumerate(ordered):
        yield begins, ordered[place + 1] - _DAY if place + 1 < len(ordered) else None


def _holds(ruling: Ruling, on: date) -> bool:
    return ruling.valid_from <= on and (ruling.valid_to is None or on <= ruling.valid_to)


def _in_force(rulings: Sequence[Ruling], on: date) -> Ruling | None:
    return next((each for each in rulings if _holds(each, on) and each.status is not Status.WITHDRAWN), None)


def _value(ruling: Ruling | None) -> object:
    return (None,) if ruling is None else (ruling.value,)


def _from_day(key: str, rules: Rules, from_day: date) -> Iterator[tuple[date, date | None, Ruling | None]]:
    """What holds of one key from a day on; None stands for the days on which nothing does."""
    begins = from_day
    for ruling in rules.history(key) if key in rules else ():
        if ruling.valid_to is not None and ruling.valid_to < from_day:
            continue
        if ruling.valid_from > begins:
            yield begins, ruling.valid_from - _DAY, None
            begins = ruling.valid_from
        yield begins, ruling.valid_to, ruling
        if ruling.valid_to is None:
            return
        begins = ruling.valid_to + _DAY
    yield begins, None, None


def _first_line(error: Exception) -> str:
    faults = error.faults if isinstance(error, PackFaults) else ()
    return str(faults[0]) if faults else type(error).__name__
