"""Seed files: read them into validated records and report every error with its line.

`reader` reads YAML and `lookup_tables` CSV; the result is a `library`. `annotations` visits every value, so
that `provenance` and `references` can check it; `vocabulary` makes rows and names of the lookup tables;
`chemistry` and `article` compute what records are compared with; `drafts` are records to be completed;
`problems` words what is wrong.

What must stay true: this package knows no database. Only `reader` loads the YAML library.
"""
