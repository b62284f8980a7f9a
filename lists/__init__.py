"""One filter, many renderings: filter sets, facets, list pages, query strings, full-text search and files of rows.

No model of ours lives here, and nothing here knows the domain.
"""
