"""The Workforce Race Equality Standard: its nine indicators, their measures and published values."""

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Concat, Lower

from curation.history import track
from curation.models import Status
from curation.models.entries import NaturalKeyManager, NaturalKeyModel, closed_set, not_blank
from evidence.models import Source
from evidence.models.sources import PARTIAL_DATE, check_partial_date, partial_date_in_words
from lists.links import address
from lists.text_search import search_column
from lists.web_addresses import WebAddressField, is_web_address_or_empty
from workforce.models.organisations import ENGLAND, Organisation, OrganisationKind


class Domain(models.TextChoices):
    """The domains of the indicators."""

    PROCESSES = "processes", "Workforce representation and processes"
    EXPERIENCE = "experience", "Workplace culture and experience"
    LEADERSHIP = "leadership", "Leadership diversity"


class DataSource(models.TextChoices):
    """The source of an indicator's data."""

    WORKFORCE_RECORDS = "workforce-records", "Workforce records (ESR)"
    STAFF_SURVEY = "staff-survey", "NHS Staff Survey"


class MeasureKind(models.TextChoices):
    """The kind of number that a measure is."""

    PERCENTAGE = "percentage", "Percentage"
    RELATIVE_LIKELIHOOD = "relative-likelihood", "Relative likelihood"
    DIFFERENCE = "percentage-point-difference", "Percentage-point difference"
    COUNT = "count", "Number"


class Comparison(models.TextChoices):
    """What an indicator compares."""

    BAND_BESIDE_WORKFORCE = "band-beside-workforce", "Each band and grade beside the whole workforce"
    WHITE_TO_BME = "white-to-bme", "White compared with BME"
    BME_TO_WHITE = "bme-to-white", "BME compared with white"
    SIDE_BY_SIDE = "side-by-side", "Both groups side by side"
    BOARD_LESS_WORKFORCE = "board-less-workforce", "Board less workforce"


class Group(models.TextChoices):
    """What a value is about: staff, in the words of the standard or of the publication, or trusts."""

    BME = "bme", "BME"
    WHITE = "white", "White"
    BLACK = "black", "Black"
    OTHER_BLACK = "other-black", "Other Black background"
    ASIAN = "asian", "Asian"
    OTHER = "other", "Other ethnic group"
    ALL_OTHER = "all-other", "All other ethnic groups combined"
    NON_BME = "non-bme", "Non-BME"
    NOT_STATED = "not-stated", "Ethnicity not stated"
    NOT_DECLARED = "not-declared", "Ethnicity not declared"
    UNKNOWN = "unknown", "Ethnicity unknown"
    ALL = "all", "All staff"
    BETWEEN = "between-groups", "Between groups"
    TRUSTS = "trusts", "Trusts"


class IndicatorQuerySet(models.QuerySet[Any]):
    """Questions asked of indicators."""

    def published(self) -> Self:
        return self.filter(source__status=Status.PUBLISHED)


def _in_words(field: str, choices: type[models.TextChoices]) -> Case:
    """The label of a choice, for searching."""
    return Case(*(When(**{field: choice.value}, then=Value(str(choice.label))) for choice in choices))


