"""Publishing: build a database from the seed files, all of it or nothing."""
