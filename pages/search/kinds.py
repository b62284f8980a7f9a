"""The kinds of entry that are searched: where their words stand, and what they are linked to."""

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
class Part:
    """What belongs to an entry, is told on its page and so finds it: the findings of a study.

    Attributes:
        published: Gives those that the public may see.
        entry: The field that names the entry.
        text: The field that holds their words.
    """

    published: Callable[[], QuerySet[Any]]
    entry: str
    text: str

    def texts(self) -> Any:
        """The words of all parts of an entry, as an expression on the entry."""
        own = self.published().order_by().filter(**{self.entry: OuterRef("pk")}).values(self.entry)
        together = own.annotate(together=StringAgg(self.text, delimiter="\n", order_by="position")).values("together")
        return Coalesce(Subquery(together), Value(""), output_field=TextField())


@dataclass(frozen=True)
class Kind:
    """A kind of entry that is searched.

    Attributes:
        name: How the address names it.
        noun: What one is.
        plural: What several are.
        published: Gives those that the public may see.
        title: The field that names an entry.
        texts: The fields that an excerpt is taken from, in the order in which they are read.
        weight: What a match in it weighs beside one in a recommendation.
        topics: The relations to what an entry is addressed to, about and told in.
        links: The relations that a result shows, fetched with it.
        part: What belongs to it and is searched with it.
    """

    name: str
    noun: str
    plural: str
    published: Callable[[], QuerySet[Any]]
    title: str
    texts: tuple[str, ...]
    weight: float
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ("source",)
    part: Part | None = None

    def text(self) -> Any:
        """All that an excerpt may be taken from, as an expression on the entry."""
        parts: list[Any] = [part for field in self.texts for part in (F(field), Value("\n"))]
        if self.part:
            parts.append(self.part.texts())
        return Concat(*parts, Value(""), output_field=TextField())

    def linked(self, relation: str) -> QuerySet[Any]:
        """The keys of an entry and of what one of its :attr:`topics` links it to, a link a row."""
        if relation == "outcomes":
            return Finding.objects.published().order_by().values_list("study_id", "outcome_id")
        if relation == "sources":
            if "source" in self.links:
                return self.published().order_by().values_list("pk", "source_id")
            return Citation.objects.order_by().values_list("study_id", "source_id")
        field: Any = self.published().model._meta.get_field(relation)
        names = (field.m2m_field_name(), field.m2m_reverse_field_name())
        links: QuerySet[Any] = field.remote_field.through.objects.order_by()
        return links.values_list(*(f"{name}_id" for name in names))


KINDS = (
    Kind(
        "recommendations",
        "recommendation",
        "recommendations",
        lambda: Recommendation.objects.published(),
        "title",
        ("statement", "points", "evidence_note"),
        1.0,
        ("audiences", "themes", "populations", "settings"),
    ),
    Kind(
        "studies",
        "study",
        "studies",
        lambda: Study.objects.published(),
        "label",
        ("what_was_done", "reservations"),
        0.9,
        ("themes", "populations", "settings", "outcomes", "sources"),
        (),
        Part(lambda: Finding.objects.published(), "study", "statement"),
    ),
    Kind(
        "case-studies",
        "case study",
        "case studies",
        lambda: CaseStudy.objects.published(),
        "title",
        ("summary", "background", "what_was_done", "findings", "lessons"),
        0.8,
        ("themes", "populations", "settings", "sources"),
    ),
    Kind(
        "definitions",
        "definition",
        "definitions",
        lambda: Definition.objects.published(),
        "term",
        ("text", "used_for"),
        1.0,
    ),
    Kind(
        "resources",
        "resource",
        "resources",
        lambda: Resource.objects.published(),
        "title",
        ("description",),
        0.8,
        ("themes",),
    ),
    Kind(
        "statistics",
        "statistic",
        "statistics",
        lambda: Statistic.objects.published(),
        "label",
        ("counted", "origin"),
        0.8,
        ("themes",),
    ),
    Kind(
        "indicators",
        "WRES indicator",
        "WRES indicators",
        lambda: Indicator.objects.published(),
        "name",
        ("definition", "how_to_read", "wording_note"),
        0.9,
    ),
    Kind(
        "background",
        "passage",
        "background",
        lambda: Passage.objects.published(),
        "title",
        ("text",),
        0.5,
        ("themes",),
    ),
)

#: The names of the controlled lists, themes and sources behind :attr:`Kind.topics`, each after its key.
TOPICS: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
    "audiences": lambda: Audience.objects.values_list("pk", "name", "full_name"),
    "themes": lambda: Theme.objects.published().values_list("pk", "name"),
    "populations": lambda: Population.objects.values_list("pk", "name"),
    "settings": lambda: Setting.objects.values_list("pk", "name"),
    "outcomes": lambda: Outcome.objects.values_list("pk", "name"),
    "sources": lambda: Source.objects.published().values_list("pk", "title", "short_title"),
}
