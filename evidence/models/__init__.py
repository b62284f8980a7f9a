"""The evidence: sources and themes, studies and findings, case studies, the glossary and resources."""

from evidence.models.bulk_actions import BulkAction, BulkActionEntry, BulkOutcome
from evidence.models.drafts import Draft, DraftState, PublishedVersion
from evidence.models.entries import Entry, Lacking, SourcedEntry, Status
from evidence.models.knowledge import CaseStudy, Definition, Resource, ResourceKind
from evidence.models.link_checks import LinkCheck, LinkState
from evidence.models.releases import ReleasedRow
from evidence.models.sources import Figure, Framework, Passage, PassageKind, Source, SourceKind, Theme
from evidence.models.studies import Citation, Design, Direction, Finding, Study
from evidence.models.study_imports import ImportedRecord, ImportState, RecordDecision, RecordOutcome, StudyImport
from evidence.models.study_merges import StudyMerge
from evidence.models.synonyms import Synonyms
from evidence.models.vocabulary import Country, Outcome, OutcomeGroup, Population, Setting

__all__ = [
    "BulkAction",
    "BulkActionEntry",
    "BulkOutcome",
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
    "ImportState",
    "ImportedRecord",
    "Lacking",
    "LinkCheck",
    "LinkState",
    "Outcome",
    "OutcomeGroup",
    "Passage",
    "PassageKind",
    "Population",
    "PublishedVersion",
    "RecordDecision",
    "RecordOutcome",
    "ReleasedRow",
    "Resource",
    "ResourceKind",
    "Setting",
    "Source",
    "SourceKind",
    "SourcedEntry",
    "Status",
    "Study",
    "StudyImport",
    "StudyMerge",
    "Synonyms",
    "Theme",
]
