"""Fourier series of what dimmers and rectifiers draw, in closed form for every odd order.

A number of order h is relative to h times the angle of the voltage's fundamental (v = sin wt):
c stands for |c| sin(h wt + arg c). Source: the Fourier integrals of the waveforms, done by hand.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

from stagewatt.physics.network.orders import HARMONICS, ORDERS

_NEAR_POLE = 1e-6
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Series:
    """A current by order: `parts` per ORDERS, relative to a full sine of the same load.

    `rms`: of the whole waveform, beyond the orders too, relative to the full sine's.
    """

    parts: tuple[complex, ...]
    rms: float

    @property
    def fundamental(self) -> complex:
        """The part that carries power; its angle is the displacement (negative = lagging)."""
        return self.parts[0]

    @property
    def ratios(self) -> tuple[complex, ...]:
        """Per HARMONICS, relative to the size of the fundamental; all 0 where nothing flows."""
        size = abs(self.fundamental)
        if size < _NOTHING:
            return (0j,) * len(HARMONICS)
        return tuple(part / size for part in self.parts[1:])

    @property
    def displacement_factor(self) -> float:
        """Cos phi of the fundamental."""
        return math.cos(cmath.phase(self.fundamental))

    @property
    def thd_f(self) -> float:
        """Harmonics up to the last of ORDERS relative to the fundamental, as a ratio."""
        return math.hypot(*map(abs, self.ratios))


def leading_edge(firing_deg: float) -> Series:
    """Return what a resistance draws behind a dimmer that fires at an angle from 0 to 180 degrees.

    Each half-wave flows from the firing angle to its end. Raises ValueError for another angle.
    """
    if not 0 <= firing_deg <= 180:
        raise ValueError(f"a firing angle is 0 to 180 degrees, not {firing_deg}")
    angle = math.radians(firing_deg)
    share = (math.pi - angle + math.sin(2 * angle) / 2) / math.pi
    parts = (complex(share, -(math.sin(angle) ** 2) / math.pi), *_cut(angle))
    return Series(parts, math.sqrt(max(0.0, share)))


def trailing_edge(cut_deg: float) -> Series:
    """Return what a resistance draws behind a dimmer that cuts each half-wave off at an angle.

    The mirror image of `leading_edge(180 - cut_deg)` in time.
    """
    mirrored = leading_edge(180 - cut_deg)
    return Series(tuple(part.conjugate() for part in mirrored.parts), mirrored.rms)


def _cut(angle: float) -> list[complex]:
    parts = []
    for order in HARMONICS:
        low, high = order - 1, order + 1
        sine = (math.sin(high * angle) / high - math.sin(low * angle) / low) / math.pi
        cosine = ((math.cos(high * angle) - 1) / high - (math.cos(low * angle) - 1) / low) / math.pi
        parts.append(complex(sine, cosine))
    return parts


def rectifier(width_deg: float, centre_deg: float = 90.0) -> Series:
    """Return what a rectifier with a capacitor draws: one half-cosine pulse in each half-wave.

    `width_deg` is how long it conducts per half-wave (0 to 180 degrees), `centre_deg` where the
    pulse has its peak. Scaled to a fundamental of size 1. Raises ValueError for other angles.
    """
    if not (0 < width_deg <= 180 and 0 <= centre_deg <= 180):
        raise ValueError(f"no pulse is {width_deg} degrees wide around {centre_deg}")
    width, centre = math.radians(width_deg), math.radians(centre_deg)
    sizes = [_pulse(order * width / math.pi) for order in ORDERS]
    turns = [cmath.exp(1j * (math.pi / 2 - order * centre)) for order in ORDERS]
    parts = tuple(size / sizes[0] * turn for size, turn in zip(sizes, turns, strict=True))
    # Of the pulse: mean square width / (2 pi), fundamental 4 width / pi^2 times its size.
    fundamental_rms = 4 * width / math.pi**2 * sizes[0] / math.sqrt(2)
    return Series(parts, math.sqrt(width / (2 * math.pi)) / fundamental_rms)


def _pulse(x: float) -> float:
    """Return the size of a harmonic at x = order * width / pi: cos(pi x / 2) / (1 - x^2)."""
    if abs(x - 1) < _NEAR_POLE:
        return math.pi / 4
    return math.cos(math.pi * x / 2) / (1 - x * x)
