"""Factories of the workspaces app."""

from factory.declarations import LazyAttribute, SubFactory

from tests.factories.base import ModelFactory
from tests.factories.evidence import SourceFactory
from workspaces.models import DocumentText, TextKind
from workspaces.reading.plain_text import read


class DocumentTextFactory(ModelFactory[DocumentText]):
    """Makes pasted texts, with the sections that they have."""

    class Meta:
        model = DocumentText

    source = SubFactory(SourceFactory)
    number = 1
    kind = TextKind.PASTED
    text = "Section 1: Skills\n\nTraining helps staff to understand health inequalities."
    digest = LazyAttribute(lambda made: DocumentText.digest_of(made.text))
    outline = LazyAttribute(lambda made: {"sections": read(made.text).sections, "pages": []})
