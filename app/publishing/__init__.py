"""Publishing: build a database from the seed files, all of it or nothing.

`publish` is the way through: `rows` makes the rows of every table, with the flat tables of `outcomes` and
`groups`, the `summaries` and the index of the search (`search_rows`); `stored` is a record as it is stored;
`writing` writes all of it. `releases` reads and writes past releases, `changes` compares two; `verify` checks
what is more than the shape of a file.
"""
