"""A printer at a TCP address, port 9100: connect, write, close; ZPL printers are asked for their state on the way.

Each step has a deadline, because a label printer that is out of labels stops reading and would hold the thread for
ever. The connection is closed for writing and then read to its end, which is where a printer that cut us off is found
out; printers that keep the line open are left after `LINGER_S`. Host status (~HS) is asked on the same connection
before the label, and remembered as unanswered for printers that do not speak it, so that it costs its wait only once.
"""

import socket
from dataclasses import dataclass
from typing import Final

from app.clock import Clock, SystemClock
from app.language import tr
from app.printing.faults import (
    PrinterCutOff,
    PrinterFault,
    PrinterOutOfPaper,
    PrinterPaused,
    PrinterRefused,
    PrinterSlow,
)
from app.printing.host_status import HostStatus, parse_host_status
from app.printing.media import Media, Speech
from app.printing.printers import PrinterState, failed, ready

RAW_PORT: Final = 9100
_CHUNK_BYTES: Final = 16_384
_REPLY_BYTES_MAX: Final = 4_096  # three strings of about 30 characters; more is not a label printer


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each step may take, in seconds."""

    connect_s: float = 3.0  # a printer on the same network answers in milliseconds
    send_s: float = 20.0  # a full label of graphics at 1 MB/s and a busy head
    status_s: float = 0.8  # Zebra answers ~HS at once, also while printing
    linger_s: float = 0.6  # long enough for a reset to arrive


class SocketPrinter:
    """A printer reached by address; a host name or a number."""

    def __init__(
        self,
        host: str,
        port: int = RAW_PORT,
        speech: Speech = Speech.ZPL,
        patience: Patience | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._speech = speech
        self._patience = patience or Patience()
        self._clock = clock or SystemClock()
        self._answers_status = True

    @property
    def name(self) -> str:
        """Answer the address."""
        return f"{self._host}:{self._port}"

    @property
    def speech(self) -> Speech:
        """Answer the language set for this printer."""
        return self._speech

    def test(self) -> PrinterState:
        """Connect, and ask a ZPL printer how it is; nothing is printed."""
        self._answers_status = True
        try:
            with self._connected() as line:
                self._demand_ready(line)
        except PrinterFault as fault:
            return failed(fault)
        return ready()

    def send(self, data: bytes, media: Media) -> None:
        """Write one job. Raises: PrinterFault, after which a part may have been printed."""
        with self._connected() as line:
            if media.speech is Speech.ZPL:
                self._demand_ready(line)
            self._write(line, data)
            self._close_politely(line)

    def _connected(self) -> socket.socket:
        try:
            return socket.create_connection((self._host, self._port), timeout=self._patience.connect_s)
        except TimeoutError as reason:
            raise self._slow() from reason
        except OSError as reason:
            text = tr("The printer at {address} does not answer.").format(address=self.name)
            remedy = tr("Is it switched on and on the network? Check the address in the settings.")
            raise PrinterRefused(text, remedy) from reason

    def _write(self, line: socket.socket, data: bytes) -> None:
        until = self._clock.monotonic() + self._patience.send_s
        view = memoryview(data)
        try:
            while view:
                line.settimeout(max(0.01, until - self._clock.monotonic()))
                view = view[line.send(view[:_CHUNK_BYTES]) :]
                if view and self._clock.monotonic() > until:
                    raise self._slow()
        except TimeoutError as reason:
            raise self._slow() from reason
        except OSError as reason:
            raise self._cut_off() from reason

    def _close_politely(self, line: socket.socket) -> None:
        until = self._clock.monotonic() + self._patience.linger_s
        try:
            line.shutdown(socket.SHUT_WR)
            while (left := until - self._clock.monotonic()) > 0:
                line.settimeout(left)
                if not line.recv(_REPLY_BYTES_MAX):
                    return
        except TimeoutError:
            return  # it keeps the line open, which is its right: everything was taken
        except OSError as reason:
            raise self._cut_off() from reason

    def _demand_ready(self, line: socket.socket) -> None:
        if self._speech is Speech.ZPL and self._answers_status:
            status = self._host_status(line)
            if status is None:
                self._answers_status = False
            else:
                _demand_no_trouble(self.name, status)

    def _host_status(self, line: socket.socket) -> HostStatus | None:
        until = self._clock.monotonic() + self._patience.status_s
        heard = b""
        try:
            line.settimeout(self._patience.status_s)
            line.sendall(b"~HS\r\n")
            while len(heard) < _REPLY_BYTES_MAX and (left := until - self._clock.monotonic()) > 0:
                line.settimeout(left)
                part = line.recv(_REPLY_BYTES_MAX)
                if not part:
                    break
                heard += part
                status = parse_host_status(heard)
                if status is not None:
                    return status
        except TimeoutError:
            return None
        except OSError as reason:
            raise self._cut_off() from reason
        return None

    def _slow(self) -> PrinterSlow:
        text = tr("The printer at {address} takes nothing more.").format(address=self.name)
        return PrinterSlow(text, tr("Look at its display: labels out, head open or paused?"))

    def _cut_off(self) -> PrinterCutOff:
        text = tr("The printer at {address} broke the connection.").format(address=self.name)
        return PrinterCutOff(text, tr("Check the cable; a half-printed label is thrown away, it is printed again."))


def _demand_no_trouble(address: str, status: HostStatus) -> None:
    if status.is_out_of_paper or status.is_out_of_ribbon:
        what = tr("Labels are out") if status.is_out_of_paper else tr("The ribbon is out")
        text = tr("{what} in the printer at {address}.").format(what=what, address=address)
        raise PrinterOutOfPaper(text, tr("Put in a new roll and close the head."))
    troubles = (
        (status.is_head_open, tr("The head is open"), tr("Close the head.")),
        (status.is_paused, tr("Paused"), tr("Press PAUSE or FEED on the printer.")),
        (status.is_buffer_full, tr("The memory is full"), tr("Switch the printer off and on.")),
    )
    for is_so, what, remedy in troubles:
        if is_so:
            raise PrinterPaused(tr("{what} in the printer at {address}.").format(what=what, address=address), remedy)
