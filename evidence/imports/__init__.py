"""Imports of studies from files, in three steps: a file is received, its records are compared, and a curator confirms.

What a file holds is saved record by record before anything is read from it, so that each further step works on a few
records at a time, in a transaction of its own, and goes on wherever it was stopped. Only the last step writes studies,
all of them in one transaction. See docs/decisions/importing-studies.md.
"""
