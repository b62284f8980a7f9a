"""Takes entries from the marked words of a document: kinds, proposals, forms, and what is saved."""
