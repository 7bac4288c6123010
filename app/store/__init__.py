"""The store: SQLAlchemy Core lives here, and rows never leave.

In here: one set of tables for SQLite and PostgreSQL, the journal of facts, the fold of each fact kind, the unit of
work, the read side's queries, migrations and backup. May be imported by `operations` and above; imports `models` and
below. Thread: the writer connection belongs to the store thread; readers have connections of their own.
"""
