"""The solver against Kirchhoff, against the closed form, and against itself the other way."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.physics.network import closed_form

from stagewatt.domain.phases import L123
from stagewatt.physics.network import prepared
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import STRAIGHT, Run, in_series, star
from stagewatt.physics.network.solve import Prepared, Solution, prepare, solve
from stagewatt.physics.network.sweep import Sweep
from stagewatt.physics.network.tree import Tree

SOUND = star(L123.all(230.0), L123(0.0, -120.0, 120.0))
EMF = np.array([[*SOUND]])
IDEAL = Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=0j)
Array = Any


def zeros(nodes: int) -> Array:
    return np.zeros((nodes, 3), dtype=np.complex128)


def loads_of(y_s: Array = None, i_a: Array = None, s_va: Array = None, **more: Array) -> Loads:
    nodes = next(len(each) for each in (y_s, i_a, s_va) if each is not None)
    given_ones = [zeros(nodes) if each is None else each for each in (y_s, i_a, s_va)]
    return Loads(y_s=given_ones[0], i_a=given_ones[1], s_va=given_ones[2], **more)


def swept(tree: Tree) -> Prepared:
    """The same tree, solved by sweeps however small it is."""
    network = prepare(tree)
    network.net = Sweep(network.where)
    return network


impedances = st.one_of(st.just(0j), st.builds(complex, st.floats(1e-4, 1.0), st.floats(0.0, 0.5)))
maybe_open = st.one_of(impedances, impedances, impedances, impedances, st.none())
wirings = st.one_of(st.just(STRAIGHT), st.just(STRAIGHT), st.permutations(STRAIGHT).map(tuple))
runs = st.builds(
    lambda z, wired: Run(z_phase_ohm=L123(*z[:3]), z_neutral_ohm=z[3], wired=wired),
    st.lists(maybe_open, min_size=4, max_size=4),
    wirings,
)


@st.composite
def trees(draw: Any) -> Tree:
    sources = draw(st.integers(1, 2))
    nodes = draw(st.integers(1, 5))
    parents = [draw(st.integers(-sources, number - 1)) for number in range(nodes)]
    return Tree(
        tuple(draw(runs) for _ in range(sources)),
        tuple(parents),
        tuple(draw(runs) for _ in range(nodes)),
    )


def passive(draw: Any, nodes: int) -> Array:
    some = st.one_of(st.just(0j), st.builds(complex, st.floats(1e-3, 0.5), st.floats(-0.1, 0.1)))
    flat = draw(st.lists(some, min_size=3 * nodes, max_size=3 * nodes))
    return np.array(flat, dtype=np.complex128).reshape(nodes, 3)


@st.composite
def networks_of_any_load(draw: Any) -> tuple[Tree, Loads]:
    tree = draw(trees())
    y_s = passive(draw, tree.nodes)
    i_a = passive(draw, tree.nodes) * draw(st.sampled_from([0, 5]))
    s_va = passive(draw, tree.nodes) * draw(st.sampled_from([0, 300]))
    spectrum = np.outer(1 / np.array(HARMONICS), np.ones(tree.nodes * 3)).astype(np.complex128)
    harmonics_a = spectrum.reshape(-1, tree.nodes, 3)
    return tree, loads_of(y_s, i_a, s_va, harmonics_a=harmonics_a)


def upstream(tree: Tree, at_nodes: Array, at_buses: Array, node: int) -> Array:
    parent = tree.parents[node]
    above = at_nodes[parent] if parent >= 0 else at_buses[-1 - parent]
    return above[[*tree.runs[node].wired]]


def close(a: Array, b: Array, *, size: float = 1.0) -> bool:
    same_gaps = np.array_equal(np.isnan(a), np.isnan(b))
    apart = np.nan_to_num(np.abs(a - b))
    return bool(same_gaps and apart.max(initial=0.0) <= 1e-6 * max(1.0, size))


def drawn(loads: Loads, u_v: Array) -> Array:
    """What the loads should draw by their own law; nothing at 0 V."""
    alive = np.abs(np.nan_to_num(u_v)) > 2.3e-4
    safe = np.where(alive, u_v, 1.0)
    restless = (loads.s_va / safe).conj() + loads.i_a * safe / np.abs(safe)
    return np.where(np.isnan(u_v), 0, loads.y_s * np.nan_to_num(u_v)) + np.where(alive, restless, 0)


def check_kirchhoff(tree: Tree, loads: Loads, solved: Solution) -> None:
    """Both laws at every node and source, for what the loads draw by their own law."""
    size = max(1.0, float(np.abs(solved.i_a).max()))
    onward = solved.i_a * np.array([1, 1, 1, -1])
    expected = drawn(loads, solved.v_ln_v)
    if not solved.message:
        assert close(solved.load_i_a, expected, size=size)
    out = np.concatenate((solved.load_i_a, -solved.load_i_a.sum(1, keepdims=True)), axis=1)
    source_out = np.zeros_like(solved.source_i_a)
    for node, parent in enumerate(tree.parents):
        for conductor, up in enumerate(tree.runs[node].wired):
            if parent >= 0:
                out[parent, up] += onward[node, conductor]
            else:
                source_out[-1 - parent, up] += onward[node, conductor]
    assert close(onward, out, size=size)
    assert close(solved.source_i_a * np.array([1, 1, 1, -1]), source_out, size=size)
    for node, run in enumerate(tree.runs):
        above = upstream(tree, solved.v_pe_v, solved.bus_v_pe_v, node)
        for conductor, z in enumerate(run):
            if z is None:
                assert abs(onward[node, conductor]) <= 1e-6 * size
            else:
                drop = above[conductor] - z * onward[node, conductor]
                assert close(drop, solved.v_pe_v[node, conductor], size=size)


@pytest.mark.unmeasured
@settings(max_examples=50)
@given(networks_of_any_load())
def test_kirchhoffs_laws_hold_everywhere(case: tuple[Tree, Loads]) -> None:
    tree, loads = case
    for network in (prepare(tree), swept(tree)):
        solved = solve(network, np.repeat(EMF, len(tree.sources), 0), loads)
        if solved.converged:
            check_kirchhoff(tree, loads, solved)


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(networks_of_any_load())
def test_both_engines_find_the_same(case: tuple[Tree, Loads]) -> None:
    tree, loads = case
    emf_v = np.repeat(EMF, len(tree.sources), 0)
    dense, sweep = solve(tree, emf_v, loads), solve(swept(tree), emf_v, loads)
    assert dense.converged == sweep.converged
    if dense.converged:
        for name in ("v_pe_v", "v_ln_v", "v_ll_v", "i_a", "source_i_a", "bus_v_pe_v"):
            assert close(getattr(dense, name), getattr(sweep, name), size=400), name
        for name in ("v_h_v", "i_h_a", "source_i_h_a", "bus_v_h_v"):
            assert close(getattr(dense, name), getattr(sweep, name), size=400), name


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(networks_of_any_load())
def test_kirchhoffs_laws_hold_at_every_order(case: tuple[Tree, Loads]) -> None:
    tree, loads = case
    solved = solve(tree, np.repeat(EMF, len(tree.sources), 0), loads)
    if not solved.converged:
        return
    assert solved.v_h_v is not None
    assert solved.i_h_a is not None
    assert solved.bus_v_h_v is not None
    for at, order in enumerate(HARMONICS):
        onward = solved.i_h_a[at] * np.array([1, 1, 1, -1])
        assert close(onward.sum(1), np.zeros(tree.nodes), size=100)
        for node, run in enumerate(tree.runs):
            above = upstream(tree, solved.v_h_v[at], solved.bus_v_h_v[at], node)
            for conductor, z in enumerate(run):
                if z is None:
                    assert abs(onward[node, conductor]) <= 1e-6
                else:
                    drop_v = complex(z.real, order * z.imag) * onward[node, conductor]
                    below = solved.v_h_v[at, node, conductor]
                    assert close(above[conductor] - drop_v, below, size=100)


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(networks_of_any_load())
def test_power_in_is_power_used_and_lost(case: tuple[Tree, Loads]) -> None:
    tree, loads = case
    emf_v = np.repeat(EMF, len(tree.sources), 0)
    solved = solve(tree, emf_v, loads)
    if not solved.converged:
        return
    wired = [[*run.wired] for run in tree.sources]
    stars = np.concatenate((emf_v, np.zeros((len(emf_v), 1))), axis=1)
    ends = np.array([each[order] for each, order in zip(stars, wired, strict=True)])
    inward = solved.source_i_a * np.array([1, 1, 1, -1])
    given_va = np.sum(ends * inward.conj())
    used_va = np.sum(np.nan_to_num(solved.v_ln_v) * solved.load_i_a.conj())
    lost_va = 0j
    pieces = (*tree.sources, *tree.runs), (*solved.source_i_a, *solved.i_a)
    for run, i_a in zip(*pieces, strict=True):
        lost_va += sum((z or 0j) * abs(i) ** 2 for z, i in zip(run, i_a, strict=True))
    assert abs(given_va - used_va - lost_va) <= 1e-6 * max(1.0, abs(given_va), abs(lost_va))


loads3 = st.lists(
    st.builds(complex, st.floats(1e-6, 10.0), st.floats(-2.0, 2.0)), min_size=3, max_size=3
)
straight_runs = st.builds(
    lambda z: Run(z_phase_ohm=L123(*z[:3]), z_neutral_ohm=z[3]),
    st.lists(maybe_open, min_size=4, max_size=4),
)


@pytest.mark.unmeasured
@given(straight_runs, straight_runs, loads3)
def test_one_node_is_millmans_theorem(first: Run, then: Run, load_s: list[complex]) -> None:
    closed = closed_form.solve(SOUND, in_series((first, then)), L123(*load_s))
    solved = solve(Tree((first,), (-1,), (then,)), EMF, loads_of(np.array([load_s])))
    assert solved.converged
    wanted = [math.nan if v is None else v for v in (*closed.v_pe_v, closed.v_n_pe_v)]
    assert close(solved.v_pe_v[0], np.array(wanted))
    assert close(solved.i_a[0], np.array([*closed.i_a, closed.i_n_a]), size=1e3)


def test_worked_cases(golden: dict[str, Any]) -> None:
    for case in golden["four_wire"]["case"]:
        z_n = None if case["z_n_ohm"] < 0 else complex(case["z_n_ohm"])
        feeder = Run(z_phase_ohm=L123.all(0j), z_neutral_ohm=z_n)
        angles = [-math.copysign(math.acos(abs(pf)), pf) for _, pf in case["loads"]]
        amps = [a for a, _ in case["loads"]]
        y_s = np.array([amps]) / 230 * np.exp(1j * np.array([angles]))
        solved = solve(Tree((IDEAL,), (-1,), (feeder,)), EMF, loads_of(y_s))
        name = case["name"]
        assert abs(solved.v_pe_v[0, 3]) == pytest.approx(case["v_n_pe_v"], abs=0.051), name
        assert np.abs(solved.v_ln_v[0]) == pytest.approx(case["v_ln_v"], abs=0.051), name
        tolerance_a = 0.051 if max(case["i_a"]) > 100 else 0.0051
        assert np.abs(solved.i_a[0, :3]) == pytest.approx(case["i_a"], abs=tolerance_a), name


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(networks_of_any_load(), st.sampled_from([*permutations(range(3))]))
def test_exchanging_phases_exchanges_the_answer(
    case: tuple[Tree, Loads], order: tuple[int, int, int]
) -> None:
    tree, loads = case
    tree = Tree(tuple(map(plain, tree.sources)), tree.parents, tuple(map(plain, tree.runs)))
    loads = replace(loads, i_a=loads.i_a * 0, s_va=loads.s_va * 0, harmonics_a=None)
    emf_v = np.repeat(EMF, len(tree.sources), 0)
    turned = Tree(
        tuple(exchanged(run, order) for run in tree.sources),
        tree.parents,
        tuple(exchanged(run, order) for run in tree.runs),
    )
    straight = solve(tree, emf_v, loads)
    other = solve(turned, emf_v[:, order], replace(loads, y_s=loads.y_s[:, order]))
    assert close(straight.v_pe_v[:, [*order, 3]], other.v_pe_v, size=400)
    assert close(straight.i_a[:, [*order, 3]], other.i_a, size=1e4)


def plain(run: Run) -> Run:
    return replace(run, wired=STRAIGHT)


def exchanged(run: Run, order: tuple[int, int, int]) -> Run:
    phases = [*run.z_phase_ohm]
    return replace(run, z_phase_ohm=L123(*(phases[k] for k in order)))


@pytest.mark.unmeasured
@settings(max_examples=30)
@given(networks_of_any_load(), st.floats(0.1, 10.0))
def test_impedances_scale_with_the_source(case: tuple[Tree, Loads], factor: float) -> None:
    tree, loads = case
    loads = replace(loads, i_a=loads.i_a * 0, s_va=loads.s_va * 0, harmonics_a=None)
    emf_v: Array = np.repeat(EMF, len(tree.sources), 0)
    once, more = solve(tree, emf_v, loads), solve(tree, emf_v * factor, loads)
    assert close(once.v_pe_v * factor, more.v_pe_v, size=4000)
    assert close(once.i_a * factor, more.i_a, size=1e5)
    alone = np.eye(3, dtype=np.complex128)
    each_v: list[Array] = [emf_v * alone[phase] for phase in range(3)]
    parts = [solve(tree, only_v, loads).i_a for only_v in each_v]
    assert close(sum(parts), once.i_a, size=1e4)  # superposition


@pytest.mark.unmeasured
@given(straight_runs, networks_of_any_load())
def test_behind_a_lost_neutral_the_phases_sum_to_zero(run: Run, case: tuple[Tree, Loads]) -> None:
    _, loads = case
    lost = replace(run, z_neutral_ohm=None)
    tree = Tree((IDEAL,), (-1,), (lost,))
    first = {name: getattr(loads, name)[:1] for name in ("y_s", "i_a", "s_va")}
    solved = solve(tree, EMF, loads_of(**first))
    if solved.converged:
        assert abs(solved.i_a[0, :3].sum()) <= 1e-6 * max(1.0, float(np.abs(solved.i_a).max()))
        assert solved.i_a[0, 3] == 0


def chain(nodes: int, z: complex = 0.001 + 0.001j) -> Tree:
    run = Run(z_phase_ohm=L123.all(z), z_neutral_ohm=z)
    return Tree((run,), tuple(range(-1, nodes - 1)), (run,) * nodes)


@pytest.mark.parametrize("nodes", [100, 400])
def test_long_chains(nodes: int) -> None:
    s_va = np.full((nodes, 3), 10 + 3j, dtype=np.complex128)
    tree = chain(nodes)
    solved = solve(tree, EMF, loads_of(s_va=s_va, y_s=s_va.conj() / 230**2))
    assert solved.converged
    check_kirchhoff(tree, loads_of(s_va=s_va, y_s=s_va.conj() / 230**2), solved)


def test_many_racks_on_one_source() -> None:
    z = Run(z_phase_ohm=L123.all(1e-6 + 0j), z_neutral_ohm=1e-6 + 0j)
    feeder = Run(z_phase_ohm=L123.all(0.02 + 0.01j), z_neutral_ohm=0.02 + 0.01j)
    tree = Tree((z,), (-1,) * 300, (feeder,) * 300)
    assert isinstance(prepare(tree).net, Sweep)
    loads = loads_of(
        s_va=np.linspace(0, 9000, 900).reshape(300, 3) + 0j,
        harmonics_a=np.ones((len(HARMONICS), 300, 3), dtype=np.complex128),
    )
    solved = solve(tree, EMF, loads)
    assert solved.converged
    check_kirchhoff(tree, loads, solved)
    assert solved.i_h_a is not None
    # Without damping the third harmonics of three phases meet in the neutral.
    assert np.abs(solved.i_h_a[0, 1:, 3]) == pytest.approx(3, rel=0.02)


def test_the_remembered_matrix_does_not_outlive_its_loads() -> None:
    network = prepare(Tree((IDEAL,), (-1,), (chain(1).runs[0],)))
    harmonics_a = np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)
    for watts in (1000.0, 1000.0, 5000.0):
        loads = loads_of(np.full((1, 3), watts / 230**2 + 0j), harmonics_a=harmonics_a)
        again, fresh = solve(network, EMF, loads), solve(network.tree, EMF, loads)
        assert again.v_h_v is not None
        assert fresh.v_h_v is not None
        assert np.array_equal(again.v_pe_v, fresh.v_pe_v)
        assert np.array_equal(again.v_h_v, fresh.v_h_v)


def test_the_engine_follows_the_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not isinstance(prepare(chain(3)).net, Sweep)
    assert not isinstance(prepare(chain(100)).net, Sweep)
    assert isinstance(prepare(chain(200)).net, Sweep)
    monkeypatch.setattr(prepared, "DENSE_NODES", 0)
    assert isinstance(prepare(chain(3)).net, Sweep)


@pytest.mark.parametrize(
    ("parents", "runs_of"), [((0,), 1), ((-2,), 1), ((-1,), 2), ((-1, 2, 1), 3)]
)
def test_no_forest(parents: tuple[int, ...], runs_of: int) -> None:
    with pytest.raises(ValueError, match=r"parents|hang"):
        Tree((IDEAL,), parents, (IDEAL,) * runs_of)
