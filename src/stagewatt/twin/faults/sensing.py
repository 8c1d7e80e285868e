"""What faulty sensors of ways make of their readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stagewatt.twin.faults.active import ActiveFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Amps per supervised way: what sound sensors read, what they read before, and unit noise."""

    read_a: tuple[float, ...]
    held_a: tuple[float, ...]
    noise: tuple[float, ...]
    """Drawn with a standard deviation of 1."""


def sensed(
    faults: frozenset[ActiveFault], index: Mapping[str, int], readings: Readings
) -> tuple[float, ...]:
    """Return the readings with offset, wrong gain, noise and stuck sensors; never below 0 A.

    `index` gives the place of a way. A stuck sensor stays stuck whatever else is wrong with it.
    """
    faulty = [fault for fault in faults if fault.name in _ORDER]
    if not faulty:
        return readings.read_a
    a = list(readings.read_a)
    for fault in sorted(faulty, key=lambda each: _ORDER.index(each.name)):
        at, size = index[fault.place or ""], fault.size or 0.0
        changed = {
            "sensor_gain": a[at] * size,
            "sensor_offset": a[at] + size,
            "sensor_noise": a[at] + readings.noise[at] * size,
            "sensor_stuck": readings.held_a[at],
        }
        a[at] = max(0.0, changed[fault.name])
    return tuple(a)


_ORDER = ("sensor_gain", "sensor_offset", "sensor_noise", "sensor_stuck")
