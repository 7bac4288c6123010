"""A server in a process of its own whose stream moves on all the time: `python -m tests.benchmarks.busy_server`.

Prints its URL, then changes a page of heaps whenever a line with the number of rows comes in, until its input ends. The
balance of a heap is the moment of its change, in microseconds of the machine's monotonic clock.
"""

import sys
import time

from tests.sync.servers import Honest, a_server

STREAM = "warehouse/SZ"


def main() -> int:
    """Serve until nobody wants it any more."""
    server = Honest(streams=(STREAM,))
    with a_server(**server.acts()) as http:
        print(http.url, flush=True)
        for line in sys.stdin:
            moment = time.monotonic_ns() // 1_000
            with server.lock:
                for place in range(int(line)):
                    key = f'["SZ","B-{place}","TEA-1","",""]'
                    server.put(STREAM, "stock", key, {"on_hand": moment, "allocated": 0})
            server.hint(STREAM)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
