"""Quantities derived from phase values: neutral current, power factors, distortion, unbalance.

Sources: IEEE 1459-2010 (effective apparent power), IEC 61000-4-30 (unbalance by negative
sequence, and its form from line-to-line voltages alone), NEMA MG 1 (deviation from the mean).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping, Sequence

from stagewatt.domain.phases import L123, L123N, LineToLine

_A = cmath.rect(1.0, math.tau / 3)
_ZERO_SEQUENCE = 3
"""Orders divisible by three are in step in all phases and add up in the neutral."""


def neutral_a(i_a: L123[float]) -> float:
    """Return the neutral current of three sine currents of equal power factor, amps rms."""
    a, b, c = i_a
    return math.sqrt(max(0.0, a * a + b * b + c * c - a * b - b * c - c * a))


def neutral_of_harmonics_a(spectra: L123[Mapping[int, float]]) -> float:
    """Return the neutral current (amps rms) of three spectra: order -> amps, all in phase.

    Order h of phase k is turned by h times 120 degrees: 3, 9, 15 add, the others cancel when equal.
    """
    orders = {order for spectrum in spectra for order in spectrum}
    return math.sqrt(sum(_neutral_of_order(spectra, order) ** 2 for order in orders))


def _neutral_of_order(spectra: L123[Mapping[int, float]], order: int) -> float:
    amps = L123(*(spectrum.get(order, 0.0) for spectrum in spectra))
    return sum(amps) if order % _ZERO_SEQUENCE == 0 else neutral_a(amps)


def rms(parts: Sequence[float]) -> float:
    """Return the rms value of components of different frequency."""
    return math.hypot(*parts)


def thd_f(fundamental: float, harmonics: Sequence[float]) -> float:
    """Return the distortion as a ratio of the fundamental (which must not be 0)."""
    return rms(harmonics) / fundamental


def thd_r(fundamental: float, harmonics: Sequence[float]) -> float:
    """Return the distortion as a ratio of the whole rms value."""
    return rms(harmonics) / rms((fundamental, *harmonics))


def true_power_factor(displacement: float, thd_i: float) -> float:
    """Return P/S of a load on a clean voltage from cos phi1 and its current's THD-F (ratio)."""
    return displacement / math.sqrt(1 + thd_i * thd_i)


def s_arithmetic_va(p_w: L123[float], q_var: L123[float]) -> float:
    """Return the sum of the phases' apparent powers."""
    return sum(math.hypot(p, q) for p, q in zip(p_w, q_var, strict=True))


def s_vector_va(p_w: L123[float], q_var: L123[float]) -> float:
    """Return the apparent power of the summed P and Q."""
    return math.hypot(sum(p_w), sum(q_var))


def effective_current_a(i_a: L123N[float]) -> float:
    """Return IEEE 1459's effective current of a four-wire system."""
    return math.sqrt(sum(i * i for i in i_a) / 3)


def effective_voltage_v(v_ln_v: L123[float], v_ll_v: LineToLine[float]) -> float:
    """Return IEEE 1459's effective phase voltage of a four-wire system."""
    return math.sqrt((3 * sum(v * v for v in v_ln_v) + sum(u * u for u in v_ll_v)) / 18)


def sequences(values: L123[complex]) -> tuple[complex, complex, complex]:
    """Return zero, positive and negative sequence of three phasors (Fortescue)."""
    a, b, c = values
    zero = (a + b + c) / 3
    positive = (a + _A * b + _A * _A * c) / 3
    negative = (a + _A * _A * b + _A * c) / 3
    return zero, positive, negative


def unbalance_nema(values: Sequence[float]) -> float:
    """Return the largest deviation from the mean over the mean, as a ratio; 0 where all are 0."""
    mean = sum(values) / len(values)
    return max(abs(value - mean) for value in values) / mean if mean else 0.0


def unbalance_iec(v_ll_v: LineToLine[float]) -> float:
    """Return negative over positive sequence as a ratio, from line-to-line volts alone.

    1.0 where one phase is lost altogether, 0 where all are 0.
    """
    squares = [u * u for u in v_ll_v]
    if not any(squares):
        return 0.0
    beta = sum(square * square for square in squares) / sum(squares) ** 2
    root = math.sqrt(max(0.0, 3 - 6 * beta))
    return math.sqrt(max(0.0, (1 - root) / (1 + root)))
