"""Printers: a real folder, real sockets with every bad manner, real child processes."""

import errno
import os
import socket
import stat
import struct
import threading
import time
from pathlib import Path

import pytest

from app.language import set_language
from app.printing import printers
from app.printing.faults import (
    PrinterCutOff,
    PrinterFault,
    PrinterOutOfPaper,
    PrinterPaused,
    PrinterRefused,
    PrinterSlow,
    PrintFolderFault,
    QueueMissing,
    QueueStopped,
)
from app.printing.host_status import parse_host_status
from app.printing.media import Media, Speech
from app.printing.printers import FolderPrinter
from app.printing.render import as_zpl
from app.printing.socket_printer import Patience, SocketPrinter
from app.printing.system_printer import SystemPrinter
from tests.printing.documents import a_parcel_label
from tests.printing.printers import answers, fault_of, host_status, listener, takes_all

ZPL = Media(Speech.ZPL, 100, 150)
PDF = Media(Speech.PDF, 210, 297)
QUICK = Patience(connect_s=0.5, send_s=0.6, status_s=0.2, linger_s=0.3)
LARGE = b"x" * 20_000_000  # more than the kernel buffers between two sockets


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def test_a_folder_gets_whole_numbered_files(tmp_path: Path) -> None:
    printer = FolderPrinter("out", tmp_path / "new" / "out")
    assert printer.test().is_ready
    printer.send(b"%PDF-1", PDF)
    printer.send(b"^XA^XZ", ZPL)
    FolderPrinter("out", tmp_path / "new" / "out").send(b"%PDF-2", PDF)
    files = sorted((tmp_path / "new" / "out").iterdir())
    assert [(path.name, path.read_bytes()) for path in files] == [
        ("000001.pdf", b"%PDF-1"),
        ("000002.zpl", b"^XA^XZ"),
        ("000003.pdf", b"%PDF-2"),
    ]


def test_a_file_where_the_folder_should_be_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    printer = FolderPrinter("out", tmp_path / "out")
    state = printer.test()
    assert not state.is_ready
    assert "Choose another folder" in state.remedy
    assert isinstance(fault_of(printer, b"", PDF), PrintFolderFault)


def test_a_full_disk_is_named_and_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(printers.os, "fsync", full)
    fault = fault_of(FolderPrinter("out", tmp_path), b"%PDF", PDF)
    assert "disk is full" in fault.text
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]


def test_a_socket_gets_each_byte() -> None:
    label = as_zpl(a_parcel_label())
    with listener(takes_all) as (port, heard):
        SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK).send(label, ZPL)
        SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK).send(LARGE, PDF)
    assert bytes(heard) == label + LARGE


def test_a_printer_that_tells_its_state_is_asked_before_each_label() -> None:
    with listener(answers(host_status())) as (port, heard):
        printer = SocketPrinter("127.0.0.1", port, patience=QUICK)
        assert printer.test().is_ready
        printer.send(b"^XA^XZ", ZPL)
        printer.send(b"^XA^XZ", ZPL)
    assert bytes(heard) == b"~HS\r\n" + b"~HS\r\n^XA^XZ" * 2


def test_a_printer_that_says_nothing_is_asked_once_and_still_prints() -> None:
    with listener(takes_all) as (port, heard):
        printer = SocketPrinter("127.0.0.1", port, patience=QUICK)
        assert printer.test().is_ready
        printer.send(b"^XA^XZ", ZPL)
    assert bytes(heard) == b"~HS\r\n^XA^XZ"


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        (host_status(paper_out=1, paused=1), PrinterOutOfPaper, "new roll"),
        (host_status(ribbon_out=1), PrinterOutOfPaper, "new roll"),
        (host_status(head_open=1), PrinterPaused, "Close the head"),
        (host_status(paused=1), PrinterPaused, "PAUSE"),
        (host_status(full=1), PrinterPaused, "off and on"),
    ],
)
def test_what_stops_a_label_is_said_before_it_is_sent(status: bytes, kind: type[PrinterFault], remedy: str) -> None:
    """Rule E9: printers are known good before the first scan."""
    with listener(answers(status)) as (port, heard):
        printer = SocketPrinter("127.0.0.1", port, patience=QUICK)
        state = printer.test()
        fault = fault_of(printer, b"^XA^XZ", ZPL)
    assert type(fault) is kind
    assert remedy in fault.remedy
    assert (state.text, state.remedy, state.is_ready) == (fault.text, fault.remedy, False)
    assert b"^XA" not in heard


def test_nobody_listening_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    printer = SocketPrinter("127.0.0.1", port, patience=QUICK)
    assert "switched on" in printer.test().remedy
    assert isinstance(fault_of(printer, b"^XA^XZ", ZPL), PrinterRefused)


def test_an_unknown_host_is_refused() -> None:
    assert isinstance(fault_of(SocketPrinter("printer.invalid", patience=QUICK), b"", ZPL), PrinterRefused)


