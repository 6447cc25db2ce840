"""The text of the rules as they stood on a day (BR-33.2), for whoever audits a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from fingerpost.policy import Rules
from fingerpost.policy.rules import Ruling

ALWAYS = (
    "outcome.kinds",
    "outcome.evidence_kinds",
    "evidence.asks",
    "evidence.audit_documents",
    "outcome.sustained_job_weeks",
)
"""What every outcome is judged by, beside the rulings that its decision names."""


def rulings_of(rule_ids: Iterable[str], *, scheme: str, rules: Rules, on: date) -> list[Ruling]:
    """The rulings that a decision named, and those that every outcome of the scheme is judged by, as on a day."""
    by_id = rules.derived("by rule id", lambda: {one.rule_id: one for one in rules})
    found = {by_id[one].rule_id: by_id[one] for one in rule_ids if one in by_id}
    for key in (*ALWAYS, f"funding.recommended.{scheme}"):
        ruling = rules.find(key, on) if key in rules else None
        if ruling is not None:
            found[ruling.rule_id] = ruling
    return sorted(found.values(), key=lambda one: (one.key, one.valid_from))


def ruling_text(ruling: Ruling) -> str:
    """One ruling in full: key, period, source, standing and value."""
    until = ruling.valid_to.isoformat() if ruling.valid_to else "no end known"
    lines = [
        f"{ruling.key}  [{ruling.rule_id}]",
        f"  in force from {ruling.valid_from.isoformat()} to {until}; {ruling.status}; source {ruling.source}",
    ]
    if ruling.note:
        lines.append(f"  {ruling.note}")
    value = json.dumps(_plain(ruling.value), ensure_ascii=False, indent=2)
    return "\n".join([*lines, *(f"  {line}" for line in value.splitlines())])


def rules_text(found: Iterable[Ruling], *, scheme: str, version: str, on: date) -> str:
    """The rules of one decision as a text: what a reader needs to follow its trail."""
    head = f"Rules of {scheme}, version {version}, as in force on {on.isoformat()}"
    return "\n\n".join([head, *(ruling_text(one) for one in found)]) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value
