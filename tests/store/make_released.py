"""Write the store that this version leaves to all later ones: `python -m tests.store.make_released`.

Refuses to replace the file of a version that is released; `--again` is for the days before.
"""

import gzip
import sys
import tempfile
from pathlib import Path

from app import __version__
from tests.builders import TEA, a_stocked_station, add_customer, receive

RELEASED = Path(__file__).resolve().parent / "released"


def main(arguments: list[str]) -> int:
    """Write `released/<version>.sqlite.gz`; answer the exit code."""
    target = RELEASED / f"{__version__}.sqlite.gz"
    if target.exists() and "--again" not in arguments:
        print(f"{target} is there already; a released file is never changed")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        with a_stocked_station(Path(folder)) as station:
            add_customer(station, name="李雷")
            receive(station, TEA, 5)
        target.write_bytes(gzip.compress((Path(folder) / "packbench.sqlite").read_bytes(), mtime=0))
    print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
