"""Runs of four conductors: their impedances, breaks and swaps, and a source's phasors."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stagewatt.domain.phases import L123

STRAIGHT = (0, 1, 2, 3)
"""Each conductor on its own: L1 L2 L3 N."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Four conductors from one place to the next: impedance in ohm, None = broken.

    `wired` tells for L1 L2 L3 N of this run (and of what hangs on it) which conductor upstream
    it is connected to: (0, 2, 1, 3) has L2 and L3 exchanged, (3, 1, 2, 0) L1 and N.
    """

    z_phase_ohm: L123[complex | None]
    z_neutral_ohm: complex | None
    wired: tuple[int, int, int, int] = STRAIGHT

    def __post_init__(self) -> None:
        """Refuse a conductor that would feed power, and wires that share a terminal."""
        for z_ohm in self:
            if z_ohm is not None and not (z_ohm.real >= 0 and cmath.isfinite(z_ohm)):
                raise ValueError(f"a conductor needs a finite resistance >= 0, not {z_ohm}")
        if sorted(self.wired) != list(STRAIGHT):
            raise ValueError(f"wired needs each of 0 1 2 3 once, not {self.wired}")

    def __iter__(self) -> Iterator[complex | None]:
        """Yield the impedances of L1, L2, L3 and N."""
        yield from self.z_phase_ohm
        yield self.z_neutral_ohm


def star(v_v: L123[float], angle_deg: L123[float]) -> L123[complex]:
    """Return a source's phasors from rms volts and degrees."""
    turned = [cmath.rect(v, math.radians(a)) for v, a in zip(v_v, angle_deg, strict=True)]
    return L123(*turned)


def in_series(runs: Iterable[Run]) -> Run:
    """Join runs end to end, from the source on: impedances add, one break breaks the conductor."""
    whole = Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=0j)
    for run in runs:
        whole = _joined(whole, run)
    return whole


def _joined(first: Run, then: Run) -> Run:
    before = tuple(first)
    z = [_sum(z_ohm, before[up]) for z_ohm, up in zip(then, then.wired, strict=True)]
    l1, l2, l3, n = (first.wired[up] for up in then.wired)
    return Run(z_phase_ohm=L123(*z[:3]), z_neutral_ohm=z[3], wired=(l1, l2, l3, n))


def _sum(a: complex | None, b: complex | None) -> complex | None:
    return None if a is None or b is None else a + b
