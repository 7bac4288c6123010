"""One Alembic script a revision, in the order of their `down_revision`, loaded by path. Thread: the store's."""
