"""What marked words can become, each with the fields of the admin's form that are asked beside the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curation.workflow import has_right
from evidence.models import CaseStudy, Citation, Definition, Finding, Passage, Resource, Study
from recommendations.models import Recommendation, RecommendationStudy
from workforce.models import Statistic


@dataclass(frozen=True)
class Part:
    """A part of an entry that its form makes too; left out where its ``needed`` fields are all empty."""

    model: type[Any]
    name: str
    heading: str
    fields: tuple[str, ...]
    folded: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()  # none where the part is always made


@dataclass(frozen=True)
class Kind:
    """A kind of entry that is taken from marked words."""

    name: str
    label: str
    key: str  # pressed in the text
    model: type[Any]
    fields: tuple[str, ...]
    folded: tuple[str, ...] = ()
    named_by: str = ""  # the field that its slug is made from
    parts: tuple[Part, ...] = ()


CITATION = Part(Citation, "citation", "Where the document cites it", ("number",), ("locator",))
FINDING = Part(
    Finding,
    "finding",
    "What it found",
    ("outcome", "direction", "statement"),
    ("locator",),
    needed=("outcome", "statement"),
)
STUDY_LINK = Part(RecommendationStudy, "rests-on", "A study that it rests on", ("study", "bearing"), needed=("study",))

_ABOUT = ("settings", "populations")
_PLACE = ("locator", "position")

KINDS = (
    Kind(
        *("recommendation", "Recommendation", "r", Recommendation),
        fields=("title", "statement", "points", "audiences", "themes", "certainty", "certainty_reason"),
        folded=(
            *("audience_not_stated", "kind", "evidence_note"),
            *(*_ABOUT, "reference", *_PLACE),
        ),
        parts=(STUDY_LINK,),
    ),
    Kind(
        *("study", "Study with a finding", "s", Study),
        fields=("label", "cited_as", "year", "design", "what_was_done", "themes"),
        folded=(
            *("title", "authors", "journal", "doi", "pmid", "reservations"),
            *(*_ABOUT, "countries", "slug", "position"),
        ),
        named_by="label",
        parts=(FINDING, CITATION),
    ),
    Kind(
        *("finding", "Finding of a study that is here", "f", Finding),
        fields=("study", "outcome", "direction", "statement"),
        folded=("locator",),
    ),
    Kind(
        *("case-study", "Case study", "c", CaseStudy),
        fields=("title", "summary", "what_was_done", "findings", "themes"),
        folded=(
            *("label", "background", "lessons", "organisation_name", "place", "country", "period"),
            *(*_ABOUT, "studies", "reference", "slug", *_PLACE),
        ),
        named_by="title",
    ),
    Kind(
        *("definition", "Definition", "d", Definition),
        fields=("term", "text"),
        folded=("used_for", "slug", *_PLACE),
        named_by="term",
    ),
    Kind(
        *("statistic", "Statistic", "n", Statistic),
        fields=("label", "value_as_stated", "period", "counted", "themes"),
        folded=("value", "value_upper", "unit", "origin", "reference_number", "slug", *_PLACE),
        named_by="label",
    ),
    Kind(
        *("passage", "Passage", "p", Passage),
        fields=("kind", "title", "text", "themes"),
        folded=("speaker", "slug", *_PLACE),
        named_by="title",
    ),
    Kind(
        *("resource", "Resource", "o", Resource),
        fields=("title", "kind", "url", "description", "themes"),
        folded=("publisher", "slug", *_PLACE),
        named_by="title",
    ),
)
#: Adds the marked words to an entry that is there.
WORDS = "words"


def kinds_open_to(user: Any) -> Iterator[Kind]:
    """The kinds of which a person may add entries."""
    return (each for each in KINDS if has_right(user, "add", each.model))
