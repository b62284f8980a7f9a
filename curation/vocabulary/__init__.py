"""Lists that entries are described with: their drafts, what is alike in them, and the admin of them all."""
