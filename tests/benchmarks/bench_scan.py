"""From the scanner's Enter to the painted verdict, the fact on disk, in the real picking window over a million orders.

The window is the program's own: shell, picking page, keyboard wedge, hub, and the store thread, on Qt's offscreen
screen. A picker walks order after order; every scan is typed as key events into the window's `QWindow`, and the clock
runs from the Enter key until the prompt card has painted the verdict, which it does after the commit. One scan in ten
is a wrong one and is acknowledged.

The floor, in turn with each scan: the statements of that very scan that wrote something, through the bare driver with
full sync into another copy of the same store, and the repaint of a bare widget as large as the card. It has no threads,
reads nothing and decides nothing.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.background.desk import Desk
from app.clock import SystemClock
from app.language import set_language
from app.models.people import Role, Worker
from app.models.picking import Ask, PickWork, next_prompt
from app.operations.station import Author, Station
from app.scanning.hub import ScanHub
from app.scanning.keyboard_wedge import KeyboardWedge
from app.store.catalog import code
from app.views.page import Page
from app.views.picking_view import PickingView
from app.views.sections import section
from app.views.shell import Shell
from app.views.theme import load_fonts
from tests.benchmarks.bench_chain import BIG, SMALL, Traced, a_station, bare_driver, copied, replayed, traced
from tests.benchmarks.big_store import big_store
from tests.benchmarks.chain_day import CODES_ONCE, PICKER, ChainDay, code_for, furnish, tote_of
from tests.benchmarks.figures import Figure, Result, machine, median, percentile

SCANS, WARM_UP = 400, 40
WRONG_EVERY = 10
WIDTH, HEIGHT = 1920, 1080
RATIO_MAX, P99_MS_MAX, GROWTH_MAX = 1.5, 33.0, 1.2
PATIENCE_S = 10.0
