"""The evidence: sources and themes, studies and findings, case studies, the glossary and resources."""

from evidence.models.effect_sizes import EffectMeasure
from evidence.models.knowledge import CaseStudy, Definition, Resource, ResourceKind
from evidence.models.sourced_entries import SourcedEntry
from evidence.models.sources import Figure, Framework, Passage, PassageKind, Source, SourceKind, Theme
from evidence.models.studies import Citation, Design, Direction, Finding, Retraction, Study, notices_in_words
from evidence.models.study_imports import ImportedRecord, ImportState, RecordDecision, RecordOutcome, StudyImport
from evidence.models.study_merges import StudyMerge
from evidence.models.synonyms import Synonyms
from evidence.models.vocabulary import Country, Outcome, OutcomeGroup, Population, Setting

__all__ = [
    "CaseStudy", "Citation", "Country", "Definition", "Design", "Direction", "EffectMeasure", "Figure", "Finding",
    "Framework", "ImportState", "ImportedRecord", "Outcome", "OutcomeGroup", "Passage", "PassageKind", "Population",
    "RecordDecision", "RecordOutcome", "Resource", "ResourceKind", "Retraction", "Setting", "Source", "SourceKind",
    "SourcedEntry", "Study", "StudyImport", "StudyMerge", "Synonyms", "Theme", "notices_in_words",
]  # fmt: skip
