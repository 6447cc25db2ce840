"""What stored files hold of people, why, and until when (BR-7.1a, OI-14.14)."""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_JOURNEY_AND_CLAIMS = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT)
_RUNNING = (Purpose.RUNNING,)

DECLARATIONS: Declarations = {
    "StoredFile": {
        **declare("customer_id", "stored_by", "stored_at", purposes=_JOURNEY_AND_CLAIMS),
        # The hash of a payslip would tell whether somebody's guess at it is right.
        **declare("sha256", purposes=_JOURNEY_AND_CLAIMS),
        **declare(
            "kind", "name", "media_type", "size", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE
        ),
        **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
    },
    "FileContent": {
        **declare("file", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
        # A payslip or a scan may show anything.
        **declare("sealed", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
    },
}

TEXT_REGIMES: TextRegimes = {"StoredFile": texts(coded="name media_type sha256")}
