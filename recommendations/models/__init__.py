"""Recommendations: what should be done, by whom, how certain it is and what it rests on."""

from recommendations.grade import Certainty
from recommendations.models.audiences import Audience, AudienceKind
from recommendations.models.certainty_assessments import AssessedEvidence, CertaintyAssessment
from recommendations.models.recommendations import (
    BESIDE,
    Bearing,
    Kind,
    Recommendation,
    RecommendationIndicator,
    RecommendationStudy,
    studies_by_role,
    studies_in_words,
)

__all__ = [
    "BESIDE", "AssessedEvidence", "Audience", "AudienceKind", "Bearing", "Certainty", "CertaintyAssessment", "Kind",
    "Recommendation", "RecommendationIndicator", "RecommendationStudy", "studies_by_role", "studies_in_words",
]  # fmt: skip
