"""Medicines: what a written medicine, condition or form stands for. Pure functions without web or SQL.

`terminology` is the door. It asks `recognition` for a medicine, which reads its text with `parser` and
`parsing` and looks its names up in `vocabulary`; `conditions` for a condition; and its own table for a form.
"""
