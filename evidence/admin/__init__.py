"""The admin of the evidence, and what the admins of the apps above it build on."""

from evidence.admin import activity, desk, knowledge, sources, studies, study_imports, vocabulary

__all__ = ["activity", "desk", "knowledge", "sources", "studies", "study_imports", "vocabulary"]
