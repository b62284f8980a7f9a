"""The pages of recommendations and audiences."""
