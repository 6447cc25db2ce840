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
from fingerpost.outcomes.models.progressions import EmploymentProgression, LearningProgression
from fingerpost.outcomes.models.settling import FollowUpsSettled
from fingerpost.outcomes.models.surveys import SurveyDraw, SurveyDrawn

__all__ = [
    "AskedHow",
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
    "Reached",
    "SatisfactionAnswer",
    "Stage",
    "SurveyDraw",
    "SurveyDrawn",
]
