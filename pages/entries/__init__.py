"""What the pages of entries share: their versions, references, terms, structured data and short lists of others."""
