"""Benchmarks: fibromag beside other programs, the time of one call, and growth with the number of records."""
