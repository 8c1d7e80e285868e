"""Short ways to write networks and loads in tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from stagewatt.domain.phases import L123
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.prepared import Prepared, prepare
from stagewatt.physics.network.runs import Run, star
from stagewatt.physics.network.sweep import Sweep
from stagewatt.physics.network.tree import Tree

SOUND = star(L123.all(230.0), L123(0.0, -120.0, 120.0))
EMF = np.array([[*SOUND]])


def run(z: complex | None = 0j, *, lost: str = "", **more: Any) -> Run:
    """A run of four equal conductors, without those that are lost ("1", "2", "3", "N")."""
    phases = (None if each in lost else z for each in "123")
    return Run(z_phase_ohm=L123(*phases), z_neutral_ohm=None if "N" in lost else z, **more)


def loads(*rows: tuple[complex, complex, complex], kind: str = "y_s", **more: Any) -> Loads:
    """Watts and var per node and phase as one kind of load."""
    s_va = np.array(rows, dtype=np.complex128)
    arrays = {"y_s": s_va.conj() / 230**2, "i_a": s_va.conj() / 230, "s_va": s_va}
    return Loads(**{key: arrays[key] * (key == kind) for key in arrays}, **more)


def engines(tree: Tree) -> tuple[Prepared, Prepared]:
    sweep = prepare(tree)
    sweep.net = Sweep(sweep.where)
    return prepare(tree), sweep


def sizes(values: Any) -> list[float]:
    return [*np.abs(np.ravel(values))]
