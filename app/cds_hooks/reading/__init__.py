"""Read what a health record sends: medicines, conditions, measurements and the person.

`prefetch` reads a request into a `record`, with a module for each kind of resource; `fhir` reads elements of
any release, `resources` accounts for every resource.
"""
