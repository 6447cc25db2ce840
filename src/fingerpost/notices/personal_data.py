"""What the outbox holds of people, why, and until when (BR-7.1a, OI-14.14)."""

from fingerpost.house.personal_data import Declarations, Purpose, Retention, Sensitivity, declare

_RUNNING = (Purpose.RUNNING,)

DECLARATIONS: Declarations = {
    "Message": {
        **declare(
            "sealed", purposes=_RUNNING, sensitivity=Sensitivity.SECRET, retention=Retention.UNTIL_USED
        ),
        **declare("account_id", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
        **declare("attachment", "customer_id", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
        **declare(
            "id",
            "kind",
            "way",
            "organisation_id",
            "state",
            "attempts",
            "not_after",
            "queued_at",
            "state_at",
            purposes=_RUNNING,
            sensitivity=Sensitivity.NONE,
            retention=Retention.SECURITY_LOG,
        ),
    },
}
