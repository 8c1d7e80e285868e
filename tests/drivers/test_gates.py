from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine
from stagewatt.domain.reading import EnergyValues, Fault, MainsSample
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.gates import BoardGate, MainsGate

if TYPE_CHECKING:
    from stagewatt.domain.rack import RackModel
    from stagewatt.domain.reading import BoardSample

GATE = MainsGate(i_max_a=10_000.0)
NOT_NUMBERS = (math.nan, math.inf, -math.inf)


def test_a_possible_mains_sample_passes_as_it_is(good_mains: MainsSample) -> None:
    assert GATE.judge(good_mains) == good_mains


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"v_ln_v": L123(1000.1, 230.0, 230.0)}, "v_ln_v.l1"),
        ({"v_ln_v": L123(230.0, -0.1, 230.0)}, "v_ln_v.l2"),
        ({"v_ll_v": LineToLine(400.0, 400.0, 1000.1)}, "v_ll_v.l31"),
        ({"i_a": L123N(1.0, 1.0, 10_000.1, 1.0)}, "i_a.l3"),
        ({"i_a": L123N(1.0, 1.0, 1.0, -0.1)}, "i_a.n"),
        ({"f_hz": 29.9}, "f_hz"),
        ({"f_hz": 80.1}, "f_hz"),
        ({"p_w": L123Sum(1.1e7, 0.0, 0.0, 0.0)}, "p_w.l1"),
        ({"p_w": L123Sum(0.0, 0.0, 0.0, -3.1e7)}, "p_w.sum"),
        ({"q_var": L123Sum(0.0, -1.1e7, 0.0, 0.0)}, "q_var.l2"),
        ({"s_va": L123Sum(0.0, 0.0, 1.1e7, 0.0)}, "s_va.l3"),
        ({"pf": L123Sum(1.1, 1.0, 1.0, 1.0)}, "pf.l1"),
        ({"pf": L123Sum(1.0, 1.0, 1.0, -1.1)}, "pf.sum"),
        ({"thd_v_ln_pct": L123(1000.1, 0.0, 0.0)}, "thd_v_ln_pct.l1"),
        ({"thd_v_ll_pct": LineToLine(0.0, -0.1, 0.0)}, "thd_v_ll_pct.l23"),
        ({"thd_i_pct": L123(0.0, 0.0, 1000.1)}, "thd_i_pct.l3"),
        ({"energy": EnergyValues(partial_wh=-1.0, total_wh=5.0)}, "energy.partial_wh"),
        ({"energy": EnergyValues(partial_wh=1.0, total_wh=-5.0)}, "energy.total_wh"),
        ({"energy": EnergyValues(partial_wh=1.0, total_wh=1.1e13)}, "energy.total_wh"),
    ],
)
def test_one_impossible_value_is_none_and_the_rest_stays(
    good_mains: MainsSample, change: dict[str, Any], field: str
) -> None:
    held = GATE.judge(replace(good_mains, **change))
    name, _, place = field.partition(".")
    wanted: Any = replace(change[name], **{place: None}) if place else None
    expected: dict[str, Any] = {name: wanted}
    assert held == replace(good_mains, **expected)


@pytest.mark.parametrize("nonsense", NOT_NUMBERS)
def test_what_is_not_a_number_is_no_value(good_mains: MainsSample, nonsense: float) -> None:
    energy = EnergyValues(partial_wh=-math.inf, total_wh=math.nan)
    held = GATE.judge(replace(good_mains, f_hz=nonsense, energy=energy))
    assert held.f_hz is None
    assert held.energy == EnergyValues()


def test_the_edges_themselves_are_possible(good_mains: MainsSample) -> None:
    edges = replace(
        good_mains, v_ln_v=L123(0.0, 1000.0, 0.0), f_hz=30.0, pf=L123Sum(-1.0, 1.0, 1.0, 1.0)
    )
    assert GATE.judge(edges) == edges


def test_a_sample_without_any_voltage_and_current_is_refused(good_mains: MainsSample) -> None:
    empty = replace(
        good_mains,
        v_ln_v=L123.all(None),
        v_ll_v=LineToLine.all(5000.0),
        i_a=L123N.all(None),
    )
    with pytest.raises(ReadFailed) as caught:
        GATE.judge(empty)
    assert caught.value.fault is Fault.IMPLAUSIBLE


@pytest.mark.parametrize("f_hz", [0.0, None])
def test_zeros_everywhere_are_refused(good_mains: MainsSample, f_hz: float | None) -> None:
    zeros = replace(
        good_mains,
        v_ln_v=L123.all(0.0),
        v_ll_v=LineToLine.all(0.0),
        i_a=L123N.all(0.0),
        f_hz=f_hz,
    )
    with pytest.raises(ReadFailed, match="exactly 0"):
        GATE.judge(zeros)


