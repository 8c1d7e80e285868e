"""Where everything lies in the rack I/O board's map, version 1 (docs/formats/rack-io.md)."""

from __future__ import annotations

import re
import zlib
from enum import IntFlag

from stagewatt.domain.errors import StagewattError
from stagewatt.domain.reading import ContactId
from stagewatt.wire.plan import Span

MAP_VERSION = 1
MAGIC = (0x5357, 0x494F)
"""The first two words of the identity block: "SWIO"."""
LIVE_MARK = 0x5700 | MAP_VERSION
"""The word that marks a live block of this version: "W" and the version."""

WAYS_MAX = 72
PART_WAYS = 36
"""Window and breaker blocks come in parts of so many ways, so that a part fits one read."""

IDENTITY = Span(0x0000, 32)
LIVE_AT = 0x0100
WINDOW_AT = 0x0200
BREAKERS_AT = 0x0300
PART_STEP = 0x0080
RESIDUAL_AT = 0x0400

MISSING = 0xFFFF
"""Raw word of a current that nobody knows."""
FULL_SCALE = 0xFFFE
"""Raw word of a current at or beyond the end of its scale."""
TEMPERATURE_MISSING = 0x8000
A_PER_BIT = 0.01
PEAK_A_PER_BIT = 0.1
RESIDUAL_A_PER_BIT = 0.0001
SINCE_MAX_MS = 0xFFFFFFFF

CONTACTS = (
    ContactId.MAIN_ON,
    ContactId.MAIN_TRIPPED,
    ContactId.E_STOP,
    ContactId.NEUTRAL_RELAY,
)
"""Contact k has bit k of the contact word, and k + 1 as its first-out code."""


class Feature(IntFlag):
    """What a board offers beyond currents and contacts, as announced in its identity."""

    BREAKERS = 1
    RESIDUALS = 2


class FrameError(StagewattError):
    """An answer of a board that cannot be used."""


class BadFrame(FrameError):
    """Not a block of this map: wrong magic, version, size or code."""


class TornFrame(FrameError):
    """The block changed while it was read: read it again."""


def parts(ways: int) -> tuple[int, ...]:
    """Return how many ways each part of a window or breaker block holds."""
    return tuple(min(PART_WAYS, ways - first) for first in range(0, ways, PART_WAYS))


def rack_id(serial: str) -> str:
    """Return the rack id that follows from a board's serial: `[a-z0-9-]{1,32}`.

    Capital and small letters count as the same. A serial of letters, digits and single "-" is taken
    over; of any other, what cannot stand in an id becomes "-" and a CRC-32 keeps ids apart.
    """
    small = serial.lower()
    slug = re.sub(r"[^a-z0-9]+", "-", small).strip("-")
    if slug == small and 0 < len(slug) <= 32:
        return slug
    return f"{slug[:20] or 'rack'}-{zlib.crc32(small.encode()):08x}"