@track(exclude=("search",))
class Indicator(NaturalKeyModel):
    """One of the nine WRES indicators."""

    natural_key_fields = ("number",)

    number = models.PositiveSmallIntegerField(
        unique=True, validators=[MinValueValidator(1), MaxValueValidator(9)], help_text="1 to 9."
    )
    name = models.CharField(max_length=150, help_text="What it measures, in a few words.")
    definition = models.TextField(help_text="What exactly is compared, in our own words.")
    domain = models.CharField(max_length=20, choices=Domain)
    kind = models.CharField("main measure", max_length=40, choices=MeasureKind)
    comparison = models.CharField(max_length=30, choices=Comparison)
    parity = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="The value that means no gap between the groups: 1.0 for a likelihood, 0 for a difference.",
    )
    how_to_read = models.TextField(help_text="What a higher or lower value means, in a sentence.")
    data_source = models.CharField(max_length=30, choices=DataSource)
    timing = models.TextField(
        "when its data are from",
        blank=True,
        help_text="The dates or the survey that values of a WRES year are from.",
    )
    comparability = models.TextField(
        blank=True, help_text="Which of its values cannot be compared with each other, and why."
    )
    new_series_from = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="The first WRES year whose values are counted in another way. Tables and charts tell them apart.",
    )
    definition_basis = models.TextField(help_text="The guidance that defines it.")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="indicators", help_text="The source here that describes it."
    )
    locator = models.CharField(max_length=250, help_text="Where in that source.")
    wording_note = models.TextField(blank=True, help_text="How that source’s wording differs from the definition.")
    search = search_column(
        A=["name", Concat(Value("indicator "), Cast("number", models.TextField()))],
        B=["definition"],
        C=["how_to_read", _in_words("domain", Domain)],
        D=[_in_words("data_source", DataSource), Value("WRES"), "wording_note"],
    )

    objects = NaturalKeyManager.from_queryset(IndicatorQuerySet)()

    class Meta:
        ordering = ["number"]
        verbose_name = "WRES indicator"
        indexes = [GinIndex(fields=["search"], name="workforce_indicator_search")]
        constraints = [
            closed_set("domain", Domain),
            closed_set("kind", MeasureKind),
            closed_set("comparison", Comparison),
            closed_set("data_source", DataSource),
            not_blank("locator"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=9), name="workforce_indicator_one_to_nine"),
        ]

    def __str__(self) -> str:
        return f"Indicator {self.number}: {self.name}"

    def get_absolute_url(self) -> str:
        return address("wres-indicator", self.number)

    @property
    def is_public(self) -> bool:
        return self.source.is_public


