"""Workspaces: the text of each source document, and the words in it that entries were taken from; for curators alone."""
