"""Imports of WRES values and organisations: what a file held, what it would change, and what became of it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from curation.groups import ADMINISTRATOR, CURATOR, REVIEWER, WRES_LEAD, Rights
from curation.history import track
from curation.models.entries import closed_set
from workforce.models.wres import Dataset


class ImportLayout(models.TextChoices):
    """The layouts of files that are read, told from what they hold."""

    LONG = "long", "values, a row each"
    RETURN = "return", "an organisation’s return, with counts"
    SURVEY = "survey", "Staff Survey benchmark results"
    ORGANISATIONS = "etr", "organisations, as the Organisation Data Service lists trusts (etr)"
    TRUSTS = "trusts", "trusts with their type and region"
    ICBS = "icbs", "integrated care boards"
    SUCCESSORS = "successors", "organisations that took the place of others"


#: Those that hold organisations and no values.
OF_ORGANISATIONS = (ImportLayout.ORGANISATIONS, ImportLayout.TRUSTS, ImportLayout.ICBS, ImportLayout.SUCCESSORS)


class ImportState(models.TextChoices):
    """How far an import has come."""

    READY = "ready", "Looked through, not imported yet"
    CONFIRMED = "confirmed", "Imported"
    UNDONE = "undone", "Imported and undone"
    DISCARDED = "discarded", "Discarded"


class RowOutcome(models.TextChoices):
    """What a row of a file is to what is here already."""

    REJECTED = "rejected", "Rejected"
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    NOTHING = "nothing", "Nothing to store"


class RowKind(models.TextChoices):
    """What a row of a file is about."""

    VALUE = "value", "WRES value"
    ORGANISATION = "organisation", "Organisation"


@track()
class WresImport(models.Model):
    """A file of WRES values or organisations, from its upload until it is imported, and undone."""

    # Curators and WRES leads see and confirm their own; those who may change any are its editors.
    group_rights: ClassVar[Rights] = {
        CURATOR: "view add organise",
        REVIEWER: "view add change organise",
        ADMINISTRATOR: "view add change organise",
        WRES_LEAD: "view add",
    }

    file_name = models.CharField(max_length=250)
    layout = models.CharField(max_length=20, choices=ImportLayout)
    size = models.PositiveBigIntegerField("size in bytes")
    digest = models.CharField("SHA-256 of the file", max_length=64)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.READY, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    dataset = models.ForeignKey(
        Dataset,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="imports",
        help_text="The dataset that its values are added to, or that was made of it.",
    )
    title = models.CharField(max_length=250, blank=True, help_text="Of a new dataset.")
    publisher = models.CharField(max_length=200, blank=True)
    publication_date = models.CharField(max_length=10, blank=True)
    is_return = models.BooleanField("own figures", default=False)
    compared_with = models.CharField(
        max_length=36, blank=True, editable=False, help_text="The version of the content that it was compared with."
    )
    datasets_made = models.JSONField(default=list, blank=True, editable=False, help_text="The keys of new datasets.")
    datasets_written = models.JSONField(
        default=dict, blank=True, editable=False, help_text="The key of the dataset that each source led to."
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import of WRES values"
        verbose_name_plural = "imports of WRES values"
        permissions = [("organise_wresimport", "Can import organisations")]
        constraints = [closed_set("layout", ImportLayout), closed_set("state", ImportState)]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page on which it is looked through; the public sees nothing of it."""
        return reverse("admin:workforce_wresimport_change", args=[self.pk])

    @property
    def is_of_organisations(self) -> bool:
        return self.layout in OF_ORGANISATIONS

    def confirmed_before(self) -> Self | None:
        """Another import of the very same file that went in and was not undone."""
        same: Any = type(self)._default_manager.filter(digest=self.digest, state=ImportState.CONFIRMED)
        return same.exclude(pk=self.pk).first()

    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        counted = dict(self.rows.order_by().values_list("outcome").annotate(n=models.Count("pk")))
        return {outcome.value: counted.get(outcome.value, 0) for outcome in RowOutcome}


class WresImportRowQuerySet(models.QuerySet[Any]):
    """Questions asked of the rows of imports."""

    def rejected(self) -> Self:
        return self.filter(outcome=RowOutcome.REJECTED)

    def comparable(self) -> Self:
        """Those that state something that can be stored."""
        return self.exclude(outcome__in=[RowOutcome.REJECTED, RowOutcome.NOTHING])

    def written(self) -> Self:
        """Those that confirming writes."""
        return self.filter(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED])

    def with_warnings(self) -> Self:
        """Those that need an answer; what changes nothing needs none."""
        return self.written().filter(has_warning=True)

    def unanswered(self) -> Self:
        return self.with_warnings().filter(answer="")


class WresImportRow(models.Model):
    """One value or organisation of a file: what it says, what is wrong with it, and what it changes."""

    group_rights: ClassVar[Rights] = dict.fromkeys((CURATOR, REVIEWER, ADMINISTRATOR), "view")

    wres_import = models.ForeignKey(WresImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Its place among the rows of the import.")
    sheet = models.CharField(max_length=100, blank=True, help_text="In a workbook, the sheet that it is on.")
    line = models.PositiveIntegerField(help_text="The line of the file, or the row of the sheet.")
    kind = models.CharField(max_length=20, choices=RowKind)
    outcome = models.CharField(max_length=20, choices=RowOutcome)
    reason = models.CharField(max_length=250, blank=True, help_text="Why there is nothing to store.")
    content = models.JSONField(default=dict, blank=True, help_text="What it says, by field.")
    before = models.JSONField(default=dict, blank=True, help_text="What a changed row had before, by field.")
    problems = models.JSONField(default=list, blank=True)
    has_warning = models.BooleanField(default=False)
    answer = models.CharField(max_length=250, blank=True, help_text="Why it is right although it looks wrong.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    written_key = models.BigIntegerField(
        null=True, editable=False, help_text="The key of what it is the same as, or of the organisation that it added."
    )

    objects = models.Manager.from_queryset(WresImportRowQuerySet)()

    class Meta:
        ordering = ["wres_import", "number"]
        verbose_name = "row of an import of WRES values"
        verbose_name_plural = "rows of imports of WRES values"
        constraints = [
            closed_set("kind", RowKind),
            closed_set("outcome", RowOutcome),
            models.UniqueConstraint(fields=["wres_import", "number"], name="workforce_wresimportrow_number"),
        ]
        indexes = [
            models.Index(fields=["wres_import", "outcome", "number"], name="workforce_imported_outcome"),
            models.Index(
                fields=["wres_import", "number"],
                condition=models.Q(has_warning=True),
                name="workforce_imported_warning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_outcome_display()}"

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"Sheet “{self.sheet}”, row {self.line}" if self.sheet else f"Line {self.line}"
