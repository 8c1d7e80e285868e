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
class SetLevel:
    """Move the fader of what is plugged in at a place: 0 to 1, in so many seconds."""

    place: str
    value: float
    fade_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ResetResidual:
    """Reset the residual-current device that a way has apart from its breaker."""

    way: str


@dataclass(frozen=True, slots=True)
class PressMonitor:
    """Press a way's monitor button: its current to the group's meter; once more: nothing."""

    way: str


@dataclass(frozen=True, slots=True)
class PressMeter:
    """Press one button of the main meter, or several together, for so long."""

    buttons: tuple[str, ...]
    held_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SetDial:
    """Set a dial of the main breaker or of the residual relay to a step; None is OFF."""

    dial: str
    value: float | None


@dataclass(frozen=True, slots=True)
class MoveCover:
    """Open or close the cover over the main breaker's dials."""

    open: bool


@dataclass(frozen=True, slots=True)
class TurnKey:
    """Turn the key of the residual relay: on = in operation."""

    on: bool


@dataclass(frozen=True, slots=True)
class TurnKnob:
    """Turn `backlight` or `work_light` to 0 to 1."""

    knob: str
    value: float


@dataclass(frozen=True, slots=True)
class MoveModule:
    """Take a group's rear module out (None), or fit one."""

    group: str
    module: str | None


@dataclass(frozen=True, slots=True)
class MovePower:
    """Connect or disconnect a conductor at the `drain` or the `source`.

    `all` is for a connector of one piece; single-pole ones are moved one by one.
    """

    side: str
    conductor: str
    connected: bool


@dataclass(frozen=True, slots=True)
class Reset:
    """Push the pin button: the electronics start again, power stays as it is."""


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
    | ResetResidual
    | SetFuse
    | Plug
    | SetLevel
    | PressMonitor
    | PressMeter
    | SetDial
    | MoveCover
    | TurnKey
    | TurnKnob
    | MoveModule
    | MovePower
    | Reset
    | StartFault
    | EndFault
)
