"""Magnetic-hydraulic breakers: hold at rated current for ever, delayed by a dashpot above it.

Curves are data (`curves.py`). What is solid (Carling Technologies' and CBI's notes on such
breakers): 100 % is held at any temperature, 125 % must trip, there is no thermal memory, the
mechanism is trip-free, and above the flux limit the armature is pulled without waiting for the
dashpot. While a current stays, a step may be cut anywhere without changing the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stagewatt.physics.trip.band import HELD, Band, exceeds, on_log_paper, reaches
from stagewatt.physics.trip.curves import (
    FLUX_S,
    INSTANTANEOUS_RANGE,
    MEDIUM,
    NOT_INSTANTANEOUS_S,
    Curve,
    Instantaneous,
)

MEDIUM_BAND = MEDIUM.assumed_rows

FALL_BACK_S = 2.0
"""Time constant with which the dashpot's core falls back below pick-up (assumed: 1 to 3 s)."""
FORGOTTEN = 1e-6
"""An armature this close to rest is at rest."""
HALF_CYCLE_S = 1 / 120
"""A half cycle of 60 Hz, for which pulse tolerances are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One breaker out of the band: where it stands between the fastest (0) and the slowest (1).

    `pickup` is the multiple above which it moves at all, from 1 to below the curve's must-trip.
    With a letter, `level` says where between its limits the instantaneous release of this device
    stands (0 lowest, 1 highest). Raises ValueError for a breaker outside its band.
    """

    percentile: float
    pickup: float
    curve: Curve = MEDIUM
    instantaneous: Instantaneous | None = None
    level: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a breaker outside its band."""
        if not (0 <= self.percentile <= 1 and 1 <= self.pickup < self.curve.must_trip):
            raise ValueError(f"outside the band: {self}")
        if not 0 <= self.level <= 1:
            raise ValueError(f"outside the instantaneous band: {self}")


def is_instantaneous(release: Release, multiple: float) -> bool:
    """Tell whether flux alone trips this breaker: beyond the letter's level, or the curve's limit.

    A release with a letter is patient up to its level whatever the curve's limit.
    """
    if release.instantaneous is None:
        return reaches(multiple, release.curve.flux_limit)
    low, high = INSTANTANEOUS_RANGE[release.instantaneous]
    return exceeds(multiple, low) and reaches(multiple, low + (high - low) * release.level)


def trip_time_s(release: Release, multiple: float) -> float:
    """Return the seconds a constant current needs from rest; infinite up to the pick-up.

    Straight lines between the band's columns on double logarithmic paper; between pick-up and
    the first column the first line goes on.
    """
    if multiple <= release.pickup:
        return math.inf
    delayed_s = _delayed_s(release, multiple)
    if release.instantaneous is None:
        return delayed_s
    if is_instantaneous(release, multiple):
        return min(delayed_s, _between(release, *FLUX_S))
    return max(delayed_s, NOT_INSTANTANEOUS_S)


def _delayed_s(release: Release, multiple: float) -> float:
    """Return the dashpot's time; of the curve's rows only those beside the multiple are read."""
    rows = release.curve.assumed_rows
    right = max(next((k for k, row in enumerate(rows) if row[0] > multiple), len(rows)), 1)
    beside = ((n, _between(release, low, high)) for n, low, high in rows[right - 1 : right + 1])
    return on_log_paper(beside, multiple)


def _between(release: Release, shortest_s: float, longest_s: float) -> float:
    share = release.percentile
    return math.exp(math.log(shortest_s) * (1 - share) + math.log(longest_s) * share)


def advanced(release: Release, progress: float, multiple: float, dt_s: float) -> float:
    """Return how far the armature has moved after `dt_s` seconds; at 1 or above it trips.

    Below pick-up it falls back.
    """
    if multiple <= release.pickup:
        after = progress * math.exp(-dt_s / FALL_BACK_S) if progress else 0.0
        return after if after > FORGOTTEN else 0.0
    return progress + dt_s / trip_time_s(release, multiple)


def tripped(progress: float) -> bool:
    """Tell whether the armature has come all the way; after a trip it starts from rest (0)."""
    return reaches(progress, 1)


def remaining_s(release: Release, progress: float, multiple: float) -> float:
    """Return the seconds to the trip if the current stays; infinite for never."""
    if tripped(progress):
        return 0.0
    whole_s = trip_time_s(release, multiple)
    return whole_s * (1 - progress)


def band(curve: Curve, multiple: float, instantaneous: Instantaneous | None = None) -> Band:
    """Return earliest, latest and typical time of any breaker of a curve, from rest.

    Typical is the geometric middle of a breaker that moves from where the typical one does:
    between 100 % and the must-trip no one can say, so there it is infinite.
    """
    if not exceeds(multiple, 1):
        return HELD
    fastest = Release(percentile=0, pickup=1, curve=curve, instantaneous=instantaneous, level=0)
    slowest = replace(fastest, percentile=1, level=1)
    typical = replace(fastest, percentile=0.5, level=0.5)
    sure = reaches(multiple, curve.must_trip)
    return Band(
        trip_time_s(fastest, multiple),
        trip_time_s(slowest, multiple) if sure else math.inf,
        trip_time_s(typical, multiple) if sure else math.inf,
    )


def pulse_trips(release: Release, peak_multiple: float, duration_s: float) -> bool:
    """Tell whether an inrush pulse from rest trips this breaker.

    `peak_multiple` is the pulse's peak over rated current. Up to a half cycle the curve's pulse
    tolerance counts, at equal I2t for shorter pulses; a longer pulse also moves the dashpot, with
    its rms value over a half wave.
    """
    within_s = min(duration_s, HALF_CYCLE_S)
    if within_s <= 0:
        return False
    if exceeds(peak_multiple, release.curve.pulse * math.sqrt(HALF_CYCLE_S / within_s)):
        return True
    if not exceeds(duration_s, HALF_CYCLE_S):
        return False
    return trip_time_s(release, peak_multiple / math.sqrt(2)) <= duration_s
