"""Revisions of the server's own tables, a line of their own beside those of the trade. Thread: the server's start."""
