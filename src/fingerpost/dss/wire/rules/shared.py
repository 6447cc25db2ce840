"""Rules that several resources have in the same shape: makers of ``Rule``, and readers of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire.common import is_blank
from fingerpost.dss.wire.description import NEWEST, OLDEST, Context, Failure, Rule
from fingerpost.dss.wire.messages import spaced
from fingerpost.dss.wire.moments import Moment

NO_TOUCHPOINT: Final = "Unable to locate 'TouchpointId' in request header."
NO_SUBCONTRACTOR: Final = "Unable to locate 'SubcontractorId' in request header."
NO_ADDRESS: Final = "Unable to locate 'apimurl' in request header."
"""What a few resources say in words when a header is missing."""


def moment_of(fields: Mapping[str, object], name: str) -> Moment | None:
    """A moment among the fields; None where there is none."""
    value = fields.get(name)
    return value if isinstance(value, Moment) else None


def whole_of(fields: Mapping[str, object], name: str) -> int | None:
    """A whole number or value of a list among the fields; None where there is none."""
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text_of(fields: Mapping[str, object], name: str) -> str:
    """A text among the fields; "" where there is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def not_blank(name: str, *, since: int = OLDEST) -> Rule:
    """On a POST the text may not be missing or blanks alone: an error more than that of the required field."""
    words = f"{spaced(name)} is a required field."

    def check(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
        if is_blank(fields.get(name)):
            yield Failure((name,), words)

    return Rule(
        code=f"{name}-not-blank",
        says=f"{name} is not blanks alone.",
        check=check,
        methods=frozenset({"POST"}),
        since=since,
    )


def not_before(
    later: str, earlier: str, *, message: str = "", since: int = OLDEST, until: int = NEWEST
) -> Rule:
    """A moment is no earlier than another, where both are there; the same moment will do."""
    words = message or f"{later} must be greater than or equal to {earlier}."

    def check(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
        after, before = moment_of(fields, later), moment_of(fields, earlier)
        if after is not None and before is not None and after < before:
            yield Failure((later,), words)

    return Rule(
        code=f"{later}-not-before-{earlier}",
        says=f"{later} is no earlier than {earlier}.",
        check=check,
        since=since,
        until=until,
    )
