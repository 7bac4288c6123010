"""The server's store: a PostgreSQL by its address, with the tables of every station and those that only a server has.

Nothing that matters is kept in memory: any number of processes may open the same database, and each may be killed at
any moment. Threads take their own connections from the pool.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.clock import Clock
from app.language import tr
from app.models.facts import KINDS
from app.models.wire import Behind, OldCopy, Page, PullRequest, Reset
from app.store.catalog import warehouse
from app.store.central import history, parked, station_head, stream_head
from app.store.columns import metadata
from app.store.feed import FeedingUnit, Origin, make_streams
from app.store.fold import fold
from app.store.intake import Intake
from app.store.journal import journal, read_fact
from app.store.pages import Barred, Pages
from app.store.pg_arrays import register_arrays
from app.store.read_ahead import read_ahead
from app.store.server_errors import is_lost
from app.store.server_migrate import migrate_server, schema_of
from app.store.server_statements import ServerStatements
from app.store.stations import Enrolled, Known, enrol, home_stream, make_code, revoke, station_of, take_in
from app.store.transactions import DatabaseAway, Transactions
from app.store.unit_of_work import Kept

log = logging.getLogger(__name__)
V = TypeVar("V")

CONNECTIONS_MAX: Final = 24
"""Two for each queue of facts, the rest for pages and people: more would only wait for the same disk."""
PREPARED_MAX: Final = 400
"""Plans kept a connection; the hot statements have some hundred texts."""
_OPTIONS: Final = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off"
"""Speed, never meaning: statements that always go by an index keep the plan that does, also while tables are new."""


class StillParked(Exception):
    """The fact cannot be read by this version either, or another process has just folded it."""


class ServerStore:
    """An open server database. Thread: any, but one intake is one thread's."""

    def __init__(self, url: str, clock: Clock, draw: Callable[[], float]) -> None:
        """Open, and make or upgrade, the database at `url`. Raises: DatabaseAway, StoreTooNew."""
        self._clock = clock
        self.engine = open_engine(url)
        self.transactions = Transactions(self.engine, draw)
        try:
            migrate_server(self.engine)
            self.transactions.run(self._begin_history)
        except SQLAlchemyError as error:
            self.close()
            if is_lost(error):
                raise DatabaseAway(
                    tr("The server's database cannot be reached."), str(error.__cause__ or "")
                ) from error
            raise
        except BaseException:
            self.close()
            raise
        self._readers = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        self.engine.dispose()

    # -- facts in, rows out --------------------------------------------------------------------------------------

    def intake(self) -> Intake:
        """A way in for facts, for one thread."""
        return Intake(self.transactions, ServerStatements(self.engine.dialect), self._clock.now)

    def page(self, ask: PullRequest, proof: bytes) -> Page | Reset | Behind | OldCopy | Barred:
        """Answer a pull. Raises: DatabaseAway."""
        pages = Pages(ServerStatements(self.engine.dialect), self._clock.now)
        return self.read(lambda connection: pages.page(connection, ask, proof))

    def heads(self) -> dict[str, int]:
        """How far each stream is."""
        wanted = select(stream_head.c.stream, stream_head.c.position)
        return self.read(lambda connection: {row.stream: row.position for row in connection.execute(wanted)})

    def read(self, look: Callable[[Connection], V]) -> V:
        """Read with a connection that commits each statement for itself; once again when the connection was dead."""
        for is_last in (False, True):
            try:
                with self._readers.connect() as connection:
                    return look(connection)
            except Exception as error:
                if not is_lost(error):
                    raise
                self.engine.dispose()
                if is_last:
                    raise DatabaseAway(tr("The server's database does not answer.")) from error
        raise AssertionError("the loop returns or raises")

    # -- what the server itself changes --------------------------------------------------------------------------

    def change(self, work: Callable[[FeedingUnit], V]) -> V:
        """Change rows in one transaction; the feed tells the stations."""

        def run(connection: Connection) -> V:
            unit = FeedingUnit(connection, ServerStatements(self.engine.dialect), Kept())
            value = work(unit)
            unit.feed()
            return value

        return self.transactions.run(run)

    def add_streams(self, warehouses: Sequence[str]) -> None:
        """Begin the streams of these warehouses; those that are there stay."""
        self.transactions.run(lambda connection: make_streams(connection, warehouses))

    def load(self, rows: Mapping[str, Sequence[dict[str, Any]]]) -> None:
        """Put master data in, table by table; rows that are there stay. New warehouses get their streams."""
        self.add_streams([row["code"] for row in rows.get(warehouse.name, ())])

        def put(unit: FeedingUnit) -> None:
            for name, some in rows.items():
                table = metadata.tables[name]
                keys = [tuple(row[column.name] for column in table.primary_key) for row in some]
                known = {tuple(row[column.name] for column in table.primary_key) for row in unit.many(table, keys)}
                for key, row in zip(keys, some, strict=True):
                    if key not in known:
                        unit.put(table, **row)

        self.change(put)

    def drive_parked(self) -> int:
        """Fold what is parked and can be read by now, each fact for itself; answer how many could be."""
        wanted = select(parked.c.station, parked.c.seq).order_by(parked.c.parked_at, parked.c.station, parked.c.seq)
        places = self.read(lambda connection: [(row.station, row.seq) for row in connection.execute(wanted)])
        return sum(self._drive(*place) for place in places)

    def _drive(self, station: str, seq: int) -> bool:
        """Fold one parked fact; one that still cannot be folded stays parked, with its old reason."""
        statements = ServerStatements(self.engine.dialect)

        def run(unit: FeedingUnit) -> None:
            here = (parked.c.station == station) & (parked.c.seq == seq)
            at = (journal.c.station == station) & (journal.c.seq == seq)
            row = unit.connection.execute(select(journal).where(at)).one()
            if (row.kind, row.version) not in KINDS or not unit.connection.execute(
                parked.delete().where(here)
            ).rowcount:
                raise StillParked
            fact = read_fact(row)
            home = unit.connection.execute(select(station_head.c.home).where(station_head.c.station == station))
            unit.origin = Origin(station, seq, home.scalar_one())
            read_ahead(unit, statements, [fact.body])
            fold(unit, fact)

        try:
            self.change(run)
        except DatabaseAway:
            raise
        except Exception as error:  # noqa: BLE001 a fact that no fold bears must not stop the next one
            log.info("fact %d of %s stays parked: %r", seq, station, error)
            return False
        return True

    # -- stations ------------------------------------------------------------------------------------------------

    def make_code(self, station: str, warehouse_code: str, role: str) -> str | None:
        """Give out a one-time code for a station; None when there is no such warehouse."""

        def run(connection: Connection) -> str | None:
            home = home_stream(connection, role, warehouse_code)
            return make_code(connection, station, home, role, self._clock.now()) if home else None

        return self.transactions.run(run)

    def enrol(self, code: str) -> Enrolled | None:
        """Take a station in; None when the code is not good."""
        return self.transactions.run(lambda connection: enrol(connection, code, self._clock.now(), self.epoch()))

    def take_in(self, station: str, role: str, home: str, token: str) -> None:
        """Write a station down with its token; one that is known keeps how far its facts are."""
        self.transactions.run(lambda connection: take_in(connection, station, (role, home), token, self._clock.now()))

    def home_of(self, station: str) -> str | None:
        """The home stream of a station, or None for one that nobody knows."""
        wanted = select(station_head.c.home).where(station_head.c.station == station)
        return self.read(lambda connection: connection.execute(wanted).scalar())

    def station_of(self, proof: bytes) -> Known | None:
        """Whose token this is; None for nobody's, or a revoked station's."""
        return self.read(lambda connection: station_of(connection, proof))

    def revoke(self, station: str) -> None:
        self.transactions.run(lambda connection: revoke(connection, station, self._clock.now()))

    # -- the history ---------------------------------------------------------------------------------------------

    def epoch(self) -> int:
        """Which history this is."""
        return self.read(lambda connection: int(connection.execute(select(history.c.epoch)).scalar_one()))

    def next_epoch(self) -> int:
        """Begin another history after a restore or a promotion: what stations hold beyond it comes again."""

        def run(connection: Connection) -> int:
            values = {"epoch": history.c.epoch + 1, "began_at": self._clock.now()}
            return int(connection.execute(history.update().values(**values).returning(history.c.epoch)).scalar_one())

        return self.transactions.run(run)

    def schema(self) -> str:
        """Name the revisions of the schema."""
        return self.read(schema_of)

    def now(self) -> datetime:
        return self._clock.now()

    def _begin_history(self, connection: Connection) -> None:
        begun: dict[str, Any] = {"epoch": 1, "at": int(self._clock.now().timestamp() * 1_000_000)}
        connection.execute(
            text("INSERT INTO history (name, epoch, began_at) VALUES ('server', :epoch, :at) ON CONFLICT DO NOTHING"),
            begun,
        )
        make_streams(connection, ())


def open_engine(url: str) -> Engine:
    """An engine for a PostgreSQL; any of `postgres://`, `postgresql://` and `postgresql+psycopg://` will do."""
    address = make_url(url.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        pool_size=CONNECTIONS_MAX,
        max_overflow=0,
        connect_args={"options": _OPTIONS, "connect_timeout": 5},
    )

    @event.listens_for(engine, "connect")
    def connected(driver: Any, _record: Any) -> None:
        register_arrays(driver)
        driver.prepared_max = PREPARED_MAX

    return engine
