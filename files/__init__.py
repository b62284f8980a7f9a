"""Writers of files to take away: CSV, Excel, Word, JSON and zips of them, a batch of rows at a time.

No model of ours lives here, and nothing here knows the domain.
"""
