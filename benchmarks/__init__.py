"""Measurements of how fast the service answers; ``make bench`` runs them."""
