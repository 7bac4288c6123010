"""The tables of the first release, one module a column. Thread: the one that opens the store."""
