"""CDS Hooks: the safety check, asked by health records. Pure, without web and without SQL.

What must stay true: there is one check, that of `app.safety`; this package turns a record into its question
and its answer into cards. Inbound FHIR is read, never validated, and nothing is fetched. What was not told
or could not be read is said on a card; it is never taken for a normal value.
"""
