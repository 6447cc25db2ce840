"""What the outcomes room keeps."""

from fingerpost.outcomes.models.follow_ups import (
    CallAgreement,
    CallState,
    FollowUp,
    FollowUpAttempt,
    FollowUpState,
    PlannedCall,
    Reached,
    Stage,
)
from fingerpost.outcomes.models.outcomes import (
    AskedHow,
    Evidence,
    EvidenceGrant,
    EvidenceReason,
    Outcome,
    SatisfactionAnswer,
)
from fingerpost.outcomes.models.progressions import (
    EmploymentProgression,
    LearningProgression,
    ResearchOutcome,
)
from fingerpost.outcomes.models.settling import FollowUpsSettled
from fingerpost.outcomes.models.surveys import SurveyDraw, SurveyDrawn

__all__ = [
    "AskedHow",
    "CallAgreement",
    "CallState",
    "EmploymentProgression",
    "Evidence",
    "EvidenceGrant",
    "EvidenceReason",
    "FollowUp",
    "FollowUpAttempt",
    "FollowUpState",
    "FollowUpsSettled",
    "LearningProgression",
    "Outcome",
    "PlannedCall",
    "Reached",
    "ResearchOutcome",
    "SatisfactionAnswer",
    "Stage",
    "SurveyDraw",
    "SurveyDrawn",
]
