"""A window under a real X server, for `test_typed_scans.py`: prints what the wedge made of the keys as JSON lines.

A program of its own, because the platform plug-in of a process is chosen once and the tests' own is "offscreen".
Ends when it has scanned "END-OF-DAY", or after 20 seconds.
"""

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.clock import SystemClock
from app.models.barcodes import Scan
from app.scanning.hub import ScanHub
from app.scanning.keyboard_wedge import KeyboardWedge


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    application = QApplication(sys.argv)
    window, edit, button = QWidget(), QLineEdit(), QPushButton("Pack")
    window.setWindowTitle("typed station")
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(button)
    button.setAutoDefault(True)
    button.clicked.connect(lambda: tell(pressed=True))
    wedge, hub = KeyboardWedge(SystemClock()), ScanHub(SystemClock())
    wedge.scanned.connect(hub.take)

    def heard(scan: Scan) -> None:
        tell(scan=scan.text, symbology=scan.symbology)
        if scan.text == "FOCUS-BUTTON":
            button.setFocus()
        if scan.text == "END-OF-DAY":
            tell(field=edit.text())
            application.quit()

    hub.listen(heard)
    wedge.start()
    application.focusWindowChanged.connect(lambda window: tell(ready=True) if window else None)
    window.show()
    window.activateWindow()
    edit.setFocus()
    QTimer.singleShot(20_000, application.quit)
    application.exec()


if __name__ == "__main__":
    main()
