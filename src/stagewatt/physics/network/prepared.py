"""A tree made ready for any number of solutions."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from stagewatt.physics.network.arrays import Complex, Mask
from stagewatt.physics.network.dense import Dense, DenseMatrix
from stagewatt.physics.network.harmonics import dense_flow, dense_response, sweep_flow
from stagewatt.physics.network.layout import WIRES, Layout, Ties, layout, ties
from stagewatt.physics.network.loads import Law
from stagewatt.physics.network.sweep import Sweep, SweepMatrix
from stagewatt.physics.network.tree import Tree

DENSE_NODES = 24
"""Up to here one matrix over all loads is faster than sweeps over the tree."""
DENSE_STEPS = 150
"""The same for a chain, whose sweeps go node by node."""

Flow: TypeAlias = tuple[Complex, Complex]
"""Volts and amps (orders, terminals)."""


class Prepared:
    """A tree made ready; remembers its last factorisations, so keep it while the tree stays."""

    def __init__(self, tree: Tree) -> None:
        """Number the terminals and sum up the paths."""
        self.tree = tree
        self.where = layout(tree)
        self.net: Dense | Sweep = _engine(self.where)
        self._ties: tuple[bytes, Ties] | None = None
        self._matrix: tuple[bytes, DenseMatrix | SweepMatrix] | None = None
        self._response: tuple[bytes, Complex] | None = None

    def ties(self, loads: Law) -> Ties:
        """Return what holds the islands."""
        if not len(self.where.roots):
            return NO_TIES
        present = loads.present
        key = present.tobytes()
        if self._ties is None or self._ties[0] != key:
            self._ties = key, ties(self.where, present)
        return self._ties[1]

    def matrix(self, y_s: Complex, tied: Ties) -> DenseMatrix | SweepMatrix:
        """Return the network with a matrix of loads. Raises LinAlgError for a resonance."""
        key = y_s.tobytes() + tied.pinned.tobytes()
        if self._matrix is None or self._matrix[0] != key:
            if isinstance(self.net, Dense):
                self._matrix = key, self.net.matrix(y_s, ~tied.pinned)
            else:
                self._matrix = key, self.net.matrix(y_s, pinned_terminals(self.where, tied))
        return self._matrix[1]

    def harmonic_flow(
        self, injected_a: Complex, damped_s: Complex, tied: Ties
    ) -> tuple[Complex, Complex]:
        """Return volts and amps (orders, terminals)."""
        if isinstance(self.net, Sweep):
            pinned = pinned_terminals(self.where, tied)
            return sweep_flow(self.net, damped_s, pinned, injected_a)
        kept = ~tied.pinned
        key = damped_s.tobytes() + kept.tobytes()
        if self._response is None or self._response[0] != key:
            self._response = key, dense_response(self.net, damped_s, kept)
        return dense_flow(self.net, self._response[1], damped_s, kept, injected_a)


def _engine(where: Layout) -> Dense | Sweep:
    if where.nodes <= DENSE_NODES:
        return Dense(where)
    sweep = Sweep(where)
    few = where.nodes <= min(DENSE_STEPS, DENSE_NODES * len(sweep.levels) // 2)
    return Dense(where) if few else sweep


def prepare(tree: Tree) -> Prepared:
    """Return a tree made ready for any number of solutions."""
    return Prepared(tree)


def pinned_terminals(where: Layout, tied: Ties) -> Mask:
    """Return of each terminal whether its potential is chosen."""
    pinned = np.zeros(WIRES * where.points, dtype=np.bool_)
    pinned[where.roots[tied.pinned]] = True
    return pinned


NO_TIES = Ties(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.bool_))
