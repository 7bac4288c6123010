"""Revisions of the schema: `versions/` holds one Alembic script each, `first_release/` the tables of the first.

A released revision is never changed again. `python -m installer.migration` writes the first one anew while it is not
released, and drafts a further one afterwards. Nothing imports these but Alembic. Thread: the one that opens the store.
"""
