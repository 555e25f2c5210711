"""Read what is written for a condition: a name, a code, or both in one text.

`reader` is the way through. It removes the numbers of a list (`list_numbers`) and what stands around a name
(`surroundings`: codes, measurements, kidney stages; `times`: dates and durations). Then it finds names in
the `index`. `words` sorts the remaining words into noise, history and doubt, and `history` decides whether
they leave a condition open. `names` writes names so that they can be compared; `kidneys` and `pregnancies`
do so for what people say instead of a name. `known_conditions` gathers every condition with its names and
codes; `codes` reads ICD-10-CM and SNOMED CT, and defines what a reading holds.
"""
