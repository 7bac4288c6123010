"""A box: anything with three sides and a weight, an item or a carton."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Anything with three sides in mm and a weight in g: an item, or a carton with its inner sides and tare."""

    code: str
    sides_mm: tuple[int, int, int]
    weight_g: int
    weight_g_max: int = 0

    @property
    def volume_mm3(self) -> int:
        length, width, height = self.sides_mm
        return length * width * height
