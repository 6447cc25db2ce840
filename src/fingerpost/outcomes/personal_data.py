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
        "handed_at",
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
        "follow_up",
        "planned_call",
        "method",
        "happened_at",
        purposes=_JOURNEY_AND_COUNTS,
        sensitivity=Sensitivity.NONE,
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
        "is_signed",
        "dated_on",
        "added_at",
        "withdrawn_at",
        purposes=(Purpose.CLAIMS_AND_AUDIT,),
        sensitivity=Sensitivity.NONE,
    ),
    **declare("earned_before_pence", "earned_after_pence", purposes=(Purpose.CLAIMS_AND_AUDIT,)),
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
_CALL_AGREEMENT = {
    **declare("customer", "recorded_by", purposes=_JOURNEY_AND_COUNTS),
    **declare(
        "organisation",
        "agreed_on",
        "agreed_how",
        "calls",
        "withdrawn_at",
        purposes=_JOURNEY_AND_COUNTS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PLANNED_CALL = {
    **declare("customer", "owner", "recorded_by", purposes=_JOURNEY_AND_COUNTS),
    **declare(
        "agreement",
        "organisation",
        "place",
        "due_on",
        "state",
        "closed_at",
        purposes=_JOURNEY_AND_COUNTS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PROGRESSION = {
    **declare(
        "customer",
        "attendance",
        "recorded_on",
        "status",
        "hours",
        "started_on",
        "recorded_by",
        purposes=_JOURNEY_AND_COUNTS,
    ),
    **declare("organisation", "touchpoint", purposes=_JOURNEY_AND_COUNTS, sensitivity=Sensitivity.NONE),
    **declare("id", "corrects", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_EMPLOYMENT_PROGRESSION = {
    **_PROGRESSION,
    **declare(
        "economic_shock",
        "economic_shock_code",
        "employer",
        "employer_address",
        "employer_postcode",
        "latitude",
        "longitude",
        "last_worked_on",
        "length_of_unemployment",
        purposes=_JOURNEY_AND_COUNTS,
    ),
}
_LEARNING_PROGRESSION = {
    **_PROGRESSION,
    **declare("level", "level_achieved_on", "provider_number", purposes=_JOURNEY_AND_COUNTS),
}
_RESEARCH_OUTCOME = {
    **declare(
        "customer",
        "attendance",
        "recorded_on",
        "kind",
        "before",
        "after",
        "recorded_by",
        purposes=_JOURNEY_AND_COUNTS,
    ),
    **declare("organisation", purposes=_JOURNEY_AND_COUNTS, sensitivity=Sensitivity.NONE),
    **declare("id", "corrects", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_SURVEY_DRAW = {
    **declare("drawn_by", purposes=(Purpose.MANAGEMENT_INFORMATION,)),
    **declare(
        "contract",
        "month",
        "purpose",
        "seed",
        "size",
        "population",
        "population_sha256",
        "mix",
        "drawn_at",
        purposes=(Purpose.MANAGEMENT_INFORMATION,),
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_SURVEY_DRAWN = {
    **declare("customer", purposes=(Purpose.MANAGEMENT_INFORMATION,)),
    **declare("draw", "place", purposes=(Purpose.MANAGEMENT_INFORMATION,), sensitivity=Sensitivity.NONE),
    **declare("id", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
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
    "CallAgreement": _CALL_AGREEMENT,
    "PlannedCall": _PLANNED_CALL,
    "EmploymentProgression": _EMPLOYMENT_PROGRESSION,
    "LearningProgression": _LEARNING_PROGRESSION,
    "ResearchOutcome": _RESEARCH_OUTCOME,
    "SurveyDraw": _SURVEY_DRAW,
    "SurveyDrawn": _SURVEY_DRAWN,
}

TEXT_REGIMES: TextRegimes = {
    "FollowUp": texts(coded="closed_why"),
    "FollowUpAttempt": texts(wall="text", coded="method situation"),
    "Outcome": texts(wall="detail sent_back_why", coded="kind"),
    "Evidence": texts(wall="withdrawn_why", coded="kind"),
    "CallAgreement": texts(coded="agreed_how"),
    "EmploymentProgression": texts(
        wall="employer economic_shock_code",
        exempt="employer_address employer_postcode",
        coded="status economic_shock hours length_of_unemployment",
    ),
    "LearningProgression": texts(coded="status hours level provider_number"),
    "ResearchOutcome": texts(coded="kind"),
    "SurveyDraw": texts(wall="purpose", coded="seed population_sha256 mix"),
}
