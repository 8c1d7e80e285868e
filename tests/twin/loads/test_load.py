"""Loads: plain watts as impedances, devices from the library, several on one place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.loads import library as shelf
from stagewatt.twin.loads.draw import NOTHING, RESISTIVE
from stagewatt.twin.loads.drawn import drawn
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import Level, Moment
from stagewatt.twin.loads.spectra import SPECTRA, mixed


def load(p_w: float, pf: float = 1.0, leakage_a: float = 0.0) -> Load:
    return Load(label="test", p_w=(p_w,), pf=(pf,), leakage_a=(leakage_a,))


@pytest.mark.unmeasured
@given(st.floats(0, 200_000), st.floats(0.01, 1), st.sampled_from([-1, 1]))
def test_at_nominal_voltage_it_takes_its_power(p_w: float, pf: float, sign: int) -> None:
    one = load(p_w, sign * pf)
    (y_s,) = one.y_s
    s_va = 230.0 * (230.0 * y_s).conjugate()
    assert s_va.real == pytest.approx(p_w)
    assert abs(s_va) == pytest.approx(p_w / pf, rel=1e-6)
    assert sign * s_va.imag >= -1e-6 * p_w
    (draw,) = drawn(one, Moment()).phases
    assert draw.s_va == pytest.approx(s_va)
    assert draw.mix == RESISTIVE


@pytest.mark.parametrize(
    ("p_w", "pf", "leakage_a", "where"),
    [
        (-1.0, 1.0, 0.0, "p_w"),
        (math.nan, 1.0, 0.0, "p_w"),
        (math.inf, 1.0, 0.0, "p_w"),
        (300_000.0, 1.0, 0.0, "p_w"),
        (1.0, 0.0, 0.0, "pf"),
        (1.0, 1.1, 0.0, "pf"),
        (1.0, math.nan, 0.0, "pf"),
        (1.0, 1.0, -0.1, "leakage_ma"),
        (1.0, 1.0, 11.0, "leakage_ma"),
        (1.0, 1.0, math.nan, "leakage_ma"),
    ],
)
def test_what_cannot_be_is_refused(p_w: float, pf: float, leakage_a: float, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(p_w, pf, leakage_a)
    assert caught.value.where == where


def test_a_fader_takes_its_share_of_plain_watts() -> None:
    one = load(1000.0, 0.8, 0.002)
    (full,) = drawn(one, Moment()).phases
    (half,) = drawn(one, Moment(level=Level(0.5, 0.5))).phases
    assert half.s_va == pytest.approx(full.s_va / 2)
    assert half.leakage_a == full.leakage_a == 0.002
    assert one.count == 1


def test_what_never_had_power_draws_nothing() -> None:
    assert drawn(shelf.as_load("hoist-1t"), Moment(since_s=-1.0)).phases == (NOTHING,) * 3


def test_the_library_holds_the_common_loads_of_an_event() -> None:
    known = set(shelf.library())
    assert known >= {"par64", "led-mover", "led-wall-8", "amp-rack", "hoist-1t", "kettle"}
    for name in known:
        one = shelf.as_load(name)
        assert one.label == name
        assert one.phases == shelf.entry(name).phases
        assert drawn(one, Moment()).valid_s > 0


def test_a_par64_draws_4_35_a_and_a_hoist_has_three_phases() -> None:
    (y_s,) = shelf.as_load("par64").y_s
    assert abs(y_s) * 230 == pytest.approx(4.35, abs=0.005)
    assert len(shelf.as_load("hoist-1t").y_s) == 3


def test_an_unknown_name_is_answered_with_the_names() -> None:
    with pytest.raises(Unknown, match="par64") as caught:
        shelf.entry("par65")
    assert caught.value.where == "load"


def test_devices_add() -> None:
    one, six = shelf.as_load("led-mover"), shelf.as_load("led-mover", 6)
    assert six.count == 6
    assert six.p_w[0] == 6 * one.p_w[0]
    (a,), (b,) = drawn(one, Moment()).phases, drawn(six, Moment()).phases
    assert b.s_va == pytest.approx(6 * a.s_va)
    assert b.spectrum is a.spectrum
    assert 0.7 * 6e-3 <= abs(b.leakage_a) <= 1.3 * 6e-3
    assert b.leakage_a.real == 0


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_impossible_counts_are_refused(count: int) -> None:
    with pytest.raises(Invalid) as caught:
        shelf.as_load("par64", count)
    assert caught.value.where == "count"


def test_one_on_each_phase() -> None:
    three = shelf.per_phase(["par64", None, "led-mover"])
    assert three.label == "par64+-+led-mover"
    assert three.p_w == (1000.0, 0.0, 500.0)
    assert three.pf == (1.0, 1.0, -0.97)
    draws = drawn(three, Moment()).phases
    assert draws[0].s_va == pytest.approx(1000)
    assert draws[1] is NOTHING
    assert draws[2].s_va.real == pytest.approx(500)


def test_a_three_phase_device_fits_on_no_single_phase() -> None:
    with pytest.raises(Invalid) as caught:
        shelf.per_phase(["par64", "hoist-1t", None])
    assert caught.value.where == "load"
    with pytest.raises(Invalid):
        shelf.together([("par64", 1, -1)], 3)


def test_several_kinds_on_one_phase() -> None:
    both = shelf.together([("par64", 2, 0), ("laptop", 4, 0), ("wet-cable-drum", 1, 0)], 1)
    (draw,) = drawn(both, Moment()).phases
    parts = [
        drawn(shelf.as_load(n, c), Moment()).phases[0] for n, c in [("par64", 2), ("laptop", 4)]
    ]
    assert draw.s_va == pytest.approx(sum(part.s_va for part in parts))
    assert sum((draw.mix.impedance, draw.mix.current, draw.mix.power)) == pytest.approx(1)
    assert draw.mix.power == pytest.approx(abs(parts[1].s_va) / sum(abs(p.s_va) for p in parts))
    # The harmonics are the chargers' alone: as many amps, of a larger fundamental.
    third_a = abs(draw.spectrum.ratios[0]) * abs(draw.s_va)
    assert third_a == pytest.approx(0.81 * abs(parts[1].s_va))
    assert draw.leakage_a.real > 0.01
    assert draw.leakage_a.imag > 0.0005
    assert drawn(both, Moment()).phases[0].spectrum is draw.spectrum


def test_nothing_and_clean_stay_clean() -> None:
    clean = SPECTRA["clean"]
    assert mixed(clean, 1 + 0j, clean, 2 + 0j) is clean
    assert mixed(SPECTRA["smps"], 0j, clean, 0j) is clean
    two = shelf.together([("wet-cable-drum", 1, 0), ("wet-cable-drum", 1, 0)], 1)
    (draw,) = drawn(two, Moment()).phases
    assert draw.s_va == 0
    assert draw.leakage_a.real > 0.025


def test_loads_compare_and_hash_by_what_they_are() -> None:
    assert shelf.as_load("par64", 2) == shelf.as_load("par64", 2)
    assert hash(shelf.as_load("par64", 2)) == hash(shelf.as_load("par64", 2))
    assert shelf.as_load("par64", 2) != shelf.as_load("par64", 3)
    assert shelf.as_load("led-mover", 2, seed=1) != shelf.as_load("led-mover", 2, seed=2)