def test_a_printer_that_stops_reading_is_given_up_in_time() -> None:
    over = threading.Event()
    with listener(lambda line, heard: over.wait(10) and None) as (port, _):
        begun = time.perf_counter()
        fault = fault_of(SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK), LARGE, PDF)
        took_s = time.perf_counter() - begun
        over.set()
    assert isinstance(fault, PrinterSlow)
    assert "labels out" in fault.remedy
    assert took_s < 2


def test_a_printer_that_takes_a_little_at_a_time_does_not_stretch_the_limit() -> None:
    over = threading.Event()

    def sips(line: socket.socket, heard: bytearray) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while not over.wait(0.02):
            line.recv(512)

    with listener(sips) as (port, _):
        begun = time.perf_counter()
        fault = fault_of(SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK), LARGE, PDF)
        took_s = time.perf_counter() - begun
        over.set()
    assert isinstance(fault, PrinterSlow)
    assert took_s < 2


@pytest.mark.parametrize("size", [300, len(LARGE)])
def test_a_connection_cut_in_the_middle_is_noticed(size: int) -> None:
    def cuts(line: socket.socket, heard: bytearray) -> None:
        line.recv(100)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close with a reset

    with listener(cuts) as (port, _):
        fault = fault_of(SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK), LARGE[:size], PDF)
    assert isinstance(fault, PrinterCutOff)


def test_a_printer_that_keeps_the_line_open_has_printed() -> None:
    over = threading.Event()

    def keeps(line: socket.socket, heard: bytearray) -> None:
        takes_all(line, heard)
        over.wait(5)

    with listener(keeps) as (port, heard):
        begun = time.perf_counter()
        SocketPrinter("127.0.0.1", port, Speech.PDF, QUICK).send(b"%PDF", PDF)
        assert time.perf_counter() - begun < 1.5
        over.set()
    assert bytes(heard) == b"%PDF"


@pytest.mark.parametrize(
    "heard", [b"", b"\x02030,0", host_status()[:40], b"HTTP/1.1 400 Bad Request\r\n", b"\x02a\x03\x02b\x03"]
)
def test_half_or_foreign_answers_are_no_state(heard: bytes) -> None:
    assert parse_host_status(heard) is None


def a_cups(folder: Path, monkeypatch: pytest.MonkeyPatch, lpstat: str, lp: str = "cat > $SPOOL/data") -> None:
    """Put programs of CUPS's names first on the path: this machine may have none, and their words are what counts."""
    for name, script in (("lpstat", lpstat), ("lp", f'echo "$@" > $SPOOL/arguments\n{lp}')):
        path = folder / name
        path.write_text(f"#!/bin/sh\nSPOOL={folder}\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


IDLE = (
    'if [ "$1" = -p ]; then echo "printer ZD is idle.  enabled since Tue 24 Nov"; else echo "ZD accepting requests"; fi'
)


def test_a_queue_gets_zpl_raw_and_pdf_with_its_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_cups(tmp_path, monkeypatch, IDLE)
    printer = SystemPrinter("ZD")
    assert printer.test().is_ready
    printer.send(b"^XA^XZ", ZPL)
    assert (tmp_path / "arguments").read_text().split() == ["-s", "-d", "ZD", "-o", "raw"]
    printer.send(b"%PDF", PDF)
    assert "media=Custom.210x297mm" in (tmp_path / "arguments").read_text()
    assert (tmp_path / "data").read_bytes() == b"%PDF"


@pytest.mark.parametrize(
    ("lpstat", "lp", "kind", "words"),
    [
        ('echo "lpstat: Invalid destination name in list" >&2; exit 1', "true", QueueMissing, "no print queue ZD"),
        ('echo "printer ZD disabled since Tue -"; echo "  Paused"', "true", QueueStopped, "Paused"),
        (IDLE.replace("ZD accepting", "ZD not accepting"), "true", QueueStopped, "not accepting"),
        (IDLE, 'echo "lp: No space" >&2; exit 1', QueueStopped, "No space"),
    ],
)
def test_a_queue_that_cannot_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lpstat: str, lp: str, kind: type[PrinterFault], words: str
) -> None:
    a_cups(tmp_path, monkeypatch, lpstat, lp)
    fault = fault_of(SystemPrinter("ZD"), b"%PDF", PDF)
    assert type(fault) is kind
    assert words in fault.text
    assert fault.remedy


def test_no_printing_system_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    state = SystemPrinter("ZD").test()
    assert "CUPS" in state.text
    assert not state.is_ready


def test_a_hanging_system_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.printing.system_printer.COMMAND_S_MAX", 0.3)
    a_cups(tmp_path, monkeypatch, "exec sleep 20")
    assert isinstance(fault_of(SystemPrinter("ZD"), b"", PDF), PrinterSlow)


def test_a_fault_speaks_chinese() -> None:
    set_language("zh_CN")
    fault = fault_of(SocketPrinter("printer.invalid", patience=QUICK), b"", ZPL)
    assert "没有应答" in fault.text
    assert "请检查" in fault.remedy
    set_language("en")
