"""Magnetic-hydraulic breakers: hold at rated current for ever, delayed by a dashpot above it.

The band is a representative medium delay for simulation, shaped after published families of
alternating-current delay curves; it is no maker's sheet. What is solid (Carling Technologies' and
CBI's notes on such breakers): 100 % is held at any temperature, 125 % must trip, there is no
thermal memory, and above the flux limit the armature is pulled without waiting for the dashpot.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

MEDIUM_BAND = (
    (1.25, 10.0, 120.0),
    (1.5, 6.0, 60.0),
    (2.0, 2.0, 20.0),
    (4.0, 0.2, 3.0),
    (6.0, 0.02, 1.5),
    (8.0, 0.01, 0.8),
    (10.0, 0.01, 0.25),
    (12.0, 0.01, 0.02),
)
"""Multiple of rated current, shortest and longest time in seconds (assumed; see above).

The last row is the flux limit: from there on the time stays.
"""

FALL_BACK_S = 2.0
"""Time constant with which the dashpot's core falls back below pick-up (published 1 to 3 s)."""

_MULTIPLES = [row[0] for row in MEDIUM_BAND]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One breaker out of the band: where it stands between the fastest (0) and the slowest (1).

    `pickup` is the multiple above which it moves at all, between 1 (never below) and 1.25.
    """

    percentile: float
    pickup: float

    def __post_init__(self) -> None:
        """Refuse a breaker outside its band."""
        if not (0 <= self.percentile <= 1 and 1 <= self.pickup < MEDIUM_BAND[0][0]):
            raise ValueError(f"outside the band: {self}")


def trip_time_s(release: Release, multiple: float) -> float:
    """Return the seconds a constant current needs from rest; infinite up to the pick-up.

    Straight lines between the band's columns on double logarithmic paper; between pick-up and
    the first column the first line goes on.
    """
    if multiple <= release.pickup:
        return math.inf
    multiple = min(multiple, MEDIUM_BAND[-1][0])
    right = min(max(bisect_right(_MULTIPLES, multiple), 1), len(MEDIUM_BAND) - 1)
    low, high = (_row_time_ln(release, at) for at in (right - 1, right))
    span = math.log(_MULTIPLES[right] / _MULTIPLES[right - 1])
    share = math.log(multiple / _MULTIPLES[right - 1]) / span
    return math.exp(low + (high - low) * share)


def _row_time_ln(release: Release, row: int) -> float:
    _, shortest_s, longest_s = MEDIUM_BAND[row]
    share = release.percentile
    return math.log(shortest_s) * (1 - share) + math.log(longest_s) * share


def advanced(release: Release, progress: float, multiple: float, dt_s: float) -> float:
    """Return how far the armature has moved after `dt_s` seconds; at 1 or above it trips.

    Below pick-up it falls back.
    """
    if multiple <= release.pickup:
        return progress * math.exp(-dt_s / FALL_BACK_S) if progress else 0.0
    return progress + dt_s / trip_time_s(release, multiple)
