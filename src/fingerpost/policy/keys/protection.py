"""Keys about marking, sending and giving out what must be protected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, FLAG, NUMBER, ROWS, TABLE, TEXT, TEXTS
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "classification.document": KeySpec(TEXT, "How a document that holds protected data is classed"),
    "classification.data_set": KeySpec(TEXT, "How a data set of many customers is classed"),
    "classification.threshold_records": KeySpec(
        NUMBER, "A store or extract of more records than this takes the higher class", "records"
    ),
    "classification.data_sets_by_kind": KeySpec(
        FLAG, "Whether a data set takes the higher class by its kind, however few its records"
    ),
    "classification.aspects": KeySpec(ROWS, "The class of each aspect", fields={**COUNTED, "class": TEXT}),
    "classification.page_mark": KeySpec(
        TABLE,
        "The mark on every page",
        fields={"text": TEXT, "bold": FLAG, "capitals": FLAG, "size": TEXT, "places": TEXTS},
    ),
    "classification.envelope_mark": KeySpec(TEXT, "The mark on an inner envelope; the outer one has none"),
    "file.pass_phrase": KeySpec(
        TABLE,
        "What the pass phrase of a protected file must hold",
        fields={
            "minimum_length": NUMBER,
            "lower_case": FLAG,
            "upper_case": FLAG,
            "digit": FLAG,
            "special_character": FLAG,
        },
    ),
    "file.pass_phrase_release": KeySpec(
        TABLE,
        "When and how the pass phrase is given",
        fields={"after_confirmed_receipt": FLAG, "by_another_mechanism": FLAG},
    ),
    "plan.delivery": KeySpec(TEXTS, "How a skills action plan reaches the customer, in order of preference"),
    "termination.evidence_kept": KeySpec(TEXT, "What stays when a customer's records are removed"),
    "controller.when_two_apply": KeySpec(TEXT, "Where a request goes when two special controllers apply"),
}