def test_a_dead_phase_is_no_reason_to_refuse(good_mains: MainsSample) -> None:
    """0 V on two phases is a reading; the meter still lives on the third."""
    one = replace(good_mains, v_ln_v=L123(230.0, 0.0, 0.0), i_a=L123N.all(0.0))
    assert GATE.judge(one) == one


def values_of(sample: object) -> list[float | None]:
    if sample is None or isinstance(sample, float):
        return [sample]
    return [
        value
        for field in fields(sample)  # type: ignore[arg-type] # every group of values is a record
        for value in values_of(getattr(sample, field.name))
    ]


ANY = st.none() | st.floats(width=32)


@pytest.mark.unmeasured
@given(st.lists(ANY, min_size=39, max_size=39))
def test_whatever_comes_in_nothing_impossible_goes_out(raw: list[float | None]) -> None:
    left = iter(raw)
    sample = MainsSample(
        v_ln_v=L123(next(left), next(left), next(left)),
        v_ll_v=LineToLine(next(left), next(left), next(left)),
        i_a=L123N(next(left), next(left), next(left), next(left)),
        f_hz=next(left),
        p_w=L123Sum(next(left), next(left), next(left), next(left)),
        pf=L123Sum(next(left), next(left), next(left), next(left)),
        thd_i_pct=L123(next(left), next(left), next(left)),
        energy=EnergyValues(partial_wh=next(left), total_wh=next(left)),
    )
    try:
        held = GATE.judge(sample)
    except ReadFailed:
        return
    assert all(value is None or math.isfinite(value) for value in values_of(held))
    assert all(v is None or 0 <= v <= 1000 for v in (*held.v_ln_v, *held.v_ll_v))
    assert all(i is None or 0 <= i <= GATE.i_max_a for i in held.i_a)
    assert held.f_hz is None or 30 <= held.f_hz <= 80
    # A gate only ever takes away.
    for before, after in zip(values_of(sample), values_of(held), strict=True):
        assert after is None or after == before


def test_the_gates_follow_the_rack(rack: RackModel) -> None:
    assert MainsGate.of(rack).i_max_a == 20 * max(rack.drain.rated_a, rack.main.rated_a)
    assert BoardGate.of(rack).i_max_a == 20 * 16


def test_a_possible_board_sample_passes_as_the_very_same(good_board: BoardSample) -> None:
    gate = BoardGate(i_max_a=320.0)
    assert gate.judge(good_board) is good_board
    without = replace(good_board, window=None, temperature_c=None)
    assert gate.judge(without) is without


@pytest.mark.parametrize("amps", [320.1, 655.34, -0.01, math.nan])
def test_a_current_beyond_the_sensor_is_none(good_board: BoardSample, amps: float) -> None:
    i_a = (amps, *good_board.i_a[1:])
    held = BoardGate(i_max_a=320.0).judge(replace(good_board, i_a=i_a))
    assert held == replace(good_board, i_a=(None, *good_board.i_a[1:]))


@pytest.mark.parametrize("celsius", [-50.1, 150.1, math.inf])
def test_an_impossible_temperature_is_none(good_board: BoardSample, celsius: float) -> None:
    held = BoardGate(i_max_a=320.0).judge(replace(good_board, temperature_c=celsius))
    assert held == replace(good_board, temperature_c=None)


@pytest.mark.parametrize(
    ("name", "amps"), [("i_min_a", 321.0), ("i_max_a", 321.0), ("i_peak_a", 961.0)]
)
def test_an_impossible_extreme_is_none(good_board: BoardSample, name: str, amps: float) -> None:
    assert good_board.window is not None
    rest = getattr(good_board.window, name)[1:]
    odd: dict[str, Any] = {name: (amps, *rest)}
    without: dict[str, Any] = {name: (None, *rest)}
    window = replace(good_board.window, **odd)
    held = BoardGate(i_max_a=320.0).judge(replace(good_board, window=window))
    assert held.window == replace(good_board.window, **without)


@pytest.mark.unmeasured
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_impossible_current_leaves_the_board_gate(
    good_board: BoardSample, data: st.DataObject
) -> None:
    amps = st.lists(ANY, min_size=36, max_size=36).map(tuple)
    assert good_board.window is not None
    window = replace(
        good_board.window,
        i_min_a=data.draw(amps),
        i_max_a=data.draw(amps),
        i_peak_a=data.draw(amps),
    )
    sample = replace(good_board, i_a=data.draw(amps), window=window)
    held = BoardGate(i_max_a=320.0).judge(sample)
    assert held.window is not None
    low_high = (*held.i_a, *held.window.i_min_a, *held.window.i_max_a)
    assert all(i is None or 0 <= i <= 320 for i in low_high)
    assert all(i is None or 0 <= i <= 960 for i in held.window.i_peak_a)
