"""The reconciler: compares every counter of the store with what it sums up (Rule B3), and reads the journal's chain.

It only looks; a repair would hide the fault that made the difference. Meant for the start of a day, after a restore,
and at the end of every test that moves goods. Memory stays flat at a million orders: products are taken in turns.
"""

from typing import Any

from app.models.reconcile import Difference, Report
from app.store.reconcile import chain_differences, order_differences, stock_differences

__all__ = ["Difference", "Report", "reconcile"]


def reconcile(connection: Any) -> Report:
    """Compare all books. Thread: a reader's, or a process of its own: seconds for a day, about a minute for years."""
    return Report((*stock_differences(connection), *order_differences(connection), *chain_differences(connection)))
