"""The types of entries that search covers, with their text, parts and topics."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat

from evidence.models import (
    CaseStudy,
    Citation,
    Definition,
    Finding,
    Outcome,
    Passage,
    Population,
    Resource,
    Setting,
    Source,
    Study,
    Theme,
)
from recommendations.models import Audience, Recommendation
from workforce.models import Indicator, Statistic


@dataclass(frozen=True)
class SearchedPart:
    """A model whose rows are parts of an entry and searched with it, as findings are with their study."""

    model: Any
    entry: str  # its foreign key to the entry
    text: str  # the field that is searched

    def published(self) -> QuerySet[Any]:
        return self.model.objects.published()

    def texts(self) -> Any:
        """The text of all parts of an entry, as an expression on the entry's queryset."""
        own = self.published().order_by().filter(**{self.entry: OuterRef("pk")}).values(self.entry)
        together = own.annotate(together=StringAgg(self.text, delimiter="\n", order_by="position")).values("together")
        return Coalesce(Subquery(together), Value(""), output_field=TextField())


@dataclass(frozen=True)
class EntryType:
    """A model of entries that is searched."""

    model: Any
    name: str  # in the address
    noun: str
    plural: str
    title: str  # the field with the title
    texts: tuple[str, ...]  # the fields that excerpts are taken from, in reading order
    weight: float  # of a match, relative to one in a recommendation
    topics: tuple[str, ...] = ()  # the relations whose names are searched too; keys of TOPICS
    links: tuple[str, ...] = ("source",)  # the foreign keys that a result shows
    part: SearchedPart | None = None

    def published(self) -> QuerySet[Any]:
        return self.model.objects.published()

    def text(self) -> Any:
        """The text that excerpts are taken from, as an expression on the entry's queryset."""
        parts: list[Any] = [part for field in self.texts for part in (F(field), Value("\n"))]
        if self.part:
            parts.append(self.part.texts())
        return Concat(*parts, Value(""), output_field=TextField())

    def linked(self, relation: str) -> QuerySet[Any]:
        """Pairs of primary keys: an entry, and a row that one of :attr:`topics` links it to."""
        if relation == "outcomes":
            return Finding.objects.published().order_by().values_list("study_id", "outcome_id")
        if relation == "sources":
            if "source" in self.links:
                return self.published().order_by().values_list("pk", "source_id")
            return Citation.objects.order_by().values_list("study_id", "source_id")
        field = self.model._meta.get_field(relation)
        columns = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        return field.remote_field.through.objects.order_by().values_list(*columns)


ENTRY_TYPES = (
    EntryType(
        Recommendation,
        "recommendations",
        "recommendation",
        "recommendations",
        "title",
        ("statement", "points", "evidence_note"),
        1.0,
        ("audiences", "themes", "populations", "settings"),
    ),
    EntryType(
        Study,
        "studies",
        "study",
        "studies",
        "label",
        ("what_was_done", "reservations"),
        0.9,
        ("themes", "populations", "settings", "outcomes", "sources"),
        (),
        SearchedPart(Finding, "study", "statement"),
    ),
    EntryType(
        CaseStudy,
        "case-studies",
        "case study",
        "case studies",
        "title",
        ("summary", "background", "what_was_done", "findings", "lessons"),
        0.8,
        ("themes", "populations", "settings", "sources"),
    ),
    EntryType(Definition, "definitions", "definition", "definitions", "term", ("text", "used_for"), 1.0),
    EntryType(Resource, "resources", "resource", "resources", "title", ("description",), 0.8, ("themes",)),
    EntryType(Statistic, "statistics", "statistic", "statistics", "label", ("counted", "origin"), 0.8, ("themes",)),
    EntryType(
        Indicator,
        "indicators",
        "WRES indicator",
        "WRES indicators",
        "name",
        ("definition", "how_to_read", "wording_note"),
        0.9,
    ),
    EntryType(Passage, "background", "passage", "background", "title", ("text",), 0.5, ("themes",)),
)

#: The primary key and names of each row behind a relation in :attr:`EntryType.topics`.
TOPICS: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
    "audiences": lambda: Audience.objects.values_list("pk", "name", "full_name"),
    "themes": lambda: Theme.objects.published().values_list("pk", "name"),
    "populations": lambda: Population.objects.values_list("pk", "name"),
    "settings": lambda: Setting.objects.values_list("pk", "name"),
    "outcomes": lambda: Outcome.objects.values_list("pk", "name"),
    "sources": lambda: Source.objects.published().values_list("pk", "title", "short_title"),
}
