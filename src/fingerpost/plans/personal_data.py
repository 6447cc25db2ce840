"""What skills action plans hold of people, why, and until when (BR-7.1a, OI-14.6, OI-14.14).

Nothing of equality, health, circumstances or the notes is read into a plan (OI-14.8); what a customer agreed to
record is personal all the same. History tables follow the table they belong to.
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
_JOURNEY_AND_CLAIMS = (Purpose.JOURNEY, Purpose.CLAIMS_AND_AUDIT)
_RUNNING = (Purpose.RUNNING,)

_PLAN = {
    **declare("customer", purposes=_ALL),
    **declare("begun_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "organisation",
        "contract",
        "follows",
        "begun_at",
        "closed_at",
        purposes=_ALL,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_DRAFT = {
    **declare("plan", "attendance", "english_maths", "review_on", "begun_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "id",
        "made_from",
        "begun_at",
        "recorded_at",
        "version",
        purposes=_RUNNING,
        sensitivity=Sensitivity.NONE,
    ),
}
_DRAFT_PART = {
    **declare("draft", "text", "is_agreed", "saved_by", purposes=_JOURNEY_AND_CLAIMS),
    **declare("part", "saved_at", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare("id", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_DRAFT_ITEM = {
    **declare(
        "draft",
        "text",
        "detail",
        "area",
        "horizon",
        "is_chosen",
        "action_kind",
        "who",
        "organisation",
        "by_on",
        "is_for_english_maths",
        "is_agreed",
        "saved_by",
        purposes=_JOURNEY_AND_CLAIMS,
    ),
    **declare("kind", "saved_at", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.NONE),
    **declare(
        "id", "key", "position", "for_goal", "version", purposes=_RUNNING, sensitivity=Sensitivity.NONE
    ),
}
_PLAN_VERSION = {
    **declare("plan", "attendance", "content", "made_by", purposes=_ALL),
    # A hash of what a plan says tells whoever guesses the plan that the guess is right.
    **declare("content_sha256", "document_sha256", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "number", "needs_signature", "rule_ids", "made_at", purposes=_ALL, sensitivity=Sensitivity.NONE
    ),
    **declare("id", "replaces", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PLAN_ACCEPTANCE = {
    **declare(
        "version",
        "answer",
        "route",
        "signed_name",
        "supporter_name",
        "witness",
        "code",
        "file",
        "reason",
        "recorded_by",
        purposes=_JOURNEY_AND_CLAIMS,
    ),
    # Who helped, how it was read and in which language can tell of origin or of a disability.
    **declare(
        "language", "read_back", "helper", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.SENSITIVE
    ),
    **declare(
        "privacy_notice",
        "captured",
        "happened_at",
        purposes=_JOURNEY_AND_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PLAN_PROGRESS = {
    **declare(
        "plan",
        "item",
        "kind",
        "status",
        "met_on",
        "measure",
        "score",
        "text",
        "said_by",
        "attendance",
        "recorded_by",
        purposes=_ALL,
    ),
    **declare("happened_at", purposes=_ALL, sensitivity=Sensitivity.NONE),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}
_PLAN_COPY = {
    **declare(
        "version", "way", "tracking", "late_reason", "made_by", "told_by", purposes=_JOURNEY_AND_CLAIMS
    ),
    # Large print, easy read and a second language tell of a disability or of origin.
    **declare("format", "language", purposes=_JOURNEY_AND_CLAIMS, sensitivity=Sensitivity.SENSITIVE),
    **declare("file", "document_sha256", purposes=_JOURNEY_AND_CLAIMS),
    **declare(
        "purpose",
        "state",
        "instead_of",
        "wrapping",
        "message_id",
        "due_at",
        "made_at",
        "received_at",
        "received_how",
        "told_at",
        "told_how",
        "given_at",
        "keep_until",
        purposes=_JOURNEY_AND_CLAIMS,
        sensitivity=Sensitivity.NONE,
    ),
    **declare(
        "sealed_phrase",
        "receipt_hash",
        purposes=_JOURNEY_AND_CLAIMS,
        sensitivity=Sensitivity.SECRET,
        retention=Retention.UNTIL_USED,
    ),
    **declare("id", "recorded_at", purposes=_RUNNING, sensitivity=Sensitivity.NONE),
}

DECLARATIONS: Declarations = {
    "Plan": _PLAN,
    "Draft": _DRAFT,
    "DraftPart": _DRAFT_PART,
    "DraftItem": _DRAFT_ITEM,
    "PlanVersion": _PLAN_VERSION,
    "PlanAcceptance": _PLAN_ACCEPTANCE,
    "PlanProgress": _PLAN_PROGRESS,
    "PlanCopy": _PLAN_COPY,
}

TEXT_REGIMES: TextRegimes = {
    "DraftPart": texts(wall="text"),
    "DraftItem": texts(wall="text detail organisation"),
    "PlanVersion": texts(wall="content", coded="content_sha256 document_sha256 rule_ids"),
    "PlanAcceptance": texts(
        wall="reason", exempt="signed_name supporter_name", coded="code language privacy_notice"
    ),
    "PlanProgress": texts(wall="text", coded="measure"),
    "PlanCopy": texts(wall="late_reason", exempt="tracking", coded="language document_sha256 receipt_hash"),
}
