"""Routes of the API: each reads the request, asks the packages below, and answers.

- Lists and records: `collections` makes the routes of every collection, with the query `parameters` and what
  is `included` in a page; `lookup_tables` those of substances and everyday conditions.
- Evidence: `summaries`, `appraisal`, `coverage`, with their `figures`; `search`; `vocabularies`.
- The check: `safety`, `medicines`, and `cds_hooks` with its problems as `operation_outcome`.
- The dataset: `dataset` (also the entry point `/v1`), `files`, `releases`; `past_releases` answers from one.
- The service: `health`, `contract`. What routes share: `dependencies`, `responses`
  and `routing`.
"""
