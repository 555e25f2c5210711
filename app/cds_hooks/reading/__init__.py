"""Read what a health record sends: medicines, conditions, laboratory values and the person.

`record_reader` reads a request into a `record`, and chooses the reader of each type of resource; what is
read of one is a class in `read_resources`.

- Any resource: `fhir` reads elements of every release; `bundles` unwraps resources; `outcomes` accounts for
  each resource; `contained` finds resources inside others; `sent_lists` tells missing lists from empty ones;
  `code_systems` recognises code systems.
- Medicines: `medications`, with `nutrition` orders and `supplies`; `medicine_status` decides whether one is
  taken. `dosage` reads how it is taken, with `timing`, `units`, `instruction_text` and
  `administration_routes`.
- Conditions: `conditions`, with `condition_status`. Names of conditions elsewhere: `procedures`, `mentions`
  (encounters, flags, plans, reasons), `stated_findings` (observations, questionnaires), `free_text` (notes),
  `drafts` (tasks, appointments, diets and the like, in which anything may name a medicine).
- Laboratory values: `egfr` and `clearance` of creatinine, both into `kidneys`; `measured`
  (magnesium in the blood, creatinine).
- The person: `age`, `pregnancy` (with the sex) and `gestation`. Dates of any resource: `dates`.
"""
