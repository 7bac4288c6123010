"""Stand-ins for devices: a TCP listener with a printer's manners and a recording printer."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator

from app.printing.faults import PrinterFault, PrinterRefused
from app.printing.media import Media, Speech
from app.printing.printers import PrinterState, ready

Manners = Callable[[socket.socket, bytearray], None]


@contextlib.contextmanager
def listener(manners: Manners) -> Iterator[tuple[int, bytearray]]:
    """Serve connections one after another on a free port; yields the port and all bytes heard."""
    heard = bytearray()
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = server.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(5)
                with contextlib.suppress(OSError):
                    manners(line, heard)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], heard
    finally:
        over.set()
        thread.join()
        server.close()


def takes_all(line: socket.socket, heard: bytearray) -> None:
    while part := line.recv(65536):
        heard += part


def host_status(paper_out: int = 0, paused: int = 0, head_open: int = 0, ribbon_out: int = 0, full: int = 0) -> bytes:
    return (
        f"\x02030,{paper_out},{paused},1245,000,{full},0,0,000,0,0,0\x03\r\n"
        f"\x02001,0,{head_open},{ribbon_out},0,2,6,0,00000000,1,000\x03\r\n"
        "\x021234,0\x03\r\n"
    ).encode()


def answers(status: bytes) -> Manners:
    """Answer ~HS as a label printer does, in two pieces, and take the rest."""

    def manners(line: socket.socket, heard: bytearray) -> None:
        while part := line.recv(65536):
            heard += part
            if b"~HS" in part:
                line.sendall(status[:20])
                line.sendall(status[20:])

    return manners


class NotedPrinter:
    """A printer that fails the first times and notes what it took."""

    def __init__(self, name: str, failures: int = 0, speech: Speech = Speech.ZPL) -> None:
        self.name = name
        self.speech = speech
        self.failures = failures
        self.took: list[str] = []
        self.tries = 0
        self.gate = threading.Event()
        self.gate.set()

    def test(self) -> PrinterState:
        return ready()

    def send(self, data: bytes, media: Media) -> None:
        self.gate.wait(5)
        self.tries += 1
        if self.tries <= self.failures:
            raise PrinterRefused("off", "switch it on")
        tote = tote_on(data)
        if tote == "T-0666":
            raise ZeroDivisionError
        self.took.append(tote)


def tote_on(zpl: bytes) -> str:
    """Answer the number in the bars of a tote's label, which must be whole."""
    assert zpl.endswith(b"^XZ\n")
    (found,) = re.findall(rb"\^BC[^\n]*\^FD([^^]+)\^FS", zpl)
    return str(found, "ascii")


def fault_of(printer: object, data: bytes, media: Media) -> PrinterFault:
    """Send and answer the fault, which must come."""
    try:
        printer.send(data, media)  # type: ignore[attr-defined]
    except PrinterFault as fault:
        return fault
    raise AssertionError("the printer took it")
