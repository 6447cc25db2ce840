"""What follow-ups, outcomes and answers hold of people, why, and until when (BR-7.1a, OI-12.14, OI-14.14).

History tables follow the table they belong to.
"""

from fingerpost.house.personal_data import (
    Declarations,
    Purpose,
    Retention,
    Sensitivity,
    TextRegimes,
    declare,
    texts,
)

_ALL = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_CLAIMS_AND_COUNTS = (Purpose.CLAIMS_AND_AUDIT, Purpose.MANAGEMENT_INFORMATION)
_JOURNEY_AND_COUNTS = (Purpose.JOURNEY, Purpose.MANAGEMENT_INFORMATION)
_RUNNING = (Purpose.RUNNING,)

_FOLLOW_UP = {
    **declare("customer", "owner", purposes=_JOURNEY_AND_COUNTS),
    # Why a follow-up stopped can tell that somebody has died.
    **declare("closed_why", purposes=_JOURNEY_AND_COUNTS, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        "contract",
        "organisation",
        "stage",
        "counted_from",
        "due_on",
        "state",
        "closed_at",
        purposes=_JOURNEY_AND_COUNTS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_FOLLOW_UP_ATTEMPT = {
    **declare("customer", "made_by", "text", purposes=_JOURNEY_AND_COUNTS),
    **declare("reached", "situation", purposes=_JOURNEY_AND_COUNTS, sensitivity=Sensitivity.SENSITIVE),
    **declare(
        "follow_up", "method", "happened_at", purposes=_JOURNEY_AND_COUNTS, sensitivity=Sensitivity.NONE
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_OUTCOME = {
    **declare(
        "customer",
        "attendance",
        "kind",
        "started_on",
        "told_on",
        "evidenced_on",
        "weekly_hours",
        "detail",
        "recorded_by",
        purposes=_ALL,
    ),
    **declare("claimed_by", "checked_by", "sent_back_why", purposes=_CLAIMS_AND_COUNTS),
    **declare(
        "contract",
        "organisation",
        "touchpoint",
        "claimed_at",
        "checked_at",
        "withdrawn_at",
        purposes=_CLAIMS_AND_COUNTS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_EVIDENCE = {
    **declare("customer", "added_by", "withdrawn_why", purposes=(Purpose.CLAIMS_AND_AUDIT,)),
    **declare(
        "outcome",
        "kind",
        "file",
        "received_on",
        "added_at",
        "withdrawn_at",
        purposes=(Purpose.CLAIMS_AND_AUDIT,),
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_EVIDENCE_GRANT = {
    **declare("account", purposes=_RUNNING, retention=Retention.SECURITY_LOG),
    **declare(
        "id",
        "evidence",
        "reason",
        "starts_at",
        "ends_at",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
        retention=Retention.SECURITY_LOG,
    ),
}
_SATISFACTION_ANSWER = {
    **declare(
        "customer",
        "attendance",
        "answer",
        "asked_how",
        "answered_at",
        "captured_by",
        purposes=_CLAIMS_AND_COUNTS,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_FOLLOW_UPS_SETTLED = declare(
    "id",
    "read_to",
    "read_to_id",
    "swept_to",
    "swept_at",
    purposes=_RUNNING,
    sensitivity=Sensitivity.NONE,
    retention=Retention.REFERENCE,
)

DECLARATIONS: Declarations = {
    "FollowUp": _FOLLOW_UP,
    "FollowUpAttempt": _FOLLOW_UP_ATTEMPT,
    "FollowUpsSettled": _FOLLOW_UPS_SETTLED,
    "Outcome": _OUTCOME,
    "Evidence": _EVIDENCE,
    "EvidenceGrant": _EVIDENCE_GRANT,
    "SatisfactionAnswer": _SATISFACTION_ANSWER,
}

TEXT_REGIMES: TextRegimes = {
    "FollowUp": texts(coded="closed_why"),
    "FollowUpAttempt": texts(wall="text", coded="method situation"),
    "Outcome": texts(wall="detail sent_back_why", coded="kind"),
    "Evidence": texts(wall="withdrawn_why", coded="kind"),
}
