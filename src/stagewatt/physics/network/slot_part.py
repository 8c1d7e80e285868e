"""Voltages at the racks of a site, and sums of currents over groups of their slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Index, Mask
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.slot_loads import damping_s, spectra
from stagewatt.physics.network.slots import Slots
from stagewatt.physics.network.solve import Solution
from stagewatt.physics.network.tree import Tree

PHASES = 3
_H = np.array(HARMONICS)
_ROUNDING_V = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volts:
    """Voltages at every rack: phasors of the fundamental, and harmonics or None.

    `v_pe_v` is (racks, 4) with L1 L2 L3 N, `v_h_v` (orders, racks, 4). A conductor without a
    defined voltage counts as 0 V: that is what an instrument shows. `silent` (racks, 3) are phases
    too dead for anything but impedances. `hanging` tells that some conductor is broken, so that
    the loads' own conductance damps what cannot flow.
    """

    v_pe_v: Complex
    v_ln_v: Complex
    v_ll_v: Complex
    v_h_v: Complex | None
    silent: Mask
    hanging: bool

    @classmethod
    def of(cls, solution: Solution, *, hanging: bool) -> Volts:
        """Take them from a solution whose nodes are the racks."""
        v_h_v = solution.v_h_v
        return cls(
            v_pe_v=defined(solution.v_pe_v, hanging=hanging),
            v_ln_v=defined(solution.v_ln_v, hanging=hanging),
            v_ll_v=defined(solution.v_ll_v, hanging=hanging),
            v_h_v=None if v_h_v is None else defined(v_h_v, hanging=hanging),
            silent=solution.silent,
            hanging=hanging,
        )

    def part(self, racks: Index) -> Volts:
        """Return some racks alone."""
        if len(racks) == len(self.v_ln_v):
            return self
        return Volts(
            v_pe_v=self.v_pe_v[racks],
            v_ln_v=self.v_ln_v[racks],
            v_ll_v=self.v_ll_v[racks],
            v_h_v=None if self.v_h_v is None else self.v_h_v[:, racks],
            silent=self.silent[racks],
            hanging=self.hanging,
        )


def defined(v_v: Complex, *, hanging: bool) -> Complex:
    """Return voltages with 0 where none is defined, and where only rounding is left of one."""
    if not hanging:
        return v_v
    there: Complex = np.where(np.abs(v_v) > _ROUNDING_V, v_v, 0)  # not so is NaN
    return there


def is_broken(tree: Tree) -> bool:
    """Tell whether any conductor is open."""
    return any(z_ohm is None for run in (*tree.sources, *tree.runs) for z_ohm in run)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Phase currents of one group of columns: fundamental (racks, 3), harmonics (orders first)."""

    i_a: Complex
    i_h_a: Complex | None

    @classmethod
    def of(cls, slots: Slots, volts: Volts, i_a: Complex, columns: slice) -> Part:
        """Add up some columns."""
        total = i_a[:, :, columns].sum(axis=2)
        if volts.v_h_v is None:
            return cls(total, None)
        drawn = spectra(slots, np.abs(i_a), columns)
        v = volts.v_ln_v
        size = np.abs(v)
        unit = np.divide(v, size, out=np.ones_like(v), where=size > 0)
        # What is an impedance also answers to the harmonics of the voltage.
        damps_s = np.where(volts.silent, 0, damping_s(slots, columns, hanging=volts.hanging))
        v_h = volts.v_h_v[..., :3] - volts.v_h_v[..., 3:]
        return cls(total, drawn * unit ** _H[:, None, None] + damps_s * v_h)

    def plus(self, other: Part) -> Part:
        """Return both together."""
        if self.i_h_a is None or other.i_h_a is None:
            return Part(self.i_a + other.i_a, None)
        return Part(self.i_a + other.i_a, self.i_h_a + other.i_h_a)


def behind(solution: Solution, tree: Tree, racks: Index, *, hanging: bool) -> Part:
    """Return what flows into the racks that hang on the panel sources of `racks`."""
    i_a = defined(solution.i_a, hanging=hanging)
    h_a = None if solution.i_h_a is None else defined(solution.i_h_a, hanging=hanging)
    total = np.zeros((len(racks), PHASES), dtype=np.complex128)
    total_h = None if h_a is None else np.zeros((len(h_a), *total.shape), dtype=np.complex128)
    if max(tree.parents, default=-1) < 0:
        return Part(total, total_h)
    place = {rack: at for at, rack in enumerate(racks.tolist())}
    for rack, parent in enumerate(tree.parents):
        at = place.get(parent)
        if at is None:
            continue
        onto = list(tree.runs[rack].wired)
        total[at] += _on_conductors(i_a[rack, :PHASES], onto)
        if total_h is not None and h_a is not None:
            total_h[:, at] += _on_conductors(h_a[:, rack, :PHASES], onto)
    return Part(total, total_h)


def _on_conductors(phases_a: Complex, onto: list[int]) -> Complex:
    """Return what a rack takes out of its parent's L1 L2 L3."""
    four = np.zeros((*phases_a.shape[:-1], 4), dtype=np.complex128)
    back = -phases_a.sum(axis=-1, keepdims=True)
    four[..., onto] = np.concatenate((phases_a, back), axis=-1)
    return four[..., :3]
