"""Workspaces: the texts of source documents, and the words in them that entries rest on; for curators alone."""
