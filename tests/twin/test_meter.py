"""The meter: consistent values, energies and demand, and what it forgets without its supply."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.meters.registry import METERS, meter
from stagewatt.meters.table import Point, decode
from stagewatt.physics.demand import Kind
from stagewatt.twin.energies import Energies
from stagewatt.twin.meter import Meter, counted, set_up, settled
from stagewatt.twin.meter_setup import Apparent, Setup, refuse_unknown
from stagewatt.twin.meter_values import meter_values, meter_words, wire_values
from stagewatt.twin.reading import Reading, power_factor
from stagewatt.twin.seen import DISTORTION, WATCHED

HOUR = 3600.0


def reading_of(*s_va: complex, v_v: float = 230.0, **other: Any) -> Reading:
    """What the meter's terminals see of three complex powers."""
    three = (*s_va, 0j, 0j, 0j)[:3]
    l1_a, l2_a, l3_a = (abs(each) / v_v for each in three)
    return Reading(
        v_ln_v=L123.all(v_v),
        v_ll_v=LineToLine.all(v_v * math.sqrt(3)),
        i_a=L123N(l1_a, l2_a, l3_a, l1_a / 2),
        f_hz=50.0,
        p_w=L123(*(each.real for each in three)),
        q_var=L123(*(each.imag for each in three)),
        s_va=L123(*map(abs, three)),
        **other,
    )


READING = reading_of(
    3000 + 2250j,
    2000 - 968.6j,
    1000 + 0j,
    thd_v_ln_pct=L123(2.0, 1.0, 3.0),
    thd_v_ll_pct=LineToLine(1.5, 1.0, 0.5),
    thd_i_pct=L123N(12.5, 30.0, 5.0, 80.0),
)
IDLE = reading_of()


def after(*lasting: tuple[Reading, float], begun: Meter | None = None) -> Meter:
    """A meter that saw each reading for so many seconds."""
    state = begun or Meter()
    for reading, seconds in lasting:
        state = counted(state, reading, seconds, power=True)
    return state


def told(state: Meter, reading: Reading = READING) -> dict[str, Any]:
    return meter_values(state, reading)


def test_every_table_is_filled_completely() -> None:
    for table in METERS.values():
        values = wire_values(table, after((READING, 60.0)), READING, 30.0)
        served = {
            piece.name
            for function in table.functions
            for piece in table.pieces(function)
            if isinstance(piece, Point)
        }
        assert served <= set(values), table.name
        assert all(values[name] is not None for name in served), table.name


def test_values_agree_with_each_other() -> None:
    values = told(Meter())
    for phase in ("l1", "l2", "l3"):
        v, i = values[f"v_ln_v.{phase}"], values[f"i_a.{phase}"]
        p, q, s = (values[f"{name}.{phase}"] for name in ("p_w", "q_var", "s_va"))
        assert s == pytest.approx(v * i)
        assert s == pytest.approx(math.hypot(p, q))
        assert abs(values[f"pf.{phase}"]) == pytest.approx(p / s)
        assert values[f"phase_angle_deg.{phase}"] == pytest.approx(math.degrees(math.atan2(q, p)))
    assert values["pf.l1"] == pytest.approx(0.8)
    assert values["pf.l2"] == pytest.approx(-0.9, abs=1e-4)
    assert values["pf.l3"] == pytest.approx(1.0)
    assert values["p_w.sum"] == pytest.approx(6000)
    assert values["i_a.sum"] == pytest.approx(3 * values["i_a.mean"])
    assert (values["thd_i_pct.mean"], values["thd_i_pct.n"]) == (pytest.approx(95 / 6), 80.0)
    assert values["thd_v_ll_pct.l12"] == 1.5


@pytest.mark.parametrize(
    ("apparent", "s_va", "pf"),
    [(Apparent.ARITHMETIC, 37_011, 0.9457), (Apparent.VECTOR, 35_057, 0.9984)],
)
def test_the_sum_of_apparent_powers_has_two_conventions(
    apparent: Apparent, s_va: float, pf: float
) -> None:
    reading = reading_of(20_000 + 0j, 10_000 + 5000j, 5000 - 3000j)
    values = told(set_up(Meter(), Setup(apparent=apparent)), reading)
    assert values["s_va.sum"] == pytest.approx(s_va, abs=0.51)
    assert values["pf.sum"] == pytest.approx(pf, abs=0.00006)


def test_what_goes_over_the_wire_comes_back() -> None:
    state = after((READING, 5000.0), (reading_of(2000 + 100j), 20.0))
    for table in METERS.values():
        back = decode(table, meter_words(table, state, READING))
        values = told(state)
        for point in table.points:
            whole = getattr(point.codec, "counter", False)
            step = point.scale * (1.001 if whole else 0.51)
            step *= 1e-5 * abs(values[point.name]) if table.name == "sdm630" else 1
            expected = pytest.approx(values[point.name], abs=max(step, 1e-6), rel=1e-6)
            assert back[point.name] == expected, (table.name, point.name)


