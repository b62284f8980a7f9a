"""Recommendations: what should be done, by whom, how certain it is and what it rests on."""

from recommendations.models.audiences import Audience, AudienceKind
from recommendations.models.recommendations import (
    Bearing,
    Certainty,
    Kind,
    Recommendation,
    RecommendationIndicator,
    RecommendationStudy,
)

__all__ = [
    "Audience",
    "AudienceKind",
    "Bearing",
    "Certainty",
    "Kind",
    "Recommendation",
    "RecommendationIndicator",
    "RecommendationStudy",
]
