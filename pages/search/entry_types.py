"""The types of entries that search covers, with their text, parts and topics."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from database.compiled_queries import CompiledQuery, RowsByKey
from evidence import models as evidence
from recommendations.models import Audience, Recommendation
from workforce.models import Indicator, Statistic


class _Published:
    """Of a dataclass with a ``model``."""

    model: Any

    def published(self) -> QuerySet[Any]:
        """The rows that the public may see."""
        return self.model.objects.published()


@dataclass(frozen=True)
class SearchedPart(_Published):
    """A model whose rows are parts of an entry and searched with it, as findings are with their study."""

    model: Any
    entry: str  # its foreign key to the entry
    text: str  # the field that is searched

    def texts(self) -> Any:
        """The text of all parts of an entry, as an expression on the entry's queryset."""
        own = self.published().order_by().filter(**{self.entry: OuterRef("pk")}).values(self.entry)
        together = own.annotate(together=StringAgg(self.text, delimiter="\n", order_by="position")).values("together")
        return Coalesce(Subquery(together), Value(""), output_field=TextField())


@dataclass(frozen=True)
class EntryType(_Published):
    """A model of entries that is searched."""

    name: str  # in the address
    model: Any
    title: str  # the field with the title
    texts: tuple[str, ...]  # the fields that excerpts are taken from, in reading order
    weight: float  # of a match, relative to one in a recommendation
    topics: tuple[str, ...] = ()  # the relations whose names are searched too; keys of TOPICS
    links: tuple[str, ...] = ("source",)  # the foreign keys that a result shows
    part: SearchedPart | None = None

    @property
    def noun(self) -> str:
        """What one entry is called."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """What several are called; passages go by their name in the address."""
        return self.name if self.model == evidence.Passage else str(self.model._meta.verbose_name_plural)

    def text(self) -> Any:
        """The text that excerpts are taken from, as an expression on the entry's queryset."""
        parts: list[Any] = [part for field in self.texts for part in (F(field), Value("\n"))]
        if self.part:
            parts.append(self.part.texts())
        return Concat(*parts, Value(""), output_field=TextField())

    def linked(self, relation: str) -> QuerySet[Any]:
        """Pairs of primary keys: an entry, and a row that one of :attr:`topics` links it to."""
        if relation == "outcomes":
            return evidence.Finding.objects.published().order_by().values_list("study_id", "outcome_id")
        if relation == "sources":
            if "source" in self.links:
                return self.published().order_by().values_list("pk", "source_id")
            return evidence.Citation.objects.order_by().values_list("study_id", "source_id")
        field = self.model._meta.get_field(relation)
        columns = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        return field.remote_field.through.objects.order_by().values_list(*columns)


ENTRY_TYPES = (
    EntryType(
        "recommendations",
        Recommendation,
        "title",
        ("statement", "points", "evidence_note"),
        1.0,
        ("audiences", "themes", "populations", "settings"),
    ),
    EntryType(
        "studies",
        evidence.Study,
        "label",
        ("what_was_done", "who_took_part", "reservations"),
        0.9,
        ("themes", "populations", "settings", "outcomes", "sources"),
        (),
        SearchedPart(evidence.Finding, "study", "statement"),
    ),
    EntryType(
        "case-studies",
        evidence.CaseStudy,
        "title",
        ("summary", "background", "what_was_done", "findings", "lessons"),
        0.8,
        ("themes", "populations", "settings", "sources"),
    ),
    EntryType("definitions", evidence.Definition, "term", ("text", "used_for"), 1.0),
    EntryType("resources", evidence.Resource, "title", ("description",), 0.8, ("themes",)),
    EntryType("statistics", Statistic, "label", ("counted", "origin"), 0.8, ("themes",)),
    EntryType("indicators", Indicator, "name", ("definition", "how_to_read", "wording_note"), 0.9),
    EntryType("background", evidence.Passage, "title", ("text",), 0.5, ("themes",)),
)


@cache
def rows_of(entry_type: EntryType) -> RowsByKey:
    """Reads the published entries of a type, with what a result shows of each."""

    def rows() -> QuerySet[Any]:
        shown: Any = entry_type.published().select_related(*entry_type.links).defer("search")
        return shown.with_study_states() if entry_type.model is Recommendation else shown

    return RowsByKey(rows)


#: The primary key and names of each row behind a relation in :attr:`EntryType.topics`.
TOPICS: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
    "audiences": CompiledQuery(lambda: Audience.objects.values_list("pk", "name", "full_name")),
    "themes": CompiledQuery(lambda: evidence.Theme.objects.published().values_list("pk", "name")),
    "populations": CompiledQuery(lambda: evidence.Population.objects.values_list("pk", "name")),
    "settings": CompiledQuery(lambda: evidence.Setting.objects.values_list("pk", "name")),
    "outcomes": CompiledQuery(lambda: evidence.Outcome.objects.values_list("pk", "name")),
    "sources": CompiledQuery(lambda: evidence.Source.objects.published().values_list("pk", "title", "short_title")),
}
