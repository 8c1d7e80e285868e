"""Large networks: four-wire equivalents summed up the tree, voltages handed down again.

Every node is reduced to the admittance and the current that its feeder sees (4 x 4 and 4), all
nodes of a depth at once; the work grows with the number of nodes. A row of (alpha + beta Y) V =
gamma U - beta J says for each conductor either V = U - Z I (alpha = gamma = 1, beta = Z), or
I = 0 for a broken one (beta = 1), or V = 0 for one whose potential may be chosen (alpha = 1).
Complex numbers may stand as 2 x 2 real blocks, so that conj(u) can take part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Index, Mask, Numbers, Real
from stagewatt.physics.network.dense import wires_a
from stagewatt.physics.network.layout import NEUTRAL, PHASES, WIRES, Layout
from stagewatt.physics.network.levels import Level, levels

Factored = list[tuple[Numbers, Numbers, Numbers]]


class Sweep:
    """What does not depend on loads: the levels of the tree."""

    def __init__(self, where: Layout) -> None:
        """Sort the points by depth."""
        self.where = where
        self.levels = levels(where)

    def reduced(self, loads: Numbers, pieces: Numbers, pinned: Mask) -> Factored:
        """Return the reduction of each level.

        `loads` (..., nodes, 3, d, d) and `pieces` (..., terminals, d, d) hold complex numbers as
        they are (d = 1) or as real blocks (d = 2); `pinned` tells of each terminal whether its
        potential is chosen. Raises LinAlgError for a resonance without loss.
        """
        width = loads.shape[-1]
        lead = loads.shape[:-4]
        size = WIRES * width
        y = np.zeros((*lead, self.where.points, size, size), dtype=loads.dtype)
        y[..., self.where.sources :, :, :] = _star(loads)
        beta, gamma, alpha = self._rows(pieces, pinned)
        reductions: Factored = []
        for level in reversed(self.levels):
            here = y[..., level.points, :, :]
            joined = gamma[level.points]
            if width == 1:  # a diagonal
                own = np.einsum("...ii->...i", beta[..., level.points, :, :])
                inverse = np.linalg.inv(_plus(own[..., None] * here, alpha[level.points]))
                from_own = inverse * own[..., None, :]
            else:
                own = beta[..., level.points, :, :]
                inverse = np.linalg.inv(_plus(own @ here, alpha[level.points]))
                from_own = inverse @ own
            from_above = inverse * joined[:, None, :]
            # Nothing goes up through a broken conductor, not even what a chosen potential takes.
            onward = joined[:, :, None] * _plus(-(here @ from_own), np.ones(size))
            reductions.append((from_above, from_own, onward))
            if level.parents[0] >= 0:
                self._hand_up(y, level, joined[:, :, None] * (here @ from_above), width)
        return reductions[::-1]

    def swept(self, factored: Factored, emf: Numbers, out: Numbers) -> Numbers:
        """Return (..., points, size) volts from EMFs (sources, size) and currents (..., points)."""
        drawn = out.copy()
        width = out.shape[-1] // WIRES
        for level, (_, _, onward) in zip(reversed(self.levels), reversed(factored), strict=True):
            if level.parents[0] >= 0:
                passed = _times(onward, drawn[..., level.points, :])
                self._add_up(drawn, level, passed, width)
        v = np.empty_like(drawn)
        for level, (from_above, from_own, _) in zip(self.levels, factored, strict=True):
            above = v[..., level.above, :] if level.parents[0] >= 0 else emf
            if level.wired is not None:
                above = _picked(above, level.spread(level.wired, width))
            pulled = _times(from_own, drawn[..., level.points, :])
            v[..., level.points, :] = _times(from_above, above) - pulled
        return v

    def carried(self, out_a: Complex) -> Complex:
        """Return (..., points, 4): the sum of the currents below, per piece of conductor."""
        carried = out_a.copy()
        live = ~self.where.open_.reshape(-1, WIRES)
        for level in reversed(self.levels[1:]):
            self._add_up(carried, level, carried[..., level.points, :] * live[level.points], 1)
        return carried

    def matrix(self, y_s: Complex, pinned: Mask) -> SweepMatrix:
        """Factorise for load admittances (3 n). Raises LinAlgError for a resonance without loss."""
        factored = self.reduced(
            y_s.reshape(-1, PHASES, 1, 1), self.where.z_ohm[:, None, None], pinned
        )
        return SweepMatrix(self, factored, y_s, pinned)

    def handed_down(self, emf_v: Complex, drop_v: Complex, held_v: Complex) -> Complex:
        """Return (..., points, 4) volts from each piece's drop; behind a break from `held_v`."""
        v_v = np.empty_like(drop_v)
        broken = self.where.open_.reshape(-1, WIRES)
        for level in self.levels:
            above: Numbers = v_v[..., level.above, :] if level.parents[0] >= 0 else emf_v
            if level.wired is not None:
                above = _picked(above, level.wired)
            at = level.points
            v_v[..., at, :] = np.where(broken[at], held_v[..., at, :], above - drop_v[..., at, :])
        return v_v

    def out(self, i_a: Complex) -> Complex:
        """Return (..., points, 4): what loads (..., 3 n) take out of each conductor."""
        out = np.zeros((*i_a.shape[:-1], self.where.points, WIRES), dtype=np.complex128)
        out[..., self.where.sources :, :] = wires_a(i_a).reshape(*i_a.shape[:-1], -1, WIRES)
        return out

    def _rows(self, pieces: Numbers, pinned: Mask) -> tuple[Numbers, Real, Real]:
        width = pieces.shape[-1]
        size = WIRES * width
        points = self.where.points
        broken = self.where.open_
        filled = np.where(broken[:, None, None], np.eye(width, dtype=pieces.dtype), pieces)
        beta = np.zeros((*pieces.shape[:-3], points, size, size), dtype=pieces.dtype)
        blocks = filled.reshape(*pieces.shape[:-3], points, WIRES, width, width)
        for wire in range(WIRES):
            at = slice(wire * width, (wire + 1) * width)
            beta[..., at, at] = blocks[..., wire, :, :]
        gamma = np.repeat(~broken, width).reshape(points, size).astype(np.float64)
        alpha = np.repeat(~broken | pinned, width).reshape(points, size).astype(np.float64)
        return beta, gamma, alpha

    def _hand_up(self, y: Numbers, level: Level, seen: Numbers, width: int) -> None:
        if level.wired is not None:
            back = level.spread(np.argsort(level.wired, axis=1), width)
            rows = np.arange(len(back))[:, None, None]
            seen = seen[..., rows, back[:, :, None], back[:, None, :]]
        y[..., level.parents[level.starts], :, :] += np.add.reduceat(seen, level.starts, axis=-3)

    def _add_up(self, drawn: Numbers, level: Level, passed: Numbers, width: int) -> None:
        if level.wired is not None:
            passed = _picked(passed, level.spread(np.argsort(level.wired, axis=1), width))
        drawn[..., level.parents[level.starts], :] += np.add.reduceat(passed, level.starts, axis=-2)


