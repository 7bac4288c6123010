"""The lifecycles of a return: where the goods are, and beside it what becomes of the money (Rule A9).

Two machines and not one, because a refund may be given before the goods are back, and goods may come back unpaid.
"""

from enum import StrEnum

from app.models.lifecycles import Lifecycle


class ReturnState(StrEnum):
    """How far goods are on their way back."""

    ADVISED = "advised"
    TRAVELLING = "travelling"
    RECEIVED = "received"
    DISPOSED = "disposed"
    NOT_RETURNED = "not_returned"


_R = ReturnState
RETURN_LIFE = Lifecycle(
    "return",
    _R.ADVISED,
    frozenset(
        {
            (_R.ADVISED, _R.TRAVELLING),
            (_R.ADVISED, _R.RECEIVED),  # brought to the counter: nobody saw it travel
            (_R.ADVISED, _R.NOT_RETURNED),
            (_R.TRAVELLING, _R.RECEIVED),
            (_R.TRAVELLING, _R.NOT_RETURNED),  # lost on the way
            (_R.NOT_RETURNED, _R.RECEIVED),  # given up too early
            (_R.RECEIVED, _R.DISPOSED),
        }
    ),
)


class RefundState(StrEnum):
    """What becomes of the money."""

    NONE = "none"
    PENDING = "pending"
    REFUNDED = "refunded"
    REFUSED = "refused"


REFUND_LIFE = Lifecycle(
    "refund",
    RefundState.NONE,
    frozenset(
        {
            (RefundState.NONE, RefundState.PENDING),
            (RefundState.PENDING, RefundState.REFUNDED),
            (RefundState.PENDING, RefundState.REFUSED),
            (RefundState.REFUSED, RefundState.PENDING),  # the customer objected: looked at again
        }
    ),
)
