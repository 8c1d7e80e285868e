"""The one table of faults, by name."""

from __future__ import annotations

from stagewatt.twin.faults import electrical, inside, wire
from stagewatt.twin.faults.kind import FaultKind

FAULTS: dict[str, FaultKind] = {
    kind.name: kind for kind in (*electrical.KINDS, *inside.KINDS, *wire.KINDS)
}

FUSE_BLOWN = inside.FUSE_BLOWN.name
"""It never stands among a rack's faults: it is what a hand does to a fuse."""
