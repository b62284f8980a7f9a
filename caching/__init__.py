"""Caches that no change to the content outlives: its version, results of queries, and whole responses.

No model of ours lives here, and nothing here knows what pages show.
"""
