"""Reads packs of rules (TOML, one per source and version) and refuses wrong ones with every fault named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

from fingerpost.policy import layers
from fingerpost.policy.errors import Fault, FaultKind, PackFaults
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.rules import Pack, Rules, Ruling, Status, shipped_rules
from fingerpost.policy.schema import SOURCE_PATTERN, KeySpec, complaint_about, freeze

RULE_FIELDS: Final = frozenset({"key", "value", "valid_from", "valid_to", "source", "status", "note"})
PACK_FIELDS: Final = frozenset({"name", "title", "note", "version", "approver", "reason"})
_PACK_NAME: Final = re.compile(r"[^\W_](?:[\w.\-]{0,98}[^\W_])?")


@dataclass(slots=True)
class _Reading:
    """What has been read so far: rulings with the file each came from, and the faults met.

    `added` marks packs over the shipped ones: their rule ids end in the pack's name, and their sources may be
    papers that the register does not know.
    """

    known: Mapping[str, KeySpec]
    added: bool = False
    rulings: list[tuple[str, Ruling]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    packs: list[Pack] = field(default_factory=list)

    def fault(self, file: str, key: str, kind: FaultKind, detail: str) -> None:
        self.faults.append(Fault(file, key, kind, detail))


def load_shipped() -> Rules:
    """The packs inside the program. Raises PackFaults naming file, key and kind of every fault."""
    folder = resources.files("fingerpost.policy") / "packs"
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return load_texts((name, entry.read_text(encoding="utf-8")) for name, entry in named)


def load_folder(folder: Path) -> Rules:
    """Every pack of a folder, in order of name, alone. Raises PackFaults; OSError where the folder can't be read."""
    return load_texts(_texts_of(folder))


def load_with_folder(folder: Path, *, without: Path | None = None) -> Rules:
    """The shipped packs with every *.toml of a folder over them, in order of name; `without` one of its files.

    Raises PackFaults, and OSError where the folder can't be read.
    """
    return with_added(shipped_rules(), _texts_of(folder, without=without))


def load_texts(packs: Iterable[tuple[str, str]], *, known: Mapping[str, KeySpec] = KNOWN_KEYS) -> Rules:
    """Rules of packs given as (file name, TOML text). Raises PackFaults with every fault, not only the first."""
    reading = _read_layer(packs, known)
    if reading.faults:
        raise PackFaults(tuple(reading.faults))
    return Rules((ruling for _, ruling in reading.rulings), reading.packs)


def with_added(
    base: Rules, packs: Iterable[tuple[str, str]], *, known: Mapping[str, KeySpec] = KNOWN_KEYS
) -> Rules:
    """`base` with packs of (file name, TOML text) laid over it, each over those before it (BR-0.3, XD-1).

    On each day the topmost ruling holds; where an added one ends, what lies under it resumes. The id of an added
    ruling is `key@date/pack`. A list that may only grow can't be shortened (BR-A.2). Raises PackFaults with every
    fault of every pack; overlaps are judged inside one pack, gaps on the result.
    """
    faults: list[Fault] = []
    for file, text in packs:
        reading = _Reading(known, added=True)
        _read_pack(reading, file, text)
        taken = {pack.name for pack in base.packs if pack.is_added}
        for pack in reading.packs:
            if pack.name in taken:
                reading.fault(file, "", FaultKind.NAME_TAKEN, f"another added pack is called '{pack.name}'")
        _check_overlaps(reading)
        layer = tuple(ruling for _, ruling in reading.rulings)
        reading.faults.extend(layers.shortenings(file, base, layer, known))
        base = layers.lay_over(base, layer, reading.packs)
        at_fault = {fault.key for fault in reading.faults}
        for key in {ruling.key for ruling in layer} - at_fault:
            history = [(file, ruling) for ruling in base.history(key)]
            reading.faults.extend(layers.gaps(history, known[key]))
        faults.extend(reading.faults)
    if faults:
        raise PackFaults(tuple(faults))
    return base


