"""Medicines: what a written medicine, condition or form stands for. Pure functions without web or SQL.

Callers ask the `Terminology` of `terminology`. For a medicine it asks `recognition`, which

- reads the text with `parser`, which runs the steps of `parsing`;
- finds names and codes in `known_medicines`, which joins the names of the `vocabulary` with the classes
  that rules name;
- finds classes by code and ATC group in `class_members`, and what sources list in `looked_up`.

For a condition it asks `conditions`; names of forms it has itself. `concepts` are what a name can stand for,
`schemas` how a request gives it. `names` and `spelling` write names so that they can be compared;
`frequencies` reads how often something is taken.
"""
