"""Databases of a dataset: an SQLite file, or a schema of a PostgreSQL server. Both give the same answers.

- Opening one: `database`, with `sqlite`, `postgresql` and past `releases`; `errors`.
- Its tables: `tables`, their revision (`schema`) and the `digest` of what they hold.
- Asking it: `queries` for records and lists, with `filters` as SQL and `pagination`; `lookup_tables` for the
  vocabulary; `search`, which compares `terms`; `near_keys` for suggestions.
"""
