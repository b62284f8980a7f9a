"""A reader's own list of entries, kept without an account: in a cookie of their browser and in an address to share."""
