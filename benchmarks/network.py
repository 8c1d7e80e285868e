"""The network solver: time per solution, and against OpenDSS on the same case in the same run."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one core; before numpy is loaded

import numpy as np  # noqa: E402 - after the number of threads

from stagewatt.domain.phases import L123  # noqa: E402 - likewise
from stagewatt.physics.network.loads import Loads  # noqa: E402 - likewise
from stagewatt.physics.network.orders import HARMONICS  # noqa: E402 - likewise
from stagewatt.physics.network.runs import Run, star  # noqa: E402 - likewise
from stagewatt.physics.network.solve import prepare, solve  # noqa: E402 - likewise
from stagewatt.physics.network.tree import Tree  # noqa: E402 - likewise

RACKS, WAYS = 1000, 72
Array = Any


def run(z: complex) -> Run:
    return Run(z_phase_ohm=L123.all(z), z_neutral_ohm=z)


def tree_of(nodes: int, *, chain: bool = False, sources: int = 1) -> Tree:
    source = run((0.02 + 0.01j) * (1 if sources > 1 else min(1.0, 10 / nodes)))
    parents = [at - 1 for at in range(nodes)] if chain else [-1] * nodes
    if sources > 1:
        parents = [-1 - at for at in range(nodes)]
    return Tree((source,) * sources, tuple(parents), (run(0.0115 + 0.004j),) * nodes)


def emf_of(sources: int) -> Array:
    one = [*star(L123.all(230.0), L123(0.0, -120.0, 120.0))]
    return np.array([one] * sources)


def mixed(watts: Array, *, harmonics: bool = False) -> Loads:
    """A third impedance, a fifth current, the rest power."""
    spectrum = np.multiply.outer(1 / np.array(HARMONICS), watts / 230).astype(np.complex128)
    return Loads(
        y_s=(0.33 * watts / 230**2).astype(np.complex128),
        i_a=(0.2 * watts / 230).astype(np.complex128),
        s_va=(0.47 * watts * (1 + 0.3j)).astype(np.complex128),
        harmonics_a=spectrum if harmonics else None,
    )


def us_of(once: Callable[[int], object], repeats: int) -> float:
    """Median microseconds of CPU that a call takes, so that a busy machine tells the same."""
    once(0)
    taken = []
    for number in range(1, repeats + 1):
        begins = time.process_time()
        once(number)
        taken.append(time.process_time() - begins)
    return median(taken) * 1e6


def site(nodes: int, *, harmonics: bool, sources: int = 1, chain: bool = False) -> float:
    network, emf_v = prepare(tree_of(nodes, sources=sources, chain=chain)), emf_of(sources)
    watts = np.random.default_rng(1).uniform(0, 6000 / (nodes if chain else 1), (nodes, 3))

    def once(number: int) -> None:
        loads = mixed(watts * (1 + number * 1e-4), harmonics=harmonics)
        assert solve(network, emf_v, loads).converged  # noqa: S101 - a benchmark's own check

    return us_of(once, 400 if nodes < 50 else 20)


def hall(*, harmonics: bool) -> float:
    """1,000 racks of 72 ways on one source: from the ways' draws to all voltages and currents."""
    network, emf_v = prepare(tree_of(RACKS)), emf_of(1)
    chance = np.random.default_rng(2)
    slots = chance.uniform(0, 300, (RACKS, WAYS)) * (1 + 0.2j)
    on_phase = np.equal.outer(np.arange(WAYS) % 3, np.arange(3)).astype(np.complex128)
    kinds = chance.integers(0, 3, (RACKS, WAYS))
    masks = [(kinds == kind).astype(np.complex128) for kind in range(3)]
    now, part = slots.copy(), slots.copy()
    ones = np.ones((len(HARMONICS), RACKS, 3), dtype=np.complex128)
    spectrum = ones if harmonics else None

    def once(number: int) -> None:
        np.multiply(slots, 1 + number * 1e-4, out=now)
        sums: list[Array] = [np.multiply(now, mask, out=part) @ on_phase for mask in masks]
        y_s, i_a, s_va = sums
        loads = Loads(
            y_s=y_s.conj() / 230**2, i_a=i_a.conj() / 230, s_va=s_va, harmonics_a=spectrum
        )
        assert solve(network, emf_v, loads).converged  # noqa: S101 - a benchmark's own check

    return us_of(once, 15)


