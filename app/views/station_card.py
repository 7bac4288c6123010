"""What this station is: its code, its warehouse, its cart, and the numbers its parcels carry."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox

from app.background.desk import Desk
from app.language import language, tr
from app.models.barcodes import sscc
from app.models.catalog import Warehouse
from app.operations.print_centre import warehouses
from app.views.kit.card import Label
from app.views.kit.stepper import Stepper
from app.views.setting_fields import Pane, Row, Settings, TextSetting

TOTES_MAX = 24
"""The largest pick cart of the trade has 24 places; more is a slip of the finger."""


class StationPane(Pane):
    """Name, warehouse, totes of the cart, SSCC prefix."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        super().__init__(settings)
        self._desk = desk
        self._found: tuple[Warehouse, ...] = ()
        card, self._heading = self.card()
        self._code = Label(desk.station.code, 24, 700)
        self._code_row = Row(self._code)
        self.warehouse = QComboBox()
        self.warehouse_row = Row(self.warehouse)
        self.totes = Stepper(1, TOTES_MAX, settings.config.totes_max)
        self.totes_row = Row(self.totes)
        self.prefix = TextSetting(settings.config.sscc_prefix, 13)
        self.prefix_row = Row(self.prefix)
        for row in (self._code_row, self.warehouse_row, self.totes_row, self.prefix_row):
            card.body.addWidget(row)
        self.column.addStretch(1)
        self.warehouse.activated.connect(self._pick_warehouse)
        self.totes.changed.connect(lambda value: self.totes_row.tell(settings.change(totes_max=value)))
        self.prefix.given.connect(self._set_prefix)

    def shown(self) -> None:
        take: Callable[[Sequence[Warehouse]], None] = self._show_warehouses
        self._desk.read(warehouses, done=take)

    def retranslate(self) -> None:
        self._heading.setText(tr("This station"))
        self._code_row.name(tr("Station"), tr("Given once and part of every number made here; it stays for ever."))
        self.warehouse_row.name(tr("Warehouse"), tr("Where the goods of this station are."))
        self.totes_row.name(tr("Totes on the cart"), tr("How many orders a picker takes along on one walk."))
        self.prefix_row.name(
            tr("SSCC prefix"),
            tr("Extension digit and GS1 company prefix; parcels are numbered with it."),
        )
        self._show_warehouses(self._found)

    def _show_warehouses(self, found: Sequence[Warehouse]) -> None:
        self._found = tuple(found)
        self.warehouse.clear()
        for each in self._found:
            name = (each.name_zh or each.name) if language() == "zh_CN" else each.name
            self.warehouse.addItem(f"{each.code}   {name}", each.code)
        self.warehouse.setCurrentIndex(self.warehouse.findData(self.settings.config.warehouse))

    def _pick_warehouse(self, index: int) -> None:
        self.warehouse_row.tell(self.settings.change(warehouse=str(self.warehouse.itemData(index))))

    def _set_prefix(self, prefix: str) -> None:
        try:
            sscc(prefix, 0)
        except ValueError:
            self.prefix_row.tell(tr("8 to 13 digits, nothing else: the extension digit and your company prefix."))
            return
        self.prefix_row.tell(self.settings.change(sscc_prefix=prefix))
