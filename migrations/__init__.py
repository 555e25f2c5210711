"""The tables, step by step: one Alembic tree for SQLite and PostgreSQL."""
