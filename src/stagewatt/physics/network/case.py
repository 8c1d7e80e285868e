"""One static network, solved: loads and answers as plain numbers, for callers without arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.physics.network.arrays import Complex
from stagewatt.physics.network.layout import PHASES
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.solve import solve
from stagewatt.physics.network.tree import Tree

Model = Literal["impedance", "current", "power"]


@dataclass(frozen=True, slots=True)
class PlacedLoad:
    """A load at a node and a phase (0 to 2) that draws P + jQ at its nominal voltage."""

    node: int
    phase: int
    model: Model
    s_va: complex
    v_nom_v: float = 230.0


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """A node's rms phasors; None where neither a path nor a load gives a value.

    `v_n_pe_v` is to the source's earth. Currents are in the incoming feeder: phases towards the
    node, N back.
    """

    v_ln_v: L123[complex | None]
    v_ll_v: LineToLine[complex | None]
    v_n_pe_v: complex | None
    i_a: L123N[complex | None]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What the network settles at; `message` tells why not, or what is special."""

    nodes: tuple[NodeAnswer, ...]
    converged: bool
    iterations: int
    message: str


def solved(tree: Tree, emf_v: Sequence[L123[complex]], loads: Iterable[PlacedLoad]) -> CaseAnswer:
    """Solve a tree for the EMFs of its sources and its loads."""
    emf = np.array([[*each] for each in emf_v], dtype=np.complex128)
    solution = solve(tree, emf, gathered(tree.nodes, loads))
    ln, ll, i = (_plain(each) for each in (solution.v_ln_v, solution.v_ll_v, solution.i_a))
    pe = _plain(solution.v_pe_v)
    nodes = (
        NodeAnswer(L123(*ln[node]), LineToLine(*ll[node]), pe[node][PHASES], L123N(*i[node]))
        for node in range(tree.nodes)
    )
    return CaseAnswer(tuple(nodes), solution.converged, solution.iterations, solution.message)


def gathered(nodes: int, loads: Iterable[PlacedLoad]) -> Loads:
    """Return the arrays of loads; several at one place add up."""
    y_s, i_a, s_va, nominal_s = (np.zeros((nodes, PHASES), dtype=np.complex128) for _ in range(4))
    for load in loads:
        at = load.node, load.phase
        admittance_s = load.s_va.conjugate() / load.v_nom_v**2
        if load.model == "impedance":
            y_s[at] += admittance_s
        else:
            nominal_s[at] += admittance_s
        if load.model == "current":
            i_a[at] += load.s_va.conjugate() / load.v_nom_v
        if load.model == "power":
            s_va[at] += load.s_va
    return Loads(y_s=y_s, i_a=i_a, s_va=s_va, nominal_s=nominal_s)


def _plain(values: Complex) -> list[list[complex | None]]:
    finite = np.isfinite(values)
    return [
        [value if is_there else None for value, is_there in zip(row, there, strict=True)]
        for row, there in zip(values.tolist(), finite.tolist(), strict=True)
    ]
