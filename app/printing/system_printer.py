"""A queue of the operating system: CUPS by its own commands, Windows by its spooler.

`lp` and `lpstat` instead of a binding: they are there wherever CUPS is and need no compiler. ZPL goes raw, PDF as it
is and CUPS turns it into what the printer wants. CUPS itself calls raw queues deprecated, so a label printer with an
address is better a `SocketPrinter`. Windows takes raw bytes through pywin32, an optional package; for PDF it has no
common way, therefore pages are drawn here and printed as pictures through GDI.
"""

import os
import subprocess
import sys
from typing import Final

from app.language import tr
from app.printing.faults import PrinterFault, PrinterSlow, QueueMissing, QueueStopped
from app.printing.media import Media, Speech
from app.printing.printers import PrinterState, failed, ready

COMMAND_S_MAX: Final = 15.0  # lp hands a job to a local daemon; longer means that the daemon hangs


class SystemPrinter:
    """A print queue by the name the system knows it by."""

    def __init__(self, queue: str, speech: Speech = Speech.PDF) -> None:
        self._queue = queue
        self._speech = speech

    @property
    def name(self) -> str:
        """Answer the queue's name."""
        return self._queue

    @property
    def speech(self) -> Speech:
        """Answer the language set for this queue."""
        return self._speech

    def test(self) -> PrinterState:
        """Ask the system whether the queue is there and takes jobs."""
        try:
            if sys.platform == "win32":
                from app.printing import windows_queue

                windows_queue.demand_ready(self._queue)
            else:
                self._demand_ready()
        except PrinterFault as fault:
            return failed(fault)
        return ready()

    def send(self, data: bytes, media: Media) -> None:
        """Give one job to the queue; what happens to it then is the system's to tell. Raises: PrinterFault."""
        if sys.platform == "win32":
            from app.printing import windows_queue

            windows_queue.send(self._queue, data, media)
            return
        self._demand_ready()
        options = ["-o", "raw"] if media.speech is Speech.ZPL else _size_options(media)
        answer = self._run(["lp", "-s", "-d", self._queue, *options], data)
        if answer.returncode != 0:
            raise self._stopped(answer.stderr.decode("utf-8", "replace").strip())

    def _demand_ready(self) -> None:
        answer = self._run(["lpstat", "-p", self._queue])
        told = answer.stdout.decode("utf-8", "replace")
        if answer.returncode != 0 or self._queue not in told:
            text = tr("There is no print queue {queue}.").format(queue=self._queue)
            raise QueueMissing(text, tr("Choose another printer in the settings, or set the queue up in the system."))
        if " disabled " in f" {told} ":
            raise self._stopped(told.splitlines()[-1].strip())
        accepts = self._run(["lpstat", "-a", self._queue]).stdout.decode("utf-8", "replace")
        if "not accepting" in accepts:
            raise self._stopped(accepts.splitlines()[0].strip())

    def _run(self, command: list[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            return subprocess.run(  # noqa: S603 - a list without a shell; the queue is the administrator's choice
                command, input=data, capture_output=True, timeout=COMMAND_S_MAX, env=environment, check=False
            )
        except FileNotFoundError as reason:
            text = tr("This computer has no printing system (CUPS).")
            raise QueueMissing(text, tr("Install cups-client, or choose a folder or an address.")) from reason
        except subprocess.TimeoutExpired as reason:
            text = tr("The printing system does not answer.")
            raise PrinterSlow(text, tr("Restart CUPS or the computer.")) from reason

    def _stopped(self, reason: str) -> QueueStopped:
        text = tr("The print queue {queue} does not take jobs: {reason}").format(queue=self._queue, reason=reason)
        return QueueStopped(text, tr("Look at the printer, then resume the queue in the system's settings."))


def _size_options(media: Media) -> list[str]:
    return ["-o", f"media=Custom.{media.width_mm:g}x{media.height_mm:g}mm", "-o", "print-scaling=none"]
