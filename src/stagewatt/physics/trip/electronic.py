"""Electronic release of a main breaker: long time, short time, instantaneous and neutral.

Long time: I2t constant, referred to 6 x IR, which is common practice and assumed here; the
must-hold of 1.05 and the must-trip of 1.30 x IR are those of IEC 60947-2. Opening times and the
rate at which the memory fades are assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from stagewatt.domain.phases import L123N

REFERENCE = 6.0
"""The multiple of IR at which the dial tR is named."""

INSTANTANEOUS_S = 0.025
"""Total break time of an instantaneous trip (20 to 30 ms)."""

MEMORY_S = 450.0
"""Time constant with which the long-time memory fades below pick-up (5 to 10 min)."""


class Element(StrEnum):
    """Which part of the release acted, the fastest first."""

    INSTANTANEOUS = "instantaneous"
    SHORT_TIME = "short_time"
    NEUTRAL = "neutral"
    LONG_TIME = "long_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The dials in amps and seconds; None is the dial's step OFF.

    `pickup` is the multiple of IR above which the long time runs, between 1.05 and 1.30.
    """

    ir_a: float
    isd_a: float | None
    ii_a: float
    in_a: float | None
    tr_s: float
    tsd_s: float
    tn_s: float
    pickup: float = 1.15


@dataclass(frozen=True, slots=True)
class Memory:
    """How far each element has come; at 1 or above it trips. Long time per phase."""

    long_time: tuple[float, float, float] = (0.0, 0.0, 0.0)
    short_time: float = 0.0
    instantaneous: float = 0.0
    neutral: float = 0.0

    @property
    def tripped(self) -> Element | None:
        """The element that has run out, the fastest first."""
        done = (self.instantaneous, self.short_time, self.neutral, max(self.long_time))
        return next((e for e, p in zip(Element, done, strict=True) if p >= 1), None)


REST = Memory()


def long_time_s(settings: Settings, multiple: float) -> float:
    """Return the seconds a constant multiple of IR needs from cold; infinite up to the pick-up."""
    if multiple <= settings.pickup:
        return math.inf
    return settings.tr_s * (REFERENCE / multiple) ** 2


def trip_time_s(settings: Settings, i_a: L123N[float]) -> float:
    """Return the seconds until constant currents trip the breaker from cold; infinite for never."""
    phase_a = max(i_a.phases)
    times = [long_time_s(settings, phase_a / settings.ir_a)]
    if phase_a >= settings.ii_a:
        times.append(INSTANTANEOUS_S)
    if _reaches(phase_a, settings.isd_a):
        times.append(settings.tsd_s)
    if _reaches(i_a.n, settings.in_a):
        times.append(settings.tn_s)
    return min(times)


def advanced(settings: Settings, memory: Memory, i_a: L123N[float], dt_s: float) -> Memory:
    """Let `dt_s` seconds pass with these rms currents."""
    if memory == REST and math.isinf(trip_time_s(settings, i_a)):
        return REST
    phase_a = max(i_a.phases)
    first, second, third = (
        _long(settings, progress, i / settings.ir_a, dt_s)
        for progress, i in zip(memory.long_time, i_a.phases, strict=True)
    )
    return Memory(
        long_time=(first, second, third),
        short_time=_definite(
            memory.short_time, dt_s / settings.tsd_s, on=_reaches(phase_a, settings.isd_a)
        ),
        instantaneous=_definite(
            memory.instantaneous, dt_s / INSTANTANEOUS_S, on=phase_a >= settings.ii_a
        ),
        neutral=_definite(memory.neutral, dt_s / settings.tn_s, on=_reaches(i_a.n, settings.in_a)),
    )


def _reaches(i_a: float, setting_a: float | None) -> bool:
    return setting_a is not None and i_a >= setting_a


def _definite(progress: float, more: float, *, on: bool) -> float:
    return progress + more if on else 0.0


def _long(settings: Settings, progress: float, multiple: float, dt_s: float) -> float:
    if multiple <= settings.pickup:
        return progress * math.exp(-dt_s / MEMORY_S)
    return progress + dt_s / long_time_s(settings, multiple)
