"""What the review of an entry rests on: panels, comments, reviewers, the queue of what waits, and e-mails about it."""
