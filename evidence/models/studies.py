"""Studies, the numbers that sources cite them by, and what each found on which outcome."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest

from curation.history import track, track_links
from curation.models import Lacking, Status
from curation.models.entries import Entry, EntryQuerySet, NaturalKeyManager, NaturalKeyModel, closed_set, not_blank
from database.key_sets import linked_keys
from database.name_digests import NameDigest
from evidence.models.sources import Source, Theme
from evidence.models.vocabulary import Country, Outcome, Population, Setting
from lists.links import address
from lists.text_search import FoldedDOI, search_column
from lists.web_addresses import WebAddressField, is_web_address_or_empty
from lists.wording import midsentence

#: What a DOI comes after, to make an address of it.
DOI_ADDRESS = "https://doi.org/"


class Design(models.TextChoices):
    """How a study was done, as its source describes it; else as its published title does."""

    SYSTEMATIC_REVIEW = "systematic-review", "Systematic review"
    SCOPING_REVIEW = "scoping-review", "Scoping review"
    REVIEW = "review", "Review (type not stated)"
    RANDOMISED_TRIAL = "randomised-trial", "Randomised trial"
    COHORT = "cohort", "Cohort study"
    CROSS_SECTIONAL = "cross-sectional", "Cross-sectional study"
    QUALITATIVE = "qualitative", "Qualitative study"
    MIXED_METHODS = "mixed-methods", "Mixed methods study"
    QUALITY_IMPROVEMENT = "quality-improvement", "Quality improvement project"
    EVALUATION = "evaluation", "Evaluation"
    CASE_STUDIES = "case-studies", "Case studies"
    REPORT = "report", "Report"
    NOT_STATED = "not-stated", "Design not stated"


class Retraction(models.TextChoices):
    """What became of a work after its publication; empty where no notice is known."""

    RETRACTED = "retracted", "Retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern", "Expression of concern"
    CORRECTED = "corrected", "Corrected"


#: Each as a sentence, for readers and curators.
RETRACTIONS_IN_WORDS = {
    Retraction.RETRACTED: "This study was retracted, so do not rely on its findings.",
    Retraction.EXPRESSION_OF_CONCERN: "The journal has published an expression of concern about this study.",
    Retraction.CORRECTED: "This study was corrected after it was published.",
}
#: Each as a part of a count.
RETRACTIONS_COUNTED = {
    Retraction.RETRACTED: "retracted",
    Retraction.EXPRESSION_OF_CONCERN: "with an expression of concern",
    Retraction.CORRECTED: "corrected",
}


def notices_in_words(retractions: Iterable[str] | Mapping[str, int]) -> str:
    """How many of some studies have which notice: “1 of them retracted, 2 corrected”; empty if none has one.

    ``retractions`` are the states of all of them, empty for those without a notice, or how many are in each. Of a
    single study only the notice is said.
    """
    counts = Counter(retractions)
    words = [(counts[each], RETRACTIONS_COUNTED[each]) for each in Retraction if counts[each]]
    if words and counts.total() == 1 and not isinstance(retractions, Mapping):
        return words[0][1]
    return ", ".join(f"{number:,} {'' if place else 'of them '}{word}" for place, (number, word) in enumerate(words))


class StudyQuerySet(EntryQuerySet):
    """Questions asked of studies."""

    def published(self) -> Self:
        """What the public may see: published, and not known from unpublished sources alone."""
        return super().published().filter(self._of_public_source())

    def withdrawn(self) -> Self:
        return super().withdrawn().filter(self._of_public_source())

    def with_public_from(self) -> Self:
        """From the day on which both the study and the first source that cites it were published."""
        cited = Citation.objects.filter(study=models.OuterRef("pk"), source__status=Status.PUBLISHED)
        first = cited.order_by("source__published_on").values("source__published_on")[:1]
        return self.annotate(public_from=Greatest("published_on", models.Subquery(first)))

    def for_cards(self) -> Self:
        """With what a card shows alone, in one query; findings in the order of the study."""
        themes = Theme.objects.published().filter(studies=models.OuterRef("pk"))
        findings = Finding.objects.published().filter(study=models.OuterRef("pk")).order_by("position")
        return self.only(
            *("slug", "label", "cited_as", "design", "retraction", "what_was_done"),
            *("studies_included", "trials_included"),
        ).annotate(
            theme_slugs=ArraySubquery(themes.values("slug")),
            theme_names=ArraySubquery(themes.values("name")),
            finding_outcomes=ArraySubquery(findings.values("outcome__slug")),
            finding_outcome_names=ArraySubquery(findings.values("outcome__name")),
            finding_directions=ArraySubquery(findings.values("direction")),
        )

    def with_links(self) -> Self:
        """With the keys of what it is linked to, in one query."""
        linked = ("themes", "countries", "settings", "populations")
        return self.defer("search").annotate(**linked_keys(self.model, *linked))

    @staticmethod
    def _of_public_source() -> Q:
        cited = Citation.objects.filter(study=models.OuterRef("pk"))
        public = Q(source__status=Status.PUBLISHED)
        # In this order, since hardly any source is unpublished: which citations are is then soon known.
        return Q(~models.Exists(cited.exclude(public)) | models.Exists(cited.filter(public)))


@track(exclude=("search",))
class Study(Entry):
    """A study, review or report that a source cites as evidence."""

    part_relations = ("findings", "citations")
    web_addresses = {"url": "", "doi": DOI_ADDRESS}
    told_fields = {
        "label": "Name",
        "title": "Published title",
        "authors": "",
        "cited_as": "Name in its sources",
        "year": "",
        "journal": "",
        "design": "",
        "studies_included": "Number of studies included",
        "trials_included": "Number of trials included",
        "what_was_done": "",
        "reservations": "",
        "retraction": "",
        "retraction_notice": "",
        "retraction_date": "",
        "curator_note": "",
    }
    told_links = ("themes", "countries", "settings", "populations")

    slug = models.SlugField(max_length=120, unique=True, help_text="Used in addresses. Do not change once published.")
    label = models.CharField(
        max_length=200,
        help_text="What it is about, in our own words: “Cultural competency training: review of 11 studies”.",
    )
    title = models.TextField(blank=True, help_text="The published title, exactly. Leave empty if not known.")
    authors = models.TextField(
        blank=True,
        help_text="One per line, family name first (“Chae, Duckhee”), as far as a source or record gives them.",
    )
    cited_as = models.CharField(
        max_length=200, blank=True, help_text="How the source names it, for example “Jongen and colleagues (2018)”."
    )
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Year of publication. Leave empty if neither source nor record states it."
    )
    journal = models.CharField(max_length=250, blank=True, help_text="In full. Leave empty if not known.")
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    pages = models.CharField(max_length=40, blank=True, help_text="Pages or article number.")
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(r"^10\.\d{4,9}/\S+$", "Enter the DOI without an address, for example 10.1136/bmj.h3297.")
        ],
        help_text="Without “https://doi.org/”. Find it on the article’s page. Leave empty if not known.",
    )
    pmid = models.CharField(
        "PubMed ID",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{0,9}$", "Enter the digits only.")],
        help_text="The digits at the end of its PubMed address. Leave empty if not known.",
    )
    url = WebAddressField("web address", blank=True, max_length=500, help_text="For works without a DOI.")
    record_note = models.TextField(
        blank=True,
        help_text="If bibliographic details were completed from a public record: which fields, which record.",
    )
    retraction = models.CharField(
        "retraction or correction",
        max_length=30,
        choices=Retraction,
        blank=True,
        help_text="Leave empty if no notice is known. Shown to the public wherever the study supports something.",
    )
    retraction_notice = models.CharField(
        "notice of retraction or correction",
        max_length=500,
        blank=True,
        help_text="The address or citation of the notice of retraction, concern or correction.",
    )
    retraction_date = models.CharField(
        "date of the notice", max_length=40, blank=True, help_text="As far as it is stated: “2016 May”."
    )
    design = models.CharField(max_length=30, choices=Design, default=Design.NOT_STATED)
    studies_included = models.PositiveIntegerField(
        null=True, blank=True, help_text="For a review: how many studies it included. Leave empty if not stated."
    )
    trials_included = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many of these were randomised trials. Leave empty if not stated."
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="studies")
    settings = models.ManyToManyField(Setting, blank=True, related_name="studies")
    populations = models.ManyToManyField(Population, blank=True, related_name="studies")
    themes = models.ManyToManyField(Theme, blank=True, related_name="studies")
    what_was_done = models.TextField(blank=True, help_text="What was reviewed, tried or measured, in our own words.")
    reservations = models.TextField(blank=True, help_text="What the source says about how far to rely on it.")
    position = models.PositiveIntegerField(default=0, help_text="Its place in lists. Lower numbers come first.")
    search = search_column(
        A=["label", "title"],
        B=["authors", "cited_as"],
        C=["what_was_done"],
        D=["reservations", "journal", FoldedDOI("doi"), "pmid"],
    )

    objects = NaturalKeyManager.from_queryset(StudyQuerySet)()

    class Meta(Entry.Meta):
        verbose_name_plural = "studies"
        ordering = ["position", "label"]
        indexes = [
            GinIndex(fields=["search"], name="evidence_study_search"),
            models.Index(NameDigest("slug"), name="evidence_study_digest"),
        ]
        constraints = [
            *Entry.Meta.constraints,
            closed_set("design", Design),
            is_web_address_or_empty("url"),
            closed_set("retraction", Retraction, blank=True),
            *(
                models.UniqueConstraint(
                    fields=[field],
                    condition=~Q(**{field: ""}),
                    name=f"evidence_study_{field}_unique",
                    violation_error_message=f"Another study has this {name}.",
                )
                for field, name in (("doi", "DOI"), ("pmid", "PubMed ID"))
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1800, year__lte=2200),
                name="evidence_study_year_sane",
                violation_error_message="Enter a year between 1800 and 2200.",
            ),
            models.CheckConstraint(
                condition=Q(trials_included__isnull=True)
                | Q(studies_included__isnull=True)
                | Q(trials_included__lte=models.F("studies_included")),
                name="evidence_study_trials_within_studies",
                violation_error_message="A review cannot include more trials than studies.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def doi_address(self) -> str:
        """The address that leads to the work by its DOI; empty where it has none."""
        return f"{DOI_ADDRESS}{self.doi}" if self.doi else ""

    @property
    def closed_because(self) -> str:
        merge = getattr(self, "merged_into", None)
        return f"“{self}” was merged into “{merge.kept}”. Undo the merge to work on it." if merge else ""

    @classmethod
    def stand_ins(cls, keys: Iterable[Any]) -> dict[Any, Any]:
        kept = dict(
            cls._base_manager.filter(pk__in=keys, merged_into__isnull=False).values_list("pk", "merged_into__kept")
        )
        # Which may have been merged into another in turn.
        further = cls.stand_ins(kept.values()) if kept else {}
        return {key: further.get(other, other) for key, other in kept.items()}

    @property
    def cited_as_in_full(self) -> str:
        """How sources name it, and the author and year of its record where they do not tell these.

        “Duckhee and colleagues (by Chae and others, 2020)”, “Barceló and colleagues (published 2019)”.
        """
        first, *others = [name.split(",")[0].strip() for name in self.authors.splitlines() if name.strip()] or [""]
        year = str(self.year) if self.year and not _tells(self.cited_as, str(self.year)) else ""
        if first and not _tells(self.cited_as, first):
            told = ", ".join(filter(None, (f"by {first}{' and others' if others else ''}", year)))
        else:
            told = f"published {year}" if year else ""
        return f"{self.cited_as} ({told})" if self.cited_as and told else self.cited_as

    @property
    def authors_and_year(self) -> str:
        """The first author with the year, as far as its record has them: “Chae and others (2020)”."""
        first, *others = [name.split(",")[0].strip() for name in self.authors.splitlines() if name.strip()] or [""]
        if not first:
            return str(self.year or "")
        return f"{first}{' and others' if others else ''}{f' ({self.year})' if self.year else ''}"

    @property
    def told_apart_by(self) -> str:
        """Its authors, year and design, as far as stated: “Jongen and colleagues (2018), systematic review”."""
        design = self.get_design_display() if self.design != Design.NOT_STATED else ""
        return ", ".join(filter(None, (self.cited_as_in_full or self.authors_and_year, midsentence(design))))

    @property
    def retraction_in_words(self) -> str:
        """What readers are told of a retraction, concern or correction, with its notice; empty if there is none."""
        if not self.retraction:
            return ""
        notice = ", ".join(filter(None, (self.retraction_notice.rstrip("."), self._date_of_notice())))
        return f"{RETRACTIONS_IN_WORDS[Retraction(self.retraction)]}{f' Notice: {notice}.' if notice else ''}"

    @property
    def retraction_word(self) -> str:
        """What stands in brackets beside the name of a study: “retracted”; empty if no notice is known."""
        return self.get_retraction_display().lower()

    @property
    def label_with_retraction(self) -> str:
        """The label, with a word on its retraction, concern or correction: “Training of nurses (retracted)”."""
        return f"{self.label} ({self.retraction_word})" if self.retraction else self.label

    def _date_of_notice(self) -> str:
        """The date of the notice, unless its citation has it."""
        return "" if self.retraction_date in self.retraction_notice else self.retraction_date

    def cautions(self) -> list[str]:
        return [self.retraction_in_words] if self.retraction else []

    def lacking(self) -> list[Lacking]:
        found = super().lacking()
        if not self.citations.exists():
            found.append(Lacking("citations", "Say which source cites it, and where: add a citation."))
        if not self.what_was_done.strip():
            found.append(Lacking("what_was_done", "Say what was reviewed, tried or measured."))
        return found

    def prerequisites(self) -> models.QuerySet[Any]:
        return Source._base_manager.filter(citations__study=self)

    # Set by StudyQuerySet.with_links, public or not.
    themes_keys: list[int]
    countries_keys: list[int]
    settings_keys: list[int]
    populations_keys: list[int]

    # Set by StudyQuerySet.for_cards.
    theme_slugs: list[str]
    theme_names: list[str]
    finding_outcomes: list[str]
    finding_outcome_names: list[str]
    finding_directions: list[str]

    def get_absolute_url(self) -> str:
        return address("study", self.slug)


def _tells(text: str, words: str) -> bool:
    """Whether a text has these words, whole: “Williams” does not tell of “Li”."""
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def cautions_about(studies: models.QuerySet[Any]) -> list[str]:
    """What to know of those of the studies that an entry rests on that were retracted, questioned or corrected."""
    return [f"“{study}”: {study.retraction_in_words}" for study in studies.exclude(retraction="").defer("search")]


track_links(Study, "countries", "settings", "populations", "themes")


class StudyPartQuerySet(models.QuerySet[Any]):
    """Questions asked of citations and of findings."""

    def published(self) -> Self:
        """Those by a source that the public may see, of a study that it may see."""
        return self.filter(source__status=Status.PUBLISHED, study__status=Status.PUBLISHED)


@track()
class Citation(NaturalKeyModel):
    """That a source cites a study, by which number and where."""

    natural_key_fields = ("source.slug", "study.slug")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number that the source cites it by. Leave empty if it uses none."
    )
    locator = models.CharField(max_length=250, help_text="Where the source cites it: section, and page when known.")
    position = models.PositiveIntegerField(
        default=0, help_text="Its place in the order of the document; the list of a source follows it."
    )

    objects = NaturalKeyManager.from_queryset(StudyPartQuerySet)()

    class Meta:
        ordering = ["source__position", "position", "number", "pk"]
        constraints = [
            not_blank("locator"),
            models.UniqueConstraint(fields=["source", "study"], name="evidence_citation_once_a_source"),
            models.UniqueConstraint(
                fields=["source", "number"],
                name="evidence_citation_number_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="This source cites another study by this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"({self.number}) in {self.source.short_title}" if self.number else self.source.short_title


class Direction(models.TextChoices):
    """Which way a finding points. It is not the size of an effect, nor how certain it is."""

    IMPROVED = "improved", "Improved"
    MIXED = "mixed", "Mixed"
    NO_DIFFERENCE = "no-difference", "No difference"
    WORSENED = "worsened", "Worsened"
    UNCLEAR = "unclear", "Unclear"
    NOT_MEASURED = "not-measured", "Not measured"


@track(exclude=("search",))
class Finding(NaturalKeyModel):
    """What one study found on one outcome."""

    natural_key_fields = ("study.slug", "position")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="findings")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="findings")
    direction = models.CharField(max_length=20, choices=Direction)
    statement = models.TextField(help_text="What was found, in our own words, with its figures and its hedges.")
    studies_reporting = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="For a review: how many of its studies measured this. Leave empty if not stated.",
    )
    studies_in_this_direction = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many of these pointed this way. Leave empty if not stated."
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="findings", help_text="The document that reports this finding."
    )
    locator = models.CharField(max_length=250, help_text="Where the source reports it: section, and page when known.")
    position = models.PositiveIntegerField(default=1, help_text="Its place among the study’s findings.")
    search = search_column(C=["statement"])

    objects = NaturalKeyManager.from_queryset(StudyPartQuerySet)()

    class Meta:
        ordering = ["study", "position"]
        indexes = [GinIndex(fields=["search"], name="evidence_finding_search")]
        constraints = [
            not_blank("locator"),
            not_blank("statement"),
            closed_set("direction", Direction),
            # At the end of a transaction, so that two findings may change places.
            models.UniqueConstraint(
                fields=["study", "position"],
                name="evidence_finding_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(studies_in_this_direction__isnull=True)
                | Q(studies_reporting__isnull=True)
                | Q(studies_in_this_direction__lte=models.F("studies_reporting")),
                name="evidence_finding_count_within_reporting",
                violation_error_message="No more studies can point this way than measured the outcome.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.get_direction_display().lower()}"

    def clean(self) -> None:
        super().clean()
        included = self.study.studies_included if hasattr(self, "study") else None
        if included is not None and self.studies_reporting is not None and self.studies_reporting > included:
            raise ValidationError({"studies_reporting": f"The review included {included} studies."})