def test_the_wire_carries_the_power_factor_as_its_meter_signs_it() -> None:
    assert wire_values(meter("sdm630"), Meter(), READING)["pf.l2"] == pytest.approx(0.9, abs=1e-4)
    assert wire_values(meter("diris_a10"), Meter(), READING)["pf.l2"] == pytest.approx(
        -0.9, abs=1e-4
    )


def test_before_the_transformers_amps_and_watts_are_smaller() -> None:
    state = set_up(Meter(), Setup(ct_primary_a=250, ct_secondary_a=5))
    values = wire_values(meter("diris_a10"), state, READING)
    assert values["secondary_i_a.l1"] == pytest.approx((values["i_a.l1"] or 0) / 50)
    assert values["secondary_p_w.sum"] == pytest.approx(120)
    assert values["config.ct_primary_a"] == 250


def test_a_meter_can_be_recognised() -> None:
    image = meter_words(meter("diris_a10"), Meter(), READING)
    assert [image[50000 + at] for at in range(4)] == [0x53, 0x4F, 0x43, 0x4F]


def test_energy_is_power_times_time() -> None:
    values = told(after(*[(READING, 10.0)] * 360))
    power = told(Meter())
    assert values["energy.total_wh"] == pytest.approx(power["p_w.sum"])
    assert values["energy.import_wh"] == values["energy.partial_wh"] == values["energy.total_wh"]
    assert values["import_wh.l1"] == pytest.approx(power["p_w.l1"])
    assert values["import_varh.l1"] == pytest.approx(power["q_var.l1"])
    assert values["export_varh.l2"] == pytest.approx(-power["q_var.l2"])
    assert values["energy.total_varh"] == pytest.approx(
        values["energy.import_varh"] + values["energy.export_varh"]
    )
    assert values["energy.apparent_vah"] == pytest.approx(power["s_va.sum"])
    assert values["partial_ah"] == pytest.approx(power["i_a.sum"])
    assert values["running_h"] == pytest.approx(1.0)
    assert values["pf_mean.sum"] == pytest.approx(power["pf.sum"])


def test_what_flows_back_is_counted_apart() -> None:
    values = told(after((reading_of(1000 + 0j, -400 + 0j), HOUR)))
    assert values["energy.import_wh"] == pytest.approx(1000)
    assert values["energy.export_wh"] == values["energy.partial_export_wh"] == pytest.approx(400)
    assert values["energy.total_wh"] == pytest.approx(1400)
    back = told(after((reading_of(-500 + 0j), HOUR)))
    assert (back["p_demand_w.import"], back["p_demand_w.sum"]) == (0, pytest.approx(-500))


def test_a_resting_rack_is_counted_when_somebody_asks() -> None:
    """The same reading only lets time add up; the sums are those of counting at each step."""
    lazy = after(*[(READING, 0.02)] * 500)
    assert lazy.running_s == 0
    eager = Meter()
    for _ in range(500):
        eager = settled(after((READING, 0.02), begun=eager))
    assert eager.running_s == pytest.approx(10.0)
    assert told(lazy) == pytest.approx(told(eager))
    assert settled(settled(lazy)) == settled(lazy)


def test_without_time_nothing_changes() -> None:
    state = after((READING, 1.0))
    assert counted(state, READING, 0.0, power=True) is state


@pytest.mark.parametrize(("window_s", "there"), [(300.0, 100.0), (900.0, 33.3), (3600.0, 8.3)])
def test_demand_is_the_mean_of_a_window_that_can_be_chosen(window_s: float, there: float) -> None:
    state = set_up(Meter(), Setup(window_s=window_s))
    assert state.window_s == window_s
    state = after((reading_of(2300 + 0j), 300.0), begun=state)
    values = told(state)
    assert values["i_demand_a.l1"] == pytest.approx(10 * there / 100, abs=0.01)
    assert values["p_demand_w.sum"] == pytest.approx(2300 * there / 100, abs=1)
    # What stays till the window ends fills it.
    assert meter_values(state, reading_of(2300 + 0j))["p_predicted_w.sum"] == pytest.approx(2300)
    assert values["config.window_s"] == window_s


def test_the_largest_mean_stays_when_the_load_goes() -> None:
    values = told(after((reading_of(2300 + 0j), 900.0), (IDLE, 900.0)), IDLE)
    assert values["i_demand_a.l1"] == pytest.approx(0, abs=1e-6)
    assert values["i_demand_a.l1_max"] == pytest.approx(10)
    assert values["p_demand_w.max"] == pytest.approx(2300)
    assert values["f_demand_max_hz"] == pytest.approx(50)


def test_another_window_begins_anew_another_transformer_does_not() -> None:
    state = after((READING, 900.0))
    kept = set_up(state, Setup(ct_primary_a=400))
    assert kept.demand.largest == settled(state).demand.largest
    assert set_up(state, Setup(demand=Kind.BLOCK)).demand.largest == (0.0,) * 16
    assert set_up(state, Setup(window_s=600.0)).running_s == 900.0


