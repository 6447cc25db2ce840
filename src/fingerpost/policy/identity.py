"""What level of confidence the evidence of an identity reaches, by the guide that policy names (BR-7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Final

from fingerpost.policy.errors import PolicyError
from fingerpost.policy.messages import Message, Verdict
from fingerpost.policy.rules import Rules

_MOST_PIECES: Final = 3


class UnknownPreset(PolicyError):
    """A kind of evidence that policy does not list on that day."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a check of identity scored: strength and validity of each piece of evidence, and the three other parts."""

    evidence: tuple[tuple[int, int], ...]
    activity: int
    fraud: int
    verification: int


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of evidence that an adviser can tick, with what it scores. Nothing of the document is copied."""

    code: str
    label: str
    hint: str
    scores: Scores
    level: str
    enough_without_papers: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """The level reached, the profile that gave it ("" for none), and whether policy asks for no more."""

    level: str
    profile: str
    is_enough: bool


def presets(*, on: date, rules: Rules) -> tuple[Preset, ...]:
    """The kinds of evidence of a day, in the order they are shown. Raises NotInForce before 1 October 2014."""
    ruling = rules.get("identity.presets", on)
    return rules.derived(ruling.rule_id, lambda: tuple(map(_preset, rules.get_rows("identity.presets", on))))


def assess(codes: Iterable[str], *, on: date, rules: Rules) -> Verdict[Assessment]:
    """What the evidence ticked reaches together, and whether it is enough to make a record (BR-7.2).

    Pieces of evidence add up; the other parts count at their best. Raises UnknownPreset for a code not listed.
    """
    known = {preset.code: preset for preset in presets(on=on, rules=rules)}
    ticked: list[Preset] = []
    for code in dict.fromkeys(codes):
        if code not in known:
            raise UnknownPreset(f"There is no kind of evidence called '{code}' on {on.isoformat()}.")
        ticked.append(known[code])
    level, profile = level_reached(_together(ticked), on=on, rules=rules)
    needed = rules.get_text("identity.level_needed", on)
    ranks = [str(row["code"]) for row in rules.get_rows("identity.levels", on)]
    labels = {str(row["code"]): str(row["label"]).lower() for row in rules.get_rows("identity.levels", on)}
    values: Mapping[str, str | int] = {"level": labels[level], "needed": labels[needed]}
    if ranks.index(level) >= ranks.index(needed):
        is_enough, reason = True, Message("identity.enough", values)
    elif any(preset.enough_without_papers for preset in ticked):
        is_enough, reason = True, Message("identity.enough_without_papers", values)
    else:
        is_enough, reason = False, Message("identity.not_enough", values)
    used = ("identity.presets", "identity.profiles", "identity.level_needed", "identity.guide")
    return Verdict(
        Assessment(level, profile, is_enough), (reason,), tuple(rules.get(key, on).rule_id for key in used)
    )


def level_reached(scores: Scores, *, on: date, rules: Rules) -> tuple[str, str]:
    """The highest level whose profile the scores meet, and that profile's code; ("none", "") when none is met."""
    for row in rules.get_rows("identity.profiles", on):
        if _meets(scores, _scores(row)):
            return str(row["level"]), str(row["code"])
    return "none", ""


def _meets(scores: Scores, wanted: Scores) -> bool:
    """Whether every part is as good as a profile asks, each of its pieces met by a different piece."""
    return (
        scores.activity >= wanted.activity
        and scores.fraud >= wanted.fraud
        and scores.verification >= wanted.verification
        and any(
            all(strong >= strength and valid >= validity for (strong, valid), (strength, validity) in pairs)
            for pairs in _pairings(scores.evidence, wanted.evidence)
        )
    )


def _pairings(
    held: Sequence[tuple[int, int]], wanted: Sequence[tuple[int, int]]
) -> Iterable[list[tuple[tuple[int, int], tuple[int, int]]]]:
    """Every way of setting pieces held against the pieces wanted; none where too few are held."""
    strongest = sorted(held, reverse=True)[: _MOST_PIECES * 2]
    for choice in permutations(strongest, len(wanted)):
        yield list(zip(choice, wanted, strict=True))


def _together(ticked: Sequence[Preset]) -> Scores:
    return Scores(
        evidence=tuple(piece for preset in ticked for piece in preset.scores.evidence),
        activity=max((preset.scores.activity for preset in ticked), default=0),
        fraud=max((preset.scores.fraud for preset in ticked), default=0),
        verification=max((preset.scores.verification for preset in ticked), default=0),
    )


def _preset(row: Mapping[str, object]) -> Preset:
    return Preset(
        code=str(row["code"]),
        label=str(row["label"]),
        hint=str(row["hint"]),
        scores=_scores(row),
        level=str(row["level"]),
        enough_without_papers=row.get("enough_without_papers") is True,
    )


def _scores(row: Mapping[str, object]) -> Scores:
    evidence = row["evidence"]
    assert isinstance(evidence, tuple)  # the schema of the key has seen to it
    pieces = (str(piece).split("/") for piece in evidence)
    return Scores(
        evidence=tuple((int(strength), int(validity)) for strength, validity in pieces),
        activity=int(str(row["activity"])),
        fraud=int(str(row["fraud"])),
        verification=int(str(row["verification"])),
    )
