"""The inrush of filters and transformers in the instant that a load gets power."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagewatt.twin.loads.appliance import Inrush, Part
from stagewatt.twin.loads.chance import around
from stagewatt.twin.loads.equipment import NEW, Equipment
from stagewatt.twin.loads.load import Load

LEAST = 0.3
"""Even at the kindest angle part of the pulse flows: the voltage still rises (assumed)."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One current pulse: its peak in amps and its length in seconds."""

    peak_a: float
    duration_s: float


NO_PULSE = Pulse(0.0, 0.0)


def pulse(load: Load, angle_deg: float, equipment: Equipment = NEW) -> Pulse:
    """Return the pulse in the phase that gets most, for switching at an angle of L1's voltage.

    Peaks of devices on one phase add; the length is that of the longest. Heaters, lamps and
    motors have none: their start is a matter of cycles and told by `drawn`.
    """
    peaks_a = [0.0] * load.phases
    duration_s = 0.0
    for at, part in enumerate(load.parts):
        inrush = part.appliance.inrush
        alive = part.count - equipment.part(at).failed
        if inrush is None or not alive:
            continue
        duration_s = max(duration_s, inrush.duration_s)
        for phase in part.phases:
            share = _share(inrush, angle_deg - 120.0 * phase)
            peaks_a[phase] += share * _peaks_a(part, inrush) * alive / part.count
    return Pulse(max(peaks_a), duration_s) if duration_s else NO_PULSE


def _peaks_a(part: Part, inrush: Inrush) -> float:
    """Return the sum of the devices' peaks, each drawn within the spread."""
    factors = sum(around(inrush.spread, ~part.seed, at) for at in range(part.count))
    return inrush.peak_a * factors


def _share(inrush: Inrush, angle_deg: float) -> float:
    """Return how much of the worst pulse flows: capacitors are worst at the peak of the voltage."""
    angle = math.radians(angle_deg)
    worst = math.sin(angle) if inrush.kind == "capacitor" else math.cos(angle)
    return max(LEAST, abs(worst))
