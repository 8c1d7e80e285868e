"""Electronic release of a main breaker: long time, short time, instantaneous and neutral.

Long time: I2t constant, referred to 6 x IR, which is common practice and assumed here; the
must-hold of 1.05 and the must-trip of 1.30 x IR are those of IEC 60947-2. Opening times and the
rate at which the memory fades are assumed. All currents are rms amps; while they stay, a step may
be cut anywhere without changing the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stagewatt.domain.phases import L123N
from stagewatt.physics.trip import long_time
from stagewatt.physics.trip.band import HELD, Band, earliest, exceeds, reaches
from stagewatt.physics.trip.electronic_settings import (
    ASSUMED,
    MUST_HOLD,
    MUST_TRIP,
    REFERENCE,
    Element,
    Model,
    Settings,
    break_s,
    checks,
    definite_s,
)

__all__ = [
    "INSTANTANEOUS_S",
    "MEMORY_S",
    "MUST_HOLD",
    "MUST_TRIP",
    "REFERENCE",
    "REST",
    "Element",
    "Memory",
    "Model",
    "Settings",
    "advanced",
    "band",
    "bands",
    "checks",
    "long_time_s",
    "opened",
    "preloaded",
    "remaining_s",
    "trip_time_s",
]

INSTANTANEOUS_S = ASSUMED.instantaneous_s
MEMORY_S = ASSUMED.memory_s

HOT = 1 - 1e-6
"""What a long-time trip leaves in the memory: an overload that still flows trips at once again."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How far each element has come; at 1 it trips. Long time per phase."""

    long_time: tuple[float, float, float] = (0.0, 0.0, 0.0)
    short_time: float = 0.0
    instantaneous: float = 0.0
    neutral: float = 0.0

    @property
    def tripped(self) -> Element | None:
        """The element that has run out, the fastest first."""
        done = (self.instantaneous, self.short_time, self.neutral, max(self.long_time))
        return next((e for e, p in zip(Element, done, strict=True) if reaches(p, 1)), None)


REST = Memory()


def opened(memory: Memory) -> Memory:
    """Return what a release remembers once its breaker is open: how warm it is, nothing else.

    Go on with `advanced` and no current while it stays open: the memory cools.
    """
    first, second, third = (min(each, HOT) for each in memory.long_time)
    return Memory(long_time=(first, second, third))


def preloaded(settings: Settings, i_a: L123N[float]) -> Memory:
    """Return how warm a load of some hours leaves the long time: (load / pick-up) squared.

    Assumed: the steady state of the asymptotic model. Loads from pick-up on count as just below.
    """
    shares = (min((i / settings.ir_a / settings.pickup) ** 2, HOT) for i in i_a.phases)
    first, second, third = shares
    return Memory(long_time=(first, second, third))


def long_time_s(settings: Settings, multiple: float) -> float:
    """Return the seconds a constant multiple of IR needs from cold; infinite up to the pick-up."""
    return long_time.remaining_s(settings, 0.0, multiple)


def trip_time_s(settings: Settings, i_a: L123N[float]) -> float:
    """Return the seconds until constant currents trip the breaker from cold; infinite for never."""
    return remaining_s(settings, REST, i_a)


def remaining_s(settings: Settings, memory: Memory, i_a: L123N[float]) -> float:
    """Return the seconds to the trip if these currents stay; infinite for never.

    Letting exactly this time pass with `advanced` trips the release, less does not.
    """
    if memory.tripped is not None:
        return 0.0
    left_s = [
        long_time.remaining_s(settings, progress, i / settings.ir_a)
        for progress, i in zip(memory.long_time, i_a.phases, strict=True)
    ]
    progress = (memory.instantaneous, memory.short_time, memory.neutral)
    definite = zip(_definite_s(settings, i_a), progress, strict=True)
    left_s += [whole_s * (1 - done) for whole_s, done in definite]
    return min(left_s)


