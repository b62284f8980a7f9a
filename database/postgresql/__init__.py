"""Django's backend for PostgreSQL, with a connection pool for each server: what ``ENGINE`` names."""
