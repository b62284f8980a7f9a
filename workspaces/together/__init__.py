"""The drafts of a document as one: what they are, sent to review, previewed, published and sent back together."""
