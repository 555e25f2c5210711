"""Where a dataset can live: an SQLite file, or a PostgreSQL server.

Each home opens a dataset for reading and replaces it by a new one. Both give the same answers.
"""
