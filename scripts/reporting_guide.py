"""Writes the part on measures of docs/users/reporting.md from their definitions. Run after a definition changes."""

from __future__ import annotations

from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "users" / "reporting.md"
BEGIN = "<!-- measures: written by scripts/reporting_guide.py -->\n\n"


def main() -> None:
    """Replace all that stands after the mark."""
    django.setup()
    from fingerpost.performance.measures.guide import lines_of
    from fingerpost.performance.measures.registry import ALL

    before, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    written = "\n".join(lines_of(ALL.values())).rstrip() + "\n"
    PAGE.write_text(before + BEGIN + written, encoding="utf-8")


if __name__ == "__main__":
    main()
