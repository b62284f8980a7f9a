"""The evidence: sources and themes, studies and findings, case studies, the glossary and resources."""

from evidence.models.drafts import Draft, DraftState, PublishedVersion
from evidence.models.entries import Entry, Lacking, SourcedEntry, Status
from evidence.models.knowledge import CaseStudy, Definition, Resource, ResourceKind
from evidence.models.sources import Figure, Framework, Passage, PassageKind, Source, SourceKind, Theme
from evidence.models.studies import Citation, Design, Direction, Finding, Study
from evidence.models.synonyms import Synonyms
from evidence.models.vocabulary import Country, Outcome, OutcomeGroup, Population, Setting

__all__ = [
    "CaseStudy",
    "Citation",
    "Country",
    "Definition",
    "Design",
    "Direction",
    "Draft",
    "DraftState",
    "Entry",
    "Figure",
    "Finding",
    "Framework",
    "Lacking",
    "Outcome",
    "OutcomeGroup",
    "Passage",
    "PassageKind",
    "Population",
    "PublishedVersion",
    "Resource",
    "ResourceKind",
    "Setting",
    "Source",
    "SourceKind",
    "SourcedEntry",
    "Status",
    "Study",
    "Synonyms",
    "Theme",
]