@track()
class Measure(NaturalKeyModel):
    """A number that belongs to an indicator; indicator 9 has a board share, a workforce share and a difference."""

    slug = models.SlugField(max_length=80, unique=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=150, help_text="For headings, for example “Share of board members”.")
    kind = models.CharField(max_length=40, choices=MeasureKind)
    position = models.PositiveIntegerField(default=0, help_text="Its place on the indicator’s page.")

    objects = NaturalKeyManager()

    class Meta:
        ordering = ["indicator__number", "position"]
        constraints = [
            closed_set("kind", MeasureKind),
            models.UniqueConstraint(fields=["indicator", "name"], name="workforce_measure_name_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.number}. {self.name}"

    @property
    def unit(self) -> str:
        """The unit after a value: ``%``, `` percentage points`` or nothing."""
        units = {MeasureKind.PERCENTAGE.value: "%", MeasureKind.DIFFERENCE.value: " percentage points"}
        return units.get(self.kind, "")


@track()
class Dataset(NaturalKeyModel):
    """The publication, article or file that a value was read in."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=250, help_text="As printed.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Leave empty if not stated.")
    publication_date = models.CharField(
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(PARTIAL_DATE, "Enter a year, a year and month or a full date, for example 2023-02.")
        ],
        help_text="As far as stated: 2023-02-22, 2023-02 or 2023. Leave empty if not stated.",
    )
    url = WebAddressField("web address", blank=True, max_length=500)
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="datasets",
        help_text="Where the value was read in one of our source documents.",
    )
    note = models.TextField(blank=True)
    is_return = models.BooleanField(
        "own figures",
        default=False,
        help_text=(
            "An organisation’s own figures, not a publication that anybody can read. Small numbers in them are not "
            "shown."
        ),
    )
    is_made_up = models.BooleanField(
        "made up",
        default=False,
        help_text="Made up for tests or demonstrations. It is labelled as made up wherever it is shown.",
    )

    objects = NaturalKeyManager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication_date="") | Q(publication_date__regex=PARTIAL_DATE),
                name="workforce_dataset_publication_date_iso",
            ),
            is_web_address_or_empty("url"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        check_partial_date(self.publication_date)

    @property
    def publication_date_in_words(self) -> str:
        return partial_date_in_words(self.publication_date)


class ObservationQuerySet(models.QuerySet[Any]):
    """Questions asked of WRES values."""

    def published(self) -> Self:
        """Real values whose indicator and dataset are published."""
        return self.with_made_up().filter(organisation__is_made_up=False)

    def with_made_up(self) -> Self:
        """The same with made-up values of made-up organisations; no organisation has both."""
        return self.filter(
            Q(dataset__source__isnull=True) | Q(dataset__source__status=Status.PUBLISHED),
            measure__indicator__source__status=Status.PUBLISHED,
            dataset__is_made_up=F("organisation__is_made_up"),
        )

    def for_england(self) -> Self:
        return self.filter(organisation__ods_code=ENGLAND)

    def for_indicator(self, number: int) -> Self:
        return self.filter(measure__indicator__number=number)

    def with_links(self) -> Self:
        """With everything that a page shows.

        By indicator, then England first, regions and all others by name, then by measure, coverage and year.
        """
        return self.select_related("measure__indicator", "organisation", "dataset__source").order_by(
            "measure__indicator__number",
            Case(
                When(organisation__ods_code=ENGLAND, then=0),
                When(organisation__kind=OrganisationKind.REGION, then=1),
                default=2,
            ),
            Lower("organisation__name"),
            "organisation_id",
            "measure__position",
            "measure_id",
            "coverage",
            "reporting_year",
            "dataset__slug",
            "group",
        )


@track()
class Observation(NaturalKeyModel):
    """A published value of a measure, for one organisation, coverage, year and group."""

    natural_key_fields = (
        "organisation.ods_code",
        "measure.slug",
        "coverage",
        "reporting_year",
        "group",
        "dataset.slug",
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="observations")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations")
    coverage = models.CharField(
        max_length=150,
        blank=True,
        default="",
        help_text="Which staff or organisations it is about, if not all: “Very senior managers”, “Trusts and CCGs”.",
    )
    reporting_year = models.PositiveSmallIntegerField(help_text="The WRES year, for example 2023.")
    data_period = models.CharField(
        max_length=60,
        blank=True,
        help_text="When the data are from, where stated, for example “NHS Staff Survey 2022”.",
    )
    group = models.CharField(max_length=20, choices=Group)
    value = models.DecimalField(max_digits=10, decimal_places=3, help_text="A percentage as 16.6, a ratio as 1.14.")
    decimals_published = models.PositiveSmallIntegerField(
        default=1, help_text="How many decimals the publication prints: 0 for “35”."
    )
    numerator = models.PositiveIntegerField(null=True, blank=True, help_text="Leave empty if not published.")
    denominator = models.PositiveIntegerField(null=True, blank=True, help_text="Leave empty if not published.")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="observations")
    locator = models.CharField(
        max_length=120, blank=True, help_text="Where in the publication, if it has parts, for example “Table 1”."
    )
    note = models.CharField(max_length=250, blank=True, help_text="Anything about how this value was printed.")

    objects = NaturalKeyManager.from_queryset(ObservationQuerySet)()

    class Meta:
        ordering = ["measure", "organisation", "coverage", "reporting_year", "group"]
        verbose_name = "WRES value"
        indexes = [
            models.Index(fields=["organisation", "measure", "reporting_year"], name="workforce_observation_series")
        ]
        constraints = [
            closed_set("group", Group),
            models.UniqueConstraint(
                fields=["organisation", "measure", "coverage", "reporting_year", "group", "dataset"],
                name="workforce_observation_unique",
            ),
            models.CheckConstraint(
                condition=Q(reporting_year__gte=2015, reporting_year__lte=2100),
                name="workforce_observation_year_sane",
                violation_error_message="Enter a year between 2015 and 2100.",
            ),
            models.CheckConstraint(
                condition=Q(decimals_published__lte=3),
                name="workforce_observation_decimals",
                violation_error_message="Enter 3 decimals at most.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=models.F("denominator")),
                name="workforce_observation_numerator_within",
                violation_error_message="The numerator cannot be larger than the denominator.",
            ),
        ]

    def __str__(self) -> str:
        about = (str(self.measure), self.coverage, str(self.reporting_year), self.get_group_display())
        return f"{', '.join(filter(None, about))}: {self.value_as_published}"

    @property
    def number_as_published(self) -> str:
        """The value with the decimals that its publication prints."""
        return f"{self.value:,.{self.decimals_published}f}"

    @property
    def value_as_published(self) -> str:
        """The value with the decimals that its publication prints, and its unit."""
        return f"{self.number_as_published}{self.measure.unit}"
