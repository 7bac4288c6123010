"""A Windows print queue through pywin32; imported on Windows only, and only when a queue is used."""

from importlib import import_module
from typing import Any, Final

from app.language import tr
from app.printing.faults import QueueMissing, QueueStopped
from app.printing.media import Media, Speech
from app.printing.preview import page_count, page_image

_PAUSED: Final = 0x00000001  # PRINTER_STATUS_PAUSED
_ERROR: Final = 0x00000002
_PAPER_OUT: Final = 0x00000010
_OFFLINE: Final = 0x00000080
_STOPPED: Final = _PAUSED | _ERROR | _PAPER_OUT | _OFFLINE
_DPI_X, _DPI_Y = 88, 90  # LOGPIXELSX, LOGPIXELSY of GetDeviceCaps


def demand_ready(queue: str) -> None:
    """Ask the Windows spooler. Raises: QueueMissing, QueueStopped."""
    win32print = _module("win32print")
    handle = _opened(win32print, queue)
    try:
        status = int(win32print.GetPrinter(handle, 2)["Status"])
    finally:
        win32print.ClosePrinter(handle)
    if status & _STOPPED:
        raise _stopped(queue, f"0x{status:08x}")


def send(queue: str, data: bytes, media: Media) -> None:
    """Print raw ZPL, or draw the pages of a PDF. Raises: QueueMissing, QueueStopped."""
    demand_ready(queue)
    win32print = _module("win32print")
    try:
        if media.speech is Speech.ZPL:
            _send_raw(win32print, queue, data)
        else:
            _draw_pages(queue, data)
    except win32print.error as reason:
        raise _stopped(queue, str(reason)) from reason


def _send_raw(win32print: Any, queue: str, data: bytes) -> None:
    handle = _opened(win32print, queue)
    try:
        win32print.StartDocPrinter(handle, 1, ("Packbench", None, "RAW"))
        win32print.StartPagePrinter(handle)
        win32print.WritePrinter(handle, data)
        win32print.EndPagePrinter(handle)
        win32print.EndDocPrinter(handle)
    finally:
        win32print.ClosePrinter(handle)


def _draw_pages(queue: str, pdf: bytes) -> None:
    from PIL import Image, ImageWin

    device = _module("win32ui").CreateDC()
    device.CreatePrinterDC(queue)
    across, down = device.GetDeviceCaps(_DPI_X), device.GetDeviceCaps(_DPI_Y)
    device.StartDoc("Packbench")
    for index in range(page_count(pdf)):
        page = page_image(pdf, index, dpi=across)
        picture = Image.frombytes("RGB", (page.width, page.height), page.rgb)
        device.StartPage()
        area = (0, 0, page.width, round(page.height * down / across))
        ImageWin.Dib(picture).draw(device.GetHandleOutput(), area)
        device.EndPage()
    device.EndDoc()
    device.DeleteDC()


def _opened(win32print: Any, queue: str) -> Any:
    try:
        return win32print.OpenPrinter(queue)
    except win32print.error as reason:
        text = tr("There is no print queue {queue}.").format(queue=queue)
        remedy = tr("Choose another printer in the settings, or set the queue up in the system.")
        raise QueueMissing(text, remedy) from reason


def _stopped(queue: str, reason: str) -> QueueStopped:
    text = tr("The print queue {queue} does not take jobs: {reason}").format(queue=queue, reason=reason)
    return QueueStopped(text, tr("Look at the printer, then resume the queue in the system's settings."))


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as reason:
        text = tr("Printing to Windows queues needs the package pywin32.")
        raise QueueMissing(text, tr("Install it, or choose a folder or an address.")) from reason
