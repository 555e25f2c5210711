"""Seed files: read them into validated records and report every error with its line.

What must stay true: this package knows no database. Only `reader.py` loads the YAML library.
"""
