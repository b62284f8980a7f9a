"""Who did what, and when: one list of all that tables keep of it, for an audit."""
