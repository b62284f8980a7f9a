"""What is asked of PostgreSQL beyond the ORM: rows by COPY and by key, sets of keys, and fast first migrations.

No model of ours lives here, and nothing here knows the domain.
"""
