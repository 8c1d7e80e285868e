"""Leading-edge phase cut at a resistance: a table of firing angles, so that spectra are shared."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from stagewatt.physics.network.waveforms import leading_edge
from stagewatt.twin.loads.draw import CLEAN, Spectrum

_LAST = 180


@dataclass(frozen=True, slots=True)
class Cut:
    """One firing angle, relative to full conduction. Of a resistance, P and rms squared agree."""

    angle_deg: int
    p: float
    i_1: complex
    """Fundamental of the current; its angle is relative to the voltage."""
    spectrum: Spectrum


@cache
def cuts() -> tuple[Cut, ...]:
    """Return the table of firing angles, one a degree, from full conduction to none."""
    return tuple(map(_cut, range(_LAST + 1)))


@cache
def _descent() -> tuple[float, ...]:
    """Return the powers of the table below zero, so that they rise: what bisection wants."""
    return tuple(-each.p for each in cuts())


def cut_for(v: float) -> Cut:
    """Return the angle whose rms voltage comes nearest, 0 to 1 of full."""
    p = v * v
    table = cuts()
    at = min(_LAST, bisect_left(_descent(), -p))
    nearer = at and table[at - 1].p - p < p - table[at].p
    return table[at - 1 if nearer else at]


def _cut(angle_deg: int) -> Cut:
    if angle_deg in {0, _LAST}:  # all and nothing, without rounding errors
        full = 1.0 - angle_deg / _LAST
        return Cut(angle_deg, full, complex(full), CLEAN)
    series = leading_edge(angle_deg)
    spectrum = Spectrum(f"cut-{angle_deg}", series.ratios)
    return Cut(angle_deg, series.fundamental.real, series.fundamental, spectrum)
