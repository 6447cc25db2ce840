"""The terms of the service and what they mean: in which paper, on which day, and in the words of inspection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fingerpost.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Term:
    """One term: what to write for it, what to avoid, and where it comes from."""

    code: str
    term: str
    kind: str
    preferred: str
    avoid: tuple[str, ...]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term meant on a day, and the paper that says so."""

    term: str
    meaning: str
    source: str


def list_terms(*, on: date, rules: Rules) -> tuple[Term, ...]:
    """Every term in the order of the register's list (OI-21.1). Raises NotInForce."""
    return rules.derived(
        f"{rules.get('style.terms', on).rule_id}:terms",
        lambda: tuple(
            Term(
                code=str(row["code"]),
                term=str(row["term"]),
                kind=str(row["kind"]),
                preferred=str(row.get("preferred", "")),
                avoid=avoid if isinstance(avoid := row.get("avoid", ()), tuple) else (),
                note=str(row.get("note", "")),
                source=str(row["source"]),
            )
            for row in rules.get_rows("style.terms", on)
        ),
    )


def meaning_of(term: str, *, on: date, rules: Rules) -> Meaning | None:
    """What a term means in the papers of a day (OF-T, BR-GL-customer); None for a term whose meaning never moved."""
    for row in rules.get_rows("style.meanings", on):
        if str(row["term"]).casefold() == term.casefold():
            return Meaning(str(row["term"]), str(row["meaning"]), str(row["source"]))
    return None


def in_service_words(word: str, *, view: Literal["inspection", "staff"], on: date, rules: Rules) -> str:
    """A word of inspection as a page shows it: the service's word to inspectors, both to staff (OF-T).

    A word that inspection and service share comes back as it is. Raises NotInForce before inspection had words.
    """
    for row in rules.get_rows("style.inspection_words", on):
        if str(row["theirs"]).casefold() == word.casefold():
            return str(row["ours"]) if view == "inspection" else f"{row['ours']} ({row['theirs']})"
    return word
