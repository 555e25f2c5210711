"""Take what is written for a medicine apart: tokens, parts, and whether they make sense beside one another.

From tokens to parts (`grammar`), to the cheapest way through them (`cheapest`), to a judgement of each part
beside the others (`neighbours`). `app.medicines.parser` puts them together.
"""
