"""One filter, many renderings: filter sets, facets, list pages, query strings, and full-text search.

No model of ours lives here, and nothing here knows the domain.
"""
