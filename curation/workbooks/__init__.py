"""Excel workbooks of entries: written from a list of the admin, and read back as drafts."""
