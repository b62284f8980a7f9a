"""The closed lists that entries are described with: countries, settings, populations and outcomes."""

from django.db import models

from curation.history import track
from curation.models import VocabularyModel, VocabularyQuerySet
from curation.models.entries import NaturalKeyManager, closed_set


class Term(VocabularyModel):
    """A word of a controlled list."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    name = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True, help_text="What counts as this, in a sentence.")
    position = models.PositiveIntegerField(default=0, help_text="Its place in lists. Lower numbers come first.")

    objects = NaturalKeyManager.from_queryset(VocabularyQuerySet)()

    class Meta(VocabularyModel.Meta):
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


@track()
class Setting(Term):
    """Where care is given or work is done, such as general practice or an emergency department."""


@track()
class Population(Term):
    """People whom an entry is about, such as people who are homeless."""


class OutcomeGroup(models.TextChoices):
    """Whom or what an outcome is measured in."""

    STAFF = "staff", "Staff"
    PATIENTS = "patients", "Patients"
    WORKFORCE = "workforce", "Workforce"
    SERVICES = "services", "Services"


@track()
class Outcome(Term):
    """Something that studies measure, such as staff knowledge or patient experience."""

    group = models.CharField(max_length=20, choices=OutcomeGroup)

    class Meta(Term.Meta):
        constraints = [closed_set("group", OutcomeGroup)]


@track()
class Country(VocabularyModel):
    """A country in which studies were done, by its ISO 3166-1 code."""

    natural_key_fields = ("code",)

    code = models.CharField(max_length=2, unique=True, help_text="ISO 3166-1 alpha-2 code, for example GB.")
    name = models.CharField(max_length=80, unique=True)

    objects = NaturalKeyManager.from_queryset(VocabularyQuerySet)()

    class Meta(VocabularyModel.Meta):
        ordering = ["name"]
        verbose_name_plural = "countries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z]{2}$"),
                name="evidence_country_code_iso",
                violation_error_message="Use two capital letters, for example GB.",
            )
        ]

    def __str__(self) -> str:
        return self.name