def read_texts(
    packs: Iterable[tuple[str, str]], *, known: Mapping[str, KeySpec] = KNOWN_KEYS
) -> tuple[tuple[Ruling, ...], tuple[Fault, ...]]:
    """The rulings that can be read from packs of one layer, and every fault found on the way."""
    reading = _read_layer(packs, known)
    return tuple(ruling for _, ruling in reading.rulings), tuple(reading.faults)


def _read_layer(packs: Iterable[tuple[str, str]], known: Mapping[str, KeySpec]) -> _Reading:
    """Packs that stand beside each other, with every fault of theirs."""
    reading = _Reading(known)
    for file, text in packs:
        _read_pack(reading, file, text)
    at_fault = {fault.key for fault in reading.faults}
    _check_overlaps(reading)
    for key, entries in _by_key(reading).items():
        if key not in at_fault:
            reading.faults.extend(layers.gaps(entries, known[key]))
    return reading


def _texts_of(folder: Path, *, without: Path | None = None) -> list[tuple[str, str]]:
    """Name and text of each *.toml of a folder. Raises PackFaults for files that aren't UTF-8 text, and OSError."""
    texts: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for path in sorted(each for each in folder.iterdir() if each.suffix == ".toml"):
        if without is not None and path.resolve() == without.resolve():
            continue
        try:
            texts.append((path.name, path.read_text(encoding="utf-8-sig")))
        except OSError as error:
            faults.append(Fault(path.name, "", FaultKind.UNREADABLE, error.strerror or "it can't be opened"))
        except UnicodeDecodeError as error:
            faults.append(
                Fault(path.name, "", FaultKind.UNREADABLE, f"it isn't UTF-8 text: byte {error.start + 1}")
            )
    if faults:
        raise PackFaults(tuple(faults))
    return texts


