"""Recommendations, their links to studies and indicators."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Concat

from curation.history import track, track_links
from curation.models import Lacking, Status
from curation.models.entries import NaturalKeyManager, NaturalKeyModel, closed_set, not_blank
from database.key_sets import linked_keys
from database.name_digests import NameDigest
from evidence.models import CaseStudy, Population, Setting, SourcedEntry, Study, Theme, notices_in_words
from evidence.models.sourced_entries import SourcedEntryQuerySet
from evidence.models.studies import cautions_about
from lists.links import address
from lists.text_search import search_column
from lists.wording import counted
from recommendations.grade import Certainty, differs, overall_level
from recommendations.models.audiences import Audience
from workforce.models import Indicator


class Kind(models.TextChoices):
    """The kind of a recommendation, as its source names it."""

    RECOMMENDATION = "recommendation", "Recommendation"
    IMPLEMENTATION_STEP = "implementation-step", "Implementation step"
    INDIVIDUAL_ACTION = "individual-action", "Action for individuals"
    NEXT_STEP = "next-step", "Next step"
    GUIDANCE = "guidance", "Guidance"
    STATUTORY_DUTY = "statutory-duty", "Statutory duty"


class RecommendationQuerySet(SourcedEntryQuerySet):
    """Questions asked of recommendations."""

    def for_audience(self, slug: str) -> Self:
        return self.filter(audiences__slug=slug)

    def only_through_umbrellas_of(self, audience: Audience) -> Self:
        """Those that name a wider audience including this one, but not this one itself."""
        wider = Recommendation.objects.filter(audiences__members=audience)
        return self.filter(pk__in=wider.order_by().values("pk")).exclude(pk__in=self.for_audience(audience.slug))

    def without_stated_audience(self) -> Self:
        return self.filter(audiences__isnull=True)

    def for_cards(self) -> Self:
        """With what a card shows alone, in one query."""
        audiences = Audience.objects.published().filter(recommendations=models.OuterRef("pk"))
        shown = ("reference", "title", "statement", "kind", "certainty", "period_ended_on")
        return (
            self.only(*shown)
            .annotate(
                source_slug=models.F("source__slug"),
                source_title=models.F("source__short_title"),
                audience_slugs=ArraySubquery(audiences.values("slug")),
                audience_names=ArraySubquery(audiences.values("name")),
            )
            .with_study_states()
        )

    def for_short_lists(self) -> Self:
        """With what a short list of them shows alone."""
        shown = ("reference", "title", "statement", "kind", "certainty", "source__short_title")
        return self.select_related("source").only(*shown, "source").with_study_states()

    def with_study_states(self) -> Self:
        """With what :func:`studies_in_words` tells of the studies behind them, in the same query."""
        return self.annotate(study_states=RecommendationStudy.objects.states(of=models.OuterRef("pk")))

    def certainty_profile(self) -> list[dict[str, Any]]:
        """The number at each level, highest first: ``[{"certainty": Certainty.HIGH, "count": 0}, …]``."""
        counts = dict(self.order_by().values_list("certainty").annotate(n=models.Count("*")))
        return [{"certainty": level, "count": counts.get(level.value, 0)} for level in Certainty]

    def with_links(self) -> Self:
        """With its source and the keys of what it is linked to, in one query."""
        linked = ("audiences", "themes", "settings", "populations", "case_studies", "related", "indicators")
        return self.select_related("source").defer("search").annotate(**linked_keys(self.model, *linked))

    def for_documents(self) -> Self:
        """With its source, its audiences, and those of its studies and case studies that the public may see."""
        cases = CaseStudy.objects.published().select_related("source").defer("search")
        return (
            self.select_related("source")
            .defer("search")
            .prefetch_related(
                models.Prefetch("audiences", Audience.objects.published()),
                models.Prefetch("study_links", RecommendationStudy.objects.published(), to_attr="public_study_links"),
                models.Prefetch("case_studies", cases, to_attr="public_cases"),
            )
        )


@track(exclude=("search",))
class Recommendation(SourcedEntry):
    """What a source says should be done, by whom, and how certain it is."""

    natural_key_fields = ("reference",)
    part_relations = ("study_links", "indicator_links", "certainty_assessments")
    told_fields = {
        "title": "",
        "statement": "",
        "points": "",
        "kind": "",
        "certainty": "Certainty",
        "certainty_reason": "Reason for the certainty",
        "evidence_note": "Note on the evidence",
        "assessment_finished": "Our own assessment of certainty",
        "curator_note": "",
        "locator": "Place in the source",
    }
    told_links = (
        *("audiences", "themes", "settings", "populations"),
        *("studies", "case_studies", "indicators", "related"),
    )

    reference = models.CharField(
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]+(-[A-Z]+)*-[1-9]\d*$", "Use the source’s prefix and a number: HEEC-ES-1.")],
        help_text="The source’s prefix and a number, for example HEEC-ES-1. Never changes once published.",
    )
    title = models.CharField(max_length=150, help_text="A few words for lists, starting with a verb.")
    statement = models.TextField(help_text="Who should do what, in one or two sentences, in our own words.")
    points = models.TextField(blank=True, help_text="The rest of what it asks, one point per line.")
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.RECOMMENDATION)
    audiences = models.ManyToManyField(
        Audience,
        blank=True,
        related_name="recommendations",
        help_text="Only those the source names or plainly addresses.",
    )
    audience_not_stated = models.BooleanField(
        default=False, help_text="Tick this if the source does not say who it is for."
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="recommendations")
    settings = models.ManyToManyField(Setting, blank=True, related_name="recommendations")
    populations = models.ManyToManyField(Population, blank=True, related_name="recommendations")
    studies = models.ManyToManyField(
        Study, through="recommendations.RecommendationStudy", blank=True, related_name="recommendations"
    )
    case_studies = models.ManyToManyField(CaseStudy, blank=True, related_name="recommendations")
    indicators = models.ManyToManyField(
        Indicator,
        through="recommendations.RecommendationIndicator",
        blank=True,
        related_name="recommendations",
        verbose_name="WRES indicators",
    )
    related = models.ManyToManyField(
        "self", blank=True, help_text="Recommendations on the same topic, from any source."
    )
    certainty = models.CharField(
        "certainty of evidence (GRADE)",
        max_length=20,
        choices=Certainty,
        default=Certainty.NOT_GRADED,
        help_text="Only what the source itself states. Otherwise “not graded”.",
    )
    certainty_reason = models.TextField(
        blank=True, help_text="Why the source gives this level, or why it is not graded."
    )
    evidence_note = models.TextField(
        blank=True, help_text="What the evidence shows overall, or why none is linked, in our own words."
    )
    assessment_finished = models.BooleanField(
        "our own assessment is finished", default=False, help_text="The public sees none of it before."
    )
    assessment_note = models.TextField(
        "what differs from the source’s level, and why",
        blank=True,
        help_text="Needed to finish an assessment that comes to another level than the source states. "
        "The public reads it.",
    )
    search = search_column(A=["reference", "title"], B=["statement"], C=["points"], D=["evidence_note"])

    objects = NaturalKeyManager.from_queryset(RecommendationQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["source__position", "position", "reference"]
        indexes = [
            GinIndex(fields=["search"], name="recommendations_search"),
            models.Index(fields=["source", "position"], name="recommendations_order"),
            models.Index(fields=["status", "certainty"], name="recommendations_certainty"),
            models.Index(NameDigest("reference"), name="recommendations_digest"),
        ]
        constraints = [
            *SourcedEntry.Meta.constraints,
            not_blank("statement"),
            closed_set("kind", Kind),
            closed_set("certainty", Certainty),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.source_id and self.reference and not self.reference.startswith(f"{self.source.reference_prefix}-"):
            raise ValidationError(
                {"reference": f"References of this source start with {self.source.reference_prefix}-."}
            )
        if self.source_id and self.certainty != Certainty.NOT_GRADED and not self.source.states_certainty:
            raise ValidationError({"certainty": f"“{self.source}” states no GRADE certainty: choose “Not graded”."})

    @property
    def own_level(self) -> Certainty | None:
        """The overall level of our own assessments; None if no outcome is critical."""
        return overall_level((each.importance_kind, each.level) for each in self.certainty_assessments.all())

    def lacking(self) -> list[Lacking]:
        found = super().lacking()
        if not self.statement.strip():
            found.append(Lacking("statement", "Say who should do what."))
        named = self.audiences.exists()
        if not named and not self.audience_not_stated:
            found.append(Lacking("audiences", "Name an audience, or say that the source states none."))
        if named and self.audience_not_stated:
            found.append(Lacking("audience_not_stated", "It names audiences, so they are not “not stated”."))
        if self.certainty == Certainty.NOT_GRADED and not self.certainty_reason.strip():
            found.append(Lacking("certainty_reason", "Say why it is not graded."))
        if not self.study_links.exists() and not self.evidence_note.strip():
            found.append(Lacking("evidence_note", "Link a study that it rests on, or say why there is none."))
        for link in self.study_links.exclude(study__in=Study.objects.published()).select_related("study"):
            message = f"The public does not see “{link.study}”. Publish it first, or take the link away."
            found.append(Lacking("study_links", message, link.study))
        if self.assessment_finished and not self.assessment_note.strip() and differs(self.level, self.own_level):
            found.append(Lacking("assessment_note", "Say how our own level differs from the source’s, and why."))
        return found

    def cautions(self) -> list[str]:
        return cautions_about(Study.objects.filter(recommendation_links__recommendation=self))

    def get_absolute_url(self) -> str:
        return address("recommendation", self.reference)

    # Set by RecommendationQuerySet.with_links, public or not.
    audiences_keys: list[int]
    themes_keys: list[int]
    settings_keys: list[int]
    populations_keys: list[int]
    case_studies_keys: list[int]
    related_keys: list[int]
    indicators_keys: list[int]

    # Set by RecommendationQuerySet.for_documents.
    public_study_links: list["RecommendationStudy"]
    public_cases: list[CaseStudy]

    # Set by RecommendationQuerySet.for_cards.
    source_slug: str
    source_title: str
    audience_slugs: list[str]
    audience_names: list[str]

    # Set by RecommendationQuerySet.with_study_states.
    study_states: list[str]  # of each study that the public sees

    @property
    def level(self) -> Certainty:
        return Certainty(self.certainty)

    @property
    def points_list(self) -> list[str]:
        return [line.strip() for line in self.points.splitlines() if line.strip()]


track_links(Recommendation, "audiences", "themes", "settings", "populations", "case_studies", "related")


class Bearing(models.TextChoices):
    """How a study bears on a recommendation."""

    SUPPORTS = "supports", "Supports"
    PARTLY_SUPPORTS = "partly-supports", "Supports in part"
    CONTEXT = "context", "Gives context"
    QUESTIONS = "questions", "Raises doubts"


#: What studies do that do not support a recommendation: one of them, and several.
BESIDE = {Bearing.CONTEXT: ("gives context", "give context"), Bearing.QUESTIONS: ("raises doubts", "raise doubts")}


def studies_by_role(states: Iterable[str], supporting: str = "") -> list[tuple[str, str]]:
    """How many studies support a recommendation and, apart from these, what others do; each with its notices.

    ``states`` are those of :attr:`RecommendationStudy.state`; ``supporting`` says what the supporting studies are,
    where that is more than their number.

    Returns::

        [("9 studies", "1 of them retracted"), ("and 2 give context", "")]
        [("no study supports it; 2 give context", "1 of them retracted"), ("and 1 raises doubts", "")]
    """
    retractions: dict[str, list[str]] = {bearing: [] for bearing in Bearing.values}
    for state in states:
        bearing, _, retraction = state.partition(" ")
        retractions[bearing].append(retraction)
    beside = {words: retractions.pop(bearing) for bearing, words in BESIDE.items()}
    support = [each for of_bearing in retractions.values() for each in of_bearing]
    roles = [(f"{len(those)} {words[len(those) > 1]}", those) for words, those in beside.items() if those]
    if support:
        first = (supporting or counted(len(support), Study), support)
    elif roles:
        words, those = roles.pop(0)
        first = (f"no study supports it; {words}", those)
    else:
        first = ("no study", [])
    later = [(f"and {words}", those) for words, those in roles]
    return [(words, notices_in_words(those)) for words, those in [first, *later]]


def studies_in_words(states: Iterable[str], after: str = "") -> str:
    """What :func:`studies_by_role` returns as one text: “9 studies, 1 of them retracted, and 2 give context”.

    ``after`` is what leads to it, such as “Based on”; it does not stand before studies of which none supports.
    """
    states = list(states)
    text = ", ".join(text for part in studies_by_role(states) for text in part if text)
    if not after:
        return text
    is_supported = any(state.partition(" ")[0] not in BESIDE for state in states)
    return f"{after} {text}" if is_supported or not states else f"{text[0].upper()}{text[1:]}"


class RecommendationStudyQuerySet(models.QuerySet[Any]):
    """Questions asked of the links between recommendations and studies."""

    def published(self) -> Self:
        """Those to studies that the public may see."""
        return self.filter(study__in=Study.objects.published()).select_related("study").defer("study__search")

    def of_published(self) -> Self:
        """Those of recommendations that the public may see, each with what a link to its recommendation shows."""
        shown = ("bearing", "note", "recommendation__reference", "recommendation__title", "recommendation__certainty")
        return (
            self.filter(recommendation__in=Recommendation.objects.published())
            .select_related("recommendation")
            .only(*shown)
            .annotate(study_states=RecommendationStudy.objects.states(of=models.OuterRef("recommendation")))
        )

    def states(self, of: models.OuterRef) -> ArraySubquery:
        """The :attr:`RecommendationStudy.state` of each public study of a recommendation."""
        state = Concat("bearing", models.Value(" "), "study__retraction")
        return ArraySubquery(self.published().filter(recommendation=of).values(state=state).values("state"))


@track()
class RecommendationStudy(NaturalKeyModel):
    """A study that a recommendation rests on."""

    natural_key_fields = ("recommendation.reference", "study.slug")

    study_states: list[str]  # of all studies of its recommendation; set by RecommendationStudyQuerySet.of_published

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="study_links")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="recommendation_links")
    bearing = models.CharField(max_length=20, choices=Bearing)
    note = models.TextField(blank=True, help_text="What the study says on it, in a sentence.")
    position = models.PositiveIntegerField(default=0, help_text="Its place in the list. Lower numbers come first.")

    objects = NaturalKeyManager.from_queryset(RecommendationStudyQuerySet)()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "study it rests on"
        verbose_name_plural = "studies it rests on"
        constraints = [
            closed_set("bearing", Bearing),
            models.UniqueConstraint(
                fields=["recommendation", "study"],
                name="recommendations_study_once",
                violation_error_message="This study is linked to the recommendation already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.reference}: {self.study}"

    @property
    def state(self) -> str:
        """How the study bears on the recommendation, and its notice, if it has one: “supports retracted”."""
        return f"{self.bearing} {self.study.retraction}"


class RecommendationIndicatorQuerySet(models.QuerySet[Any]):
    """Questions asked of the links between recommendations and WRES indicators."""

    def published(self) -> Self:
        return self.filter(indicator__source__status=Status.PUBLISHED).select_related("indicator")


@track()
class RecommendationIndicator(NaturalKeyModel):
    """A WRES indicator that a recommendation speaks to."""

    natural_key_fields = ("recommendation.reference", "indicator.number")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="indicator_links")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="recommendation_links")
    reason = models.TextField(help_text="What in the source links the two.")

    objects = NaturalKeyManager.from_queryset(RecommendationIndicatorQuerySet)()

    class Meta:
        ordering = ["indicator__number"]
        verbose_name = "WRES indicator it speaks to"
        verbose_name_plural = "WRES indicators it speaks to"
        constraints = [
            not_blank("reason"),
            models.UniqueConstraint(
                fields=["recommendation", "indicator"],
                name="recommendations_indicator_once",
                violation_error_message="This indicator is linked to the recommendation already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.reference}: {self.indicator}"
