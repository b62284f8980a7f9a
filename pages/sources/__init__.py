"""The pages of source documents."""
