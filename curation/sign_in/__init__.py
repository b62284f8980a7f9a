"""Signing in to the admin: one-time codes, how long a session lasts, and what slows down who guesses."""
