"""The texts of documents, and the excerpts of them that entries rest on."""

from workspaces.models.document_texts import DocumentText, TextKind
from workspaces.models.excerpts import Excerpt, ExcerptChange

__all__ = ["DocumentText", "Excerpt", "ExcerptChange", "TextKind"]
