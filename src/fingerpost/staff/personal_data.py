"""What is held of staff and why (BR-7.1a). A test fails on a column that is not declared."""

from fingerpost.house.personal_data import Declarations, Purpose, Retention, Sensitivity, declare

_RUNNING = (Purpose.RUNNING,)
_AUDITED = (Purpose.RUNNING, Purpose.CLAIMS_AND_AUDIT)

DECLARATIONS: Declarations = {
    "Account": {
        **declare(
            "id", "email", "full_name", "is_active", "line_manager", "last_login", "password_changed_at",
            "suspended_at", "suspended_for", "second_step_offered_at", "created_at",
            purposes=_RUNNING, retention=Retention.STAFF_RECORD,
        ),
        **declare(
            "password", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.STAFF_RECORD
        ),
    },
    "Membership": declare(
        "id", "account", "organisation", "contract", "role", "starts_on", "ends_on",
        purposes=_AUDITED, retention=Retention.STAFF_RECORD,
    ),
    # Of a check only that it was in order, and until when.
    "Standing": declare(
        "id", "account", "kind", "level", "valid_from", "valid_until", "recorded_by", "recorded_at",
        purposes=_AUDITED, retention=Retention.STAFF_RECORD,
    ),
    "LiveSession": {
        **declare(
            "id", "account", "started_at", "seen_at", "ended_at",
            purposes=_RUNNING, retention=Retention.SECURITY_LOG,
        ),
        **declare(
            "session_hash", "place_hash",
            purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.SECURITY_LOG,
        ),
    },
}  # fmt: skip
