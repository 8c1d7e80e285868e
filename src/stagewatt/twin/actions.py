"""What the hands of somebody in front of the rack do; each a word with its object."""

from __future__ import annotations

from dataclasses import dataclass

from stagewatt.twin.faults import ActiveFault
from stagewatt.twin.loads.load import Load


@dataclass(frozen=True, slots=True)
class PressEStop:
    """Push the emergency stop; it latches."""


@dataclass(frozen=True, slots=True)
class ReleaseEStop:
    """Twist it free."""


@dataclass(frozen=True, slots=True)
class MoveMain:
    """Move the main lever."""

    on: bool


@dataclass(frozen=True, slots=True)
class MoveWay:
    """Move a way's lever."""

    way: str
    on: bool


@dataclass(frozen=True, slots=True)
class PressTest:
    """Press the test button of a way's residual-current release."""

    way: str


@dataclass(frozen=True, slots=True)
class SetFuse:
    """Take a fuse out, or put a new one in."""

    fuse: str
    blown: bool


@dataclass(frozen=True, slots=True)
class Plug:
    """Connect a load to a way or to the panel source; None unplugs."""

    place: str
    load: Load | None


@dataclass(frozen=True, slots=True)
class StartFault:
    """Let a fault happen."""

    fault: ActiveFault


@dataclass(frozen=True, slots=True)
class EndFault:
    """Repair it; without a place, wherever it is."""

    name: str
    place: str | None = None


Action = (
    PressEStop
    | ReleaseEStop
    | MoveMain
    | MoveWay
    | PressTest
    | SetFuse
    | Plug
    | StartFault
    | EndFault
)
