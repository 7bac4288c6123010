"""One Alembic script a revision, loaded by path. Thread: the server's start."""
