"""What a solved network tells, with NaN where nothing gives a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Index, Mask
from stagewatt.physics.network.iterate import ACCEPTED
from stagewatt.physics.network.layout import LIVE, NEUTRAL, PHASES, WIRES, Layout, Ties

BEYOND = 1e6
"""Times the source: a resonance that lifts voltages this far is made of rounding errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Complex rms phasors; NaN where neither a path nor a load gives a value.

    Conductors in the order L1 L2 L3 N. `i_a` is what the node's incoming feeder carries: phases
    towards the node, N back. Orders of `v_h_v` and `i_h_a` as in HARMONICS; None where no
    harmonics were asked for.
    """

    v_pe_v: Complex
    """(nodes, 4) to the source's earth."""
    v_ln_v: Complex
    """(nodes, 3); also where only the difference has a value: a load between loose ends."""
    v_ll_v: Complex
    """(nodes, 3): L1-L2, L2-L3, L3-L1."""
    i_a: Complex
    """(nodes, 4)."""
    load_i_a: Complex
    """(nodes, 3): what the loads draw."""
    silent: Mask
    """(nodes, 3): where constant current and constant power draw nothing for want of voltage."""
    source_i_a: Complex
    """(sources, 4): towards the busbar, N back."""
    bus_v_pe_v: Complex
    """(sources, 4)."""
    v_h_v: Complex | None
    """(orders, nodes, 4)."""
    i_h_a: Complex | None
    """(orders, nodes, 4)."""
    source_i_h_a: Complex | None
    """(orders, sources, 4)."""
    bus_v_h_v: Complex | None
    """(orders, sources, 4)."""
    converged: bool
    iterations: int
    message: str


def holds_good(where: Layout, emf_v: Complex, u_v: Complex, v_v: Complex, i_a: Complex) -> bool:
    """Return whether the loads' currents, summed up the tree, bring about the voltages assumed.

    `u_v` are the loads' voltages that their currents follow from; `v_v` and `i_a` (terminals) what
    Kirchhoff's laws make of these currents. No current may leave an island either.
    """
    if not (np.isfinite(v_v).all() and np.isfinite(i_a).all()):
        return False
    at_nodes = v_v[where.at_nodes].reshape(-1, WIRES)
    apart_v = (at_nodes[:, :PHASES] - at_nodes[:, NEUTRAL:]).ravel()
    size_v = float(np.abs(v_v).max(initial=np.abs(u_v).max(initial=0.0)))
    if size_v > BEYOND * float(np.abs(emf_v).max(initial=0.0)):
        return False
    if float(np.abs(apart_v - u_v).max(initial=0.0)) > ACCEPTED * size_v:
        return False
    lost_a = np.abs(i_a[where.roots]).max(initial=0.0)
    return bool(lost_a <= ACCEPTED * max(1.0, float(np.abs(i_a).max(initial=0.0))))


def masked(where: Layout, tied: Ties, v_v: Complex) -> Complex:
    """Return terminal voltages (..., terminals) as (..., points, 4), NaN where they float."""
    if len(where.roots):
        floats = np.append(tied.group, LIVE)[where.island] != LIVE
        v_v = np.where(floats, complex(np.nan, np.nan), v_v)
    return v_v.reshape(*v_v.shape[:-1], -1, WIRES)


def differences(where: Layout, tied: Ties, v_v: Complex, pairs: tuple[Index, Index]) -> Complex:
    """Return (nodes, 3) between conductors of nodes, NaN where nothing joins them."""
    at_nodes = v_v[where.at_nodes].reshape(-1, WIRES)
    first, second = pairs
    apart: Complex = at_nodes[:, first] - at_nodes[:, second]
    if not len(where.roots):
        return apart
    group = np.append(tied.group, LIVE)[where.island[where.at_nodes]].reshape(-1, WIRES)
    alike = group[:, first] == group[:, second]
    joined: Complex = np.where(alike, apart, complex(np.nan, np.nan))
    return joined


def inward(i_a: Complex) -> Complex:
    """Return currents (..., terminals) as (..., points, 4): phases onward, N back."""
    shaped = i_a.reshape(*i_a.shape[:-1], -1, WIRES)
    onward: Complex = shaped * _BACK
    return onward


_BACK = np.array([1.0, 1.0, 1.0, -1.0])
TO_NEUTRAL: tuple[Index, Index] = (np.arange(PHASES), np.full(PHASES, NEUTRAL))
TO_PHASE: tuple[Index, Index] = (np.arange(PHASES), np.roll(np.arange(PHASES), -1))
