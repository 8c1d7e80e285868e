"""Loads between a phase and their node's neutral: what they draw at a voltage, and its slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Mask

V_NOMINAL_V = 230.0
DEAD = 1e-6
"""Below this share of 230 V nothing but an impedance draws: it is rounding."""

TRACE = 1e-6
"""What is left of a load that draws nothing, as a share of its impedance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """Arrays (nodes, 3), phase k to the node's neutral; complex siemens, amps, volt-amperes.

    `y_s`: constant impedance. `i_a`: constant current, conj(S / V nominal): the magnitude is kept,
    the angle is relative to the voltage. `s_va`: constant power P + jQ, Q > 0 lagging.
    `harmonics_a` (HARMONICS, nodes, 3): currents drawn at each order, angle relative to h times
    the angle of the load's fundamental voltage. `norton_s`: what of the load damps harmonics,
    default the conductance of `y_s`. `nominal_s`: what `i_a` and `s_va` are as impedances at their
    nominal voltage (default: 230 V); it steers the iteration, not the answer.
    """

    y_s: Complex
    i_a: Complex
    s_va: Complex
    harmonics_a: Complex | None = None
    norton_s: Complex | None = None
    nominal_s: Complex | None = None

    @property
    def stand_in_s(self) -> Complex:
        """What stands in for constant current and constant power in the network's matrix."""
        if self.nominal_s is not None:
            return self.nominal_s
        nominal: Complex = self.i_a / V_NOMINAL_V + self.s_va.conj() / V_NOMINAL_V**2
        return nominal


@dataclass(frozen=True, slots=True)
class Law:
    """The loads without shape (3 n): what they draw beside `matrix_s` u, which the matrix holds."""

    y_s: Complex
    i_a: Complex
    s_va: Complex
    matrix_s: Complex

    @property
    def linear(self) -> bool:
        """Whether there are impedances only."""
        return not (self.i_a.any() or self.s_va.any())

    @property
    def present(self) -> Mask:
        """Which of the places have a load."""
        there: Mask = (self.y_s != 0) | (self.i_a != 0) | (self.s_va != 0)
        return there

    def extra_a(self, u_v: Complex) -> Complex:
        """Return the current drawn at `u_v` beyond what the matrix has for it."""
        size_v = np.abs(u_v)
        if size_v.min(initial=V_NOMINAL_V) > DEAD * V_NOMINAL_V:
            drawn: Complex = (self.s_va / u_v).conj() + self.i_a * (u_v / size_v)
        else:
            drawn = self._drawn_by_the_living(u_v, size_v > DEAD * V_NOMINAL_V)
        extra: Complex = drawn - (self.matrix_s - self.y_s) * u_v
        return extra

    def slopes_s(self, u_v: Complex) -> tuple[Complex, Complex]:
        """Return a, b of d extra = a du + b conj(du) at `u_v`."""
        size_v = np.abs(u_v)
        alive = size_v > DEAD * V_NOMINAL_V
        safe_v = np.where(alive, u_v, 1.0)
        half: Complex = np.where(alive, self.i_a / (2 * np.abs(safe_v)), 0)
        direct: Complex = half - (self.matrix_s - self.y_s)
        turn = safe_v / safe_v.conj()
        mirror: Complex = np.where(alive, -self.s_va.conj() / safe_v.conj() ** 2, 0) - half * turn
        return direct, mirror

    def silenced(self, hanging: Mask, u_v: Complex, dark_v: float) -> tuple[Law, Mask] | None:
        """Return the loads without those of constant power or current that hang in the dark.

        Each leaves a trace of its impedance, so that what hangs on it alone still has a place;
        None where there is no such load.
        """
        restless = (self.i_a != 0) | (self.s_va != 0)
        places: Mask = hanging & restless & (np.abs(u_v) < dark_v)
        if not places.any():
            return None
        y_s = np.where(places, self.y_s + TRACE * (self.matrix_s - self.y_s), self.y_s)
        i_a, s_va = np.where(places, 0, self.i_a), np.where(places, 0, self.s_va)
        return Law(y_s, i_a, s_va, np.where(places, y_s, self.matrix_s)), places

    def _drawn_by_the_living(self, u_v: Complex, alive: Mask) -> Complex:
        safe_v = np.where(alive, u_v, 1.0)
        drawn = (self.s_va / safe_v).conj() + self.i_a * (safe_v / np.abs(safe_v))
        living: Complex = np.where(alive, drawn, 0)
        return living


def law(loads: Loads) -> Law:
    """Return the loads without shape."""
    y_s, i_a, s_va = loads.y_s.ravel(), loads.i_a.ravel(), loads.s_va.ravel()
    return Law(y_s, i_a, s_va, y_s + loads.stand_in_s.ravel())
