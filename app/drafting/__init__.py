"""From a file of a library or registry to draft seeds, which a person completes.

What must stay true: a draft holds only what the file states; every other field is null with a reason. No
sentence of an abstract or protocol is copied.
"""
