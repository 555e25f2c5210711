"""The safety check: pure functions of data, without web and without SQL.

What must stay true: it can name a reason against magnesium, or something that could not be checked; it
never reassures. An unknown name, a missing value or a rule that breaks makes the answer incomplete, never
quieter.
"""
