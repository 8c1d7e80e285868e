"""The meter: consistent values, energies and demand, and what it forgets without its supply."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.domain.rack import CtPosition
from stagewatt.meters.registry import METERS, meter
from stagewatt.meters.table import decode
from stagewatt.twin.actions import EndFault, MoveMain, SetFuse
from stagewatt.twin.meter import Energies
from stagewatt.twin.meter_values import meter_values, meter_words
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.reading import Reading, power_factor

HOUR = 3600.0


def values(bench: Any) -> dict[str, Any]:
    return meter_values(bench.state.meter, bench.state.reading)


def test_every_table_is_filled_completely(bench: Any) -> None:
    for table in METERS.values():
        assert set(table.names) <= set(values(bench)), table.name


def test_values_agree_with_each_other(bench: Any) -> None:
    bench.plug("A1", 3000.0, pf=0.8)
    bench.plug("A2", 2000.0, pf=-0.9)
    bench.plug("A3", 1000.0)
    told = values(bench)
    for phase in ("l1", "l2", "l3"):
        v, i = told[f"v_ln_v.{phase}"], told[f"i_a.{phase}"]
        p, q, s = (told[f"{name}.{phase}"] for name in ("p_w", "q_var", "s_va"))
        assert s == pytest.approx(v * i)
        assert s == pytest.approx(math.hypot(p, q))
        assert abs(told[f"pf.{phase}"]) == pytest.approx(p / s)
        assert told[f"phase_angle_deg.{phase}"] == pytest.approx(math.degrees(math.atan2(q, p)))
    assert told["pf.l1"] == pytest.approx(0.8)
    assert told["pf.l2"] == pytest.approx(-0.9)
    assert told["pf.l3"] == pytest.approx(1.0)
    assert told["p_w.sum"] == pytest.approx(sum(told[f"p_w.l{k}"] for k in (1, 2, 3)))
    assert told["v_ll_v.l12"] == pytest.approx(398, abs=3)
    assert told["i_a.sum"] == pytest.approx(3 * told["i_a.mean"])
    assert told["f_hz"] == 50.0


def test_the_neutral_is_the_vector_sum(bench: Any) -> None:
    for way, amps in (("A1", 16.0), ("A2", 10.0), ("A3", 4.0)):
        bench.plug(way, amps * 230)
    assert values(bench)["i_a.n"] == pytest.approx(10.39, abs=0.1)


def test_what_goes_over_the_wire_comes_back(bench: Any) -> None:
    bench.plug("A1", 3000.0, pf=0.8)
    bench.plug("A2", 2000.0, pf=-0.9)
    bench.run(30, step_ns=1_000_000_000)
    for name in METERS:
        table = meter(name)
        back = decode(table, meter_words(table, bench.state.meter, bench.state.reading))
        told = values(bench)
        for point in table.points:
            step = 0.51 * point.scale * (1e-5 * abs(told[point.name]) if name == "sdm630" else 1)
            expected = pytest.approx(told[point.name], abs=max(step, 1e-6), rel=1e-6)
            assert back[point.name] == expected, (name, point.name)


def test_the_wire_carries_the_power_factor_as_its_meter_signs_it(bench: Any) -> None:
    bench.plug("A2", 2000.0, pf=-0.9)
    sdm = meter("sdm630")
    image = meter_words(sdm, bench.state.meter, bench.state.reading)
    (pf,) = (point for point in sdm.points if point.name == "pf.l2")
    assert pf.decode([image[pf.address], image[pf.address + 1]]) == pytest.approx(0.9)


def test_a_meter_can_be_recognised(bench: Any) -> None:
    table = meter("diris_a10")
    image = meter_words(table, bench.state.meter, bench.state.reading)
    assert [image[50000 + at] for at in range(4)] == [0x53, 0x4F, 0x43, 0x4F]


def test_energy_is_power_times_time(bench: Any) -> None:
    bench.plug("A1", 3000.0, pf=0.8)
    bench.plug("A2", 2000.0, pf=-0.9)
    power = values(bench)
    bench.run(HOUR, step_ns=10_000_000_000)
    told = values(bench)
    assert told["energy.total_wh"] == pytest.approx(power["p_w.sum"])
    assert told["energy.import_wh"] == told["energy.total_wh"] == told["energy.partial_wh"]
    assert told["import_wh.l1"] == pytest.approx(power["p_w.l1"])
    assert told["import_varh.l1"] == pytest.approx(power["q_var.l1"])
    assert told["export_varh.l2"] == pytest.approx(-power["q_var.l2"])
    assert told["energy.total_varh"] == pytest.approx(
        told["energy.import_varh"] + told["energy.export_varh"]
    )
    assert told["energy.apparent_vah"] == pytest.approx(power["s_va.sum"])
    assert told["charge_ah"] == pytest.approx(power["i_a.sum"])
    assert told["running_h"] == pytest.approx(1.0)


def test_demand_is_the_mean_of_a_quarter_of_an_hour(bench: Any) -> None:
    bench.plug("A1", 2300.0)
    i_a = values(bench)["i_a.l1"]
    bench.run(300, step_ns=10_000_000_000)
    assert values(bench)["i_demand_a.l1"] == pytest.approx(i_a / 3)
    bench.run(600, step_ns=10_000_000_000)
    assert values(bench)["i_demand_a.l1"] == pytest.approx(i_a)
    bench.plug("A1")
    bench.run(900, step_ns=10_000_000_000)
    told = values(bench)
    assert told["i_demand_a.l1"] == pytest.approx(0, abs=1e-6)
    assert told["i_demand_a.l1_max"] == pytest.approx(i_a)
    assert told["p_demand_w.max"] > 2200
    assert told["f_demand_max_hz"] == pytest.approx(50)


@pytest.mark.parametrize("how", ["fuse", "phase"])
def test_without_supply_the_partial_counters_go_and_the_total_stays(bench: Any, how: str) -> None:
    bench.plug("A2", 2300.0)
    bench.run(600, step_ns=10_000_000_000)
    before = values(bench)
    assert before["energy.partial_wh"] > 300
    if how == "fuse":
        bench.do(SetFuse("meter_l1", blown=True))
    else:
        bench.fault("phase_lost", "L1")
    bench.run(600, step_ns=10_000_000_000)
    assert not bench.state.meter.up
    if how == "fuse":
        bench.do(SetFuse("meter_l1", blown=False))
    else:
        bench.do(EndFault("phase_lost"))
    assert bench.state.meter.up
    after = values(bench)
    assert after["energy.total_wh"] == before["energy.total_wh"]
    assert after["energy.partial_wh"] == 0
    assert after["energy.partial_varh"] == 0
    assert after["i_demand_a.l2_max"] == 0
    assert after["running_h"] == before["running_h"]
    bench.run(600, step_ns=10_000_000_000)
    later = values(bench)
    assert later["energy.partial_wh"] == pytest.approx(before["energy.total_wh"])
    assert later["energy.total_wh"] == pytest.approx(2 * before["energy.total_wh"])


def test_transformers_after_the_tap_off_miss_the_feed_through(bench: Any) -> None:
    bench.plug("A1", 2300.0)
    bench.plug(PANEL_SOURCE, 2300.0, 2300.0, 2300.0)
    assert values(bench)["i_a.l1"] == pytest.approx(20, abs=0.2)
    bench.plant = replace(bench.plant, ct_position=CtPosition.AFTER_TAP_OFF)
    bench.plug("A2", 100.0)
    assert values(bench)["i_a.l1"] == pytest.approx(10, abs=0.1)
    assert values(bench)["i_a.l3"] == 0
    bench.do(MoveMain(on=False))
    assert values(bench)["i_a.n"] == 0


def test_a_dead_drain_has_no_frequency(bench: Any) -> None:
    for phase in ("L1", "L2", "L3"):
        bench.fault("phase_lost", phase)
    assert values(bench)["f_hz"] == 0


def test_the_sign_of_a_power_factor() -> None:
    assert power_factor(80.0, 60.0, 100.0) == pytest.approx(0.8)
    assert power_factor(80.0, -60.0, 100.0) == pytest.approx(-0.8)
    assert power_factor(100.0, -1e-12, 100.0) == 1
    assert power_factor(0.0, 0.0, 0.0) == 1


three = st.builds(L123, *[st.floats(0, 1e5)] * 3)


@given(p_w=three, q_var=three, dt_s=st.floats(0.001, 1e4))
def test_counters_never_go_back(p_w: L123[float], q_var: L123[float], dt_s: float) -> None:
    reading = Reading(
        v_ln_v=L123.all(230.0),
        v_ll_v=LineToLine.all(400.0),
        i_a=L123N.all(1.0),
        f_hz=50.0,
        p_w=p_w,
        q_var=q_var.map(lambda q: q - 5e4),
        s_va=p_w,
    )
    once = Energies().counted(reading, dt_s)
    twice = once.counted(reading, dt_s)
    for name in ("wh", "import_varh", "export_varh"):
        pairs = zip(getattr(once, name), getattr(twice, name), strict=True)
        assert all(0 <= a <= b for a, b in pairs)
