"""Packs that tests propose, as somebody at the agency would write them."""

from __future__ import annotations

from datetime import date


def pack(name: str, *rules: str) -> str:
    """A pack of that name with these rules."""
    return "\n".join([f'[pack]\nname = "{name}"\ntitle = "Pack {name}"\n', *rules])


def rule(key: str, value: str, *, begins: date, ends: date | None = None, source: str = "BR-0.3") -> str:
    """One rule; `value` is TOML."""
    until = f"valid_to = {ends.isoformat()}\n" if ends else ""
    return (
        f'[[rule]]\nkey = "{key}"\nvalue = {value}\nvalid_from = {begins.isoformat()}\n{until}'
        f'source = "{source}"\nstatus = "in_force"\n'
    )


def write_up(name: str, days: int, *, begins: date, ends: date | None = None) -> str:
    """A pack that gives another number of working days for a write-up."""
    return pack(name, rule("write_up.working_days", str(days), begins=begins, ends=ends))


def words(name: str, *forms: str, begins: date, ends: date | None = None) -> str:
    """A pack that adds words to the list."""
    rows = ", ".join(
        f'{{ id = "own-{form}", base = "{form}", form = "{form}", kind = "word" }}' for form in forms
    )
    return pack(name, rule("screening.added_forms", f"[{rows}]", begins=begins, ends=ends, source="BR-A.2"))
