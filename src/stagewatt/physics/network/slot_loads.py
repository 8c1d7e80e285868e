"""What the slots of a site are to the network: ZIP loads with a spectrum."""

from __future__ import annotations

import numpy as np

from stagewatt.domain.phases import L123
from stagewatt.physics.network.arrays import Complex, Mask, Real
from stagewatt.physics.network.loads import DEAD, V_NOMINAL_V, Loads
from stagewatt.physics.network.slots import Slots
from stagewatt.physics.network.solve import Solution

ALL = slice(None)


def emf_array(*sources: L123[complex]) -> Complex:
    """Return the sources' phasors as the solver takes them."""
    return np.array([tuple(each) for each in sources], dtype=np.complex128)


def delivered_va(solution: Solution) -> list[complex]:
    """Return what each phase of all sources delivers at their busbars, P + jQ."""
    v, i = solution.bus_v_pe_v[:, :3], solution.source_i_a[:, :3]
    powers: list[complex] = np.nan_to_num(v * i.conj()).sum(axis=0).tolist()
    return powers


def fundamental_a(slots: Slots, v_ln_v: Complex, silent: Mask) -> Complex:
    """Return the fundamental current of every slot at the racks' voltages (racks, 3).

    On `silent` phases (racks, 3) nothing but impedances draws, as the solver has it.
    """
    v = v_ln_v[:, :, None]
    volts = np.abs(v)
    alive = (volts > DEAD * V_NOMINAL_V) & ~silent[:, :, None]
    unit = np.divide(v, volts, out=np.zeros_like(v), where=alive)
    power_a = np.divide(slots.s_va, v, out=np.zeros_like(slots.s_va), where=alive).conj()
    i_a: Complex = np.where(slots.on, v * slots.y_s + unit * slots.i_a + power_a, 0.0)
    return i_a


def injected_a(slots: Slots, v_ln_v: Complex, silent: Mask) -> Complex:
    """Return the harmonics (orders, racks, 3) that the slots draw at these voltages."""
    size_a = np.abs(fundamental_a(slots, v_ln_v, silent))
    return spectra(slots, size_a, ALL)


def spectra(slots: Slots, size_a: Real, columns: slice) -> Complex:
    """Return harmonics of some columns from the size of their slots' fundamental currents.

    A product of matrices per rack and phase: the largest sum of a step, so left to the library.
    """
    by_rack = [
        np.matmul(size_a[rack, :, None, columns], ratios[:, columns])[:, 0]
        for rack, ratios in enumerate(slots.ratios)
    ]
    return np.array(by_rack).transpose(2, 0, 1)


def loads_of(slots: Slots, *, hanging: bool, harmonics_a: Complex | None = None) -> Loads:
    """Return what all slots of each rack and phase draw together."""
    return Loads(
        y_s=_sum(slots, slots.y_s),
        i_a=_sum(slots, slots.i_a),
        s_va=_sum(slots, slots.s_va),
        harmonics_a=harmonics_a,
        norton_s=damping_s(slots, ALL, hanging=hanging).astype(np.complex128),
    )


def damping_s(slots: Slots, columns: slice, *, hanging: bool) -> Real:
    """Return what damps harmonics: impedances, and behind a break whatever else draws power."""
    conductance = slots.y_s.real
    if hanging:
        v = slots.nominal_v
        conductance = conductance + slots.i_a.real / v + slots.s_va.real / v**2
    total: Real = np.where(slots.on, conductance, 0.0)[:, :, columns].sum(axis=2)
    return total


def _sum(slots: Slots, values: Complex) -> Complex:
    total: Complex = np.where(slots.on, values, 0.0).sum(axis=2)
    return total
