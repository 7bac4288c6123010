"""Mints ids: UUID version 7 (RFC 9562, section 5.7), never below the last one, even if the clock steps back.

Ids sort by the time they were made, which keeps index pages of recent work together.
"""

import secrets
from datetime import datetime
from uuid import UUID

_VERSION_BITS = 0x7 << 76
_VARIANT_BITS = 0b10 << 62
_RANDOM_MASK = (1 << 74) - 1


class IdentitySource:
    """A station's source of ids. Thread: one caller at a time (the store thread)."""

    def __init__(self, last: UUID | None = None) -> None:
        self._last = _payload(last) if last else 0

    def mint(self, now: datetime) -> UUID:
        """Return an id for `now`, strictly above every id this source gave before."""
        payload = (int(now.timestamp() * 1000) << 74) | secrets.randbits(74)
        if payload <= self._last:
            payload = self._last + 1 + secrets.randbits(32)
        self._last = payload
        return _uuid7(payload)


def _uuid7(payload: int) -> UUID:
    """Lay 48 bits of milliseconds and 74 random bits around the version and variant bits."""
    milliseconds, random_bits = payload >> 74, payload & _RANDOM_MASK
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION_BITS | (high << 64) | _VARIANT_BITS | low)


def _payload(value: UUID) -> int:
    bits = value.int
    return ((bits >> 80) << 74) | (((bits >> 64) & 0xFFF) << 62) | (bits & ((1 << 62) - 1))


def draw() -> float:
    """Draw a number from 0 to below 1, for waits that must not be the same on two machines."""
    return secrets.randbits(53) / (1 << 53)
