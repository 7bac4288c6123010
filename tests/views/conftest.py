"""Every test of a screen starts from the dark look and English, and leaves them so."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.language import set_language
from app.views.theme import apply_theme


@pytest.fixture(autouse=True)
def looks_and_words(qapp: QApplication) -> Iterator[None]:
    set_language("en")
    apply_theme(qapp, "dark")
    yield
    set_language("en")
    apply_theme(qapp, "dark")
