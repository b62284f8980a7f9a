"""Organisations, WRES and statistics in the admin."""

from django.contrib import admin

from curation.admin_base.base import CountOf, CurationAdmin, TabularPart
from curation.admin_base.exports import ExportedList
from curation.admin_base.filters import ReviewFilter, WorkFilter, has
from curation.admin_base.forms import PositionedForm
from curation.entry_admin import PUBLICATION_FIELDSET, filled_in, without
from evidence.admin.bulk_steps import ENTRIES_WITH_THEMES
from evidence.admin.filters import SourceFilter, ThemeFilter
from evidence.admin.sourced_entries import SourcedEntryAdmin
from workforce.models import Dataset, Indicator, Measure, Observation, Organisation, Statistic


@admin.register(Organisation)
class OrganisationAdmin(CurationAdmin):
    """The organisations that values are about."""

    index_position = 34
    list_display = [
        *("name", "ods_code", "kind", "trust_type", "region", "board"),
        *(CountOf("values", Observation, "organisation"), "is_made_up"),
    ]
    list_filter = ["kind", "trust_type", "region", has("observations", "values"), "is_made_up"]
    list_select_related = ["icb", "region"]
    search_fields = ["name", "ods_code", "region__name"]
    autocomplete_fields = ["icb", "region", "succeeded_by"]
    fieldsets = [
        ("What it is", {"fields": ["name", "ods_code", "kind", "trust_type", "is_made_up"]}),
        ("Where it belongs", {"fields": ["region", "icb"]}),
        ("What took its place", {"fields": ["succeeded_by", "succeeded_on"]}),
    ]

    @admin.display(description="integrated care board", ordering="icb__name", empty_value="–")
    def board(self, row: Organisation) -> Organisation | None:
        return row.icb

    def choice_label(self, obj: Organisation) -> str:
        return f"{obj.name} ({obj.ods_code})"


class IndicatorMeasures(TabularPart):
    """Inline for an indicator's measures."""

    model = Measure
    fields = ["name", "slug", "kind", "position"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Indicator)
class IndicatorAdmin(CurationAdmin):
    """The nine indicators."""

    index_position = 30
    list_display = [
        *("number", "name", "domain", "kind", "data_source"),
        CountOf("recommendations", Indicator.recommendations.through, "indicator"),
    ]
    list_display_links = ["number", "name"]
    list_filter = ["domain", "kind", "data_source", has("recommendations")]
    search_fields = ["=number", "name", "definition"]
    search_help_text = "Searches numbers, names and definitions."
    autocomplete_fields = ["source"]
    fieldsets = [
        ("What it measures", {"fields": ["number", "name", "definition", "domain", "data_source"]}),
        ("How it is read", {"fields": ["kind", "comparison", "parity", "how_to_read"]}),
        ("Over the years", {"fields": ["timing", "comparability", "new_series_from"]}),
        ("Where it is from", {"fields": ["definition_basis", "source", "locator", "wording_note"]}),
    ]
    inlines = [IndicatorMeasures]


class MeasureForm(PositionedForm):
    """A form for a measure; its siblings are the measures of the same indicator."""

    siblings_by = ("indicator",)


@admin.register(Measure)
class MeasureAdmin(CurationAdmin):
    """The numbers that indicators are made of."""

    index_position = 31
    form = MeasureForm
    list_display = ["name", "indicator", "kind", CountOf("values", Observation, "measure"), "position"]
    list_filter = ["indicator", "kind", has("observations", "values")]
    list_select_related = ["indicator"]
    search_fields = ["name", "slug", "indicator__name"]
    autocomplete_fields = ["indicator"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["indicator", "name", "slug", "kind", "position"]
    choice_select_related = ["indicator"]


@admin.register(Dataset)
class DatasetAdmin(CurationAdmin):
    """Where values were read."""

    index_position = 33
    list_display = [
        *("title", "publisher", "publication_date", "read_in"),
        *(CountOf("values", Observation, "dataset"), "is_made_up"),
    ]
    list_filter = [SourceFilter, has("observations", "values"), "is_made_up"]
    list_select_related = ["source"]
    search_fields = ["title", "slug", "publisher"]
    autocomplete_fields = ["source"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        ("What it is", {"fields": ["title", "slug", "publisher", "publication_date", "url", "is_made_up"]}),
        ("Where it is from", {"fields": ["source", "is_return", "note"]}),
    ]

    @admin.display(description="read in", ordering="source__position", empty_value="–")
    def read_in(self, row: Dataset) -> str | None:
        """The source document that its values were read in."""
        return row.source.short_title if row.source else None


@admin.register(Observation)
class ObservationAdmin(ExportedList, CurationAdmin):
    """The values that were published."""

    index_position = 32
    change_list_template = "admin/wres_values.html"
    export_columns = [
        *(("ods_code", "organisation__ods_code"), ("organisation", "organisation__name")),
        *(("indicator", "measure__indicator__number"), ("measure", "measure__name")),
        *("coverage", "reporting_year", "data_period", "group", "value", "numerator", "denominator"),
        *(("dataset", "dataset__title"), ("dataset_is_made_up", "dataset__is_made_up"), "locator", "note"),
    ]
    list_display = ["measure", "organisation", "coverage", "reporting_year", "group", "shown_value", "dataset"]
    list_filter = ["measure__indicator", "reporting_year", "group", "organisation__kind", "dataset__is_made_up"]
    list_select_related = ["organisation", "measure__indicator", "dataset"]
    search_fields = ["organisation__name", "=organisation__ods_code", "measure__name", "coverage", "dataset__title"]
    search_help_text = "Searches organisations, ODS codes, measures, what values cover, and datasets."
    autocomplete_fields = ["organisation", "measure", "dataset"]
    fieldsets = [
        (
            "What it is a value of",
            {"fields": ["organisation", "measure", "coverage", "group", ("reporting_year", "data_period")]},
        ),
        ("The value", {"fields": [("value", "decimals_published"), ("numerator", "denominator")]}),
        ("Where it is from", {"fields": ["dataset", "locator", "note"]}),
    ]

    @admin.display(description="value", ordering="value")
    def shown_value(self, row: Observation) -> str:
        return row.value_as_published


@admin.register(Statistic)
class StatisticAdmin(SourcedEntryAdmin):
    """The headline figures that sources quote."""

    index_position = 35
    bulk_steps = ENTRIES_WITH_THEMES
    gaps = [without("Statistics without themes", has_themes="no")]
    list_display = ["label", "value_as_stated", "unit", "period", "source_name", "status"]
    list_filter = ["status", WorkFilter, SourceFilter, has("themes"), has("indicators"), ReviewFilter, ThemeFilter]
    search_fields = ["label", "slug", "value_as_stated", "counted", "origin"]
    autocomplete_fields = ["source", "themes", "indicators"]
    prepopulated_fields = {"slug": ["label"]}
    fieldsets = [
        ("Where it is from", {"fields": ["source", "locator", "origin", "reference_number"]}),
        ("What it says", {"fields": ["label", "value_as_stated", "unit", "period", "counted"]}),
        ("As a number", {"fields": [("value", "value_upper")]}),
        ("What it is about", {"fields": ["themes", "indicators"]}),
        PUBLICATION_FIELDSET,
        filled_in("slug", "position"),
    ]
