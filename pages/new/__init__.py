"""What is new and changed, of all kinds of entries: the page, the feeds, and which entries they hold."""