def _read_pack(reading: _Reading, file: str, text: str) -> None:
    """Adds one pack to the reading."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reading.fault(file, "", FaultKind.UNREADABLE, str(error))
        return
    except RecursionError:
        reading.fault(file, "", FaultKind.UNREADABLE, "values stand too deeply in one another")
        return
    pack = _pack(reading, file, content)
    if pack is None:
        return
    reading.packs.append(pack)
    entries = content.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.fault(file, "", FaultKind.WRONG_TYPE, "rules are [[rule]] tables")
        return
    for entry in entries:
        _read_entry(reading, file, pack.name, entry)


def _pack(reading: _Reading, file: str, content: Mapping[str, object]) -> Pack | None:
    """What a pack says of itself; None where it has no name that rule ids can end in."""
    head = content.get("pack")
    if not isinstance(head, dict) or not isinstance(head.get("name"), str):
        reading.fault(file, "", FaultKind.MISSING_VALUE, "a [pack] table with a name is needed")
        return None
    if _PACK_NAME.fullmatch(head["name"]) is None:
        detail = "a pack's name is letters and digits, with dots and hyphens between them"
        reading.fault(file, "", FaultKind.WRONG_TYPE, detail)
        return None
    for name in sorted((set(content) - {"pack", "rule"}) | (set(head) - PACK_FIELDS)):
        reading.fault(file, "", FaultKind.UNKNOWN_FIELD, f"'{name}' is not known here")
    for name in sorted(set(head) & PACK_FIELDS):
        if not isinstance(head[name], str):
            reading.fault(file, "", FaultKind.WRONG_TYPE, f"'{name}' needs text")
    return Pack(
        name=head["name"],
        title=str(head.get("title", "")),
        note=str(head.get("note", "")),
        version=str(head.get("version", "")),
        approver=str(head.get("approver", "")),
        reason=str(head.get("reason", "")),
        is_added=reading.added,
    )


def _read_entry(reading: _Reading, file: str, pack: str, entry: Mapping[str, object]) -> None:
    """Adds one rule to the reading, or its faults."""
    key = entry.get("key")
    if not isinstance(key, str):
        reading.fault(file, "", FaultKind.MISSING_VALUE, "a rule has no key")
        return
    spec = reading.known.get(key)
    if spec is None:
        reading.fault(file, key, FaultKind.UNKNOWN_KEY, "no rule of this name is known")
        return
    before = len(reading.faults)
    for name in sorted(set(entry) - RULE_FIELDS):
        reading.fault(file, key, FaultKind.UNKNOWN_FIELD, f"'{name}' is not known here")
    if not isinstance(entry.get("note", ""), str):
        reading.fault(file, key, FaultKind.WRONG_TYPE, "a note is text")
    source = _source(reading, file, key, entry.get("source"))
    status = _status(reading, file, key, entry.get("status"))
    valid_from, valid_to = _period(reading, file, key, entry)
    value = freeze(entry.get("value"))
    if status is not Status.WITHDRAWN:
        if "value" not in entry:
            reading.fault(file, key, FaultKind.MISSING_VALUE, "a rule that is not withdrawn needs a value")
        elif (complaint := complaint_about(spec, value)) is not None:
            reading.fault(file, key, FaultKind.WRONG_TYPE, complaint)
    if len(reading.faults) > before or valid_from is None:
        return
    reading.rulings.append(
        (
            file,
            Ruling(
                key=key,
                value=value,
                rule_id=f"{key}@{valid_from.isoformat()}" + (f"/{pack}" if reading.added else ""),
                valid_from=valid_from,
                valid_to=valid_to,
                source=source,
                status=status,
                unit=spec.unit,
                pack=pack,
                note=str(entry.get("note", "")),
            ),
        )
    )


def _source(reading: _Reading, file: str, key: str, source: object) -> str:
    if source is None or source == "":
        reading.fault(file, key, FaultKind.MISSING_SOURCE, "every value cites the paragraph it comes from")
        return ""
    if reading.added and isinstance(source, str) and source.strip():
        return source.strip()
    if not isinstance(source, str) or SOURCE_PATTERN.fullmatch(source) is None:
        reading.fault(file, key, FaultKind.WRONG_SOURCE, "a source looks like 'BR-8.4a' or 'OI-8.16; OI-9.5'")
        return ""
    return source


def _status(reading: _Reading, file: str, key: str, status: object) -> Status:
    spelt = status.replace(" ", "_") if isinstance(status, str) else None
    if spelt in set(Status):
        return Status(spelt)
    reading.fault(file, key, FaultKind.WRONG_STATUS, f"status is one of {', '.join(Status)}")
    return Status.OPEN


def _period(
    reading: _Reading, file: str, key: str, entry: Mapping[str, object]
) -> tuple[date | None, date | None]:
    """First and last day; both are TOML dates without a time, and the last is inclusive."""
    valid_from, valid_to = entry.get("valid_from"), entry.get("valid_to")
    if type(valid_from) is not date:
        reading.fault(file, key, FaultKind.WRONG_DATE, "valid_from must be a date")
        return None, None
    if valid_to is None:
        return valid_from, None
    if type(valid_to) is not date or valid_to < valid_from:
        reading.fault(file, key, FaultKind.WRONG_DATE, "valid_to must be a date on or after valid_from")
        return None, None
    return valid_from, None if valid_to == date.max else valid_to


def _by_key(reading: _Reading) -> dict[str, list[tuple[str, Ruling]]]:
    """What was read, by key, each in order of time."""
    by_key: dict[str, list[tuple[str, Ruling]]] = {}
    for file, ruling in reading.rulings:
        by_key.setdefault(ruling.key, []).append((file, ruling))
    for entries in by_key.values():
        entries.sort(key=lambda each: each[1].valid_from)
    return by_key


def _check_overlaps(reading: _Reading) -> None:
    """Two values of one key in one layer never hold on one day."""
    for entries in _by_key(reading).values():
        reading.faults.extend(layers.overlaps(entries))
