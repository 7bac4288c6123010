"""The spooler: order, retries, words, and what is left after a kill."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.errors import Fault
from app.printing.documents import ToteLabel
from app.printing.faults import SpoolFull, UnprintableDocument
from app.printing.kept_document import content_of, document_from, kind_of
from app.printing.print_job import MOVES, JobState, PrintJob
from app.printing.spool_folder import DONE_MAX, FolderSpool
from app.printing.spooler import Spooler, SpoolLimits
from tests.printing.documents import every_document
from tests.printing.printers import NotedPrinter, tote_on

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FAST = SpoolLimits(jobs_max=10, failed_max=2, retry_delays_s=(0.01, 0.02))


def a_job(number: int, printer: str = "bench") -> PrintJob:
    return PrintJob(f"job-{number}", printer, ToteLabel("en", f"T-{number:04d}"), AT)


class Told:
    """Collects what the spooler says, and waits for it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, JobState, str]] = []
        self._news = threading.Condition()

    def __call__(self, job: PrintJob, state: JobState, fault: Fault | None) -> None:
        with self._news:
            self.heard.append((job.job_id, state, fault.text if fault else ""))
            self._news.notify_all()

    def wait_for(self, job_id: str, state: JobState) -> None:
        with self._news:
            found = self._news.wait_for(lambda: any(news[:2] == (job_id, state) for news in self.heard), timeout=10)
        assert found, f"{job_id} never {state}: {self.heard}"

    def states(self, job_id: str) -> list[JobState]:
        return [state for job, state, _ in self.heard if job == job_id]


class Bench:
    """A spooler on a folder with two printers, stopped at the end."""

    def __init__(self, folder: Path, *printers: NotedPrinter, limits: SpoolLimits = FAST) -> None:
        self.told = Told()
        self.store = FolderSpool(folder)
        self.printers = {printer.name: printer for printer in printers}
        self.spooler = Spooler(self.printers, self.store, self.told, SystemClock(), limits=limits)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, NotedPrinter("bench"), NotedPrinter("office", failures=2))
    made.spooler.start()
    yield made
    for printer in made.printers.values():
        printer.gate.set()
    made.spooler.stop()


def test_jobs_come_out_in_the_order_they_were_given(bench: Bench) -> None:
    for number in range(8):
        bench.spooler.submit(a_job(number))
    bench.told.wait_for("job-7", JobState.DONE)
    assert bench.printers["bench"].took == [f"T-{number:04d}" for number in range(8)]
    assert bench.store.pending() == []
    assert bench.spooler.waiting() == []


def test_a_refusing_printer_is_tried_again_and_holds_its_own_line_only(bench: Bench) -> None:
    for number in range(4):
        bench.spooler.submit(a_job(number, "office" if number < 2 else "bench"))
    for number in range(4):
        bench.told.wait_for(f"job-{number}", JobState.DONE)
    assert bench.printers["office"].took == ["T-0000", "T-0001"]
    assert bench.told.states("job-0") == [
        JobState.QUEUED, JobState.PRINTING, JobState.WAITING, JobState.PRINTING, JobState.WAITING,
        JobState.PRINTING, JobState.DONE,
    ]  # fmt: skip
    assert ("job-0", JobState.WAITING, "off") in bench.told.heard


def test_tries_are_bounded_and_a_person_may_ask_again(bench: Bench) -> None:
    office = bench.printers["office"]
    office.failures = 3
    bench.spooler.submit(a_job(1, "office"))
    bench.told.wait_for("job-1", JobState.FAILED)
    assert office.tries == 3
    assert bench.store.pending() == []
    assert bench.spooler.try_again("job-1")
    bench.told.wait_for("job-1", JobState.DONE)
    assert office.took == ["T-0001"]
    assert not bench.spooler.try_again("job-1")


def test_somebody_put_paper_in_and_need_not_wait(tmp_path: Path) -> None:
    bench = Bench(tmp_path, NotedPrinter("bench", failures=1), limits=SpoolLimits(retry_delays_s=(60,)))
    bench.spooler.start()
    bench.spooler.submit(a_job(1))
    bench.told.wait_for("job-1", JobState.WAITING)
    bench.spooler.hurry("bench")
    bench.told.wait_for("job-1", JobState.DONE)
    bench.spooler.stop()


