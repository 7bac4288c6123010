"""How long to wait after a failure: exponential, with half of it drawn by chance.

Without chance all stations of a warehouse come back in the same second in which the server does, and bring it down
again (M. Brooker, "Exponential Backoff And Jitter", 2015; this is its "equal jitter").
"""

from app.sync.tunables import Tunables

_DOUBLINGS_MAX = 30
"""More would only make a number too large to be a time; the longest wait is reached long before."""


def backoff_s(failures: int, jitter: float, tunables: Tunables) -> float:
    """Return the seconds to wait after so many failures in a row; `jitter` is from 0 to below 1."""
    doublings = min(failures - 1, _DOUBLINGS_MAX)
    longest = min(tunables.backoff_s_max, tunables.backoff_first_s * 2.0**doublings)
    return longest / 2 + longest / 2 * jitter


def retry_s(asked_s: float, jitter: float, tunables: Tunables) -> float:
    """Return the seconds to wait when the server asked for some: never less, up to a quarter more."""
    return min(asked_s, tunables.retry_after_s_max) * (1 + jitter / 4)
