"""Where a customer stands in learning and the level they hold, both ways.

A provider's number that is no number of eight digits, which the wire lets pass, stays with the wire.
"""

from fingerpost.dss.translating.progressions import Progressions
from fingerpost.outcomes.models import LearningProgression

TRANSLATOR = Progressions(
    resource="learningprogressions",
    model=LearningProgression,
    situation="status",
    coded={
        "CurrentLearningStatus": "status",
        "LearningHours": "hours",
        "CurrentQualificationLevel": "level",
    },
    days={"DateLearningStarted": "started_on", "DateQualificationLevelAchieved": "level_achieved_on"},
    texts={"LastLearningProvidersUKPRN": "provider_number"},
)
