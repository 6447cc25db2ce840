"""What the rulebook holds of people, why, and until when (BR-7.1a, OI-14.14). Nothing here is of a customer."""

from fingerpost.house.personal_data import Declarations, Declared, Purpose, Retention, Sensitivity, declare

_RUNNING = (Purpose.RUNNING,)


def _plain(*names: str) -> dict[str, Declared]:
    return declare(*names, purposes=_RUNNING, sensitivity=Sensitivity.NONE, retention=Retention.REFERENCE)


def _of_staff(*names: str) -> dict[str, Declared]:
    return declare(*names, purposes=_RUNNING, retention=Retention.STAFF_RECORD)


_PACK = {
    **_plain("id", "organisation", "scope", "name", "title", "text", "effective_on", "is_correction"),
    **_plain("reason", "recorded_at"),
    **_of_staff("proposed_by"),
}

DECLARATIONS: Declarations = {
    "Proposal": {**_PACK, **_plain("proposed_at")},
    "Publication": {**_PACK, **_plain("serial", "proposal", "published_at"), **_of_staff("approved_by")},
    "ClosedProposal": {
        **_plain("id", "proposal", "reason", "closed_at", "recorded_at"),
        **_of_staff("closed_by"),
    },
    "Notified": _plain("id", "publication", "organisation", "notified_at"),
    "Acknowledgement": {
        **_plain("id", "publication", "organisation", "acknowledged_at", "recorded_at"),
        **_of_staff("account"),
    },
    "WordsConfirmation": {
        **_plain("id", "organisation", "version", "rule_ids", "confirmed_at", "recorded_at"),
        **_of_staff("account"),
    },
}
