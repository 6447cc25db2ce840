"""Which numbered demands of the register are shown by tests that ran and passed.

The console and a page for the agency read the same two files: the register, and the record of a test run.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[3]
REGISTER = _PROJECT / "docs" / "requirements" / "requirements.md"
RECORD = _PROJECT / ".cache" / "trace.json"
"""Where `make trace` writes what the last run of the tests showed."""
_AREA = re.compile(r"## (?P<name>.+) \((?P<code>[A-Z]{3}), \d+\)")
_ROW = re.compile(r"\| (?P<id>(?:BR|OI|MX|OF|EV|XD)-[\w.-]+) \|")


class UnusableTrace(ValueError):
    """The register or the record of a test run cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the register: its name, its code and the ids in it, in order."""

    name: str
    code: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaTotal:
    """How much of an area is shown."""

    area: Area
    shown: tuple[str, ...]


def read_register(path: Path = REGISTER) -> tuple[Area, ...]:
    """Read the areas and ids of the register. Raises UnusableTrace."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UnusableTrace(f"the register {path} cannot be read ({error.strerror})") from error
    areas: list[tuple[str, str, list[str]]] = []
    for line in lines:
        if line.startswith("## "):
            heading = _AREA.fullmatch(line)
            if heading is None and areas:
                break  # the annexes repeat ids and define none
            if heading is not None:
                areas.append((heading["name"], heading["code"], []))
        elif areas and (row := _ROW.match(line)):
            areas[-1][2].append(row["id"])
    if not areas:
        raise UnusableTrace(f"{path} holds no areas")
    return tuple(Area(name, code, tuple(ids)) for name, code, ids in areas)


def unknown_ids(cited: Iterable[str], areas: Iterable[Area]) -> list[str]:
    """Return which cited ids the register does not have."""
    known = {requirement for area in areas for requirement in area.ids}
    return sorted(set(cited) - known)


def read_run(path: Path) -> dict[str, list[str]]:
    """Read a test run's record: requirement id to the tests that showed it. Raises UnusableTrace."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableTrace(f"{path} cannot be read ({error.strerror}); run `make trace`") from error
    except ValueError as error:
        raise UnusableTrace(f"{path} is not the record of a test run") from error
    if not isinstance(record, dict):
        raise UnusableTrace(f"{path} is not the record of a test run")
    return {str(requirement): [str(test) for test in tests] for requirement, tests in record.items()}


def totals(areas: Iterable[Area], shown: Iterable[str]) -> list[AreaTotal]:
    """Count for each area which of its ids are shown."""
    shown = set(shown)
    return [AreaTotal(area, tuple(name for name in area.ids if name in shown)) for area in areas]


def tests_for(paragraph: str, shown: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The tests of a run that show a paragraph, or any of its lettered parts ("BR-20.3" has "BR-20.3a")."""
    lettered = re.compile(rf"{re.escape(paragraph)}[a-z]?")
    return {name: tuple(tests) for name, tests in shown.items() if lettered.fullmatch(name)}
