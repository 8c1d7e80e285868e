"""Residual-current trip: a threshold between 50 and 100 % of rated, and a short opening time.

Limits: IEC 61008-1/61009-1, general type (1 x in 0.3 s, 2 x in 0.15 s, 5 x in 0.04 s).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

LIMITS = ((1.0, 0.3), (2.0, 0.15), (5.0, 0.04))
"""Multiple of rated residual current and the longest time allowed, seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One device: the residual current (amps) it trips at, and how long it takes (seconds)."""

    threshold_a: float
    delay_s: float = 0.03


def longest_s(multiple: float) -> float:
    """Return the longest time the standard allows; infinite below the rated residual current."""
    if multiple < LIMITS[0][0]:
        return math.inf
    if multiple >= LIMITS[-1][0]:
        return LIMITS[-1][1]
    right = bisect_right([row[0] for row in LIMITS], multiple)
    (m0, t0), (m1, t1) = LIMITS[right - 1], LIMITS[right]
    return t0 * math.exp(math.log(t1 / t0) * math.log(multiple / m0) / math.log(m1 / m0))


def advanced(release: Release, progress: float, residual_a: float, dt_s: float) -> float:
    """Return how far the release has come after `dt_s` seconds; at 1 or above it trips."""
    if residual_a < release.threshold_a:
        return 0.0
    return progress + dt_s / release.delay_s
