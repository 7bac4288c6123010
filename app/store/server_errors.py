"""What can go wrong between the server and PostgreSQL, sorted by what helps against it.

The classes are those of the SQL standard (PostgreSQL manual, appendix A): 22 the data, 23 a constraint, 40 a
transaction that may be run again, 08 and 57P the connection. Whatever is not listed is a fault or a bug and is told.
"""

import struct
from typing import Final

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError, InterfaceError

from app.store.feed import UnknownStream
from app.store.unit_of_work import TakenMeanwhile

BATCH_ERRORS: Final = (
    psycopg.Error, DBAPIError, TakenMeanwhile, UnknownStream, struct.error, UnicodeEncodeError,
)  # fmt: skip
"""Errors that come when the rows of many facts are written together, and name none of them."""

_OF_THE_DATA: Final = (
    errors.DataError, errors.IntegrityError, TakenMeanwhile, UnknownStream, struct.error, UnicodeEncodeError,
)  # fmt: skip
_RUN_AGAIN: Final = (errors.SerializationFailure, errors.DeadlockDetected, errors.TransactionRollback)
_LOST: Final = (
    errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.ReadOnlySqlTransaction,
    errors.TooManyConnections, errors.IdleSessionTimeout,
)  # fmt: skip


def driver_error(error: BaseException) -> BaseException:
    """What the driver said, without SQLAlchemy around it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def is_of_the_data(error: BaseException) -> bool:
    """Whether one of the facts is to blame: the transaction goes through without it."""
    return isinstance(driver_error(error), _OF_THE_DATA)


def may_run_again(error: BaseException) -> bool:
    """Whether the same transaction may go through when it is run again."""
    return isinstance(driver_error(error), _RUN_AGAIN) or is_lost(error)


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, or leads to a server that is going or not yet there."""
    cause = driver_error(error)
    if isinstance(cause, _LOST):
        return True
    no_state = isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) and cause.sqlstate is None
    return no_state or isinstance(error, InterfaceError) or str(getattr(cause, "sqlstate", "") or "").startswith("08")
