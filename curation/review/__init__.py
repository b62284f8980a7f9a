"""The review of an entry: its screen, the comments on it, the queue of what waits, and the e-mails about it."""
