"""Formats of records: CSV, JSON Lines, XLSX, BibTeX, RIS, SVG, and the exported folder.

- A list in any format: `lists`, with `jsonl`, `citations` and `csv`, whose columns `xlsx` and `parquet` have.
- What describes the tables: `codebook`, `croissant`. What changed: `changelog`. Pictures: `svg`,
  `appraisal_svg`.
- The exported folder: `archive` writes it, with `sqlite_copy`; `exported` finds its files for the server.

The media types are here, so that naming a format loads none of its writers.
"""

MARKDOWN = "text/markdown; charset=utf-8"

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
"""Media type of each format of a list."""
