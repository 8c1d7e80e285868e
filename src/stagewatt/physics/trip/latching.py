"""A fault that must last, a latch that stays, a breaker that follows: exact in time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagewatt.physics.trip.band import reaches


@dataclass(frozen=True, slots=True)
class Latch:
    """`seen_s`: how long the fault has been seen without a break; `since_s`: since it tripped."""

    tripped: bool = False
    seen_s: float = 0.0
    since_s: float = 0.0


CLEAR = Latch()


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a relay looks, and how long the breaker takes from its contact on, seconds."""

    looks_s: float
    opens_s: float


def advanced(timing: Timing, latch: Latch, dt_s: float, *, seen: bool) -> Latch:
    """Let time pass; a tripped latch stays so. What is left of the step runs towards opening."""
    if latch.tripped:
        return replace(latch, since_s=min(latch.since_s + dt_s, timing.opens_s))
    if not seen:
        return CLEAR
    seen_s = latch.seen_s + dt_s
    if not reaches(seen_s, timing.looks_s):
        return Latch(seen_s=seen_s)
    since_s = min(max(seen_s - timing.looks_s, 0.0), timing.opens_s)
    return Latch(tripped=True, seen_s=timing.looks_s, since_s=since_s)


def remaining_s(timing: Timing, latch: Latch, *, seen: bool) -> float:
    """Return the seconds until the breaker is open; infinite for never."""
    if latch.tripped:
        return max(timing.opens_s - latch.since_s, 0.0)
    if not seen:
        return float("inf")
    return timing.looks_s - latch.seen_s + timing.opens_s


def opens(timing: Timing, latch: Latch) -> bool:
    """Tell whether the breaker has had the time to follow."""
    return latch.tripped and reaches(latch.since_s, timing.opens_s)
