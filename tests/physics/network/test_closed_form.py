"""The four-wire network against worked cases and against Kirchhoff."""

from __future__ import annotations

import cmath
import math
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.physics.network.closed_form import Solution, solve

from stagewatt.domain.phases import L123
from stagewatt.physics.network.runs import Run, in_series, star

IDEAL = star(L123.all(230.0), L123(0.0, -120.0, 120.0))


def run(z_phase: complex | None = 0j, z_neutral: complex | None = 0j) -> Run:
    return Run(z_phase_ohm=L123.all(z_phase), z_neutral_ohm=z_neutral)


def admittance(amps: float, pf: float) -> complex:
    """Amps at 230 V; positive power factor inductive."""
    return cmath.rect(amps / 230, -math.copysign(math.acos(abs(pf)), pf))


def sizes(values: Any) -> list[float | None]:
    return [None if v is None else abs(v) for v in values]


def test_worked_cases(golden: dict[str, Any]) -> None:
    for case in golden["four_wire"]["case"]:
        z_n = None if case["z_n_ohm"] < 0 else complex(case["z_n_ohm"])
        load = L123(*(admittance(a, pf) for a, pf in case["loads"]))
        solved = solve(IDEAL, run(z_neutral=z_n), load)
        assert solved.v_n_pe_v is not None
        assert abs(solved.v_n_pe_v) == pytest.approx(case["v_n_pe_v"], abs=0.051), case["name"]
        assert sizes(solved.v_ln_v) == pytest.approx(case["v_ln_v"], abs=0.051), case["name"]
        tolerance_a = 0.051 if max(case["i_a"]) > 100 else 0.0051
        assert sizes(solved.i_a) == pytest.approx(case["i_a"], abs=tolerance_a), case["name"]
        assert abs(solved.i_n_a) == pytest.approx(case["i_n_a"], abs=tolerance_a), case["name"]
        if "angle_deg" in case:
            angle = math.degrees(cmath.phase(solved.v_n_pe_v))
            assert angle == pytest.approx(case["angle_deg"], abs=0.051)


def test_the_example_of_the_format(golden: dict[str, Any]) -> None:
    case = golden["four_wire"]["one-run"]
    source, feeder = complex(*case["source_z_ohm"]), complex(*case["feeder_z_ohm"])
    whole = in_series((run(source, source), run(feeder, feeder)))
    load = L123(*(complex(p / 230**2) for p in case["p_w"]))
    solved = solve(IDEAL, whole, load)
    assert sizes(solved.v_ln_v) == pytest.approx(case["v_ln_v"], abs=0.00051)
    angles = [math.degrees(cmath.phase(v)) for v in solved.v_ln_v if v is not None]
    assert angles == pytest.approx(case["v_ln_angle_deg"], abs=0.00051)
    assert sizes(solved.v_ll_v) == pytest.approx(case["v_ll_v"], abs=0.00051)
    assert sizes([solved.v_n_pe_v]) == pytest.approx([case["v_n_pe_v"]], abs=0.00051)
    assert sizes(solved.i_a) == pytest.approx(case["i_a"], abs=0.00051)
    assert abs(solved.i_n_a) == pytest.approx(case["i_n_a"], abs=0.00051)

    broken = in_series((whole, run(0j, None)))
    shifted = solve(IDEAL, broken, load)
    assert sizes(shifted.v_ln_v) == pytest.approx(case["open_v_ln_v"], abs=0.00051)
    assert sizes([shifted.v_n_pe_v]) == pytest.approx([case["open_v_n_pe_v"]], abs=0.00051)


def test_a_broken_phase_hangs_on_its_load() -> None:
    lost = Run(z_phase_ohm=L123(None, 0j, 0j), z_neutral_ohm=0j)
    solved = solve(IDEAL, lost, L123(0.1 + 0j, 0j, 0.05 + 0j))
    assert sizes(solved.v_ln_v) == pytest.approx([0, 230, 230])
    assert sizes(solved.v_ll_v) == pytest.approx([230, 230 * math.sqrt(3), 230])
    assert sizes(solved.i_a) == pytest.approx([0, 0, 11.5])


def test_a_broken_phase_without_a_load_has_no_value() -> None:
    lost = Run(z_phase_ohm=L123(None, 0j, 0j), z_neutral_ohm=0j)
    solved = solve(IDEAL, lost, L123.all(0j))
    assert sizes(solved.v_ln_v) == [None, pytest.approx(230), pytest.approx(230)]
    assert sizes(solved.v_ll_v)[0] is None


def test_a_neutral_that_hangs_on_nothing_has_no_value() -> None:
    solved = solve(IDEAL, run(z_neutral=None), L123.all(0j))
    assert solved.v_n_pe_v is None
    assert sizes(solved.v_ln_v) == [None, None, None]
    assert sizes(solved.v_ll_v) == pytest.approx([230 * math.sqrt(3)] * 3)


def test_phase_and_neutral_broken_together() -> None:
    both = Run(z_phase_ohm=L123(None, 0j, 0j), z_neutral_ohm=None)
    solved = solve(IDEAL, both, L123(0.1 + 0j, 0.1 + 0j, 0.1 + 0j))
    # L2 and L3 are in series across 398 V; L1's load only carries the neutral's potential.
    assert sizes(solved.v_ln_v) == pytest.approx([0, 199.19, 199.19], abs=0.01)
    assert sizes([solved.v_n_pe_v]) == pytest.approx([115])


