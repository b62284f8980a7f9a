"""Countries, settings, populations and outcomes in the admin."""

from django.contrib import admin

from curation.admin_base.base import CountOf, CurationAdmin
from curation.admin_base.vocabulary import VocabularyAdmin
from evidence.models import Country, Finding, Outcome, Population, Setting, Study, Synonyms


class TermAdmin(VocabularyAdmin):
    """The admin of a controlled list."""

    search_fields = ["name", "slug", "description"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "position"]


@admin.register(Setting)
class SettingAdmin(TermAdmin):
    """Where care is given."""

    index_position = 25
    list_display = ["name", "slug", "description", CountOf("studies", Study.settings.through, "setting"), "position"]


@admin.register(Population)
class PopulationAdmin(TermAdmin):
    """Whom entries are about."""

    index_position = 26
    studies = CountOf("studies", Study.populations.through, "population")
    list_display = ["name", "slug", "description", studies, "position"]


@admin.register(Outcome)
class OutcomeAdmin(TermAdmin):
    """What studies measure."""

    index_position = 24
    list_display = ["name", "group", "slug", "description", CountOf("findings", Finding, "outcome"), "position"]
    list_filter = ["group"]
    fields = ["name", "slug", "group", "description", "position"]


@admin.register(Country)
class CountryAdmin(VocabularyAdmin):
    """Where studies were done."""

    index_position = 27
    list_display = ["name", "code", CountOf("studies", Study.countries.through, "country")]
    search_fields = ["name", "code"]
    fields = ["name", "code"]


@admin.register(Synonyms)
class SynonymsAdmin(CurationAdmin):
    """Words that search takes for one another."""

    index_position = 28
    list_display = ["slug", "__str__"]
    search_fields = ["slug", "terms"]
    fields = ["slug", "terms"]
