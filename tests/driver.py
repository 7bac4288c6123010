"""What reaches a store's driver: SQLAlchemy's statements by its event, the hot ones where they pass it by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.store.store import Store


@contextmanager
def listening(store: Store, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Tell each statement of the writer in a block, with its values; BEGIN and COMMIT are none."""
    statements = store.statements
    plain = statements._execute

    def by_core(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        note(text, values)

    def by_hand(connection: Any, text: str, values: Any) -> Any:
        note(text, tuple(values))
        return plain(connection, text, values)

    event.listen(store._writer, "before_cursor_execute", by_core)
    statements._execute = by_hand  # type: ignore[method-assign]
    try:
        yield
    finally:
        del statements._execute
        event.remove(store._writer, "before_cursor_execute", by_core)
