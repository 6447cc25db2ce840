"""Words that a customer's record can't keep: found in any spelling, treated by whose words they are.

`screen` looks at a text, `screen_blocks` at one of any length; `treat` says what becomes of it. A hit never holds the
word, so it may be logged; `describe` gives the form and the reason to whoever asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fingerpost.policy.errors import UnknownRule, WrongKind
from fingerpost.policy.rules import Rules
from fingerpost.policy.screening_lists import ListedForm, forms_missing, list_of
from fingerpost.policy.screening_matcher import Hit, Placed
from fingerpost.policy.screening_spellings import Certainty

__all__ = [
    "Action",
    "Certainty",
    "Hit",
    "ListedForm",
    "Placed",
    "Regime",
    "Treatment",
    "describe",
    "forms_missing",
    "is_exempt",
    "may_be_released",
    "regime_of",
    "screen",
    "screen_blocks",
    "treat",
]


class Regime(StrEnum):
    """How words on the list are treated: three regimes, by whose words they are (design, point 9)."""

    WALL = "wall"
    SEALED = "sealed"
    ADVICE = "advice"


class Action(StrEnum):
    """What becomes of a text.

    KEEP: nothing was found. REFUSE: it is kept nowhere. ASK: it may be kept, once whoever wrote it was asked.
    SEAL: it is taken from its sender, and sealed outside the record. ADVISE: it is kept, and advice is given.
    """

    KEEP = "keep"
    REFUSE = "refuse"
    ASK = "ask"
    SEAL = "seal"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of a text, what was found in it, and the rulings that decided."""

    action: Action
    hits: tuple[Hit, ...]
    rule_ids: tuple[str, ...]


def screen(text: str, *, on: date, rules: Rules) -> tuple[Hit, ...]:
    """Every form of the list in force on a day that a text holds, in order of place (BR-20.4, OI-11.12).

    Places are characters of that text, half-open. Names, addresses, employers and coded job goals are exempt by
    kind of field (`screening.exempt_kinds`, XD-11); callers leave those out, or use `treat`. Raises NotInForce for
    a day before the first list.
    """
    return list_of(on, rules).matcher.find(text)


def screen_blocks(
    blocks: Iterable[str], *, on: date, rules: Rules, with_words: bool = False
) -> Iterator[Placed]:
    """As `screen` for a text that comes in blocks of any size, with the line of each hit; holds one block at a time.

    The words themselves are given only where asked for.
    """
    return list_of(on, rules).matcher.find_in(blocks, with_words=with_words)


def describe(hit: Hit, *, on: date, rules: Rules) -> ListedForm:
    """The form that a hit found, as the list of that day prints it, with its base word and its reason.

    Raises KeyError for a hit of another list.
    """
    return list_of(on, rules).forms[hit.form_id]


def is_exempt(field_kind: str, *, on: date, rules: Rules) -> bool:
    """Whether a kind of field is not screened (XD-11): structured names and places, never free text."""
    return field_kind in rules.get_list("screening.exempt_kinds", on)


def regime_of(origin: str, *, on: date, rules: Rules) -> Regime:
    """The regime of words by where they come from: staff, customer, partner, wire, safeguarding, complaint, incident.

    Raises UnknownRule for an origin that the rules do not name, WrongKind for a regime that code does not know.
    """
    regime = rules.get_table("screening.regimes", on).get(origin)
    if regime is None:
        raise UnknownRule(f"screening.regimes.{origin}")
    if regime not in set(Regime):
        raise WrongKind("screening.regimes", f"one of {', '.join(Regime)}", "another word")
    return Regime(str(regime))


def treat(text: str, *, origin: str, on: date, rules: Rules, field_kind: str = "note") -> Treatment:
    """What becomes of a text by whose words it holds and in which kind of field (BR-20.4, OI-11.5, XD-11).

    Words of staff meet a wall; words of customers, partners and the wire are never refused to their sender, but
    sealed; safeguarding, complaints and incidents get advice alone. Raises NotInForce and UnknownRule.
    """
    regime = regime_of(origin, on=on, rules=rules)
    if is_exempt(field_kind, on=on, rules=rules):
        return Treatment(Action.KEEP, (), (rules.get("screening.exempt_kinds", on).rule_id,))
    hits = screen(text, on=on, rules=rules)
    lists = {describe(hit, on=on, rules=rules).rule_id: None for hit in hits}
    return Treatment(_action(hits, regime), hits, (*lists, rules.get("screening.regimes", on).rule_id))


def may_be_released(hits: Sequence[Hit]) -> bool:
    """Whether a second named person may let a text pass (BR-A.3): all that stops it has an everyday meaning."""
    stopping = [hit for hit in hits if hit.blocks]
    return bool(stopping) and all(hit.certainty == "everyday" for hit in stopping)


def _action(hits: Sequence[Hit], regime: Regime) -> Action:
    if not hits:
        return Action.KEEP
    match regime:
        case Regime.WALL:
            return Action.REFUSE if any(hit.blocks for hit in hits) else Action.ASK
        case Regime.SEALED:
            return Action.SEAL
        case Regime.ADVICE:
            return Action.ADVISE
