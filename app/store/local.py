"""Tables of this station alone: its name and numbers, its spool. They are never synced."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from app.store.columns import Key, When, metadata, only

setting = Table(
    "setting",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

number = Table(
    "number",
    metadata,
    Column("name", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

print_job = Table(
    "print_job",
    metadata,
    Column("job_id", Key, primary_key=True),
    Column("printer", String, nullable=False),
    Column("document", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("reprint_of", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("fault", String, nullable=False, default=""),
    Column("remedy", String, nullable=False, default=""),
    Column("order_id", Key),
    Column("asked_at", When, nullable=False),
    Column("done_at", When),
    Index("print_job_open", "asked_at", **only("state <> 'done'")),
)