@pytest.mark.parametrize(
    ("setup", "table", "where"),
    [
        (Setup(window_s=0.0), "diris_a10", "window_s"),
        (Setup(window_s=10.0), "sdm630", "window_s"),
        (Setup(ct_secondary_a=2), "diris_a10", "ct_secondary_a"),
        (Setup(ct_primary_a=4), "diris_a10", "ct_primary_a"),
        (Setup(ct_primary_a=10_000), "diris_a10", "ct_primary_a"),
    ],
)
def test_what_a_meters_menu_does_not_offer_is_refused(setup: Setup, table: str, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        refuse_unknown(setup, meter(table))
    assert caught.value.where == where


def test_what_it_offers_is_taken() -> None:
    for table in METERS.values():
        refuse_unknown(Setup(), table)
        for window_s in table.windows_s:
            refuse_unknown(Setup(window_s=window_s), table)


def test_extremes_and_mean_distortion_since_the_supply_came() -> None:
    clean = reading_of(4600 + 0j, v_v=220.0)
    state = after((READING, 30.0), (clean, 10.0))
    values = told(state)
    assert values["v_ln_min_v.l1"] == 220.0
    assert values["v_ln_max_v.l1"] == 230.0
    assert values["i_max_a.l1"] == pytest.approx(4600 / 220)
    assert values["i_min_a.n"] == pytest.approx(READING.i_a.n)
    assert values["p_max_w.sum"] == pytest.approx(6000)
    assert values["thd_i_mean_pct.l1"] == pytest.approx(12.5 * 30 / 40)
    assert values["thd_v_ln_mean_pct.l3"] == pytest.approx(3.0 * 30 / 40)
    assert values["thd_v_ll_mean_pct.l12"] == pytest.approx(1.5 * 30 / 40)
    assert len(WATCHED) == len(settled(state).seen.high)
    assert len(DISTORTION) == len(settled(state).seen.distortion_pct_s)


def test_before_anything_was_measured_there_are_no_extremes() -> None:
    values = told(Meter())
    assert (values["i_max_a.l1"], values["f_min_hz"], values["temperature_max_c"]) == (None,) * 3
    assert values["thd_i_mean_pct.n"] == 0


def test_the_warmest_is_kept() -> None:
    state = Meter()
    for celsius in (20.0, 41.5, 30.0, None):
        state = counted(state, READING, 0.0, power=True, temperature_c=celsius)
    values = meter_values(state, READING, 30.0)
    assert (values["temperature_c"], values["temperature_max_c"]) == (30.0, 41.5)


def test_its_clock_begins_when_its_supply_comes() -> None:
    values = told(after((READING, 24 * HOUR + 3723.0)))
    parts = ("year", "month", "day", "hour", "minute", "second")
    assert [values[f"clock.{part}"] for part in parts] == [2000, 1, 2, 1, 2, 3]


def test_without_supply_the_partial_counters_go_and_the_total_stays() -> None:
    setup = Setup(window_s=600.0, ct_primary_a=250)
    worn = Meter(total=Energies(wh=(5000.0, 0.0, 0.0)))
    before = after((READING, 600.0), begun=set_up(worn, setup))
    dark = counted(before, IDLE, 600.0, power=False)
    assert not dark.up
    assert counted(dark, IDLE, 600.0, power=False) is dark
    back = after((READING, 0.0), begun=dark)
    assert back.up
    then, now = told(before), told(back)
    assert then["energy.partial_wh"] == pytest.approx(1000)
    assert now["energy.total_wh"] == then["energy.total_wh"] == pytest.approx(6000)
    assert now["energy.partial_wh"] == now["energy.partial_varh"] == now["partial_ah"] == 0
    assert now["i_demand_a.l2_max"] == 0
    assert now["i_max_a.l1"] is None
    assert now["running_h"] == then["running_h"]
    assert back.setup == setup
    later = told(after((READING, 600.0), begun=back))
    assert later["energy.partial_wh"] == pytest.approx(1000)
    assert later["energy.total_wh"] == pytest.approx(7000)


def test_the_sign_of_a_power_factor() -> None:
    assert power_factor(80.0, 60.0, 100.0) == pytest.approx(0.8)
    assert power_factor(80.0, -60.0, 100.0) == pytest.approx(-0.8)
    assert power_factor(100.0, -1e-12, 100.0) == 1
    assert power_factor(0.0, 0.0, 0.0) == 1


three = st.builds(L123, *[st.floats(-1e5, 1e5)] * 3)


@given(p_w=three, q_var=three, dt_s=st.floats(0.001, 1e4))
def test_counters_never_go_back(p_w: L123[float], q_var: L123[float], dt_s: float) -> None:
    reading = replace(READING, p_w=p_w, q_var=q_var)
    once = Energies().counted(reading, dt_s)
    twice = once.counted(reading, dt_s)
    for name in ("wh", "export_wh", "import_varh", "export_varh"):
        pairs = zip(getattr(once, name), getattr(twice, name), strict=True)
        assert all(0 <= a <= b for a, b in pairs)
