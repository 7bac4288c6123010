"""What goes wrong between a document and paper; each fault names the printer's trouble and what a worker does about it.

One class per remedy, so that a screen can show the right picture and a test can name what it expects. All are worth
another try (someone fills in paper), therefore the spooler treats them alike: a few tries, then it waits for a person.
"""

from app.errors import Fault


class PrinterFault(Fault):
    """A printer did not take what it was sent; nothing is lost, the job waits in the spooler."""


class PrinterRefused(PrinterFault):
    """Nobody listens at the printer's address: off, another address, another network."""


class PrinterSlow(PrinterFault):
    """The printer did not take the data within the time allowed."""


class PrinterCutOff(PrinterFault):
    """The connection broke while the data were under way; a part may have been printed."""


class PrinterOutOfPaper(PrinterFault):
    """The printer says that paper, labels or ribbon are out."""


class PrinterPaused(PrinterFault):
    """The printer says that it is paused, open, too warm, or its memory is full."""


class QueueMissing(PrinterFault):
    """The system has no such print queue, or no printing system at all."""


class QueueStopped(PrinterFault):
    """The system has the queue, but it is disabled or rejects jobs."""


class PrintFolderFault(PrinterFault):
    """The folder that stands for a printer, or the spool, cannot be written."""


class SpoolFull(Fault):
    """As many jobs wait as the spooler holds; a printer has been down for long."""


class UnprintableDocument(ValueError):
    """The document breaks a rule of its own symbol or form; a bug in the caller, found before paper is spent."""
