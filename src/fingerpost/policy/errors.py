"""What can go wrong with a rule: asked for one that is not there, or a pack that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PolicyError(Exception):
    """Base of every error of the policy room; messages hold no personal data."""


class UnknownRule(PolicyError):
    """No pack names this key on any day."""

    def __init__(self, key: str, *, near: str | None = None) -> None:
        hint = f" Did you mean '{near}'?" if near else ""
        super().__init__(f"There is no rule called '{key}'.{hint}")
        self.key = key


class NotInForce(PolicyError):
    """The key is known, but it has no value on the day asked for."""

    def __init__(self, key: str, on: str, because: str) -> None:
        super().__init__(f"'{key}' has no value on {on}: {because}")
        self.key = key


class WrongKind(PolicyError):
    """A rule was asked for as a kind of value that it is not."""

    def __init__(self, key: str, wanted: str, actual: str) -> None:
        super().__init__(f"'{key}' was asked for as {wanted}, and it is {actual}.")
        self.key = key


class FaultKind(StrEnum):
    """The ways a pack can be wrong."""

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown key"
    UNKNOWN_FIELD = "unknown field"
    WRONG_TYPE = "wrong type"
    MISSING_VALUE = "missing value"
    MISSING_SOURCE = "missing source"
    WRONG_SOURCE = "wrong source"
    WRONG_DATE = "wrong date"
    WRONG_STATUS = "wrong status"
    OVERLAP = "overlap"
    GAP = "gap"
    SHORTENED = "shortened"
    NAME_TAKEN = "name taken"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one pack, named so that its author finds the place."""

    file: str
    key: str
    kind: FaultKind
    detail: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key or 'pack'}: {self.kind}: {self.detail}"


class PackFaults(PolicyError):
    """Packs could not be loaded; `faults` lists every reason, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
