"""What a decision says for itself: a key and values, and the plain English for each key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from fingerpost.policy.clock_sentences import CLOCK_SENTENCES

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a key of the catalogue and the values for its places. Holds no personal data.

    `then` holds the messages whose sentences follow it.
    """

    key: str
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    then: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Value]):
    """A decision with its reasons as messages and the ids of the rules it used."""

    value: Value
    reasons: tuple[Message, ...]
    rule_ids: tuple[str, ...]


CATALOGUE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **CLOCK_SENTENCES,
        "eligibility.adult": "Aged {age} or over, so the adult service is open.",
        "eligibility.entitled_checked": "Entitled, checked.",
        "eligibility.exception_not_asked": "Aged {age}. Ask the entitlement question before advice is given.",
        "eligibility.young_person": "Aged {youngest} to {oldest}, so the young people's service gives advice.",
        "eligibility.under_adult_age": "The service is open from the age of {age}.",
        "eligibility.too_young": "The service is for people aged {age} or over. The website is open to everyone.",
        "eligibility.birth_date_unknown": "The date of birth is not known. Ask for it before advice is given.",
        "eligibility.lives_in_england": "Lives in England.",
        "eligibility.works_in_england": "Works in England.",
        "eligibility.outside_england": "Neither lives nor works in England. Pass on to {service}.",
        "eligibility.place_unknown": "Ask where the customer lives, and where they work.",
        "directions.any": "Direct to at least one of these.",
        "directions.all": "Direct to all of these.",
        "priority.in_group": "In a priority group.",
        "priority.none": "No priority group is recorded.",
        "priority.ask_more": "More circumstances would show whether a priority group applies.",
        "identity.enough": "The evidence reaches {level}, and {needed} is needed.",
        "identity.enough_without_papers": (
            "Accepted without papers, because a professional we know has said who this is."
        ),
        "identity.not_enough": "The evidence reaches {level}, and {needed} is needed. Add another kind of evidence.",
        "password.too_short": "Use at least {minimum} characters.",
        "password.needs_letter": "Use at least one letter.",
        "password.needs_digit": "Use at least one number.",
        "password.needs_capital": "Use at least one capital letter.",
        "password.needs_lower_case": "Use at least one small letter.",
        "password.guessable": "Choose a password that is harder to guess.",
        "password.like_your_name": "Choose a password that does not look like your name or email address.",
        "screening.cannot_be_kept": "This word can't be kept in our records.",
        "entitlement.year": "The contract year runs from {first} to {last}.",
        "entitlement.funded": (
            "Face-to-face sessions funded in this contract year: {funded}. Had so far: {used}. Left: {left}."
        ),
        "entitlement.could_be": "If a priority group applies, {could_be} are funded.",
        "entitlement.none_funded": "No face-to-face session is funded.",
        "entitlement.further.phone": "Offer further sessions by telephone, which have no limit.",
        "entitlement.further.web": "Offer the website, which has no limit.",
        "entitlement.further.paid": "Offer a paid session; the fee is no higher than the agency's own rate.",
        "entitlement.further.other_provider": "Offer another provider, at a fee that they agree.",
        "entitlement.further.unfunded": "A further session may be given, and is not claimed for.",
        "entitlement.fee_allowed": "The fee is no higher than {highest}.",
        "entitlement.fee_too_high": "The fee may not be higher than {highest}, the rate that the agency pays.",
        "style.word_of_staff": "“{form}” is a word of staff. Instead: {instead} ({source}).",
        "style.write_instead": "Write “{instead}”, not “{form}” ({source}).",
        "screening.try_instead": "This word can't be kept in our records. Try “{suggestion}”.",
    }
)


def english(message: Message) -> str:
    """A message in British English, with the sentences that follow it. Raises KeyError for an unknown key."""
    sentence = CATALOGUE[message.key].format_map(dict(message.values))
    return " ".join((sentence, *map(english, message.then)))


def sentences(messages: Iterable[Message]) -> tuple[str, ...]:
    """Several messages as sentences, in order."""
    return tuple(english(message) for message in messages)
