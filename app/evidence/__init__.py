"""Evidence: summaries, certainty, gaps and figures. Pure functions without web or SQL.

- By symptom: `summary`, from results that `aggregation` sorts and counts, with `effect_sizes` and `gaps`;
  `headline` for all symptoms together; `evidence_map` by form or preparation.
- By comparison: `questions` with their `certainty`, and `findings`, the table of one comparison.
- The article: `article`. How records were found: `selection_flow`.
- Figures as data: `figures`, `bias_figure`. The words for all of it: `labels`.
- Shapes: `schemas`, `map_schemas`, `figure_schemas`, `article_schemas`, `appraisal_schemas`. What a server
  reads of all this: `published`.
"""
