"""Every fault the simulated rack can have, in one table: panel, scenarios and tests use it."""

from __future__ import annotations

from stagewatt.twin.faults.active import (
    ActiveFault,
    find,
    places,
    sizes,
    with_fault,
    without_fault,
)
from stagewatt.twin.faults.ask import fault_of
from stagewatt.twin.faults.kind import Device, FaultKind, Group, Of, Size
from stagewatt.twin.faults.table import FAULTS, FUSE_BLOWN

__all__ = [
    "FAULTS",
    "FUSE_BLOWN",
    "ActiveFault",
    "Device",
    "FaultKind",
    "Group",
    "Of",
    "Size",
    "fault_of",
    "find",
    "places",
    "sizes",
    "with_fault",
    "without_fault",
]
