"""Reads packs of rules (TOML, one per source) and refuses wrong ones with every fault named."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Final

from fingerpost.policy.errors import Fault, FaultKind, PackFaults
from fingerpost.policy.known_keys import KNOWN_KEYS
from fingerpost.policy.rules import Rules, Ruling, Status
from fingerpost.policy.schema import SOURCE_PATTERN, KeySpec, complaint_about, freeze

RULE_FIELDS: Final = frozenset({"key", "value", "valid_from", "valid_to", "source", "status", "note"})
PACK_FIELDS: Final = frozenset({"name", "title", "note"})


@dataclass(slots=True)
class _Reading:
    """What has been read so far: rulings with the file each came from, and the faults met."""

    known: Mapping[str, KeySpec]
    rulings: list[tuple[str, Ruling]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, key: str, kind: FaultKind, detail: str) -> None:
        self.faults.append(Fault(file, key, kind, detail))


def load_shipped() -> Rules:
    """The packs inside the program. Raises PackFaults naming file, key and kind of every fault."""
    folder = resources.files("fingerpost.policy") / "packs"
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return load_texts((name, entry.read_text(encoding="utf-8")) for name, entry in named)


def load_folder(folder: Path) -> Rules:
    """Every pack of a folder, in order of name. Raises PackFaults."""
    return load_texts((path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))


def load_texts(packs: Iterable[tuple[str, str]], *, known: Mapping[str, KeySpec] = KNOWN_KEYS) -> Rules:
    """Rules of packs given as (file name, TOML text). Raises PackFaults with every fault, not only the first."""
    rulings, faults = read_texts(packs, known=known)
    if faults:
        raise PackFaults(faults)
    return Rules(rulings)


def read_texts(
    packs: Iterable[tuple[str, str]], *, known: Mapping[str, KeySpec] = KNOWN_KEYS
) -> tuple[tuple[Ruling, ...], tuple[Fault, ...]]:
    """The rulings that can be read from packs, and every fault found on the way."""
    reading = _Reading(known)
    for file, text in packs:
        _read_pack(reading, file, text)
    _check_time(reading)
    return tuple(ruling for _, ruling in reading.rulings), tuple(reading.faults)


def _read_pack(reading: _Reading, file: str, text: str) -> None:
    """Adds one pack to the reading."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reading.fault(file, "", FaultKind.UNREADABLE, str(error))
        return
    pack = content.get("pack")
    if not isinstance(pack, dict) or not isinstance(pack.get("name"), str):
        reading.fault(file, "", FaultKind.MISSING_VALUE, "a [pack] table with a name is needed")
        return
    for name in sorted((set(content) - {"pack", "rule"}) | (set(pack) - PACK_FIELDS)):
        reading.fault(file, "", FaultKind.UNKNOWN_FIELD, f"'{name}' is not known here")
    entries = content.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.fault(file, "", FaultKind.WRONG_TYPE, "rules are [[rule]] tables")
        return
    for entry in entries:
        _read_entry(reading, file, pack["name"], entry)


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
                rule_id=f"{key}@{valid_from.isoformat()}",
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
    if not isinstance(source, str) or SOURCE_PATTERN.fullmatch(source) is None:
        reading.fault(file, key, FaultKind.WRONG_SOURCE, "a source looks like 'BR-8.4a' or 'OI-8.16; OI-9.5'")
        return ""
    return source


def _status(reading: _Reading, file: str, key: str, status: object) -> Status:
    if isinstance(status, str) and status in set(Status):
        return Status(status)
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
    return valid_from, valid_to


def _check_time(reading: _Reading) -> None:
    """Two values of one key never hold on one day, and none is missing between two where gaps may not be."""
    by_key: dict[str, list[tuple[str, Ruling]]] = {}
    for file, ruling in reading.rulings:
        by_key.setdefault(ruling.key, []).append((file, ruling))
    for key, entries in by_key.items():
        entries.sort(key=lambda each: each[1].valid_from)
        for (_, earlier), (file, later) in pairwise(entries):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                detail = f"'{earlier.rule_id}' of pack {earlier.pack} still holds on {later.valid_from.isoformat()}"
                reading.fault(file, key, FaultKind.OVERLAP, detail)
            elif not reading.known[key].gaps and earlier.valid_to + timedelta(days=1) != later.valid_from:
                detail = (
                    f"nothing holds between {earlier.valid_to.isoformat()} and {later.valid_from.isoformat()}"
                )
                reading.fault(file, key, FaultKind.GAP, detail)
