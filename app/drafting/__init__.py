"""From a file of a library or registry to draft seeds, which a person completes.

`files` recognises the file; `references` reads PubMed and RIS, `clinical_trials` a registry. Each makes a
`draft`.

What must stay true: a draft holds only what the file states; every other field is null with a reason. No
sentence of an abstract or protocol is copied.
"""
