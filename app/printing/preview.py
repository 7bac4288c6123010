"""A page of a PDF as pixels: for the preview on screen, for label printers that take pictures, and for tests.

pypdfium2 instead of Qt's own PDF module: 3 MB instead of 160, and no Qt in this room. PDFium keeps global state, so one
lock admits one caller at a time.
"""

import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pypdfium2

LABEL_DPI: Final = 203.2  # 8 dots to the millimetre, which is what "203 dpi" heads have
PIXELS_MAX: Final = 60_000_000  # an A4 page at 600 dpi has 35 million; more is a slip of the zoom
# PDF sizes are rounded to 1/10000 point; without this 800.0003 dots become 801 and each bar moves a little.
_NO_CEILING: Final = 1 - 1e-5
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as rows of 8-bit red, green and blue from the upper left, without padding."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """Count the pages of a file."""
    with _ONE_AT_A_TIME:
        document = _opened(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_image(pdf: bytes, index: int = 0, dpi: float = LABEL_DPI) -> PageImage:
    """Draw a page, the first being 0, on white."""
    with _ONE_AT_A_TIME:
        document = _opened(pdf)
        try:
            return _drawn(document[index], dpi / 72 * _NO_CEILING)
        finally:
            document.close()


def page_png(pdf: bytes, index: int = 0, dpi: float = LABEL_DPI) -> bytes:
    """Draw a page as a PNG file."""
    from PIL import Image  # only here: the screens take the pixels, and Pillow is slow to load

    page = page_image(pdf, index, dpi)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (page.width, page.height), page.rgb).save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def page_text(pdf: bytes, index: int = 0) -> str:
    """Answer the words of a page in reading order, for search and for tests."""
    with _ONE_AT_A_TIME:
        document = _opened(pdf)
        try:
            return str(document[index].get_textpage().get_text_bounded())
        finally:
            document.close()


def _opened(pdf: bytes) -> Any:
    import pypdfium2  # here, because its library is loaded with it: not before there is paper to show

    return pypdfium2.PdfDocument(pdf)


def _drawn(page: "pypdfium2.PdfPage", scale: float) -> PageImage:
    wide, high = page.get_size()
    if wide * high * scale * scale > PIXELS_MAX:
        raise ValueError(f"a page of {wide:.0f} × {high:.0f} points is too large at scale {scale:.1f}")
    bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255), force_bitmap_format=2)
    stride, row = int(bitmap.stride), int(bitmap.width) * 3
    data = bytes(bitmap.buffer)
    rows = (data[at * stride : at * stride + row] for at in range(int(bitmap.height)))
    return PageImage(int(bitmap.width), int(bitmap.height), b"".join(rows))
