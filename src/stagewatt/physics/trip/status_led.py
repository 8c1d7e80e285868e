"""The status LED of an electronic release: as its manual words it, and as makers usually mean it.

The manual says: flashes up to 90 % of IR, steady from 120 %, and nothing of what lies between. The
sane reading is assumed: slow flash up to 90 % (running), fast flash between (pre-alarm), steady
from 120 %. The release feeds itself from the load: below a share of In (0.2 to 0.4) on every phase
it is dark.
"""

from __future__ import annotations

from enum import StrEnum

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip.band import exceeds, reaches
from stagewatt.physics.trip.electronic_settings import Settings


class Lit(StrEnum):
    """What the eye sees."""

    OFF = "off"
    SLOW = "slow"
    FAST = "fast"
    STEADY = "steady"


def status(settings: Settings, rated_a: float, i_a: L123N[float], *, literal: bool = False) -> Lit:
    """Return what the LED of a release of `rated_a` (In, amps) shows at these currents."""
    largest_a, spread = max(i_a.phases), settings.tolerances
    if not reaches(largest_a, spread.wakes_share * rated_a):
        return Lit.OFF
    if reaches(largest_a, spread.status_high * settings.ir_a):
        return Lit.STEADY
    if not exceeds(largest_a, spread.status_low * settings.ir_a):
        return Lit.SLOW
    return Lit.OFF if literal else Lit.FAST
