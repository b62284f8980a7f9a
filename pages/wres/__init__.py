"""The pages of the Workforce Race Equality Standard and of statistics."""
