"""Loads without an answer, with several, and close to none: what is found and what is said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.physics.network.nets import EMF, engines, loads, run, sizes

from stagewatt.domain.phases import L123
from stagewatt.physics.network import iterate
from stagewatt.physics.network.case import PlacedLoad, gathered
from stagewatt.physics.network.dense import DenseLinear
from stagewatt.physics.network.loads import Loads
from stagewatt.physics.network.orders import HARMONICS
from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.solve import RESONANCE, SILENCE, solve
from stagewatt.physics.network.sweep import SweepLinear
from stagewatt.physics.network.tree import Tree

NAN = pytest.approx(math.nan, nan_ok=True)


@pytest.mark.parametrize("which", [0, 1])
def test_power_on_a_dead_phase_that_neutral_drops_stir(which: int) -> None:
    z = run(0.1 + 0j)
    tree = Tree((run(0.02 + 0j),), (-1, 0), (run(0.1 + 0j, lost="1"), z))
    harmonics_a = np.ones((len(HARMONICS), 2, 3), dtype=np.complex128)
    both = loads((3000, 2000, 500), (2000, 1500, 800), kind="s_va", harmonics_a=harmonics_a)
    answer = solve(engines(tree)[which], EMF, both)
    assert answer.converged
    assert answer.message == SILENCE
    assert 0 < abs(answer.v_ln_v[0, 0]) < 2
    assert sizes(answer.load_i_a[:, 0]) == pytest.approx([0, 0], abs=1e-5)
    assert answer.i_h_a is not None
    assert sizes(answer.i_h_a[:, :, 0]) == pytest.approx([0] * (2 * len(HARMONICS)), abs=1e-4)


def test_a_live_load_is_never_called_silent() -> None:
    # With the neutral lost, 60 kW beside 100 W see little as impedances, but are not without power.
    tree = Tree((run(0.5 + 0j),), (-1,), (run(0.1 + 0j, lost="N"),))
    answer = solve(tree, EMF, loads((60_000, 100, 100), kind="s_va"))
    assert SILENCE not in answer.message
    sound = solve(
        Tree((run(0.5 + 0j),), (-1,), (run(lost="1"),)), EMF, loads((0, 90_000, 0), kind="s_va")
    )
    assert not sound.converged
    assert SILENCE not in sound.message


@pytest.mark.parametrize("which", [0, 1])
def test_voltage_collapse(which: int) -> None:
    tree = Tree((run(0.5 + 0j),), (-1,), (run(0.5 + 0j),))
    answer = solve(engines(tree)[which], EMF, loads((40_000, 40_000, 40_000), kind="s_va"))
    assert not answer.converged
    assert answer.message == iterate.COLLAPSE
    assert np.isfinite(answer.v_pe_v).all()


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99, 0.9999])
def test_up_to_the_nose_of_the_curve(share: float) -> None:
    # E^2 / 4 z is the most that comes over a resistance; below it V follows from a quadratic.
    z, most_w = 1.0, 230**2 / 4
    tree = Tree((run(),), (-1,), (Run(z_phase_ohm=L123.all(z + 0j), z_neutral_ohm=0j),))
    answer = solve(tree, EMF, loads((share * most_w,) * 3, kind="s_va"))
    wanted = 115 * (1 + math.sqrt(1 - share))
    assert answer.converged
    assert sizes(answer.v_ln_v) == pytest.approx([wanted] * 3, rel=1e-6)
    beyond = solve(tree, EMF, loads((1.001 * most_w,) * 3, kind="s_va"))
    assert not beyond.converged


def test_constant_current_in_closed_form() -> None:
    tree = Tree((run(),), (-1,), (Run(z_phase_ohm=L123.all(0.5 + 0j), z_neutral_ohm=0j),))
    answer = solve(tree, EMF, loads((2300, 4600, 23), kind="i_a"))
    assert sizes(answer.v_ln_v) == pytest.approx([225, 220, 229.95])
    assert sizes(answer.i_a[0, :3]) == pytest.approx([10, 20, 0.1])


def test_one_root_of_several_is_named() -> None:
    tree = Tree((run(0.02 + 0.01j),), (-1,), (run(0.0115 + 0.004j, lost="N"),))
    answer = solve(tree, EMF, loads((10_000, 3000, 1000), kind="s_va"))
    assert answer.converged
    assert answer.message == iterate.ONE_OF_SEVERAL
    s_va = answer.v_ln_v * answer.load_i_a.conj()
    assert sizes(s_va) == pytest.approx([10_000, 3000, 1000], rel=1e-6)
    assert abs(answer.i_a[0, :3].sum()) < 1e-6


def test_generators_and_capacitors() -> None:
    tree = Tree((run(0.02 + 0.01j),), (-1,), (run(0.1 + 0.05j),))
    answer = solve(tree, EMF, loads((-5000, 2000 - 3000j, 0), kind="s_va"))
    assert answer.converged
    assert abs(answer.v_ln_v[0, 0]) > 230
    assert abs(answer.i_a[0, 2]) == 0


def test_very_large_and_very_small_loads() -> None:
    tree = Tree((run(),), (-1,), (run(0.01 + 0j, lost="N"),))
    answer = solve(tree, EMF, loads((1e9, 1e-6, 1e-6)))
    assert answer.converged
    assert sizes(answer.v_ln_v) == pytest.approx([0, 398.37, 398.37], abs=0.01)
    small = solve(tree, EMF, loads((1e-6, 2e-6, 3e-6)))
    same = solve(tree, EMF, loads((1, 2, 3)))
    assert sizes(small.v_ln_v) == pytest.approx(sizes(same.v_ln_v), rel=1e-3)


@pytest.mark.parametrize("which", [0, 1])
def test_a_resonance_has_no_answer(which: int) -> None:
    none = np.zeros((1, 3), dtype=np.complex128)
    lossless = np.array([[-1j, 1j, 0]], dtype=np.complex128) * 0.125
    harmonics_a = np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)
    tree = Tree((run(),), (-1,), (run(lost="N"),))
    answer = solve(
        engines(tree)[which],
        EMF,
        Loads(y_s=lossless, i_a=none, s_va=none, harmonics_a=harmonics_a),
    )
    assert not answer.converged
    assert answer.message == RESONANCE
    assert np.isnan(answer.v_pe_v).all()
    assert answer.v_h_v is not None
    assert solve(tree, EMF, Loads(y_s=lossless, i_a=none, s_va=none)).v_h_v is None


def test_nearly_a_resonance_is_not_made_up() -> None:
    none = np.zeros((1, 3), dtype=np.complex128)
    y_s = np.array([[-0.1j, 0.3j, -0.2j]])
    answer = solve(
        Tree((run(),), (-1,), (run(lost="N"),)), EMF, Loads(y_s=y_s, i_a=none, s_va=none)
    )
    assert not answer.converged
    assert answer.message == RESONANCE


def test_numbers_that_overflow_are_no_answer() -> None:
    tree = Tree((run(1.0 + 0j),), (-1,), (run(1.0 + 0j),))
    assert not solve(tree, EMF, loads((1e308, 0, 0), kind="s_va")).converged


def test_a_start_saves_steps_and_changes_nothing() -> None:
    tree = Tree((run(0.05 + 0j),), (-1,), (run(0.1 + 0j),))
    first = solve(tree, EMF, loads((3000, 2000, 0), kind="s_va"))
    again = solve(tree, EMF, loads((3000, 2000, 0), kind="s_va"), start=first)
    assert again.iterations < first.iterations
    assert sizes(again.v_pe_v) == pytest.approx(sizes(first.v_pe_v), rel=1e-9)
    lost = Tree((run(0.05 + 0j),), (-1,), (run(0.1 + 0j, lost="1N"),))
    nothing = solve(lost, EMF, loads((0, 0, 0)))
    some = solve(tree, EMF, loads((3000, 2000, 9), kind="s_va"), start=nothing)
    assert some.converged


@pytest.mark.parametrize("which", [0, 1])
def test_slow_fixed_points_are_left_to_newton(which: int) -> None:
    z = 230**2 / 4 / 230**2 * 0.999
    feeder = Run(z_phase_ohm=L123.all(z * 4 + 0j), z_neutral_ohm=0j)
    answer = solve(
        engines(Tree((run(),), (-1,), (feeder,)))[which],
        EMF,
        loads((230**2 / 4, 0, 0), kind="s_va"),
    )
    assert answer.converged
    assert answer.v_ln_v[0, 0].real == pytest.approx(115 * (1 + math.sqrt(0.001)), rel=1e-6)


def test_a_capacitor_that_nearly_resonates_holds_its_answer() -> None:
    # 99.9 % of resonance lifts the load a thousand times: large, and right.
    z = Run(z_phase_ohm=L123.all(1j), z_neutral_ohm=0j)
    none = np.zeros((1, 3), dtype=np.complex128)
    y_s = np.array([[0.999j, 0, 0]], dtype=np.complex128)
    answer = solve(Tree((run(),), (-1,), (z,)), EMF, Loads(y_s=y_s, i_a=none, s_va=none))
    assert answer.converged
    assert abs(answer.v_ln_v[0, 0]) == pytest.approx(230_000)


@pytest.mark.parametrize("which", [0, 1])
def test_opposite_loads_on_an_island(which: int) -> None:
    # An impedance and a generator of the same size leave nothing in the network's matrix.
    tree = Tree((run(),), (-1,), (run(lost="1"),))
    none = np.zeros((1, 3), dtype=np.complex128)
    y_s = np.array([[1000 / 230**2, 0, 0]], dtype=np.complex128)
    s_va = np.array([[-1000, 0, 0]], dtype=np.complex128)
    more = {"harmonics_a": np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)}
    answer = solve(engines(tree)[which], EMF, Loads(y_s=y_s, i_a=none, s_va=s_va, **more))
    assert not answer.converged
    assert answer.message == RESONANCE


@pytest.mark.parametrize("which", [0, 1])
def test_a_resonance_at_one_order_leaves_its_damping_out(which: int) -> None:
    z = Run(z_phase_ohm=L123.all(0.05j), z_neutral_ohm=0j)  # 0.25j at order 5
    harmonics_a = np.ones((len(HARMONICS), 1, 3), dtype=np.complex128)
    some = loads((0, 0, 0), harmonics_a=harmonics_a, norton_s=np.full((1, 3), 4j))
    answer = solve(engines(Tree((run(),), (-1,), (z,)))[which], EMF, some)
    assert answer.i_h_a is not None
    assert sizes(answer.i_h_a[:, 0, :3]) == pytest.approx([1.0] * (3 * len(HARMONICS)))


def test_a_fixed_point_that_runs_away() -> None:
    some = Loads(
        y_s=np.zeros((1, 3), dtype=np.complex128),
        i_a=np.zeros((1, 3), dtype=np.complex128),
        s_va=np.full((1, 3), 1e306 + 0j),
        nominal_s=np.zeros((1, 3), dtype=np.complex128),
    )
    answer = solve(Tree((run(),), (-1,), (run(1e6 + 0j),)), EMF, some)
    assert not answer.converged
    assert answer.message == iterate.COLLAPSE


def test_impedances_beyond_all_numbers() -> None:
    none = np.zeros((1, 3), dtype=np.complex128)
    y_s = np.full((1, 3), 1e306 + 0j)
    tree = Tree((run(),), (-1,), (run(1e6 + 0j),))
    answer = solve(tree, EMF, Loads(y_s=y_s, i_a=none, s_va=none))
    assert not answer.converged
    assert answer.message == RESONANCE


def test_newton_out_of_steps_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iterate, "NEWTON_STEPS", 2)
    tree = Tree((run(0.02 + 0.01j),), (-1,), (run(0.0115 + 0.004j, lost="N"),))
    answer = solve(tree, EMF, loads((10_000, 3000, 1000), kind="s_va"))
    assert not answer.converged


@pytest.mark.parametrize("which", [0, 1])
def test_what_neither_the_fixed_point_nor_newton_finds(which: int) -> None:
    # On a lost neutral an impedance, a constant current and a constant power: L1 takes most.
    answer = solve(
        engines(Tree((run(),), (-1,), (run(0.001 + 0j, lost="N"),)))[which],
        EMF,
        gathered(
            1,
            [
                PlacedLoad(0, 0, "impedance", 28 + 0j),
                PlacedLoad(0, 1, "current", 73 + 38j),
                PlacedLoad(0, 2, "power", 58 + 0j),
            ],
        ),
    )
    assert answer.converged
    assert sizes(answer.v_ln_v) == pytest.approx([341, 220, 178], abs=1)
    assert abs(answer.load_i_a.sum()) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("which", [0, 1])
def test_a_tangent_without_an_answer_claims_nothing(
    which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def singular(*_: object) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(DenseLinear, "tangent_v", singular)
    monkeypatch.setattr(SweepLinear, "tangent_v", singular)
    tree = Tree((run(0.02 + 0.01j),), (-1,), (run(0.0115 + 0.004j, lost="N"),))
    answer = solve(engines(tree)[which], EMF, loads((10_000, 3000, 1000), kind="s_va"))
    assert not answer.converged


def test_the_silent_and_those_that_only_hang() -> None:
    dead, lost = run(0.1 + 0j, lost="1"), run(0.1 + 0j, lost="N")
    tree = Tree((run(0.02 + 0j),), (-1, 0, -1), (dead, run(0.1 + 0j), lost))
    s_va = np.array([[3000, 2000, 500], [2000, 1500, 800], [50, 20, 30]], dtype=np.complex128)
    y_s = np.array([[0, 0, 0], [0, 0, 0], [1000, 800, 900]], dtype=np.complex128) / 230**2
    some = Loads(y_s=y_s, i_a=0 * y_s, s_va=s_va)
    answer = solve(tree, EMF, some)
    assert answer.converged
    assert answer.message == SILENCE
    used_va = answer.v_ln_v[2] * answer.load_i_a[2].conj()
    wanted_va = s_va[2] + np.abs(answer.v_ln_v[2]) ** 2 * y_s[2]
    assert sizes(used_va) == pytest.approx(sizes(wanted_va))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("share", [-2.0, 0.9, 0.999, 0.99999])
def test_the_higher_voltage_is_found_whatever_a_load_is_made_for(which: int, share: float) -> None:
    # Made for 60 V, as an impedance it would pull the network below the lower of the two answers.
    p_w = share * 115.0**2
    s_va = np.array([[0, p_w, 0]], dtype=np.complex128)
    asked = Loads(y_s=0 * s_va, i_a=0 * s_va, s_va=s_va, nominal_s=s_va / 60.0**2)
    tree = Tree((run(),), (-1,), (run(0.5 + 0j),))
    answer = solve(engines(tree)[which], EMF, asked)
    assert answer.converged
    assert abs(answer.v_ln_v[0, 1]) == pytest.approx(115 + math.sqrt(115**2 - p_w), abs=1e-3)
