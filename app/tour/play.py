"""Plays the day on a fresh demo warehouse, offscreen or not, and says where its album lies."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from app.bootstrap import Application, application, open_store
from app.clock import SystemClock
from app.config import Config
from app.language import tr
from app.tour.day import Day
from app.tour.record import Record

WINDOW = (1920, 1080)


def play(out: Path, config: Config) -> int:
    """Play the tour into `out`; return the exit code. Raises: Stuck."""
    qt = application()
    out.mkdir(parents=True, exist_ok=True)
    record = Record(out)
    with tempfile.TemporaryDirectory(prefix="packbench-tour-") as folder:
        settings = replace(
            Config(),
            store=str(Path(folder) / "store.sqlite"),
            language=config.language,
            paper_language=config.language,
            label_printer=f"folder:{folder}/labels",
            paper_printer=f"folder:{folder}/paper",
        )
        clock = SystemClock()
        store = open_store(settings, clock, lambda *_: None)
        program = Application(settings, clock)
        try:
            program.open(store)
            assert program.shell is not None
            assert program.printers is not None
            program.printers.job_moved.connect(lambda job, state, _fault: record.paper(job, state))
            program.shell.resize(*WINDOW)
            program.shell.show()
            qt.processEvents()
            record.watchdog.start()
            Day(program, record).play()
            record.wait_for_papers(program.printers)
        finally:
            program.close()
    path = record.write()
    text = tr("The tour is done: {shots} pictures, {papers} papers; see {path}.")
    counted = text.format(shots=len(record.summary.shots), papers=len(record.summary.papers), path=path)
    sys.stdout.write(counted + "\n")
    return 0
