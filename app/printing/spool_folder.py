"""A spool kept as files: `pending`, `done` and `failed`, one file a job, moved by renaming.

A file is JSON that a person can read. It gets its name only when it is whole and on disk, and changes
folder in one step, so a kill at any moment leaves each job in exactly one place. Numbers in the names keep the order.
A file that cannot be read any more is put aside into `damaged`, never deleted.
"""

import json
import re
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

from app.printing.kept_document import content_of, document_from, kind_of
from app.printing.print_job import PrintJob
from app.printing.printers import folder_fault, sync_folder, write_whole

DONE_MAX: Final = 300  # a day's labels of a bench stay for reprinting; older ones are made anew from the order
_ENDING: Final = ".job"
_NAME: Final = re.compile(r"(\d{9})-([0-9A-Za-z-]{1,64})\.job")


class FolderSpool:
    """A `SpoolStore` in a folder. Thread: any."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        try:
            for name in ("pending", "done", "failed", "damaged"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            numbers = [_number(path) for part in ("pending", "done", "failed") for path in self._files(part)]
        except OSError as reason:
            raise folder_fault(folder, reason) from reason
        self._last = max(numbers, default=0)

    def add(self, job: PrintJob) -> None:
        """Write the job's file. Raises: PrintFolderFault."""
        if self._path("pending", job.job_id) is not None:
            return
        with self._lock:
            self._last += 1
            name = f"{self._last:09d}-{job.job_id}{_ENDING}"
        if not _NAME.fullmatch(name):
            raise ValueError(f"a job's id is letters, figures and dashes, not {job.job_id!r}")
        try:
            write_whole(self._folder / "pending" / name, _encoded(job, {}))
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def pending(self) -> list[PrintJob]:
        """Read the jobs that wait, oldest first. Raises: PrintFolderFault."""
        found: list[PrintJob] = []
        try:
            for path in self._files("pending"):
                if (self._folder / "failed" / path.name).exists():
                    path.unlink()  # killed between the two steps of `failed`
                    continue
                job = _decoded(path.read_bytes())
                if job is None:
                    path.replace(self._folder / "damaged" / path.name)
                else:
                    found.append(job)
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason
        return found

    def done(self, job_id: str, at: datetime) -> None:
        """Move the job's file, and let the oldest done ones go. Raises: PrintFolderFault."""
        try:
            self._moved(job_id, "pending", "done")
            for path in self._files("done")[:-DONE_MAX]:
                path.unlink()
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def failed(self, job_id: str, at: datetime, text: str, remedy: str) -> None:
        """Write the job's file with the reason. Raises: PrintFolderFault."""
        try:
            path = self._path("pending", job_id)
            job = _decoded(path.read_bytes()) if path is not None else None
            if path is None or job is None:
                return
            reason_kept = {"failed_at": at.isoformat(), "text": text, "remedy": remedy}
            write_whole(self._folder / "failed" / path.name, _encoded(job, reason_kept))
            path.unlink()
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def again(self, job_id: str) -> None:
        """Move a failed job back among the pending. Raises: PrintFolderFault."""
        try:
            self._moved(job_id, "failed", "pending")
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def find(self, job_id: str) -> PrintJob | None:
        """Answer a job in any state, for a reprint. Raises: PrintFolderFault."""
        try:
            paths = [self._path(part, job_id) for part in ("pending", "failed", "done")]
            return next((_decoded(path.read_bytes()) for path in paths if path is not None), None)
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def _moved(self, job_id: str, source: str, target: str) -> None:
        path = self._path(source, job_id)
        if path is not None:
            path.replace(self._folder / target / path.name)
            sync_folder(self._folder / target)
            sync_folder(self._folder / source)

    def _path(self, part: str, job_id: str) -> Path | None:
        return next((path for path in self._files(part) if path.name[10 : -len(_ENDING)] == job_id), None)

    def _files(self, part: str) -> list[Path]:
        return sorted(path for path in (self._folder / part).iterdir() if _NAME.fullmatch(path.name))


def _number(path: Path) -> int:
    return int(path.name[:9])


def _encoded(job: PrintJob, more: dict[str, str]) -> bytes:
    kept = {
        "job_id": job.job_id,
        "printer": job.printer,
        "kind": kind_of(job.document),
        "document": json.loads(content_of(job.document)),
        "queued_at": job.queued_at.isoformat(),
        "reprint_of": job.reprint_of,
        "reason": job.reason,
        **more,
    }
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _decoded(content: bytes) -> PrintJob | None:
    try:
        kept = json.loads(content)
        document = document_from(kept["kind"], json.dumps(kept["document"]).encode())
        queued_at = datetime.fromisoformat(kept["queued_at"])
        return PrintJob(kept["job_id"], kept["printer"], document, queued_at, kept["reprint_of"], kept["reason"])
    except (ValueError, KeyError, TypeError):
        return None
