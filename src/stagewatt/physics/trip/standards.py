"""What the standards ask of any breaker, as bands: must-hold, must-trip, nothing typical.

IEC 60947-2 (industrial; the breakers of these racks follow it) and IEC 60898-1 / 61009-1 (household
circuit breakers and RCBOs, often upstream of a rack). The typical time is not said: infinite.
"""

from __future__ import annotations

import math

from stagewatt.physics.trip.band import HELD, Band, exceeds, reaches
from stagewatt.physics.trip.curves import INSTANTANEOUS_RANGE, NOT_INSTANTANEOUS_S, Instantaneous

HOUR_S = 3600.0
INDUSTRIAL_HOLD, INDUSTRIAL_TRIP = 1.05, 1.30
"""Multiples of the set current (IEC 60947-2)."""
INSTANTANEOUS_HOLD, INSTANTANEOUS_TRIP, INSTANTANEOUS_TEST_S = 0.8, 1.2, 0.2
"""Multiples of the instantaneous setting, and how long they are tried (IEC 60947-2)."""
HOUSEHOLD_HOLD, HOUSEHOLD_TRIP, HOUSEHOLD_COLD = 1.13, 1.45, 2.55
"""Multiples of rated current (IEC 60898-1)."""
COLD_MIN_S = 1.0
"""At 2.55 x rated from cold nothing trips earlier."""
HOLD_AT_MOST_S = {
    Instantaneous.B: (45.0, 90.0),
    Instantaneous.C: (15.0, 30.0),
    Instantaneous.D: (4.0, 8.0),
}
"""Longest time at the letter's lower multiple: up to 32 A (D: 10 A), and above."""


def _hours_s(rated_a: float) -> float:
    return HOUR_S if rated_a <= 63 else 2 * HOUR_S


def industrial(rated_a: float, multiple: float) -> Band:
    """Return the band of IEC 60947-2 at a multiple of the set current, overload alone."""
    if not exceeds(multiple, INDUSTRIAL_HOLD):
        return HELD
    sure = reaches(multiple, INDUSTRIAL_TRIP)
    return Band(0.0, _hours_s(rated_a) if sure else math.inf, math.inf)


def industrial_instantaneous(multiple: float) -> Band:
    """Return the band of IEC 60947-2 at a multiple of the instantaneous setting."""
    earliest_s = 0.0 if exceeds(multiple, INSTANTANEOUS_HOLD) else INSTANTANEOUS_TEST_S
    sure = reaches(multiple, INSTANTANEOUS_TRIP)
    return Band(earliest_s, INSTANTANEOUS_TEST_S if sure else math.inf, math.inf)


def household(rated_a: float, letter: Instantaneous, multiple: float) -> Band:
    """Return the band of IEC 60898-1 and 61009-1 at a multiple of rated current, from cold."""
    if not exceeds(multiple, HOUSEHOLD_HOLD):
        return HELD
    low, _ = INSTANTANEOUS_RANGE[letter]
    if exceeds(multiple, low):
        earliest_s = 0.0
    else:
        earliest_s = NOT_INSTANTANEOUS_S if exceeds(multiple, HOUSEHOLD_COLD) else COLD_MIN_S
    return Band(earliest_s, _household_latest_s(rated_a, letter, multiple), math.inf)


def _household_latest_s(rated_a: float, letter: Instantaneous, multiple: float) -> float:
    low, high = INSTANTANEOUS_RANGE[letter]
    small_a = 10 if letter is Instantaneous.D else 32
    rows = (
        (high, NOT_INSTANTANEOUS_S),
        (low, HOLD_AT_MOST_S[letter][rated_a > small_a]),
        (HOUSEHOLD_COLD, 60.0 if rated_a <= 32 else 120.0),
        (HOUSEHOLD_TRIP, _hours_s(rated_a)),
    )
    return next((t_s for limit, t_s in rows if reaches(multiple, limit)), math.inf)
