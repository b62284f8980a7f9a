"""The evidence base as files: loading, writing, checking and releases of `fixtures/`.

No page and no domain rule lives here.
"""
