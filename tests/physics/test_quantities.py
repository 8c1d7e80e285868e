"""Derived quantities against worked values and simple laws."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.physics import quantities as q

amps = st.floats(0.0, 500.0)


def test_neutral_of_sine_currents(golden: dict[str, Any]) -> None:
    for case in golden["quantities"]["neutral"]:
        assert q.neutral_a(L123(*case["i_a"])) == pytest.approx(case["n_a"], abs=0.0051)


def test_a_third_harmonic_adds_up_in_the_neutral(golden: dict[str, Any]) -> None:
    for case in golden["quantities"]["third"]:
        spectrum = {1: 100.0, 3: float(case["pct"])}
        phase_a = q.rms(tuple(spectrum.values()))
        n_a = q.neutral_of_harmonics_a(L123.all(spectrum))
        assert phase_a == pytest.approx(case["rms_a"], abs=0.051)
        assert n_a == pytest.approx(case["n_a"], abs=0.051)
        assert n_a / phase_a == pytest.approx(case["ratio"], abs=0.00051)


def spectrum_with_a_third(fundamental_a: float) -> Mapping[int, float]:
    return {1: fundamental_a, 3: 0.2 * fundamental_a}


def test_unequal_currents_with_a_third_harmonic() -> None:
    spectra = L123(100.0, 60.0, 30.0).map(spectrum_with_a_third)
    assert q.neutral_of_harmonics_a(spectra) == pytest.approx(71.72, abs=0.0051)


def test_spectra_of_event_loads(golden: dict[str, Any]) -> None:
    for case in golden["quantities"]["spectrum"]:
        harmonics = {int(order): pct / 100 for order, pct in case["pct"].items()}
        parts = tuple(harmonics.values())
        whole = q.rms((1.0, *parts))
        neutral = q.neutral_of_harmonics_a(L123.all({1: 1.0, **harmonics}))
        assert whole == pytest.approx(case["rms"], abs=0.00051), case["name"]
        assert 100 * q.thd_f(1.0, parts) == pytest.approx(case["thd_f_pct"], abs=0.051)
        factor = q.true_power_factor(1.0, q.thd_f(1.0, parts))
        assert factor == pytest.approx(case["distortion_factor"], abs=0.00051)
        assert neutral / whole == pytest.approx(case["neutral"], abs=0.00051)


def test_the_two_distortion_ratios_agree() -> None:
    thd_f, thd_r = q.thd_f(10.0, (3.0, 4.0)), q.thd_r(10.0, (3.0, 4.0))
    assert thd_f == pytest.approx(0.5)
    assert thd_r == pytest.approx(thd_f / math.sqrt(1 + thd_f**2))


def test_apparent_powers(golden: dict[str, Any]) -> None:
    case = golden["quantities"]["power"]
    p_kw, q_kvar = L123(*case["p_kw"]), L123(*case["q_kvar"])
    arithmetic, vector = q.s_arithmetic_va(p_kw, q_kvar), q.s_vector_va(p_kw, q_kvar)
    assert arithmetic == pytest.approx(case["s_arithmetic_kva"], abs=0.00051)
    assert vector == pytest.approx(case["s_vector_kva"], abs=0.00051)
    assert sum(p_kw) / arithmetic == pytest.approx(case["pf_arithmetic"], abs=0.000051)
    assert sum(p_kw) / vector == pytest.approx(case["pf_vector"], abs=0.000051)


def test_unbalanced_currents_on_a_balanced_voltage(golden: dict[str, Any]) -> None:
    case = golden["quantities"]["four_wire"]
    i_a, v_v = L123(*map(float, case["i_a"])), float(case["v_v"])
    n_a = q.neutral_a(i_a)
    ie_a = q.effective_current_a(L123N(i_a.l1, i_a.l2, i_a.l3, n_a))
    ve_v = q.effective_voltage_v(L123.all(v_v), LineToLine.all(v_v * math.sqrt(3)))
    p_kw = v_v * sum(i_a) / 1000
    assert p_kw == pytest.approx(case["p_kw"], abs=0.0051)
    assert ve_v == pytest.approx(v_v)
    assert ie_a == pytest.approx(case["ie_a"], abs=0.0051)
    assert 3 * ve_v * ie_a / 1000 == pytest.approx(case["se_kva"], abs=0.0051)
    assert p_kw / (3 * ve_v * ie_a / 1000) == pytest.approx(case["pfe"], abs=0.000051)
    phasors = L123(*(cmath.rect(i, -k * math.tau / 3) for k, i in enumerate(i_a)))
    expected = [case["i0_a"], case["i1_a"], case["i2_a"]]
    assert [abs(s) for s in q.sequences(phasors)] == pytest.approx(expected, abs=0.0051)
    assert 100 * q.unbalance_nema(tuple(i_a)) == pytest.approx(case["nema_pct"], abs=0.051)


def test_unbalance_of_voltages(golden: dict[str, Any]) -> None:
    for case in golden["quantities"]["unbalance"]:
        u = LineToLine(*map(float, case["v_ll_v"]))
        assert 100 * q.unbalance_iec(u) == pytest.approx(case["iec_pct"], abs=0.00051)
        assert 100 * q.unbalance_nema(tuple(u)) == pytest.approx(case["nema_pct"], abs=0.00051)


def test_no_voltage_has_no_unbalance() -> None:
    assert q.unbalance_iec(LineToLine.all(0.0)) == 0
    assert q.unbalance_nema((0.0, 0.0, 0.0)) == 0


def test_a_lost_phase_is_wholly_unbalanced() -> None:
    assert q.unbalance_iec(LineToLine(230.0, 460.0, 230.0)) == pytest.approx(1.0, abs=1e-6)


@given(st.permutations([3.0, 7.0, 11.0]))
def test_the_neutral_does_not_care_which_phase_is_which(values: list[float]) -> None:
    assert q.neutral_a(L123(*values)) == pytest.approx(q.neutral_a(L123(3.0, 7.0, 11.0)))


@given(amps, amps, amps)
def test_the_neutral_never_exceeds_the_largest_phase_of_sine_currents(
    a: float, b: float, c: float
) -> None:
    assert q.neutral_a(L123(a, b, c)) <= max(a, b, c) * (1 + 1e-9)


@given(amps, amps, amps)
def test_the_neutral_is_three_times_the_zero_sequence(a: float, b: float, c: float) -> None:
    phasors = L123(*(cmath.rect(i, -k * math.tau / 3) for k, i in enumerate((a, b, c))))
    zero, _, _ = q.sequences(phasors)
    assert 3 * abs(zero) == pytest.approx(q.neutral_a(L123(a, b, c)), abs=1e-5)
