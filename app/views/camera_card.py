"""The camera of the station: which one, its live picture with the found symbol outlined, its state and what helps.

The preview is taken only while it is in view; each picture is one repaint on the UI thread, decoding stays off it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.background.devices import Devices
from app.language import tr
from app.models.barcodes import Scan, printable
from app.scanning.devices import DeviceReport, DeviceState
from app.views import icons
from app.views.kit import drawing
from app.views.kit.card import Badge, Label
from app.views.scanner_hints import CAMERA, symbology_word
from app.views.setting_fields import Choices, Pane, Row, Settings, TextSetting
from app.views.theme import ON_PICTURE, RADIUS, font, palette
from app.views.verdict import Tone

if TYPE_CHECKING:
    from app.scanning.camera_thread import CameraThread

CAMERAS_N = 3
"""Indexes offered as a choice; a fourth camera can be named by its number in the field."""
OTHER, NONE = "other", "none"


class CameraPane(Pane):
    """Choose a camera and see what it sees."""

    def __init__(self, settings: Settings, devices: Devices) -> None:
        super().__init__(settings)
        self._devices = devices
        self._camera: CameraThread | None = None
        self._report = DeviceReport(CAMERA, DeviceState.OFF)
        card, self._heading = self.card()
        self.choices = Choices((NONE, *(str(index) for index in range(CAMERAS_N)), OTHER))
        self.choices.picked.connect(self._pick)
        self.choice_row = Row(self.choices)
        self.where = TextSetting("", 300)
        self.where.given.connect(self._name)
        self.where_row = Row(self.where)
        card.body.addWidget(self.choice_row)
        card.body.addWidget(self.where_row)
        picture, self._picture_heading = self.card()
        self.state = Badge("", Tone.PLAIN, "camera", 16)
        self.help = Label("", 16, 500, "soft")
        self.help.setWordWrap(True)
        self.preview = CameraPreview()
        self.read = Label("", 18, 600)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.state)
        row.addWidget(self.help, 1)
        picture.body.addLayout(row)
        picture.body.addWidget(self.preview, 1)
        picture.body.addWidget(self.read)
        self.column.setStretch(1, 1)
        devices.camera_changed.connect(self._follow)
        devices.reported.connect(self._tell)
        devices.scanned.connect(self._scanned)
        self._show_choice()

    def shown(self) -> None:
        self._follow()

    def hidden(self) -> None:
        self._let_go()

    def retranslate(self) -> None:
        self._heading.setText(tr("Camera"))
        self._picture_heading.setText(tr("What the camera sees"))
        self.choice_row.name(tr("Camera in use"), tr("A webcam reads codes beside the scanner, without a key."))
        cameras = tuple(tr("Camera {number}").format(number=index + 1) for index in range(CAMERAS_N))
        self.choices.name((tr("None"), *cameras, tr("File or address")))
        self.where_row.name(
            tr("File, address or number"), tr("A video file, a network camera such as rtsp://…, or a camera's number.")
        )
        self._show_state()

    def _show_choice(self) -> None:
        where = self.settings.config.camera
        listed = where.isdigit() and int(where) < CAMERAS_N
        self.choices.choose(where if listed else OTHER if where else NONE)
        self.where.show_value("" if listed else where)
        self.where_row.setVisible(bool(where) and not listed)

    def _pick(self, key: str) -> None:
        self.where_row.setVisible(key == OTHER)
        if key == OTHER:
            self.where.setFocus()
            return
        self.choice_row.tell(self.settings.change(camera="" if key == NONE else key))
        self.where.show_value("")

    def _name(self, where: str) -> None:
        if where and not (where.isdigit() or "://" in where or Path(where).is_file()):
            self.where_row.tell(tr("There is no such file: {path}").format(path=where))
            return
        self.where_row.tell(self.settings.change(camera=where))

    def _follow(self) -> None:
        """Take the pictures of the camera in use, while in view."""
        self._let_go()
        self.preview.show_picture(None, QPolygonF())
        self._camera = self._devices.camera
        self._report = self._camera.report if self._camera is not None else DeviceReport(CAMERA, DeviceState.OFF)
        if self._camera is not None and self.isVisible():
            self._camera.frame_ready.connect(self.preview.show_picture)
        elif self._camera is not None:
            self._camera = None
        self._show_state()

    def _let_go(self) -> None:
        if self._camera is not None and self._camera is self._devices.camera:
            self._camera.frame_ready.disconnect(self.preview.show_picture)
        self._camera = None

    def _tell(self, report: DeviceReport) -> None:
        if report.device == CAMERA:
            self._report = report
            self._show_state()

    def _scanned(self, scan: Scan) -> None:
        if scan.device == CAMERA and self.isVisible():
            words = tr("Read: {text} ({symbology})")
            self.read.setText(words.format(text=printable(scan.text), symbology=symbology_word(scan.symbology)))

    def _show_state(self) -> None:
        fault = self._report.fault
        words = {
            DeviceState.OFF: (tr("Off"), Tone.PLAIN),
            DeviceState.STARTING: (tr("Starting …"), Tone.ATTENTION),
            DeviceState.RUNNING: (tr("Running"), Tone.GOOD),
            DeviceState.FAILED: (tr("No picture"), Tone.WRONG),
        }
        self.state.say(*words[self._report.state], "camera")
        usual = tr("Hold a code 10 to 20 cm before the lens.") if self._report.state is DeviceState.RUNNING else ""
        self.help.setText(f"{fault.text} {fault.remedy}".strip() if fault is not None else usual)
        if self._report.state is not DeviceState.RUNNING:
            self.preview.show_picture(None, QPolygonF())
            self.preview.say(fault.text if fault is not None else tr("No camera in use"))


class CameraPreview(QWidget):
    """The camera's picture, whole and unstretched, with the outline of the symbol that was found in it."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None
        self._outline = QPolygonF()
        self._words = ""
        self.setMinimumHeight(220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def outline(self) -> QPolygonF:
        return self._outline

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def say(self, words: str) -> None:
        """Say what stands in the place of a picture."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def show_picture(self, picture: QImage | None, outline: QPolygonF) -> None:
        """Show a picture and the corners of a symbol in its pixels, none when nothing was found."""
        self._picture, self._outline = picture, outline
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        if self._picture is None:
            drawing.card(painter, where, colours.raised, colours.line, RADIUS)
            icons.draw(
                painter, "camera", QRectF(where.center().x() - 24, where.center().y() - 44, 48, 48), colours.faint
            )
            words = QRectF(where.left(), where.center().y() + 14, where.width(), 28)
            drawing.line_centred(painter, words, self._words, font(18, 500), colours.faint)
            return
        size = QSize(self._picture.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRectF(0, 0, size.width(), size.height())
        spot.moveCenter(where.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(spot, self._picture)
        if not self._outline.isEmpty():
            scale = size.width() / self._picture.width()
            shape = QTransform.fromTranslate(spot.left(), spot.top()).scale(scale, scale).map(self._outline)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for colour, width in ((ON_PICTURE, 8), (colours.accent, 4)):
                painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPolygon(shape)
