"""Small networks: one matrix over all loads, closed sums along the conductors' paths.

With u the voltage at each load, i its current, phi the potential of each island:
u = E + A phi - Z i and A' i = 0 (no current leaves an island), where Z holds the impedance that two
loads' paths share (Kirchhoff's voltage law) and A tells which island a load's ends belong to.
Zero impedances need no care, and a break costs one more unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stagewatt.physics.network.arrays import Complex, Mask, Real
from stagewatt.physics.network.layout import NEUTRAL, PHASES, WIRES, Layout


class Dense:
    """What does not depend on loads: paths and shared impedances."""

    def __init__(self, where: Layout) -> None:
        """Sum up the paths of every terminal."""
        self.where = where
        paths = _paths(where)
        mine = paths[where.at_nodes]
        self.carries: Real = np.ascontiguousarray(mine.T)
        """(terminals, 4 n): whose currents each piece of conductor carries."""
        self.r_ohm: Real = (paths * where.z_ohm.real) @ mine.T
        self.x_ohm: Real = (paths * where.z_ohm.imag) @ mine.T
        self.r_ports_ohm = _between(self.r_ohm[where.at_nodes])
        self.x_ports_ohm = _between(self.x_ohm[where.at_nodes])
        self.holds: Real = (where.island[:, None] == np.arange(len(where.roots))).astype(np.float64)
        self.ends: Real = _ends(self.holds[where.at_nodes])

    def matrix(self, y_s: Complex, kept: Mask) -> DenseMatrix:
        """Factorise for load admittances (3 n); `kept` are the islands that loads hold.

        Raises LinAlgError for a resonance without loss.
        """
        z: Complex = self.r_ports_ohm + 1j * self.x_ports_ohm
        if not kept.any():
            return DenseMatrix.of(self, kept, np.eye(len(y_s)) + z * y_s, z)
        ends = self.ends[:, kept]
        return DenseMatrix.of(self, kept, bordered(z, y_s, ends), np.concatenate((z, ends.T)))


def _paths(where: Layout) -> Real:
    """Return (terminals, terminals): which pieces of conductor lead to each terminal."""
    count = WIRES * where.points
    paths = np.zeros((count, count))
    broken = where.open_
    for terminal in range(count):
        if not broken[terminal]:
            if where.up[terminal] >= 0:
                paths[terminal] = paths[where.up[terminal]]
            paths[terminal, terminal] = 1.0
    return paths


def _ends(per_terminal: Real) -> Real:
    """Return (3 n, x): the phase's row minus the neutral's row, per load."""
    rows, columns = per_terminal.shape
    shaped = per_terminal.reshape(rows // WIRES, WIRES, columns)
    apart: Real = shaped[:, :PHASES] - shaped[:, NEUTRAL:]
    return apart.reshape(rows // WIRES * PHASES, columns)


def _between(shared: Real) -> Real:
    """Return (3 n, 3 n) between loads from (4 n, 4 n) between terminals."""
    return _ends(_ends(shared).T)


def wires_a(i_a: Complex) -> Complex:
    """Return (..., 4 n) currents out of the conductors from (..., 3 n) currents of loads."""
    by_node = i_a.reshape(*i_a.shape[:-1], -1, PHASES)
    out = np.empty((*by_node.shape[:-1], WIRES), dtype=np.complex128)
    out[..., :PHASES] = by_node
    out[..., NEUTRAL] = -by_node.sum(-1)
    return out.reshape(*i_a.shape[:-1], -1)


@dataclass(frozen=True, slots=True)
class DenseMatrix:
    """A dense network with load admittances in its matrix."""

    net: Dense
    kept: Mask
    inverse: Complex
    drop_ohm: Complex
    """(3 n + k, 3 n): how an ampere drawn beside the matrix pulls each load and island down."""

    @classmethod
    def of(cls, net: Dense, kept: Mask, whole: Complex, right: Complex) -> DenseMatrix:
        """Invert. Raises LinAlgError for a singular matrix."""
        inverse: Complex = np.linalg.inv(whole).astype(np.complex128, copy=False)
        return cls(net, kept, inverse, inverse @ right)

    def fed(self, emf_v: Complex) -> DenseLinear:
        """Return the network with its sources (sources, 4)."""
        where = self.net.where
        root_v = np.where(where.emf >= 0, emf_v.ravel()[where.emf], 0)
        count = self.drop_ohm.shape[1]
        rest_v = self.inverse[:, :count] @ _apart(root_v[where.at_nodes])
        return DenseLinear(self, root_v, rest_v, self.drop_ohm[:count])


@dataclass(frozen=True, slots=True)
class DenseLinear:
    """A dense network with load admittances in its matrix, and its sources."""

    matrix: DenseMatrix
    root_v: Complex
    """Per terminal the EMF that it has a path to, 0 in an island."""
    rest_v: Complex
    """(3 n + k): volts of loads and islands when nothing is drawn beside the matrix."""
    response_ohm: Complex
    """(3 n, 3 n): the loads' part of `drop_ohm`."""

    def ports_v(self, extra_a: Complex) -> Complex:
        """Return the loads' voltages when they draw `extra_a` (3 n) beside the matrix."""
        return self.rest_v[: len(extra_a)] - self.response_ohm @ extra_a

    def tangent_v(self, extra_a: Complex, direct_s: Complex, mirror_s: Complex) -> Complex:
        """Return u where the extra current is extra_a + direct_s u + mirror_s conj(u)."""
        count = len(extra_a)
        plain = np.eye(count) + self.response_ohm * direct_s
        mirror = self.response_ohm * mirror_s
        matrix = np.block(
            [
                [plain.real + mirror.real, mirror.imag - plain.imag],
                [plain.imag + mirror.imag, plain.real - mirror.real],
            ]
        )
        rest = self.ports_v(extra_a)
        solved = np.linalg.solve(matrix, np.concatenate((rest.real, rest.imag)))
        u_v: Complex = solved[:count] + 1j * solved[count:]
        return u_v

    def flow(self, extra_a: Complex, i_a: Complex) -> tuple[Complex, Complex]:
        """Return volts and amps of all terminals for the loads' extra and whole currents."""
        net, kept, count = self.matrix.net, self.matrix.kept, len(extra_a)
        out_a = wires_a(i_a)
        v_v = self.root_v - (net.r_ohm @ out_a + 1j * (net.x_ohm @ out_a))
        if kept.any():
            island_v = self.rest_v[count:] - self.matrix.drop_ohm[count:] @ extra_a
            v_v = v_v + net.holds[:, kept] @ island_v
        return v_v, net.carries @ out_a


def _apart(per_terminal: Complex) -> Complex:
    shaped = per_terminal.reshape(-1, WIRES)
    apart: Complex = shaped[:, :PHASES] - shaped[:, NEUTRAL:]
    return apart.ravel()


def bordered(z_ohm: Complex, y_s: Complex, ends: Real) -> Complex:
    """Return the matrix of (u, phi): (..., 3 n + k, 3 n + k)."""
    count, islands = ends.shape
    matrix = np.zeros((*z_ohm.shape[:-2], count + islands, count + islands), dtype=np.complex128)
    matrix[..., :count, :count] = np.eye(count) + z_ohm * y_s
    matrix[..., :count, count:] = -ends
    matrix[..., count:, :count] = ends.T * y_s
    return matrix
