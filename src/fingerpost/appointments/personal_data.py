"""What is held in this room and why (BR-7.1a). A test fails on a column that is not declared."""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_EVIDENCE = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)

DECLARATIONS: Declarations = {
    # A booked time says nothing of a customer; whose it is stands in the booking.
    "Appointment": {
        **declare(
            "id", "kind", "channel", "label", "organisation", "contract", "venue", "starts_at", "ends_at",
            "capacity", "is_cancelled", "session", "recorded_at",
            purposes=_EVIDENCE, sensitivity=Sensitivity.NONE,
        ),
        **declare("adviser", purposes=_EVIDENCE, retention=Retention.STAFF_RECORD),
    },
    "Booking": {
        **declare("id", "appointment", "customer", "state", "booked_at", purposes=_EVIDENCE),
        **declare("booked_by", purposes=_EVIDENCE, retention=Retention.STAFF_RECORD),
    },
}  # fmt: skip

TEXT_REGIMES: TextRegimes = {"Appointment": texts(wall="label")}