def test_a_reprint_names_what_it_repeats_and_why(bench: Bench) -> None:
    bench.spooler.submit(a_job(1))
    bench.told.wait_for("job-1", JobState.DONE)
    earlier = bench.store.find("job-1")
    assert earlier == a_job(1)
    copy = bench.spooler.reprint(earlier, "job-2", AT, "label torn")
    bench.told.wait_for("job-2", JobState.DONE)
    assert bench.store.find("job-2") == copy
    assert (copy.reprint_of, copy.reason, copy.document) == ("job-1", "label torn", earlier.document)
    assert bench.spooler.reprint(copy, "job-3", AT, "again").reprint_of == "job-1"
    with pytest.raises(ValueError, match="reason"):
        bench.spooler.reprint(earlier, "job-4", AT, " ")


def test_a_full_spool_is_a_fault_and_not_a_lost_job(bench: Bench) -> None:
    bench.printers["bench"].gate.clear()
    for number in range(10):
        bench.spooler.submit(a_job(number))
    with pytest.raises(SpoolFull, match="10 jobs"):
        bench.spooler.submit(a_job(10))
    assert bench.store.find("job-10") is None
    assert len(bench.spooler.waiting()) == 10


def test_a_job_for_a_printer_nobody_set_up_fails_with_words(bench: Bench) -> None:
    bench.spooler.submit(a_job(1, "attic"))
    bench.told.wait_for("job-1", JobState.FAILED)
    assert "attic" in bench.told.heard[-1][2]
    bench.spooler.replace_printers({"attic": NotedPrinter("attic")})
    bench.spooler.try_again("job-1")
    bench.told.wait_for("job-1", JobState.DONE)


def test_a_job_kept_with_its_fact_is_queued_without_being_kept_twice(bench: Bench) -> None:
    bench.store.add(a_job(1))
    bench.spooler.submit_kept(a_job(1))
    bench.told.wait_for("job-1", JobState.DONE)
    assert bench.printers["bench"].took == ["T-0001"]
    assert bench.store.pending() == []


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", list(every_document("en")))
def test_every_document_is_kept_as_it_is(kind: str, lang: str) -> None:
    document = every_document(lang)[kind]
    assert document_from(kind_of(document), content_of(document)) == document


@pytest.mark.parametrize(("kind", "content"), [("Invoice", b"{}"), ("ToteLabel", b"{"), ("ToteLabel", b'{"lang": 1}')])
def test_what_is_no_document_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(UnprintableDocument, match="no "):
        document_from(kind, content)


def test_a_bug_in_one_printer_is_told_and_the_next_job_prints(bench: Bench) -> None:
    bench.spooler.submit(a_job(666))
    bench.spooler.submit(a_job(2))
    bench.told.wait_for("job-2", JobState.DONE)
    assert bench.told.states("job-666")[-1] is JobState.FAILED
    assert any("ZeroDivisionError" in text for _, _, text in bench.told.heard)


def test_a_store_that_cannot_note_a_print_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, NotedPrinter("bench"))

    def full(job_id: str, at: datetime) -> None:
        raise Fault("The disk is full.")

    monkeypatch.setattr(bench.store, "done", full)
    bench.spooler.start()
    bench.spooler.submit(a_job(1))
    bench.told.wait_for("job-1", JobState.DONE)
    bench.spooler.stop()
    assert ("job-1", JobState.DONE, "The disk is full.") in bench.told.heard


def test_stopping_joins_and_what_waits_is_printed_next_time(tmp_path: Path) -> None:
    first = Bench(tmp_path, NotedPrinter("bench", failures=99), limits=SpoolLimits(retry_delays_s=(60,)))
    first.spooler.start()
    for number in range(3):
        first.spooler.submit(a_job(number))
    first.told.wait_for("job-0", JobState.WAITING)
    first.spooler.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "print"]
    second = Bench(tmp_path, NotedPrinter("bench"))
    second.spooler.start()
    second.told.wait_for("job-2", JobState.DONE)
    second.spooler.stop()
    assert second.printers["bench"].took == ["T-0000", "T-0001", "T-0002"]


