"""Language, look and sound of this station: what people see and hear, put in force at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSlider, QWidget

from app.language import LANGUAGES, tr
from app.views import words
from app.views.kit.card import Label, button
from app.views.kit.verdict_panel import VerdictPanel
from app.views.setting_fields import Choices, Pane, Row, Settings
from app.views.sounds import Speaker
from app.views.verdict import Sound, Tone, Verdict

VOLUME_STEP = 10
THEMES = ("auto", "light", "dark")


class LookPane(Pane):
    """Language, paper language, light and dark, colours of the verdicts, sound."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        config = settings.config
        self._speaker: Speaker | None = None
        card, self._language_heading = self.card()
        self.language, self.paper = Choices(LANGUAGES), Choices(LANGUAGES)
        self.language.choose(config.language)
        self.paper.choose(config.paper_language)
        self.language_row, self.paper_row = Row(self.language), Row(self.paper)
        self.language.picked.connect(lambda key: self.language_row.tell(settings.change(language=key)))
        self.paper.picked.connect(lambda key: self.paper_row.tell(settings.change(paper_language=key)))
        card.body.addWidget(self.language_row)
        card.body.addWidget(self.paper_row)
        card, self._look_heading = self.card()
        self.theme = Choices(THEMES, ("sparkles", "sun", "moon"))
        self.theme.choose(config.theme)
        self.theme_row = Row(self.theme)
        self.theme.picked.connect(lambda key: self.theme_row.tell(settings.change(theme=key)))
        self.blind = QCheckBox()
        self.blind.setChecked(config.colour_blind)
        self.blind_row = Row(self.blind)
        self.blind.toggled.connect(lambda on: self.blind_row.tell(settings.change(colour_blind=on)))
        card.body.addWidget(self.theme_row)
        card.body.addWidget(self.blind_row)
        card.body.addWidget(self._sample_verdicts())
        card, self._sound_heading = self.card()
        self.volume = Volume(config.sound_volume)
        self.volume_row = Row(self.volume)
        self.volume.given.connect(self._set_volume)
        self.volume.tried.connect(self._play)
        card.body.addWidget(self.volume_row)
        self.column.addStretch(1)

    def retranslate(self) -> None:
        self._language_heading.setText(tr("Language"))
        self._look_heading.setText(tr("Look"))
        self._sound_heading.setText(tr("Sound"))
        self.language_row.name(tr("Language of the screens"), tr("Changes at once; also in the bar above."))
        self.paper_row.name(tr("Language of the paper"), tr("Labels, slips and lists are printed in it."))
        names = ("中文", "English")
        self.language.name(names)
        self.paper.name(names)
        self.theme_row.name(tr("Light or dark"), tr("Automatic: dark on the floor, where lamps glare; light at desks."))
        self.theme.name((tr("Automatic"), tr("Light"), tr("Dark")))
        self.blind_row.name(
            tr("Verdicts for colour-blind people"), tr("Blue and orange instead of green and red; word and sign stay.")
        )
        self.blind.setText(tr("Blue and orange"))
        self.volume_row.name(tr("Volume"), tr("Each kind of verdict has a sound of its own; 0 is mute."))
        self.volume.retranslate()
        self.good.show_verdict(words.done(words.Done.SCANNED))
        self.wrong.show_verdict(Verdict(Tone.WRONG, tr("Wrong item"), "octagon-x", Sound.WRONG_ITEM))

    def hidden(self) -> None:
        """Let the loudspeaker go that the test needed."""
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None

    def _sample_verdicts(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(12)
        self.good, self.wrong = VerdictPanel(), VerdictPanel()
        for panel in (self.good, self.wrong):
            panel.setFixedHeight(150)
            row.addWidget(panel)
        return made

    def _set_volume(self, percent: int) -> None:
        self.volume_row.tell(self.settings.change(sound_volume=percent))
        if self._speaker is not None:
            self._speaker.set_volume(percent)

    def _play(self) -> None:
        if self._speaker is None:
            self._speaker = Speaker(self.settings.config.sound_volume)
            self._speaker.open()
        self._speaker.play(Sound.LINE_DONE)
        if self.settings.config.sound_volume and self._speaker.muted:
            self.volume_row.message.say(tr("This computer has no loudspeaker ready; it only beeps."), Tone.ATTENTION)


class Volume(QWidget):
    """A slider from 0 to 100 in steps, its figure, and a button that plays a sound. `given` tells where it rests."""

    given = Signal(int)
    tried = Signal()

    def __init__(self, percent: int) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(VOLUME_STEP)
        self.slider.setPageStep(VOLUME_STEP)
        self.slider.setTracking(False)
        self.slider.setMinimumHeight(44)
        self.slider.setValue(percent)
        self._figure = Label(f"{percent} %", 18, 700)
        self._figure.setFixedWidth(64)
        self.play = button("", "plain", symbol="volume-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.slider, 1)
        row.addWidget(self._figure)
        row.addWidget(self.play)
        self.slider.valueChanged.connect(self._rest)
        self.slider.sliderMoved.connect(lambda value: self._figure.setText(f"{value} %"))
        self.play.clicked.connect(self.tried)

    def retranslate(self) -> None:
        """Put its words in the language in force."""
        self.slider.setAccessibleName(tr("Volume"))
        self.play.setText(tr("Play a sound"))

    def _rest(self, value: int) -> None:
        self._figure.setText(f"{value} %")
        self.given.emit(value)