@pytest.mark.parametrize("z_ohm", [-0.1 + 0j, complex(math.nan, 0), complex(0, math.inf)])
def test_a_conductor_that_feeds_power_is_refused(z_ohm: complex) -> None:
    with pytest.raises(ValueError, match="conductor"):
        run(z_ohm)


@pytest.mark.parametrize("load_s", [-0.1 + 0j, complex(math.inf, 0)])
def test_a_load_that_feeds_power_is_refused(load_s: complex) -> None:
    with pytest.raises(ValueError, match="load"):
        solve(IDEAL, run(), L123(load_s, 0j, 0j))


def test_a_lossless_resonance_is_refused() -> None:
    with pytest.raises(ValueError, match="resonance"):
        solve(IDEAL, run(0.1j), L123(10j, 0j, 0j))
    with pytest.raises(ValueError, match="resonance"):
        solve(IDEAL, run(0j, None), L123(1j, -1j, 0j))


conductances = st.floats(1e-6, 10.0)
susceptances = st.floats(-2.0, 2.0)
loads = st.builds(complex, conductances, susceptances)
three_loads = st.builds(L123, loads, loads, loads)
impedances = st.builds(complex, st.floats(0.0, 2.0), st.floats(0.0, 1.0))
maybe_open = st.one_of(st.none(), impedances)
runs = st.builds(
    Run, z_phase_ohm=st.builds(L123, maybe_open, maybe_open, maybe_open), z_neutral_ohm=maybe_open
)


def power(v: complex | None, i: complex) -> complex:
    return 0j if v is None else v * i.conjugate()


@pytest.mark.unmeasured
@given(runs, three_loads)
def test_kirchhoffs_current_law_holds_at_the_neutral(conductors: Run, load: L123[complex]) -> None:
    solved = solve(IDEAL, conductors, load)
    total = sum(solved.i_a, 0j)
    scale = max(1.0, *map(abs, solved.i_a))
    assert abs(total - solved.i_n_a) <= 1e-9 * scale


@pytest.mark.unmeasured
@given(runs, three_loads)
def test_ohms_law_holds_at_every_load(conductors: Run, load: L123[complex]) -> None:
    solved = solve(IDEAL, conductors, load)
    for v, y, i in zip(solved.v_ln_v, load, solved.i_a, strict=True):
        if v is not None:
            assert abs(v * y - i) <= 1e-6 * max(1.0, abs(i))


@pytest.mark.unmeasured
@given(runs, three_loads)
def test_kirchhoffs_voltage_law_holds_around_every_loop(
    conductors: Run, load: L123[complex]
) -> None:
    solved = solve(IDEAL, conductors, load)
    z_n = conductors.z_neutral_ohm
    if z_n is not None and solved.v_n_pe_v is not None:
        assert abs(solved.v_n_pe_v - z_n * solved.i_n_a) <= 1e-6
    for e, z, i, v in zip(IDEAL, conductors.z_phase_ohm, solved.i_a, solved.v_pe_v, strict=True):
        if z is not None and v is not None:
            assert abs(e - z * i - v) <= 1e-6


@pytest.mark.unmeasured
@given(runs, three_loads)
def test_power_in_is_power_used_and_lost(conductors: Run, load: L123[complex]) -> None:
    solved = solve(IDEAL, conductors, load)
    given_va = sum((power(e, i) for e, i in zip(IDEAL, solved.i_a, strict=True)), 0j)
    used_va = sum((power(v, i) for v, i in zip(solved.v_ln_v, solved.i_a, strict=True)), 0j)
    lost_va = sum(
        (
            (z or 0j) * abs(i) ** 2
            for z, i in zip(
                (*conductors.z_phase_ohm, conductors.z_neutral_ohm),
                (*solved.i_a, solved.i_n_a),
                strict=True,
            )
        ),
        0j,
    )
    assert abs(given_va - used_va - lost_va) <= 1e-6 * max(1.0, abs(given_va))


@pytest.mark.unmeasured
@given(runs, three_loads, st.sampled_from(list(permutations(range(3)))))
def test_exchanging_phases_exchanges_the_answer(
    conductors: Run, load: L123[complex], order: tuple[int, int, int]
) -> None:
    def moved(values: L123[Any]) -> L123[Any]:
        return L123(*(tuple(values)[k] for k in order))

    straight = solve(IDEAL, conductors, load)
    exchanged = solve(
        moved(IDEAL),
        Run(
            z_phase_ohm=moved(conductors.z_phase_ohm),
            z_neutral_ohm=conductors.z_neutral_ohm,
        ),
        moved(load),
    )

    def close(a: complex | None, b: complex | None) -> bool:
        if a is None or b is None:
            return a is b
        return abs(a - b) < 1e-6

    def alike(a: Solution, b: Solution) -> bool:
        pairs = [*zip(moved(a.v_ln_v), b.v_ln_v, strict=True)]
        pairs += [*zip(moved(a.i_a), b.i_a, strict=True), (a.v_n_pe_v, b.v_n_pe_v)]
        return all(close(x, y) for x, y in pairs)

    assert alike(straight, exchanged)
