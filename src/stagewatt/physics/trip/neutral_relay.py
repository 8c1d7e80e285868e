"""The loss-of-neutral relay: what it takes for one, how long it looks, how it latches.

All thresholds and times are assumed: no maker of such racks publishes his. For comparison there is
the published orientation of EN 50550, which lets a protective device wait longer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagewatt.domain.figures import NeutralThresholds
from stagewatt.domain.phases import L123, LineToLine
from stagewatt.physics.trip import latching
from stagewatt.physics.trip.band import HELD, Band, exceeds, on_log_paper, reaches
from stagewatt.physics.trip.latching import CLEAR, Latch, Timing

__all__ = [
    "CLEAR",
    "Latch",
    "Seen",
    "Settings",
    "advanced",
    "band",
    "en_50550",
    "opens",
    "remaining_s",
    "reset",
    "sees_fault",
    "trip_time_s",
]

EN_50550 = ((275.0, 3.0, 15.0), (300.0, 1.0, 5.0), (350.0, 0.25, 0.75), (400.0, 0.07, 0.2))
"""Volts phase to neutral, shortest and longest time of a device by EN 50550, seconds."""
EN_50550_HOLD_V = 255.0


Settings = NeutralThresholds
"""The model's thresholds in volts and times in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the relay measures at the drain: rms volts, N to PE at 50 and at 150 Hz."""

    v_ln_v: L123[float]
    v_ll_v: LineToLine[float]
    v_n_pe_v: float = 0.0
    v_n_pe_150hz_v: float = 0.0


def _timing(settings: Settings) -> Timing:
    return Timing(settings.looks_s, settings.opens_s)


def sees_fault(settings: Settings, seen: Seen) -> bool:
    """Tell whether these voltages mean a lost neutral.

    With a balanced and clean load an open neutral shows nowhere, so it is not seen: that is real
    physics. With loads that want third-harmonic current it shows as 150 Hz between N and PE. Phase-
    to-neutral voltages count only while all phase-to-phase ones are normal: that tells a lost
    neutral from a lost phase.
    """
    if exceeds(seen.v_n_pe_v, settings.n_pe_max_v):
        return True
    if exceeds(seen.v_n_pe_150hz_v, settings.n_pe_third_max_v):
        return True
    if not all(settings.v_ll_min_v <= v <= settings.v_ll_max_v for v in seen.v_ll_v):
        return False
    return not all(settings.v_ln_min_v <= v <= settings.v_ln_max_v for v in seen.v_ln_v)


def advanced(settings: Settings, latch: Latch, seen: Seen, dt_s: float) -> Latch:
    """Let time pass; a tripped relay stays so until it is reset."""
    fault = sees_fault(settings, seen)
    return latching.advanced(_timing(settings), latch, dt_s, seen=fault)


def remaining_s(settings: Settings, latch: Latch, seen: Seen) -> float:
    """Return the seconds until the main breaker is open; infinite for never."""
    fault = sees_fault(settings, seen)
    return latching.remaining_s(_timing(settings), latch, seen=fault)


def trip_time_s(settings: Settings, seen: Seen) -> float:
    """Return the seconds from rest until the main breaker is open; infinite for never."""
    return remaining_s(settings, CLEAR, seen)


def opens(settings: Settings, latch: Latch) -> bool:
    """Tell whether the main breaker has had the time to follow."""
    return latching.opens(_timing(settings), latch)


def reset(settings: Settings, latch: Latch, seen: Seen) -> Latch:
    """Reset the latch, as moving the main lever to off does; in vain while the fault is seen."""
    return latch if sees_fault(settings, seen) else CLEAR


def band(settings: Settings, seen: Seen) -> Band:
    """Return the band of this relay: thresholds and times are assumed without a spread."""
    time_s = trip_time_s(settings, seen)
    return Band(time_s, time_s, time_s)


def en_50550(v_ln_v: float) -> Band:
    """Return the band of a device by EN 50550 at a phase-to-neutral voltage, for comparison."""
    if not exceeds(v_ln_v, EN_50550_HOLD_V):
        return HELD
    shortest_s = on_log_paper(((v, low) for v, low, _ in EN_50550), v_ln_v)
    if not reaches(v_ln_v, EN_50550[0][0]):
        return Band(shortest_s, math.inf, math.inf)
    longest_s = on_log_paper(((v, high) for v, _, high in EN_50550), v_ln_v)
    return Band(shortest_s, longest_s, math.sqrt(shortest_s * longest_s))
