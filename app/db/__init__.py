"""Databases of a dataset: an SQLite file, or a schema of a PostgreSQL server. Both give the same answers."""
