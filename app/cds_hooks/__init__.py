"""CDS Hooks: the safety check, asked by health records. Pure, without web and without SQL.

`adapter` is the way through: `reading` reads the record, `record_medicines` and `magnesium` find out what is
taken, `question` asks the check, `findings` combines its answers, and `open_points` adds what could not be
read. Then `cards` writes one card for each of the `subjects`, with its text (`card_texts`) and `suggestions`.
`services`, `schemas`, `auth` and `failures` are of the protocol.

A medicine is first a `MedicineEntry`, as the record names it; then a `RecognisedMedicine`, what its names and
codes stand for; a `RecordMedicine` is both, with the routes. A Medication is always the resource of FHIR.

What must stay true: there is one check, that of `app.safety`; this package turns a record into its question
and its answer into cards. Inbound FHIR is read, never validated, and nothing is fetched. What was not stated
or could not be read is said on a card; it is never taken for a normal value.
"""
