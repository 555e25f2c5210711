"""Web: HTML pages for readers and the safety form.

- Pages: `evidence_pages`, `appraisal_pages`, `harms_page`, `medicine_page`, `rule_pages`, `search_page`,
  `data_page`, `site_pages` (about, method, documentation of the API), and `safety_page` with `safety_form`.
- What pages show: `presenters`, `doses`, `record_fields`, `rule_words`, `filter_forms`, `text`, and documents
  of docs/ by `markdown`. `templating` renders templates and has the list of pages (`PAGES`).
- For machines: `discovery` and `schema_org`.
"""
