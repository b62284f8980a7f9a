"""Writers of files to take away: CSV, Excel, JSON and zips of them, a batch of rows at a time, and Word and PDF.

No model of ours lives here, and nothing here knows the domain.
"""
