"""Excel workbooks of entries: exported from the admin's lists, and imported as drafts."""
