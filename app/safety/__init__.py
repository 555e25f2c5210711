"""The safety check: pure functions of data, without web and without SQL.

`check` is the way from a `request` to `answers`: `facts` reads the request by the names of `app.medicines`,
`engine` evaluates `compiled_rules`, each by its `predicates`, which give `reasons`. Then `alerts`, `actions`,
`headline`, `schedule`, `dose`, `recognised` and `missing_values` each write a part of the answer. `amounts`
are amounts and times in a request; `free_text` and `typed_amounts` read what people type; `self_test` asks
for known answers.

What must stay true: it can name a reason against magnesium, or something that could not be checked; it
never reassures. An unknown name, a missing value or a rule that breaks makes the answer incomplete, never
quieter.
"""