KILLED = """
    import sys, time
    from datetime import UTC, datetime
    from pathlib import Path
    from app.clock import SystemClock
    from app.printing.documents import ToteLabel
    from app.printing.media import Speech
    from app.printing.print_job import PrintJob
    from app.printing.printers import FolderPrinter
    from app.printing.spool_folder import FolderSpool
    from app.printing.spooler import Spooler

    folder = Path(sys.argv[1])
    spooler = Spooler({"out": FolderPrinter("out", folder / "out", Speech.ZPL)}, FolderSpool(folder / "spool"),
                      lambda *_: None, SystemClock())
    spooler.start()
    for number in range(10_000):
        spooler.submit(PrintJob(f"{number:06d}", "out", ToteLabel("en", f"T-{number:04d}"), datetime.now(UTC)))
        print(number, flush=True)
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.03, 0.11])
def test_a_kill_loses_no_job_that_was_answered_for(tmp_path: Path, delay_s: float) -> None:
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(delay_s)
    os.kill(child.pid, signal.SIGKILL)
    answered = [0, *(int(line) for line in child.stdout.read().split(b"\n")[:-1] if line)]
    child.wait()
    child.stdout.close()
    out = tmp_path / "out"
    printed = [tote_on(path.read_bytes()) for path in sorted(out.glob("*.zpl"))] if out.exists() else []
    pending = [job.title for job in FolderSpool(tmp_path / "spool").pending()]
    wanted = {f"T-{number:04d}" for number in answered}
    assert wanted <= set(printed) | set(pending)
    assert len(set(printed) & set(pending)) <= 1, "only the job in hand may come twice"
    assert pending == sorted(pending)


def test_the_same_job_twice_is_one_job(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    spool.add(a_job(1))
    spool.add(a_job(1))
    assert spool.pending() == [a_job(1)]


def test_order_and_numbers_survive_a_restart(tmp_path: Path) -> None:
    FolderSpool(tmp_path).add(a_job(9))
    FolderSpool(tmp_path).add(a_job(1))
    assert FolderSpool(tmp_path).pending() == [a_job(9), a_job(1)]


def test_a_kill_between_the_two_steps_of_failing_prints_nothing_twice(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    spool.add(a_job(1))
    (kept,) = (tmp_path / "pending").iterdir()
    content = kept.read_bytes()
    spool.failed("job-1", AT, "off", "switch it on")
    kept.write_bytes(content)
    assert FolderSpool(tmp_path).pending() == []
    assert FolderSpool(tmp_path).find("job-1") == a_job(1)


def test_a_damaged_file_is_put_aside_and_the_others_print(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    for number in range(4):
        spool.add(a_job(number))
    files = sorted((tmp_path / "pending").iterdir())
    files[0].write_bytes(files[0].read_bytes()[:-2])
    files[1].write_bytes(b"\x00" * 100)
    files[2].write_bytes(b"{}\n")
    (tmp_path / "pending" / ".000000009-x.job.part").write_bytes(b"half")
    assert spool.pending() == [a_job(3)]
    assert len(list((tmp_path / "damaged").iterdir())) == 3


def test_done_jobs_stay_for_reprints_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DONE_MAX >= 100
    monkeypatch.setattr("app.printing.spool_folder.DONE_MAX", 3)
    spool = FolderSpool(tmp_path)
    for number in range(5):
        spool.add(a_job(number))
        spool.done(f"job-{number}", AT)
    assert [spool.find(f"job-{number}") is not None for number in range(5)] == [False, False, True, True, True]


def test_a_job_makes_only_the_moves_it_may() -> None:
    reached = {JobState.QUEUED}
    while more := {after for before, after in MOVES if before in reached} - reached:
        reached |= more
    assert reached == set(JobState)
    assert not [after for before, after in MOVES if before is JobState.DONE]
    spooler_moves = set(itertools.product(JobState, repeat=2)) - MOVES
    assert (JobState.QUEUED, JobState.DONE) in spooler_moves
