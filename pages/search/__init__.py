"""Search over all types of entries: what matches, in which order, and the pages that show it."""
