"""Broken and dead conductors: what has a value, what has none, where harmonics go."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.physics.network import closed_form
from tests.physics.network.nets import EMF, SOUND, engines, loads, run, sizes

from stagewatt.domain.phases import L123
from stagewatt.physics.network.case import PlacedLoad, solved
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import Run, in_series
from stagewatt.physics.network.solve import prepare, solve
from stagewatt.physics.network.tree import Tree

NAN = pytest.approx(math.nan, nan_ok=True)


@pytest.mark.parametrize("which", [0, 1])
def test_a_conductor_on_nothing_has_no_value(which: int) -> None:
    tree = Tree((run(),), (-1,), (run(0.1 + 0j, lost="1N"),))
    answer = solve(engines(tree)[which], EMF, loads((0, 0, 0)))
    assert answer.converged
    assert sizes(answer.v_pe_v) == [NAN, pytest.approx(230), pytest.approx(230), NAN]
    assert sizes(answer.v_ln_v) == [NAN, NAN, NAN]
    assert sizes(answer.v_ll_v) == [NAN, pytest.approx(230 * math.sqrt(3)), NAN]


@pytest.mark.parametrize("which", [0, 1])
def test_a_load_between_loose_ends_sees_nothing(which: int) -> None:
    tree = Tree((run(),), (-1,), (run(0.1 + 0j, lost="123N"),))
    for kind in ("y_s", "i_a", "s_va"):
        more = {"harmonics_a": np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)}
        answer = solve(engines(tree)[which], EMF, loads((1000, 0, 500), kind=kind, **more))
        assert answer.converged
        assert sizes(answer.v_ln_v) == [pytest.approx(0), NAN, pytest.approx(0)]
        assert np.isnan(answer.v_pe_v).all()
        assert sizes(answer.i_a) == pytest.approx([0] * 4)
        assert answer.i_h_a is not None
        assert sizes(answer.i_h_a) == pytest.approx([0] * (4 * len(HARMONICS)))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("kind", ["i_a", "s_va"])
def test_a_lone_load_on_a_dead_phase_draws_nothing(which: int, kind: str) -> None:
    tree = Tree((run(0.02 + 0j),), (-1,), (run(0.1 + 0j, lost="1"),))
    answer = solve(engines(tree)[which], EMF, loads((3000, 2000, 1000), kind=kind))
    assert answer.converged
    assert abs(answer.v_ln_v[0, 0]) == pytest.approx(0, abs=1e-9)
    assert answer.load_i_a[0, 0] == 0
    assert abs(answer.v_ln_v[0, 1]) == pytest.approx(229, abs=3)


def test_no_source_voltage() -> None:
    tree = Tree((run(0.1 + 0j),), (-1,), (run(0.1 + 0j),))
    for kind in ("y_s", "i_a", "s_va"):
        answer = solve(tree, EMF * 0, loads((1000, 500, 100), kind=kind))
        assert answer.converged
        assert sizes(answer.v_pe_v) == [0] * 4


@pytest.mark.parametrize("which", [0, 1])
def test_exchanged_conductors(which: int) -> None:
    tree = Tree((run(),), (-1, -1), (run(wired=(0, 2, 1, 3)), run(wired=(3, 1, 2, 0))))
    answer = solve(engines(tree)[which], EMF, loads((230, 230, 0), (230, 230, 0)))
    assert answer.v_ln_v[0, 1] == pytest.approx(SOUND.l3)
    # L1 where N belongs: 400 V on the other phases, and its own load the other way round.
    assert sizes(answer.v_ln_v[1]) == pytest.approx([230, 398.37, 398.37], abs=0.01)
    assert abs(answer.v_pe_v[1, 3]) == pytest.approx(230)


def test_runs_in_series_keep_their_wires() -> None:
    first, then = run(1 + 0j, lost="2", wired=(3, 1, 2, 0)), run(2 + 0j, wired=(0, 2, 1, 3))
    whole = in_series((first, then))
    assert whole.wired == (3, 2, 1, 0)
    assert [*whole] == [3, 3, None, 3]
    apart = Tree((run(),), (-1, 0), (first, then))
    joined = Tree((run(),), (-1,), (whole,))
    one = solve(joined, EMF, loads((900, 100, 500)))
    two = solve(apart, EMF, loads((0, 0, 0), (900, 100, 500)))
    assert sizes(one.v_ln_v) == pytest.approx(sizes(two.v_ln_v[1]))


@pytest.mark.parametrize("which", [0, 1])
def test_nodes_are_listed_in_any_order(which: int) -> None:
    near, far, beside = run(0.1 + 0j), run(0.2 + 0j), run(0.3 + 0j)
    of_near, of_far, of_beside = (3000, 400, 0), (0, 1000, 200), (500, 600, 700)
    one = Tree((run(0.02 + 0j),), (-1, 0, -1), (near, far, beside))
    other = Tree((run(0.02 + 0j),), (-1, -1, 1), (beside, near, far))
    first = solve(engines(one)[which], EMF, loads(of_near, of_far, of_beside, kind="s_va"))
    second = solve(engines(other)[which], EMF, loads(of_beside, of_near, of_far, kind="s_va"))
    assert sizes(first.v_pe_v) == pytest.approx(sizes(second.v_pe_v[[1, 2, 0]]))


@pytest.mark.parametrize("wired", [(0, 1, 2, 2), (0, 1, 2, 4)])
def test_wires_that_share_a_terminal(wired: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="wired"):
        run(wired=wired)


@pytest.mark.parametrize("which", [0, 1])
def test_damping_takes_from_the_harmonics(which: int) -> None:
    feeder = Run(z_phase_ohm=L123.all(0.5 + 0.1j), z_neutral_ohm=0j)
    tree = Tree((run(),), (-1,), (feeder,))
    harmonics_a = np.zeros((len(HARMONICS), 1, 3), dtype=np.complex128)
    harmonics_a[0, 0, 0] = 3.0
    for norton_s in (None, np.full((1, 3), 0.2 + 0j)):
        some = loads((2300, 0, 0), harmonics_a=harmonics_a, norton_s=norton_s)
        answer = solve(engines(tree)[which], EMF, some)
        damping = 2300 / 230**2 if norton_s is None else 0.2
        z = complex(0.5, 0.3)
        assert answer.i_h_a is not None
        assert abs(answer.i_h_a[0, 0, 0]) == pytest.approx(3 / abs(1 + z * damping))


@pytest.mark.parametrize("which", [0, 1])
def test_on_an_island_harmonics_need_a_way_to_flow(which: int) -> None:
    tree = Tree((run(),), (-1,), (run(0.1 + 0j, lost="N"),))
    harmonics_a = np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)
    for watts in (1000 + 0j, 1000j):
        more = {"harmonics_a": harmonics_a}
        answer = solve(engines(tree)[which], EMF, loads((watts, watts, watts), kind="s_va", **more))
        assert answer.i_h_a is not None
        assert answer.v_h_v is not None
        assert np.abs(answer.i_h_a.sum(2)).max() < 1e-6
        # Thirds are in step and have no way back: they become a voltage on the neutral.
        assert abs(answer.i_h_a[0, 0, 0]) == pytest.approx(0, abs=1e-6)
        assert abs(answer.v_h_v[0, 0, 3]) == pytest.approx(1 / abs(watts / 230**2), rel=0.05)


def test_plain_numbers_for_callers_without_arrays() -> None:
    tree = Tree((run(),), (-1,), (run(0.1 + 0j, lost="1"),))
    placed = [
        PlacedLoad(0, 1, "impedance", 1000 + 0j),
        PlacedLoad(0, 1, "current", 500 + 0j, 220.0),
        PlacedLoad(0, 2, "power", 100 + 10j),
    ]
    answer = solved(tree, [SOUND], placed)
    (node,) = answer.nodes
    assert node.v_ln_v.l1 is None
    assert node.v_ll_v.l12 is None
    assert node.i_a.l1 == 0
    assert node.v_ln_v.l2 is not None
    assert node.i_a.l2 is not None
    i_a = 500 / 220 * node.v_ln_v.l2 / abs(node.v_ln_v.l2) + node.v_ln_v.l2 * 1000 / 230**2
    assert node.i_a.l2 == pytest.approx(i_a)


def test_what_holds_the_islands_is_remembered() -> None:
    network = prepare(Tree((run(),), (-1,), (run(0.1 + 0j, lost="N"),)))
    for watts in (0, 1000, 1000, 2000, 0):
        some = loads((watts, 2 * watts, watts))
        again, fresh = solve(network, EMF, some), solve(network.tree, EMF, some)
        assert np.array_equal(again.v_pe_v, fresh.v_pe_v, equal_nan=True)


def test_the_closed_form_refuses_exchanged_conductors() -> None:
    with pytest.raises(ValueError, match="exchanged"):
        closed_form.solve(SOUND, run(wired=(1, 0, 2, 3)), L123.all(0.1 + 0j))


@pytest.mark.parametrize("which", [0, 1])
def test_a_chosen_potential_leaks_nowhere(which: int) -> None:
    # Node 2 hangs on node 1, which hangs on nothing: all of it floats, held together by loads.
    above = run(lost="12N")
    below = replace(run(lost="1N"), wired=(0, 3, 2, 1))
    harmonics_a = np.ones((len(HARMONICS), 2, 3), dtype=np.complex128)
    some = loads((3000, 400, 0), (0, 1000, 0), harmonics_a=harmonics_a)
    answer = solve(engines(Tree((run(),), (-1, 0), (above, below)))[which], EMF, some)
    assert answer.converged
    assert sizes(answer.v_ln_v[0]) == [pytest.approx(0), pytest.approx(0), NAN]
    assert abs(answer.v_ln_v[1, 1]) == pytest.approx(0)
    assert answer.v_pe_v[1, 2] == pytest.approx(SOUND.l3)
    assert answer.v_h_v is not None
    assert np.nan_to_num(np.abs(answer.v_h_v)).max() == pytest.approx(0)
