"""What the outcomes room keeps."""

from fingerpost.outcomes.models.follow_ups import FollowUp, FollowUpAttempt, FollowUpState, Reached, Stage
from fingerpost.outcomes.models.outcomes import (
    AskedHow,
    Evidence,
    EvidenceGrant,
    EvidenceReason,
    Outcome,
    SatisfactionAnswer,
)
from fingerpost.outcomes.models.settling import FollowUpsSettled

__all__ = [
    "AskedHow",
    "Evidence",
    "EvidenceGrant",
    "EvidenceReason",
    "FollowUp",
    "FollowUpAttempt",
    "FollowUpState",
    "FollowUpsSettled",
    "Outcome",
    "Reached",
    "SatisfactionAnswer",
    "Stage",
]
