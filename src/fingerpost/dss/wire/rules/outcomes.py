"""When an outcome may be in effect and claimed, and what of one may change once its customer is a duplicate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire.common import SUBCONTRACTOR_LENGTH
from fingerpost.dss.wire.description import Context, Failure, Rule
from fingerpost.dss.wire.messages import wrong_length
from fingerpost.dss.wire.moments import add_months
from fingerpost.dss.wire.rules.shared import moment_of, text_of, whole_of

CLAIMED: Final = "OutcomeClaimedDate"
EFFECTIVE: Final = "OutcomeEffectiveDate"
NULLABLE: Final = (CLAIMED, EFFECTIVE)
"""The two dates that a PATCH clears by null or "" under these very names."""

DUPLICATE: Final = 3
"""ReasonForTermination of a customer whose record is another's again."""

_SUSTAINABLE_EMPLOYMENT, _CAREER_PROGRESSION = 3, 5
_TYPES: Final = range(1, 6)
_YEAR, _YEAR_AND_A_MONTH = 12, 13
_THIRTEEN_FOR_PROGRESSION_SINCE: Final = 3


def window_months(outcome_type: int, version: int) -> int | None:
    """How many calendar months after its session an outcome of this type may be in effect; None for no such type.

    Sustainable employment has thirteen, and so has career progression since version 3; the others have twelve.
    """
    if outcome_type not in _TYPES:
        return None
    if outcome_type == _SUSTAINABLE_EMPLOYMENT:
        return _YEAR_AND_A_MONTH
    if outcome_type == _CAREER_PROGRESSION and version >= _THIRTEEN_FOR_PROGRESSION_SINCE:
        return _YEAR_AND_A_MONTH
    return _YEAR


def cleared(raw: Mapping[str, object]) -> frozenset[str]:
    """The dates that a body takes away: named in this very spelling, with null or ""."""
    return frozenset(name for name in NULLABLE if name in raw and raw[name] in (None, ""))


def may_change_duplicate(raw: Mapping[str, object]) -> bool:
    """Whether a body does nothing to an outcome of a duplicate customer but take away its dates.

    Every property counts, unknown ones too; a body of none is let through.
    """
    return len(raw) == len(cleared(raw))


def _claimed_needs_effective(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    if moment_of(fields, CLAIMED) is not None and moment_of(fields, EFFECTIVE) is None:
        yield Failure((EFFECTIVE,), f"{EFFECTIVE} must have a value when {CLAIMED} has one.")


def _claimed_after_effective(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    claimed, effective = moment_of(fields, CLAIMED), moment_of(fields, EFFECTIVE)
    if claimed is not None and effective is not None and claimed < effective:
        yield Failure((CLAIMED,), f"{CLAIMED} must be greater than or equal to {EFFECTIVE}.")


def _within_window(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    effective, session = moment_of(fields, EFFECTIVE), context.session_at
    outcome_type = whole_of(fields, "OutcomeType")
    if effective is None or session is None or outcome_type is None:
        return
    months = window_months(outcome_type, context.version)
    if months is not None and not session <= effective <= add_months(session, months):
        yield Failure(
            (EFFECTIVE,),
            f"{EFFECTIVE} must be on or after DateandTimeOfSession and within {months} months of it.",
        )


def _claimed_needs_group(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    if moment_of(fields, CLAIMED) is not None and whole_of(fields, "ClaimedPriorityGroup") is None:
        yield Failure(
            ("ClaimedPriorityGroup",), f"ClaimedPriorityGroup must have a value when {CLAIMED} has one."
        )


def _short_subcontractor(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    if len(text_of(fields, "SubcontractorId")) > SUBCONTRACTOR_LENGTH:
        yield Failure(("SubcontractorId",), wrong_length("SubcontractorId", 0, SUBCONTRACTOR_LENGTH))


RULES: Final = (
    Rule(
        code="claimed-needs-effective",
        says="A claimed outcome has a date from which it is in effect.",
        check=_claimed_needs_effective,
        since=2,
    ),
    Rule(
        code="claimed-after-effective",
        says="An outcome is claimed no earlier than it is in effect.",
        check=_claimed_after_effective,
        since=2,
    ),
    Rule(
        code="effective-window",
        says="An outcome is in effect no earlier than its session, and no later than 12 calendar months after it, or"
        " 13 for sustainable employment and career progression, where the session is known and has a date.",
        check=_within_window,
        since=2,
    ),
    Rule(
        code="claimed-needs-group",
        says="A claimed outcome names a priority group.",
        check=_claimed_needs_group,
        since=2,
        until=2,
    ),
    Rule(
        code="subcontractor-length",
        says="The subcontractor has 50 characters at most.",
        check=_short_subcontractor,
        since=2,
        until=2,
    ),
)
