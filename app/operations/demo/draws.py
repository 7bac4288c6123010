"""Repeatable draws: a number for any (stream, index), worked out from the seed instead of drawn one after the other.

So that product 700,000 has its price without the 699,999 before it, and an order line can ask for it. The mixing is
SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), vectorised; a generator with
a state would tie every value to the order in which the others were asked for.
"""

from uuid import UUID

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_STREAM = 0xD1342543DE82EF95
_MASK = (1 << 64) - 1

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Draws:
    """A family of streams of numbers under one seed; a stream is named by a small integer."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, stream: int, index: Integers) -> NDArray[np.uint64]:
        """Return 64 mixed bits for each index (any non-negative integers, any order)."""
        start = np.uint64(((self._seed + 1) * _STREAM ^ (stream + 1) * 0xA0761D6478BD642F) & _MASK)
        with np.errstate(over="ignore"):
            z = (index.astype(np.uint64) + np.uint64(1)) * _GOLDEN + start
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    def shares(self, stream: int, index: Integers) -> Floats:
        """Return a number in [0, 1) for each index."""
        return (self.bits(stream, index) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, stream: int, index: Integers, bound: int) -> Integers:
        """Return an integer in [0, bound) for each index."""
        assert bound > 0
        return (self.shares(stream, index) * bound).astype(np.int64)


def identity(milliseconds: int, mixed: int) -> UUID:
    """Lay a time and 64 mixed bits out as a UUID of version 7 (RFC 9562, section 5.7); repeatable, not minted."""
    return UUID(
        int=(milliseconds << 80) | (0x7 << 76) | ((mixed >> 62) << 64) | (0b10 << 62) | (mixed & ((1 << 62) - 1))
    )
