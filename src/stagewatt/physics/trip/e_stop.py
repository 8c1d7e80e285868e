"""The emergency-stop circuit: a loop that trips the main device when it opens anywhere.

Open-circuit principle: a pressed button and a broken wire do the same. The device cannot be closed
while the loop is open (as the manual of the Doepke DHS 4 NA says of it). The time is assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stagewatt.physics.trip.band import Band, reaches

ASSUMED_OPENS_S = 0.030
"""From the loop's opening to open poles, well below 50 ms."""
ASSUMED_OPENS_BAND_S = (0.010, 0.050)


@dataclass(frozen=True, slots=True)
class EStop:
    """The button (latching: twist to release), the loop's wires, and how long it has been open.

    Several devices may share one loop: give each the same button and its own time.
    """

    pressed: bool = False
    wired: bool = True
    open_s: float = 0.0

    @property
    def loop_closed(self) -> bool:
        """Whether current flows in the loop."""
        return self.wired and not self.pressed


READY = EStop()


def press(stop: EStop) -> EStop:
    """Press the button: it latches."""
    return replace(stop, pressed=True)


def twist(stop: EStop) -> EStop:
    """Twist the button free."""
    return _settled(replace(stop, pressed=False))


def wire(stop: EStop, *, intact: bool) -> EStop:
    """Break or mend a wire of the loop."""
    return _settled(replace(stop, wired=intact))


def _settled(stop: EStop) -> EStop:
    return replace(stop, open_s=0.0) if stop.loop_closed else stop


def may_close(stop: EStop) -> bool:
    """Tell whether the main device stays closed when a hand closes it."""
    return stop.loop_closed


def advanced(stop: EStop, dt_s: float, opens_s: float = ASSUMED_OPENS_S) -> EStop:
    """Let time pass."""
    if stop.loop_closed or stop.open_s == opens_s:
        return stop
    return replace(stop, open_s=min(stop.open_s + dt_s, opens_s))


def remaining_s(stop: EStop, opens_s: float = ASSUMED_OPENS_S) -> float:
    """Return the seconds until the main device is open; infinite with the loop closed."""
    return math.inf if stop.loop_closed else max(opens_s - stop.open_s, 0.0)


def trip_time_s(opens_s: float = ASSUMED_OPENS_S) -> float:
    """Return the seconds from the press to open poles."""
    return remaining_s(press(READY), opens_s)


def opens(stop: EStop, opens_s: float = ASSUMED_OPENS_S) -> bool:
    """Tell whether the main device has had the time to open."""
    return not stop.loop_closed and reaches(stop.open_s, opens_s)


def band() -> Band:
    """Return what the press may take (assumed)."""
    shortest_s, longest_s = ASSUMED_OPENS_BAND_S
    return Band(shortest_s, longest_s, ASSUMED_OPENS_S)
