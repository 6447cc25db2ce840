"""Declarations of personal data: why a field is held, how sensitive it is, when it goes.

Every kept column of a room that holds personal data is declared in that room's
``personal_data.py``; a test fails on a column that is not (BR-7.1a, OI-14.6, OI-14.14). So is whose words each
column of text holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """The three purposes of BR-7.1, and what keeps the service itself running."""

    CLAIMS_AND_AUDIT = "claims and audit evidence"
    JOURNEY = "integrated customer journeys"
    MANAGEMENT_INFORMATION = "management information"
    RUNNING = "running and securing the service"


class Sensitivity(StrEnum):
    """How a field is treated (OI-14.6 to 14.12)."""

    NONE = "not personal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive personal"
    SECRET = "secret"  # noqa: S105 - a class of data, no secret


class Retention(StrEnum):
    """Which retention rule of the policy packs removes the field."""

    CUSTOMER_RECORD = "customer_record"
    PROVISIONAL = "provisional_record"
    SECURITY_LOG = "security_log"
    STAFF_RECORD = "staff_record"
    REFERENCE = "reference"
    UNTIL_USED = "until_used"
    UNTIL_WITHDRAWN = "until_withdrawn"


class TextRegime(StrEnum):
    """Whose words a column of text holds, and so how they are treated (BR-20.4).

    WALL: words of staff, screened before any SQL carries them. SEALED: words of customers, partners or the wire, kept
    outside the record, summarised neutrally and destroyed by date. ADVICE: safeguarding, complaints, incidents; kept
    as written, with advice. EXEMPT: structured names, addresses and numbers, never free text (XD-11). CODED: values
    of a list, or words that the service makes itself.
    """

    WALL = "wall"
    SEALED = "sealed"
    ADVICE = "advice"
    EXEMPT = "exempt"
    CODED = "coded"


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of one field."""

    purposes: tuple[Purpose, ...]
    sensitivity: Sensitivity
    retention: Retention


Declarations = Mapping[str, Mapping[str, Declared]]
TextRegimes = Mapping[str, Mapping[str, TextRegime]]
"""The regime of each column of text, by model. A room that holds anything of a customer has one for every column."""


def texts(**names: str) -> dict[str, TextRegime]:
    """Declare columns of text by regime, names parted by spaces: ``texts(wall="label", coded="kind standard")``."""
    return {name: TextRegime(regime) for regime, listed in names.items() for name in listed.split()}


def declare(
    *names: str,
    purposes: tuple[Purpose, ...] = (Purpose.JOURNEY,),
    sensitivity: Sensitivity = Sensitivity.PERSONAL,
    retention: Retention = Retention.CUSTOMER_RECORD,
) -> dict[str, Declared]:
    """Declare several fields alike."""
    return {name: Declared(purposes, sensitivity, retention) for name in names}
