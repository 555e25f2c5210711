"""The safety check: pure functions of data, without web and without SQL.

`check` turns a `request` into `answers`:

1. `request_reader` looks up its names in `app.medicines` and states the facts, which `predicates` defines.
   `amounts` and `clock_times` are parts of a request, and `dose` adds the magnesium up.
2. `engine` evaluates `compiled_rules`, each by its predicates, which give `reasons`.
3. Each part of the answer has a module: `headline`, `actions`, `alerts`, `schedule`, `inputs` (what each was
   taken for) and `missing_values` (undecided rules). `check` itself says whether the answer is complete.

`typed_lists` (with `list_sections` and `one_line_lists`) and `typed_amounts` read what people type;
`self_test` asks for known answers.

What must stay true: it can name a reason against magnesium, or something that could not be checked; it
never reassures. An unknown name, a missing value or a rule that breaks makes the answer incomplete, never
quieter.
"""