def _star(loads: Numbers) -> Numbers:
    """Return (..., nodes, size, size): the admittance of three loads to their neutral."""
    width = loads.shape[-1]
    size = WIRES * width
    y = np.zeros((*loads.shape[:-3], size, size), dtype=loads.dtype)
    zero = slice(NEUTRAL * width, None)
    for phase in range(PHASES):
        at = slice(phase * width, (phase + 1) * width)
        load = loads[..., phase, :, :]
        y[..., at, at] = load
        y[..., at, zero] = -load
        y[..., zero, at] = -load
        y[..., zero, zero] += load
    return y


def _plus(matrices: Numbers, diagonal: Numbers) -> Numbers:
    """Add to the diagonals, in place."""
    np.einsum("...ii->...i", matrices)[...] += diagonal
    return matrices


def _times(matrices: Numbers, vectors: Numbers) -> Numbers:
    product: Numbers = (matrices @ vectors[..., None])[..., 0]
    return product


def _picked(values: Numbers, index: Index) -> Numbers:
    picked: Numbers = values[..., np.arange(len(index))[:, None], index]
    return picked


def blocks(numbers: Complex) -> Real:
    """Return complex numbers as real 2 x 2 blocks."""
    out = np.empty((*numbers.shape, 2, 2))
    out[..., 0, 0] = out[..., 1, 1] = numbers.real
    out[..., 1, 0] = numbers.imag
    out[..., 0, 1] = -numbers.imag
    return out


@dataclass(frozen=True, slots=True)
class SweepMatrix:
    """A swept network with load admittances in its reduction."""

    net: Sweep
    factored: Factored
    y_s: Complex
    pinned: Mask

    def fed(self, emf_v: Complex) -> SweepLinear:
        """Return the network with its sources (sources, 4)."""
        return SweepLinear(self, emf_v)


@dataclass(frozen=True, slots=True)
class SweepLinear:
    """A swept network with load admittances in its reduction, and its sources."""

    matrix: SweepMatrix
    emf_v: Complex

    def ports_v(self, extra_a: Complex) -> Complex:
        """Return the loads' voltages when they draw `extra_a` (3 n) beside the matrix."""
        return self._at_loads(self._points_v(extra_a))

    def tangent_v(self, extra_a: Complex, direct_s: Complex, mirror_s: Complex) -> Complex:
        """Return u where the extra current is extra_a + direct_s u + mirror_s conj(u)."""
        net = self.matrix.net
        slopes = blocks(self.matrix.y_s + direct_s)
        mirror = blocks(mirror_s)
        slopes[..., 0] += mirror[..., 0]
        slopes[..., 1] -= mirror[..., 1]
        loads = slopes.reshape(-1, PHASES, 2, 2)
        factored = net.reduced(loads, blocks(net.where.z_ohm), self.matrix.pinned)
        v = net.swept(factored, self.emf_v.view(np.float64), net.out(extra_a).view(np.float64))
        return self._at_loads(np.ascontiguousarray(v).view(np.complex128))

    def flow(self, extra_a: Complex, i_a: Complex) -> tuple[Complex, Complex]:
        """Return volts and amps of all terminals for the loads' extra and whole currents."""
        net = self.matrix.net
        carried = net.carried(net.out(i_a))
        drop_v = net.where.z_ohm.reshape(-1, WIRES) * carried
        v_v = net.handed_down(self.emf_v, drop_v, self._points_v(extra_a))
        return v_v.ravel(), carried.ravel()

    def _points_v(self, extra_a: Complex) -> Complex:
        net = self.matrix.net
        v: Numbers = net.swept(self.matrix.factored, self.emf_v, net.out(extra_a))
        return v.astype(np.complex128, copy=False)

    def _at_loads(self, v_v: Complex) -> Complex:
        at_nodes = v_v[self.matrix.net.where.sources :]
        return (at_nodes[:, :PHASES] - at_nodes[:, NEUTRAL:]).ravel()
