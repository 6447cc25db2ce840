"""Keys about the customer record: clocks, grants, retention, notices, coded lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import (
    COUNTED,
    FLAG,
    NOTICE,
    NUMBER,
    ROWS,
    TABLE,
    TEXT,
    member,
    one_of,
    shaped,
)
from fingerpost.policy.schema import KeySpec

_VERSION: Final = member("version", shaped(r"\d+\.\d+", "2.1"))

KEYS: Final[Mapping[str, KeySpec]] = {
    "write_up.working_days": KeySpec(NUMBER, "Time to write up an interview", "working days"),
    "record.update_days": KeySpec(NUMBER, "Time to update a record after an interaction", "calendar days"),
    "record.provisional_days": KeySpec(
        NUMBER, "Time to confirm or delete a provisional record", "calendar days"
    ),
    "record.provisional_warning_days": KeySpec(
        NUMBER, "Warning before a provisional record goes", "calendar days"
    ),
    "record.customer_store": KeySpec(
        TEXT,
        "Whether the channels share one store of customer records",
        check=one_of("one_shared", "own_of_each_prime"),
    ),
    "record.shared_store_allowed": KeySpec(
        FLAG, "Whether a shared store may be chosen where each has its own"
    ),
    "grant.contact_hours": KeySpec(NUMBER, "Length of a grant from passing a check in a contact", "hours"),
    "grant.appointment_opens_hours": KeySpec(
        NUMBER, "How early one's own appointment opens the record", "hours"
    ),
    "grant.appointment_closes_hours": KeySpec(
        NUMBER, "How long after it one's own appointment does", "hours"
    ),
    "grant.relationship_months": KeySpec(
        NUMBER, "Length of a working relationship since the last session", "months"
    ),
    "grant.audit_days": KeySpec(NUMBER, "Length of a grant for audit", "calendar days"),
    "grant.provisional_days": KeySpec(NUMBER, "Length of the grant on a provisional record", "calendar days"),
    "retention.classes": KeySpec(
        ROWS,
        "How long each class of personal data is kept, and from what moment",
        fields={"code": TEXT, "label": TEXT, "months": NUMBER, "counted_from": TEXT},
    ),
    "notice.charter": KeySpec(TABLE, "Customer Charter", fields=NOTICE, check=_VERSION),
    "notice.confidentiality": KeySpec(
        TABLE, "How we keep what you say confidential", fields=NOTICE, check=_VERSION
    ),
    "notice.privacy": KeySpec(TABLE, "Privacy notice", fields=NOTICE, check=_VERSION),
    "notice.terms": KeySpec(TABLE, "Terms of using the service", fields=NOTICE, check=_VERSION),
    "notice.anonymous": KeySpec(TABLE, "What staying anonymous means", fields=NOTICE, check=_VERSION),
    "support.needs": KeySpec(
        ROWS, "Support needs, coded so that nothing sensitive is written", fields=COUNTED
    ),
    "constraint.codes": KeySpec(ROWS, "Things to arrange, coded without a reason", fields=COUNTED),
}