def advanced(settings: Settings, memory: Memory, i_a: L123N[float], dt_s: float) -> Memory:
    """Let `dt_s` seconds pass with these rms currents (none while the breaker is open)."""
    if memory == REST and _leaves_rest(settings, i_a):
        return REST
    first, second, third = (
        long_time.advanced(settings, progress, i / settings.ir_a, dt_s)
        for progress, i in zip(memory.long_time, i_a.phases, strict=True)
    )
    instantaneous_s, short_s, neutral_s = _definite_s(settings, i_a)
    return Memory(
        long_time=(first, second, third),
        short_time=_definite(memory.short_time, short_s, dt_s),
        instantaneous=_definite(memory.instantaneous, instantaneous_s, dt_s),
        neutral=_definite(memory.neutral, neutral_s, dt_s),
    )


def band(settings: Settings, i_a: L123N[float], preload_a: float = 0.0) -> Band:
    """Return earliest, latest and typical time of any device with these dials, from cold.

    `preload_a` has flowed in all phases for hours before (see `preloaded`).
    """
    return earliest(bands(settings, i_a, preload_a).values())


def bands(settings: Settings, i_a: L123N[float], preload_a: float = 0.0) -> dict[Element, Band]:
    """Return the band of each element by itself; where the device stands does not count."""
    at = dict(_levels(settings, i_a))
    low = _definite_s(replace(settings, late=-1, high=-1), i_a)
    typical = _definite_s(replace(settings, late=0, high=0), i_a)
    high = _definite_s(replace(settings, late=1, high=1), i_a)
    found = {e: Band(*times) for e, *times in zip(at, low, high, typical, strict=True)}
    multiple = max(i_a.phases) / settings.ir_a
    found[Element.LONG_TIME] = _long_band(settings, multiple, preload_a)
    return found


def _long_band(settings: Settings, multiple: float, preload_a: float) -> Band:
    if not exceeds(multiple, MUST_HOLD):
        return HELD
    spread = settings.tolerances
    pickups = (spread.pickup_low, spread.pickup_high)
    fast_s = min(_warm_s(settings, multiple, preload_a, p, -1) for p in (MUST_HOLD, *pickups))
    slow_s = max(_warm_s(settings, multiple, preload_a, p, 1) for p in pickups)
    typical_s = _warm_s(settings, multiple, preload_a, sum(pickups) / 2, 0)
    return Band(fast_s, slow_s if reaches(multiple, MUST_TRIP) else math.inf, typical_s)


def _warm_s(
    settings: Settings, multiple: float, preload_a: float, pickup: float, late: float
) -> float:
    device = replace(settings, pickup=pickup, late=late)
    warm = preloaded(device, L123N.all(preload_a)).long_time[0]
    return max(long_time.remaining_s(device, warm, multiple), break_s(device))


def _levels(settings: Settings, i_a: L123N[float]) -> Iterator[tuple[Element, bool]]:
    """Yield whether each definite element sees its level on this device."""
    phase_a, spread = max(i_a.phases), settings.tolerances
    yield Element.INSTANTANEOUS, _sees(settings, phase_a, settings.ii_a, spread.ii_share)
    yield Element.SHORT_TIME, _sees(settings, phase_a, settings.isd_a, spread.isd_share)
    yield Element.NEUTRAL, _sees(settings, i_a.n, settings.in_a, spread.isd_share)


def _sees(settings: Settings, i_a: float, level_a: float | None, share: float) -> bool:
    """Whether a current is at the level of this device; at the band's low edge all devices hold."""
    if level_a is None:
        return False
    own_a = level_a * (1 + share * settings.high)
    return exceeds(i_a, level_a * (1 - share)) and reaches(i_a, own_a)


def _definite_s(settings: Settings, i_a: L123N[float]) -> list[float]:
    """Return the seconds of instantaneous, short time and neutral; infinite below their levels."""
    dials_s = (settings.tsd_s, settings.tn_s)
    times = (break_s(settings), *(definite_s(settings, dial_s) for dial_s in dials_s))
    seen = (on for _, on in _levels(settings, i_a))
    return [t if on else math.inf for t, on in zip(times, seen, strict=True)]


def _definite(progress: float, whole_s: float, dt_s: float) -> float:
    return progress + dt_s / whole_s if math.isfinite(whole_s) else 0.0


def _leaves_rest(settings: Settings, i_a: L123N[float]) -> bool:
    if settings.model is Model.ASYMPTOTIC and any(i_a.phases):
        return False
    return math.isinf(trip_time_s(settings, i_a))
