"""What hands can set on a rack's front and rear: dials, cover, knobs, key, modules, connectors."""

from __future__ import annotations

from stagewatt.twin.front.state import (
    CONDUCTORS,
    NOTICES_MAX,
    Conductor,
    Front,
    Notice,
    RelaySetting,
    fresh_front,
    noticed,
    removed_ways,
)

__all__ = [
    "CONDUCTORS",
    "NOTICES_MAX",
    "Conductor",
    "Front",
    "Notice",
    "RelaySetting",
    "fresh_front",
    "noticed",
    "removed_ways",
]
