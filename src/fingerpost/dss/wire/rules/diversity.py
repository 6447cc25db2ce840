"""Rules of diversity details: what is said without consent is nothing, and what a PATCH leaves out is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from fingerpost.dss.wire.description import Check, Context, Failure, Rule
from fingerpost.dss.wire.messages import spaced
from fingerpost.dss.wire.moments import of_datetime

Computed = Callable[[Mapping[str, object], Context], object]

HEALTH, ETHNICITY = "ConsentToCollectLLDDHealth", "ConsentToCollectEthnicity"

GATED: Final[Mapping[str, tuple[str, int, tuple[int, ...]]]] = {
    "LearningDifficultyOrDisabilityDeclaration": (HEALTH, 9, (9,)),
    "PrimaryLearningDifficultyOrDisability": (HEALTH, 99, (98, 99)),
    "SecondaryLearningDifficultyOrDisability": (HEALTH, 99, (98, 99)),
    "Ethnicity": (ETHNICITY, 99, (99,)),
}
"""Each field that asks for consent: which, what stands where nothing was said, and what may be sent without it."""


def _without_consent(name: str) -> Check:
    consent, _, allowed = GATED[name]

    def check(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
        value = fields.get(name)
        if value is not None and fields.get(consent) is not True and value not in allowed:
            yield Failure((name,), f"{spaced(name)} must not be supplied unless {consent} is true.")

    return check


def consent(name: str) -> Computed:
    """Consent that a request does not give is kept as not given, on a PATCH too."""
    return lambda fields, context: context.sent.get(name) is True


def gated(name: str) -> Computed:
    """A PATCH that neither consents nor sends the field takes the field back."""
    needed, nothing, _ = GATED[name]

    def computed(fields: Mapping[str, object], context: Context) -> object:
        if (
            context.method == "PATCH"
            and context.sent.get(needed) is not True
            and context.sent.get(name) is None
        ):
            return nothing
        return fields.get(name)

    return computed


def collected(name: str, needed: str) -> Computed:
    """Consent without its moment was collected now; without consent a stored moment stays as it was."""

    def computed(fields: Mapping[str, object], context: Context) -> object:
        if context.sent.get(needed) is True and context.sent.get(name) is None:
            return of_datetime(context.now)
        return fields.get(name)

    return computed


RULES: Final = tuple(
    Rule(
        code=f"{name}-by-consent",
        says=f"{name} says nothing unless {needed} is true in the same request.",
        check=_without_consent(name),
    )
    for name, (needed, _, _) in GATED.items()
)
