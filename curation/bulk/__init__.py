"""Bulk actions: steps that curators take with many entries at once."""
