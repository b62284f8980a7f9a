"""Search over all kinds of entry: what is found, in which order, and the pages that show it."""
