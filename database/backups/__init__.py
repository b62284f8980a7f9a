"""Backups of the whole database in one file, and restoring them, with a check that both are equal.

PostgreSQL's own programs do the work: `programs` finds them, `contents` tells what a database holds, `saving` and
`restoring` use both. Knows no model.
"""
