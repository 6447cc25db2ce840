"""The table of `fingerpost trace`; what it counts is read by `house.evidence`."""

from fingerpost.house.evidence import (
    REGISTER,
    Area,
    AreaTotal,
    UnusableTrace,
    read_register,
    read_run,
    totals,
    unknown_ids,
)

__all__ = [
    "REGISTER",
    "Area",
    "AreaTotal",
    "UnusableTrace",
    "as_table",
    "read_register",
    "read_run",
    "totals",
    "unknown_ids",
]


def as_table(counts: list[AreaTotal]) -> str:
    """Write the totals as a table for people, areas without any shown id last in one line."""
    lines = [f"{'Area':<48} {'Shown':>5} {'Of':>4}  Requirements"]
    for count in counts:
        if count.shown:
            title = f"{count.area.name} ({count.area.code})"
            lines.append(
                f"{title:<48} {len(count.shown):>5} {len(count.area.ids):>4}  {' '.join(count.shown)}"
            )
    empty = [count.area.code for count in counts if not count.shown]
    if empty:
        lines.append(f"None shown yet: {' '.join(empty)}")
    shown = sum(len(count.shown) for count in counts)
    lines.append(f"{'Total':<48} {shown:>5} {sum(len(count.area.ids) for count in counts):>4}")
    return "\n".join(lines)
