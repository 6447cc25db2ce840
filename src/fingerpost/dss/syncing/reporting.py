"""What a synchronisation did, and what is still different. Ids and names of fields, never what they hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

_SHOWN: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record in which the two sides differ, or differed. ``why`` is a code of this module."""

    resource: str
    here: str
    there: str
    why: str
    fields: tuple[str, ...] = ()


CONFLICT_TAKEN: Final = "both changed, the source was later"
CONFLICT_KEPT: Final = "both changed, the target was later"
BEYOND_REACH: Final = "the wire can't empty these fields"
ALTERED: Final = "the target keeps these fields otherwise"
REFUSED: Final = "refused"
READ_ONLY: Final = "the target is closed and read only"
MISSING: Final = "not found at the source"
PARENT_MISSING: Final = "what it stands under is not found"
FORGOTTEN: Final = "forgotten here, and not brought back"
TAKEN: Final = "the target has another in its place"


def fields_refused(body: object) -> tuple[str, ...]:
    """The fields that the failures of a 422 name, in either letter case of their members."""
    failures = body if isinstance(body, list) else []
    named = {
        str(name)
        for each in failures
        if isinstance(each, dict)
        for name in each.get("memberNames", each.get("MemberNames")) or ()
    }
    return tuple(sorted(named))


@dataclass
class Report:
    """Counted while it runs. ``left`` differs still; ``conflicts`` were decided by the later date.

    ``listener`` is where the source may send notices of its changes: none where this service is the source.
    """

    direction: str
    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    conflicts: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)
    unfinished: int = 0
    stopped_by: str = ""
    listener: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether nothing is left that differs, as far as was looked."""
        return (
            not any(each.why != FORGOTTEN for each in self.left)
            and not self.unfinished
            and not self.stopped_by
        )

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "direction": self.direction,
            "customers": len(self.customers),
            "made": dict(sorted(self.made.items())),
            "changed": dict(sorted(self.changed.items())),
            "same": dict(sorted(self.same.items())),
            "conflicts": [_told(each) for each in self.conflicts[:_SHOWN]],
            "conflicts_in_all": len(self.conflicts),
            "left": [_told(each) for each in self.left[:_SHOWN]],
            "left_in_all": len(self.left),
            "unfinished": self.unfinished,
            "stopped_by": self.stopped_by,
            "is_equal": self.is_equal,
            "listener": self.listener,
        }

    def in_words(self) -> str:
        """For a person."""
        lines = [
            f"{self.direction}: {len(self.customers)} customers; records: {self.made.total()} new,"
            f" {self.changed.total()} changed, {self.same.total()} the same."
        ]
        for each in self.conflicts[:_SHOWN]:
            lines.append(f"  conflict  {_line(each)}")
        for each in self.left[:_SHOWN]:
            lines.append(f"  differs   {_line(each)}")
        for word, found in (("conflicts", self.conflicts), ("differences", self.left)):
            if len(found) > _SHOWN:
                lines.append(f"  … {len(found) - _SHOWN} more {word}.")
        if self.unfinished:
            lines.append(f"Not finished: {self.unfinished} still to be done. Run it again to go on.")
        if self.stopped_by:
            lines.append(f"Stopped: the other service did not answer ({self.stopped_by}).")
        if self.listener:
            lines.append(f"The other service may send notices of its changes to {self.listener}")
        return "\n".join(lines)


def _told(one: Difference) -> dict[str, Any]:
    return {
        "resource": one.resource,
        "here": one.here,
        "there": one.there,
        "why": one.why,
        "fields": list(one.fields),
    }


def _line(one: Difference) -> str:
    named = f": {', '.join(one.fields)}" if one.fields else ""
    return f"{one.resource} here {one.here or 'none'}, there {one.there or 'none'}: {one.why}{named}"
