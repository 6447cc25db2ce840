"""What a concern holds of people, why, and until when (BR-7.1a, OI-14.14)."""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_KEEPING_SAFE = (Purpose.JOURNEY, Purpose.RUNNING)

DECLARATIONS: Declarations = {
    "Concern": {
        **declare("text", "is_urgent", purposes=_KEEPING_SAFE, sensitivity=Sensitivity.SENSITIVE),
        **declare(
            "customer",
            "raised_by",
            "raised_at",
            "handled_by",
            "handled_at",
            "state",
            purposes=_KEEPING_SAFE,
        ),
        **declare(
            "id",
            "organisation",
            "contract",
            "recorded_at",
            "version",
            purposes=_KEEPING_SAFE,
            sensitivity=Sensitivity.NONE,
            retention=Retention.CUSTOMER_RECORD,
        ),
    },
}

TEXT_REGIMES: TextRegimes = {"Concern": texts(advice="text")}
