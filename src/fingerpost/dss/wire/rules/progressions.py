"""What an employment or learning progression has to say beside its status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fingerpost.dss.wire import messages
from fingerpost.dss.wire.description import Context, Failure, Rule
from fingerpost.dss.wire.moments import of_datetime
from fingerpost.dss.wire.rules.shared import moment_of, text_of, whole_of

IN_WORK: Final = frozenset({1, 4, 5, 8, 9})
"""Statuses that need hours and a date: apprenticeship, employed, employed with voluntary work, retired with voluntary
work, self-employed. At risk of redundancy (6) and self-employed with voluntary work (10) need neither."""

GOVERNMENT_SHOCK: Final = 2
IN_LEARNING: Final = 1
NO_QUALIFICATION: Final = 99

_INTEGER: Final = re.compile(r"(?P<sign>[+-]?)0*(?P<digits>[0-9]{1,10})")
_LARGEST: Final = 2**31 - 1
_UKPRN: Final = "LastLearningProvidersUKPRN"
_ACHIEVED: Final = "DateQualificationLevelAchieved"


def _needed(name: str, words: str, status: str, values: frozenset[int]) -> Rule:
    def check(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
        if whole_of(fields, status) in values and fields.get(name) is None:
            yield Failure((name,), words)

    listed = ", ".join(str(value) for value in sorted(values))
    return Rule(code=f"{name}-needed", says=f"{name} is there when {status} is one of {listed}.", check=check)


def _shock_code(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    # Blanks are a code here: only nothing at all is refused.
    if whole_of(fields, "EconomicShockStatus") == GOVERNMENT_SHOCK and not fields.get("EconomicShockCode"):
        yield Failure(("EconomicShockCode",), messages.SHOCK_CODE_REQUIRED)


def is_number(text: str) -> bool:
    """Whether .NET reads a text as an integer of 32 bits: a sign and blanks around it will do."""
    found = _INTEGER.fullmatch(text.strip("\t\n\v\f\r "))
    return found is not None and int(found["digits"]) <= _LARGEST + (found["sign"] == "-")


def _ukprn_number(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    text = text_of(fields, _UKPRN)
    if text and not is_number(text):
        yield Failure((_UKPRN,), messages.PROVIDER_NOT_A_NUMBER)


def _achieved(fields: Mapping[str, object], context: Context) -> Iterator[Failure]:
    level, achieved = whole_of(fields, "CurrentQualificationLevel"), moment_of(fields, _ACHIEVED)
    if level is None or level >= NO_QUALIFICATION:
        return
    if achieved is None:
        yield Failure((_ACHIEVED,), messages.QUALIFICATION_DATE_REQUIRED)
    elif achieved > of_datetime(context.now):
        yield Failure((_ACHIEVED,), messages.not_up_to_now(_ACHIEVED))


EMPLOYMENT: Final = (
    Rule(
        code="shock-code",
        says="A shock that the government has defined has its code.",
        check=_shock_code,
    ),
    _needed("EmploymentHours", messages.EMPLOYMENT_HOURS_REQUIRED, "CurrentEmploymentStatus", IN_WORK),
    _needed("DateOfEmployment", messages.EMPLOYMENT_DATE_REQUIRED, "CurrentEmploymentStatus", IN_WORK),
)

LEARNING: Final = (
    _needed(
        "LearningHours", messages.LEARNING_HOURS_REQUIRED, "CurrentLearningStatus", frozenset({IN_LEARNING})
    ),
    _needed(
        "DateLearningStarted",
        messages.LEARNING_START_REQUIRED,
        "CurrentLearningStatus",
        frozenset({IN_LEARNING}),
    ),
    Rule(
        code="level-achieved",
        says="A qualification has the date on which it was achieved, no later than now. Where there is none"
        " (99, or nothing) the date is not looked at.",
        check=_achieved,
    ),
    Rule(code="ukprn-number", says=f"{_UKPRN} is a whole number.", check=_ukprn_number),
)
