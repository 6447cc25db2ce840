"""What several of these pages show alike: a moment in a narrow cell, and the way to the pages beside one."""

from __future__ import annotations

from datetime import datetime

from fingerpost.policy.civil import civil_time


def short_moment(moment: datetime) -> str:
    """A moment on the clocks of England: 4 December 2015, 16:00."""
    local = civil_time(moment)
    return f"{local.day} {local:%B %Y, %H:%M}"


def pages_beside(page: int, *, has_next: bool, query: str = "", address: str = "") -> dict[str, str]:
    """Links to the pages before and after, for the component; empty where there is none. ``query`` ends in ``&``."""
    return {
        "before": f"{address}?{query}page={page - 1}" if page > 1 else "",
        "after": f"{address}?{query}page={page + 1}" if has_next else "",
    }
