"""Residual relay with dials for threshold and delay, apart from the breaker it releases.

It trips on a residual current at its threshold or above, held for the delay without a break; then
it stays tripped until it is reset. The breaker is open after delay, release and opening. With its
key switched off it sees nothing. Assumed: what is not on its dials (30 to 300 mA, 0.02 to 5 s).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagewatt.physics.trip import latching
from stagewatt.physics.trip.band import HELD, Band, exceeds, reaches
from stagewatt.physics.trip.latching import CLEAR, Latch, Timing

__all__ = [
    "CLEAR",
    "Latch",
    "Settings",
    "advanced",
    "band",
    "opens",
    "remaining_s",
    "reset",
    "trip_time_s",
]

THRESHOLD_A = (0.030, 0.300)
DELAY_S = (0.02, 5.0)
"""What the dials cover."""
ASSUMED_RELEASE_S, ASSUMED_SPREAD_S = 0.025, 0.005
"""From the relay's decision to the open breaker, and plus and minus on it."""
ASSUMED_HOLD = 0.5
"""Up to this share of the threshold no relay trips."""
ASSUMED_DELAY_SHARE = 0.10
"""Tolerance of the delay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The dials in amps and seconds, and this device's time from decision to open breaker.

    Raises ValueError for what is not on the dials.
    """

    threshold_a: float = THRESHOLD_A[0]
    delay_s: float = DELAY_S[0]
    release_s: float = ASSUMED_RELEASE_S

    def __post_init__(self) -> None:
        """Refuse what the dials do not have."""
        if not THRESHOLD_A[0] <= self.threshold_a <= THRESHOLD_A[1]:
            raise ValueError(f"threshold outside 0.03 to 0.3 A: {self}")
        if not DELAY_S[0] <= self.delay_s <= DELAY_S[1]:
            raise ValueError(f"delay outside 0.02 to 5 s: {self}")

    @property
    def timing(self) -> Timing:
        """How long it looks, and when the breaker is open after that."""
        return Timing(self.delay_s, self.release_s)

    def sees(self, residual_a: float, *, enabled: bool) -> bool:
        """Tell whether this residual current (rms amps) counts."""
        return enabled and reaches(residual_a, self.threshold_a)


def advanced(
    settings: Settings, latch: Latch, residual_a: float, dt_s: float, *, enabled: bool = True
) -> Latch:
    """Let time pass; `enabled` is the key switch."""
    seen = settings.sees(residual_a, enabled=enabled)
    return latching.advanced(settings.timing, latch, dt_s, seen=seen)


def remaining_s(
    settings: Settings, latch: Latch, residual_a: float, *, enabled: bool = True
) -> float:
    """Return the seconds until the breaker is open; infinite for never."""
    seen = settings.sees(residual_a, enabled=enabled)
    return latching.remaining_s(settings.timing, latch, seen=seen)


def trip_time_s(settings: Settings, residual_a: float, *, enabled: bool = True) -> float:
    """Return the seconds from rest: delay, release and opening; infinite for never."""
    return remaining_s(settings, CLEAR, residual_a, enabled=enabled)


def opens(settings: Settings, latch: Latch) -> bool:
    """Tell whether the breaker has had the time to follow."""
    return latching.opens(settings.timing, latch)


def reset(settings: Settings, latch: Latch, residual_a: float, *, enabled: bool = True) -> Latch:
    """Press reset: in vain while the residual current still flows and is seen."""
    return latch if settings.sees(residual_a, enabled=enabled) else CLEAR


def band(settings: Settings, multiple: float) -> Band:
    """Return earliest, latest and typical time at a multiple of the threshold."""
    if not exceeds(multiple, ASSUMED_HOLD):
        return HELD
    sure = reaches(multiple, 1)
    typical_s = settings.delay_s + settings.release_s
    spread_s = settings.delay_s * ASSUMED_DELAY_SHARE + ASSUMED_SPREAD_S
    return Band(
        typical_s - spread_s,
        typical_s + spread_s if sure else math.inf,
        typical_s if sure else math.inf,
    )
