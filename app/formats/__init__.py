"""Formats of records: CSV, JSON Lines, XLSX, BibTeX, RIS, SVG, and the exported folder.

- A list in any format: `list_formats` names the formats, `lists` writes them, with `jsonl`, `citations` and
  `csv`, whose columns `xlsx` and `parquet` have.
- What describes the tables: `codebook`, `croissant`. What changed: `changelog`. Pictures: `svg`,
  `appraisal_svg`.
- The exported folder: `archive` writes it, with `sqlite_copy`; `exported` finds its files for the server.
"""

MARKDOWN = "text/markdown; charset=utf-8"
