"""Factories of the recommendations app."""

from factory.declarations import LazyAttributeSequence, Sequence, SubFactory

from recommendations.grade import StartingPoint
from recommendations.models import (
    Audience,
    AudienceKind,
    Bearing,
    Certainty,
    CertaintyAssessment,
    Kind,
    Recommendation,
    RecommendationIndicator,
    RecommendationStudy,
)
from tests.factories.base import ModelFactory, SourcedEntryFactory, links


class AudienceFactory(ModelFactory[Audience]):
    """Makes audiences that are organisations."""

    class Meta:
        model = Audience

    slug = Sequence(lambda n: f"audience-{n}")
    name = Sequence(lambda n: f"organisations of sort {n}")
    kind = AudienceKind.ORGANISATION
    position = Sequence(lambda n: n)
    umbrellas = links("umbrellas")


class RecommendationFactory(SourcedEntryFactory[Recommendation]):
    """Makes recommendations that are not graded and that link to nothing unless told to."""

    class Meta:
        model = Recommendation

    reference = LazyAttributeSequence(lambda entry, n: f"{entry.source.reference_prefix}-{n + 1}")
    title = Sequence(lambda n: f"Train staff in skill {n}")
    statement = "Trusts should train all staff who see patients."
    points = "Set time aside.\nAsk patients what they need."
    kind = Kind.RECOMMENDATION
    certainty = Certainty.NOT_GRADED
    audiences = links("audiences")
    themes = links("themes")
    settings = links("settings")
    populations = links("populations")
    studies = links("studies", bearing=Bearing.SUPPORTS)
    case_studies = links("case_studies")
    indicators = links("indicators", reason="Both are about promotion.")
    related = links("related")


class RecommendationStudyFactory(ModelFactory[RecommendationStudy]):
    """Makes links from a recommendation to a study that supports it."""

    class Meta:
        model = RecommendationStudy

    recommendation = SubFactory(RecommendationFactory)
    study = SubFactory("tests.factories.evidence.StudyFactory")
    bearing = Bearing.SUPPORTS
    note = "It found that training changed what staff know."
    position = Sequence(lambda n: n)


class RecommendationIndicatorFactory(ModelFactory[RecommendationIndicator]):
    """Makes links from a recommendation to an indicator."""

    class Meta:
        model = RecommendationIndicator

    recommendation = SubFactory(RecommendationFactory)
    indicator = SubFactory("tests.factories.workforce.IndicatorFactory")
    reason = "Both are about promotion."


class CertaintyAssessmentFactory(ModelFactory[CertaintyAssessment]):
    """Makes assessments of critical outcomes that start low and that nothing rates."""

    class Meta:
        model = CertaintyAssessment

    recommendation = SubFactory(RecommendationFactory)
    outcome = SubFactory("tests.factories.evidence.OutcomeFactory")
    importance = 8
    starts_from = StartingPoint.NON_RANDOMISED
    starts_from_because = "Before and after studies without comparison."
