"""The evidence map: how many studies there are on what, of which designs, which way they point, and where none are."""
