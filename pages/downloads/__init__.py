"""Files to take away from the public site: of each list, and of the whole base."""
