"""Transactions on the server's database, run again when it says so: 40001, 40P01, a lost connection (SYNC.md §4).

The waits rise and half of each is drawn by chance, so that two processes that met in a deadlock do not meet again. A
connection lost at the commit leaves open whether it was one; what runs here is the same when it runs twice.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine

from app.errors import Fault
from app.language import tr
from app.store.server_errors import is_lost, may_run_again

log = logging.getLogger(__name__)
V = TypeVar("V")

TRIES_MAX: Final = 9
"""With the waits below a failover of some seconds is outlived; stations ask again anyway."""
WAIT_FIRST_S: Final = 0.005
WAIT_S_MAX: Final = 1.0


class DatabaseAway(Fault):
    """The server's database cannot be reached or does not answer."""


@dataclass(slots=True)
class Transactions:
    """Runs functions of a connection, each as one transaction. Thread: any; each call takes its own connection.

    `draw` answers a number from 0 to below 1. `again` counts what had to be run again, for the metrics.
    """

    engine: Engine
    draw: Callable[[], float]
    sleep: Callable[[float], None] = time.sleep
    again: int = 0

    def run(self, work: Callable[[Connection], V]) -> V:
        """Run `work` and commit. Raises: DatabaseAway; whatever else `work` raises, after a rollback."""
        for turn in range(TRIES_MAX):
            try:
                return self._once(work)
            except Exception as error:
                if not may_run_again(error):
                    raise
                log.warning("a transaction is run again: %s", error)
                self.again += 1
                if is_lost(error):
                    self.engine.dispose()
                last = error
                self.sleep(wait_s(turn, self.draw()))
        raise DatabaseAway(
            tr("The server's database does not answer."), tr("Look whether PostgreSQL runs; stations keep their work.")
        ) from last

    def _once(self, work: Callable[[Connection], V]) -> V:
        with self.engine.connect() as connection:
            try:
                with connection.begin():
                    return work(connection)
            except BaseException:
                if _is_broken(connection):
                    connection.invalidate()
                raise


def _is_broken(connection: Connection) -> bool:
    """Whether the driver's connection is of no more use; past SQLAlchemy its errors are not seen by the pool."""
    if connection.invalidated:
        return False
    driver: Any = connection.connection.driver_connection
    return driver is None or driver.closed or driver.info.transaction_status is TransactionStatus.UNKNOWN


def wait_s(turn: int, drawn: float) -> float:
    """Answer how long to wait after the failure of a turn: doubling, half of it by chance."""
    longest = min(WAIT_S_MAX, WAIT_FIRST_S * 2.0**turn)
    return longest / 2 + longest / 2 * drawn