def against_opendss() -> tuple[float, float]:
    """One rack, three constant-power loads: new powers and a solution, ours and theirs, in us."""
    import opendssdirect as dss  # type: ignore[import-untyped]

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tools.compare_opendss import Witness

    case = {
        "source": {
            "v_ln_v": [230.0] * 3,
            "angle_deg": [0.0, -120.0, 120.0],
            "z_phase_ohm": [0.02, 0.01],
            "z_neutral_ohm": [0.02, 0.01],
            "open": [],
        },
        "feeders": [
            {
                "from": "source",
                "to": "R1",
                "z_phase_ohm": [0.0115, 0.004],
                "z_neutral_ohm": [0.0115, 0.004],
                "open": [],
            }
        ],
        "loads": [
            {"node": "R1", "phase": p, "model": "power", "p_w": w, "q_var": 0.0, "v_nom_v": 230.0}
            for p, w in (("L1", 5000.0), ("L2", 3000.0), ("L3", 1000.0))
        ],
    }
    for line in Witness(case).commands():
        dss.Text.Command(line)

    def theirs(number: int) -> None:
        dss.Loads.First()
        for watts in (5000, 3000, 1000):
            dss.Loads.kW(watts * (1 + number * 1e-4) / 1000)
            dss.Loads.Next()
        dss.Solution.Solve()

    network, emf_v, none = prepare(tree_of(1)), emf_of(1), np.zeros((1, 3), dtype=np.complex128)

    def ours(number: int) -> None:
        s_va: Array = np.array([[5000, 3000, 1000 + 0j]]) * (1 + number * 1e-4)
        solve(network, emf_v, Loads(y_s=none, i_a=none, s_va=s_va))

    return us_of(ours, 400), us_of(theirs, 400)


def main() -> None:
    """Print the table."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith(("model name", "Model"))
        ),
        "unknown CPU",
    )
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "opendssdirect.py")
    )
    print(f"{platform.machine()}, {cpu}, Linux {platform.release()}, Python", end=" ")
    print(f"{platform.python_version()}, {versions}; CPU time on one core\n")
    print("| what | measured | bar |\n|---|---|---|")
    ms = 1000
    print(f"| 1,000 racks x 72 ways, ZIP | {hall(harmonics=False) / ms:.2f} ms | <= 5 ms |")
    print(f"| the same with 25 harmonics | {hall(harmonics=True) / ms:.1f} ms | - |")
    apart = site(RACKS, harmonics=False, sources=RACKS)
    print(f"| 1,000 racks, each on a source of its own | {apart / ms:.2f} ms | - |")
    print(f"| a chain of 100 | {site(100, harmonics=False, chain=True) / ms:.2f} ms | - |")
    for nodes in (1, 2, 3):
        racks = "rack" if nodes == 1 else "racks"
        print(f"| {nodes} {racks}, ZIP | {site(nodes, harmonics=False):.0f} us | <= 150 us |")
        us = site(nodes, harmonics=True)
        print(f"| {nodes} {racks} with 25 harmonics | {us:.0f} us | <= 400 us |")
    ours, theirs = against_opendss()
    print(f"| 1 rack of constant power: ours | {ours:.0f} us | - |")
    print(f"| the same by OpenDSS, its model kept | {theirs:.0f} us | - |")
    print(f"| ratio | {ours / theirs:.1f} | - |")


if __name__ == "__main__":
    main()
