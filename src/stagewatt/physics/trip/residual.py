"""Residual-current trip: a threshold between 50 and 100 % of rated, and a short opening time.

Limits: IEC 61008-1/61009-1, general type (1 x in 0.3 s, 2 x in 0.15 s, 5 x in 0.04 s) and type S
with its shortest times. Type A: pulsating direct current trips between 35 and 140 % of rated, up to
10 mA between 35 and 200 %. What devices do inside the limits is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from stagewatt.physics.trip.band import HELD, Band, exceeds, on_log_paper, reaches

LIMITS = ((1.0, 0.3), (2.0, 0.15), (5.0, 0.04))
"""Multiple of rated residual current and the longest time allowed, seconds."""
S_LIMITS = ((1.0, 0.13, 0.5), (2.0, 0.06, 0.2), (5.0, 0.05, 0.15))
"""Type S: multiple, shortest and longest time, seconds."""
S_AT_500_A = (0.04, 0.15)
"""Type S at 500 A: shortest and longest time, seconds."""
S_ABOVE_A = 0.030
"""Type S exists only above this rated residual current."""

MUST_HOLD, MUST_TRIP = 0.5, 1.0
"""Shares of rated residual current: never, and for sure (sine)."""
PULSATING_MIN = 0.35
PULSATING_MAX, PULSATING_MAX_SMALL = 1.40, 2.00
SMALL_A = 0.010
"""Up to this rating the larger share counts."""

ASSUMED_DELAY_S = (0.02, 0.03, 0.04)
"""General type: what real devices take, shortest, typical, longest."""
ASSUMED_TYPICAL_SHARE = 0.75
"""Where a typical threshold lies (18 to 26 mA of 30 mA)."""
PLANNED_SHARE = 0.30
"""Standing leakage to plan with at most, a share of rated (IEC 60364-5-53)."""
TEST_MULTIPLES = (1.0, 2.5)
"""What a test button injects, multiples of rated residual current."""


class Kind(StrEnum):
    """Whether a device waits for others."""

    GENERAL = "general"
    S = "s"


class Wave(StrEnum):
    """Shape of the residual current."""

    SINE = "sine"
    PULSATING = "pulsating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One device: the residual current (amps) it trips at, and how long it takes (seconds).

    `pulsating` is its threshold for pulsating direct current over that for sine. Type S needs
    `rated_a`, and `percentile` says where between shortest (0) and longest (1) time it stands.
    Raises ValueError for a type S of 30 mA or less.
    """

    threshold_a: float
    delay_s: float = ASSUMED_DELAY_S[1]
    kind: Kind = Kind.GENERAL
    rated_a: float = 0.030
    percentile: float = 0.5
    pulsating: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a device that cannot be."""
        if self.kind is Kind.S and not exceeds(self.rated_a, S_ABOVE_A):
            raise ValueError(f"type S exists above 30 mA only: {self}")
        if not 0 <= self.percentile <= 1:
            raise ValueError(f"outside the band: {self}")


def longest_s(multiple: float) -> float:
    """Return the longest time the standard allows; infinite below the rated residual current."""
    return on_log_paper(LIMITS, multiple) if reaches(multiple, MUST_TRIP) else math.inf


def s_limits_s(multiple: float, rated_a: float) -> tuple[float, float]:
    """Return shortest and longest time of a type S; both as at 1 x below that.

    `rated_a` (amps) says at which multiple the column of 500 A stands.
    """
    rows = (*S_LIMITS, (500.0 / rated_a, *S_AT_500_A))
    at = max(multiple, 1.0)
    shortest_s = on_log_paper(((n, low) for n, low, _ in rows), at)
    return shortest_s, on_log_paper(((n, high) for n, _, high in rows), at)


def trip_time_s(release: Release, residual_a: float, wave: Wave = Wave.SINE) -> float:
    """Return the seconds a constant residual current (rms amps) needs; infinite for never."""
    factor = release.pulsating if wave is Wave.PULSATING else 1.0
    if residual_a < release.threshold_a * factor:
        return math.inf
    if release.kind is Kind.GENERAL:
        return release.delay_s
    shortest_s, longest = s_limits_s(residual_a / release.rated_a, release.rated_a)
    return shortest_s + (longest - shortest_s) * release.percentile


def advanced(
    release: Release, progress: float, residual_a: float, dt_s: float, wave: Wave = Wave.SINE
) -> float:
    """Return how far the release has come after `dt_s` seconds; at 1 or above it trips."""
    whole_s = trip_time_s(release, residual_a, wave)
    return 0.0 if math.isinf(whole_s) else progress + dt_s / whole_s


def tripped(progress: float) -> bool:
    """Tell whether the release has run out."""
    return reaches(progress, 1)


def remaining_s(
    release: Release, progress: float, residual_a: float, wave: Wave = Wave.SINE
) -> float:
    """Return the seconds to the trip if the residual current stays; infinite for never."""
    if tripped(progress):
        return 0.0
    return trip_time_s(release, residual_a, wave) * (1 - progress)


def limits(rated_a: float, wave: Wave = Wave.SINE) -> tuple[float, float]:
    """Return the multiples of rated residual current up to which all hold, from which all trip."""
    if wave is Wave.SINE:
        return MUST_HOLD, MUST_TRIP
    return PULSATING_MIN, PULSATING_MAX if exceeds(rated_a, SMALL_A) else PULSATING_MAX_SMALL


def band(
    rated_a: float,
    multiple: float,
    kind: Kind = Kind.GENERAL,
    wave: Wave = Wave.SINE,
    typical_share: float = ASSUMED_TYPICAL_SHARE,
) -> Band:
    """Return earliest, latest and typical time of any device of a rating, by the standard.

    `typical_share` of the must-trip is where a typical device's threshold lies (assumed).
    For pulsating current the times of the sine of the same multiple over its must-trip count.
    """
    hold, trip = limits(rated_a, wave)
    if not exceeds(multiple, hold):
        return HELD
    sine = max(multiple / trip, 1.0)
    if kind is Kind.S:
        shortest_s, longest = s_limits_s(sine, rated_a)
        typical_s = (shortest_s + longest) / 2
    else:
        shortest_s, typical_s, longest = ASSUMED_DELAY_S[0], ASSUMED_DELAY_S[1], longest_s(sine)
    typical = reaches(multiple, trip * typical_share)
    return Band(
        shortest_s,
        longest if reaches(multiple, trip) else math.inf,
        typical_s if typical else math.inf,
    )


def vector_sum_a(leaks_a: Iterable[complex]) -> float:
    """Return what a device sees of several circuits' leakage phasors (amps): their sum's length.

    Equal filters on three phases cancel in a four-pole device; in single-phase ones they do not.
    """
    return abs(sum(leaks_a, 0j))


def injected_a(rated_a: float, multiple: float, *, energised: bool, closed: bool) -> float:
    """Return what the test button injects, amps: nothing on a dead or open device.

    `multiple` is the device's own, between 1 and 2.5 x rated. Raises ValueError beyond.
    """
    if not TEST_MULTIPLES[0] <= multiple <= TEST_MULTIPLES[1]:
        raise ValueError(f"a test button injects 1 to 2.5 x rated, not {multiple:g}")
    return rated_a * multiple if energised and closed else 0.0
