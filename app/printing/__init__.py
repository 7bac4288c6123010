"""Paper: documents in, PDF pages or printer bytes out, and the spooler that brings them to a printer.

May be imported: `documents` (what goes on paper), `render` (document → PDF or ZPL bytes), `preview` (PDF page →
pixels), `printers` (`FolderPrinter`, `SocketPrinter`, `SystemPrinter`), `spooler` (`Spooler`, `PrintJob`,
`SpoolStore`), `spool_folder` (`FolderSpool`) and `faults`. The other files are how it is done. Rendering is a pure
function of its document and may run on any thread; `preview` locks, because PDFium is not safe across threads;
printers block within their stated time limits and belong on the spooler's thread. reportlab, python-barcode,
zxing-cpp's writer, Pillow and pypdfium2 live here; Qt and SQLAlchemy never.
"""
