"""Chooses the carton for a parcel: the smallest that holds the goods by volume, longest side and weight (Rule E7).

Volume alone says yes to a fishing rod in a shoe box, so every item's three sorted sides must fit the carton's three
sorted sides as well. This is a proposal: the packer's own choice wins.
"""

from collections.abc import Iterable, Sequence

from app.models.boxes import Box

FILL_MAX = 0.80
"""Share of a carton's volume that loose goods may take; measured on mixed orders, 0.75 to 0.85 close by hand."""


def propose_carton(items: Sequence[tuple[Box, int]], cartons: Iterable[Box]) -> Box | None:
    """Return the smallest carton for (item, quantity) pairs, or None when none will do."""
    volume = sum(item.volume_mm3 * quantity for item, quantity in items)
    weight = sum(item.weight_g * quantity for item, quantity in items)
    one_piece = sum(quantity for _, quantity in items) == 1
    for carton in sorted(cartons, key=lambda each: (each.volume_mm3, each.code)):
        room = carton.volume_mm3 if one_piece else carton.volume_mm3 * FILL_MAX
        heavy = weight + carton.weight_g > carton.weight_g_max
        if volume <= room and not heavy and all(_goes_in(item, carton) for item, _ in items):
            return carton
    return None


def _goes_in(item: Box, carton: Box) -> bool:
    return all(mine <= room for mine, room in zip(sorted(item.sides_mm), sorted(carton.sides_mm), strict=True))
