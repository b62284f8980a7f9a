"""Steps that curators take with many entries at once, each of which can be undone."""
