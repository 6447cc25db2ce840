"""Rules of customers: age, learner number, termination, who introduced them, and priority groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.common import stored_value
from fingerpost.dss.wire.description import Context, Failure, Rule, Switch
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.moments import add_years, of_datetime
from fingerpost.dss.wire.rules.shared import moment_of, text_of, whole_of

YOUNGEST: Final = 13
"""Years. Somebody born on 29 February is of that age on 1 March of a year that has no such day."""

LONGEST_INTRODUCTION: Final = 100
NOT_KNOWN, NOT_A_PRIORITY, YOUNG_NEET, OVER_FIFTY = 98, 99, 1, 6
OTHER_REASON: Final = 99
_FIRST_NUMBER, _LAST_NUMBER = 1_000_000_000, 9_999_999_999
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_TEN_DIGITS: Final = re.compile(r"[1-9][0-9]{9}")
_BORN, _LEARNER, _ENDED, _REASON = (
    "DateofBirth",
    "UniqueLearnerNumber",
    "DateOfTermination",
    "ReasonForTermination",
)
_INTRODUCED, _INTRODUCTION, _GROUPS = "IntroducedBy", "IntroducedByAdditionalInfo", "PriorityGroups"
_GROUP_MEMBER: Final = "PriorityCustomer"


def given_name_missing(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """The given name is missing or blanks alone; told beside the required field."""
    if not text_of(fields, "GivenName").strip():
        yield Failure(("GivenName",), messages.GIVEN_NAME_REQUIRED)


def family_name_missing(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """The family name is missing or blanks alone; told beside the required field."""
    if not text_of(fields, "FamilyName").strip():
        yield Failure(("FamilyName",), messages.FAMILY_NAME_REQUIRED)


def too_young(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """The customer was born later than thirteen years before now, reckoned back in calendar years (UTC)."""
    born = moment_of(fields, _BORN)
    if born is not None and born > add_years(of_datetime(context.now), -YOUNGEST):
        yield Failure((_BORN,), "Date of Birth must be at least 13 years before the current date/time.")


def learner_number(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """A learner number that is a number has ten digits; words pass, unless the strict switch is on."""
    text = text_of(fields, _LEARNER)
    if not text:
        return
    is_number = _INTEGER.fullmatch(text) is not None
    is_refused = is_number and not _FIRST_NUMBER <= int(text) <= _LAST_NUMBER
    if Switch.STRICT_LEARNER_NUMBER in context.switches:
        is_refused = _TEN_DIGITS.fullmatch(text) is None
    if is_refused:
        yield Failure((_LEARNER,), "Unique Learner Number must be between 1000000000 and 9999999999.")


def reason_without_date(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """A reason for termination comes with its date, in the same request."""
    if fields.get(_REASON) is not None and fields.get(_ENDED) is None:
        yield Failure((_ENDED,), "Date Of Termination must be supplied with a Reason For Termination.")


def introduced_by_missing(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """Nobody introduced the customer: on a POST one error beside the required field, on a PATCH both.

    A PATCH that does not name it stands on what is stored.
    """
    if fields.get(_INTRODUCED) is not None or stored_value(context, _INTRODUCED) is not None:
        return
    if context.method == "PATCH":
        yield Failure((_INTRODUCED,), messages.required(_INTRODUCED))
    yield Failure((_INTRODUCED,), messages.not_listed(_INTRODUCED))


def introduction_too_long(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """What was said of the introduction has a longest length on a POST alone."""
    if len(text_of(fields, _INTRODUCTION)) > LONGEST_INTRODUCTION:
        yield Failure((_INTRODUCTION,), messages.wrong_length(_INTRODUCTION, 0, LONGEST_INTRODUCTION))


def _groups(fields: Mapping[str, object]) -> list[int] | None:
    value = fields.get(_GROUPS)
    return [each for each in value if isinstance(each, int)] if isinstance(value, list) else None


def no_group(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """An empty list says nothing."""
    if _groups(fields) == []:
        yield Failure((_GROUP_MEMBER,), "Please supply a valid Priority Group.")


def group_beside_none(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """Not a priority customer (99) stands alone; so does not known (98). Either twice counts as more than one."""
    groups = _groups(fields) or []
    for alone, name in ((NOT_A_PRIORITY, "Not a Priority Customer"), (NOT_KNOWN, "Not Known")):
        if alone in groups and len(groups) > 1:
            yield Failure(
                (_GROUP_MEMBER,), f"{name} ({alone}) must not be supplied with another Priority Group."
            )


def young_and_old(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """Nobody is both 18 to 24 (1) and over fifty (6)."""
    if {YOUNG_NEET, OVER_FIFTY} <= set(_groups(fields) or []):
        yield Failure((_GROUP_MEMBER,), "A customer must not be in Priority Groups 1 and 6 together.")


def unknown_group(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    """Each value that the list does not have is an error of its own."""
    for each in _groups(fields) or []:
        if not ENUMS[_GROUP_MEMBER].has(each, context.version):
            yield Failure((_GROUP_MEMBER,), f"Please supply a valid Priority Group: {each} is not one.")


def reason_of_ending(fields: Mapping[str, object], context: Context) -> object:
    """99 where a termination came without a reason; on a PATCH too."""
    if whole_of(context.sent, _REASON) is None and moment_of(context.sent, _ENDED) is not None:
        return OTHER_REASON
    return fields.get(_REASON)


_ON_POST: Final = frozenset({"POST"})

RULES: Final = (
    Rule(
        code="GivenName-not-blank",
        says="GivenName is not blanks alone.",
        check=given_name_missing,
        methods=_ON_POST,
    ),
    Rule(
        code="FamilyName-not-blank",
        says="FamilyName is not blanks alone.",
        check=family_name_missing,
        methods=_ON_POST,
    ),
    Rule(code="thirteen", says="The customer was born thirteen years ago or earlier.", check=too_young),
    Rule(
        code="learner-number",
        says="UniqueLearnerNumber, where it is a number, lies between 1000000000 and 9999999999.",
        check=learner_number,
    ),
    Rule(
        code="reason-with-date",
        says="ReasonForTermination comes with DateOfTermination in the same request.",
        check=reason_without_date,
    ),
    Rule(
        code="introduced-by",
        says="IntroducedBy is given, or stored already.",
        check=introduced_by_missing,
        since=4,
    ),
    Rule(
        code="introduction-length",
        says="IntroducedByAdditionalInfo has at most 100 characters when the customer is made.",
        check=introduction_too_long,
        methods=_ON_POST,
    ),
    Rule(code="some-group", says="PriorityGroups is not empty.", check=no_group, since=3),
    Rule(
        code="group-alone",
        says="99 and 98 stand alone among PriorityGroups.",
        check=group_beside_none,
        since=3,
    ),
    Rule(
        code="young-or-old",
        says="PriorityGroups does not hold both 1 and 6.",
        check=young_and_old,
        since=3,
    ),
    Rule(
        code="known-groups",
        says="Each of PriorityGroups is a value of its list.",
        check=unknown_group,
        since=3,
    ),
)
