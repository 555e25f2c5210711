"""The OpenAPI document: how it is made from the routes.

`document` puts it together from `parameters`, `responses` and `schemas`; its words are in `texts`;
`structure` walks through it.
"""
