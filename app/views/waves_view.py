"""Release: what may go to the floor now, by cut-off and carrier; picked by keys, released in chunks, with a way out.

A release is many acts of at most fifty orders, so that a scan on the floor never waits for it; Cancel stops after the
act that runs. What could not be allocated is listed with its reason and stays where it was.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import ntr, tr
from app.models.barcodes import Scan
from app.operations.allocation import ORDERS_AN_ACT_MAX, NotReleased, Released, next_wave, release
from app.operations.pick_sheets import print_pick_sheet
from app.operations.station import Outcome
from app.operations.wave_board import WaveBoard, wave_board
from app.views.desk_words import day_word
from app.views.kit.busy import BusyOverlay
from app.views.kit.card import Badge, Caption, Card, Heading, Label, Notice, button
from app.views.kit.columns import Column
from app.views.kit.key_bar import KeyHint
from app.views.kit.table_view import LineTable
from app.views.page import Page
from app.views.release_words import left_reason, left_title
from app.views.verdict import Tone
from app.views.wave_rows import WaveRows
from app.language import later

DAYS_AHEAD_MAX = 7
SIDE_WIDTH, SIDE_WIDTH_SMALL, WIDE_FROM = 440, 360, 1500


class WavesView(Page):
    """The release desk of a supervisor."""
