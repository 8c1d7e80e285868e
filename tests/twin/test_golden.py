"""Whole racks against printed numbers: lost neutrals, neutral currents, trips, sums of ratings."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.twin.stage import Stage, amps, drawing, rack, stout, third, watts

from stagewatt.domain.reading import ContactId
from stagewatt.domain.view import BreakerState, Cause
from stagewatt.physics.network.waveforms import leading_edge
from stagewatt.twin.contacts import ORDER
from stagewatt.twin.loads.draw import CLEAN, Spectrum
from stagewatt.twin.plant import PANEL_SOURCE

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parents[1] / "golden" / "twin" / "cases.toml").read_text(encoding="utf-8")
)
ON = BreakerState.ON


def cases(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", CASES[name], ids=str)


@cases("lost_neutral")
def test_a_lost_neutral(case: dict[str, Any]) -> None:
    stage = Stage([rack()])
    stage.plug(PANEL_SOURCE, watts(*(230.0 * i for i in case["at_230_v_a"])))
    stage.fault("neutral_open")
    flow = stage.rack().flow
    assert flow.v_n_pe_v == pytest.approx(case["shift_v"], abs=0.3)
    assert [abs(v) for v in flow.v_ln_v] == pytest.approx(case["v_ln_v"], abs=0.3)
    assert flow.i_drain_rms_a.n == pytest.approx(0, abs=0.02)
    assert list(flow.v_ll_rms_v) == pytest.approx([398.4] * 3, abs=0.05)


@cases("neutral_current")
def test_neutral_current(case: dict[str, Any]) -> None:
    stage = Stage([rack()])
    spectrum = third(case["third"]) if case["third"] else CLEAN
    stage.plug(PANEL_SOURCE, drawing(*(amps(i, spectrum) for i in case["i_a"])))
    reading = stage.rack().reading
    assert reading.i_a.n == pytest.approx(case["n_a"], abs=0.01)
    assert reading.i_a.l1 == pytest.approx(case["i_a"][0] * math.hypot(1, case["third"]), abs=0.01)
    assert reading.thd_i_pct.l1 == pytest.approx(100 * case["third"])
    assert reading.s_va.l1 == pytest.approx(230.0 * reading.i_a.l1)
    assert reading.p_w.l1 == pytest.approx(230.0 * case["i_a"][0], rel=1e-6)


def test_dimmers_at_90_degrees_load_the_neutral_as_one_phase_at_full() -> None:
    wave = leading_edge(90.0)
    stage = Stage([rack()])
    spectrum = Spectrum("cut 90", wave.ratios)
    draws = [amps(10.0 * abs(wave.fundamental), spectrum)] * 3
    stage.plug(PANEL_SOURCE, drawing(*draws))
    reading = stage.rack().reading
    # Orders above the 51st are not there: 0.4 % of this wave.
    assert reading.i_a.l2 == pytest.approx(7.07, abs=0.03)
    assert reading.i_a.n == pytest.approx(10.0, abs=0.06)
    assert reading.thd_i_pct.l1 == pytest.approx(64.2, abs=0.2)


@cases("main_trip")
def test_the_main_breaker(case: dict[str, Any]) -> None:
    stage = Stage([stout(rack())])
    for way in ("A1", "A4", "A7", "A10"):
        stage.plug(way, watts(230.0 * case["i_a"] / 4))
    assert stage.rack().flow.i_main_rms_a.l1 == pytest.approx(case["i_a"])
    stage.run(7200, step_ns=1_000_000_000_000)
    state = stage.rack()
    assert state.main.closed is math.isinf(case["longest_s"])
    if not state.main.closed:
        at_s = state.board.contacts.sensed[ORDER.index(ContactId.MAIN_ON)].at_ns / 1e9
        assert case["shortest_s"] <= at_s <= case["longest_s"]
        assert state.main.cause == Cause(case["cause"])


@cases("way_trip")
@pytest.mark.parametrize("seed", range(5))
def test_a_way(case: dict[str, Any], seed: int) -> None:
    stage = Stage([rack(seed=seed)])
    stage.plug("A1", watts(230.0 * case["i_a"]))
    stage.run(7200, step_ns=1_000_000_000_000)
    assert (stage.rack().levers[0] is ON) is math.isinf(case["longest_s"])
    if stage.rack().levers[0] is not ON:
        assert case["shortest_s"] <= stage.fell_s("A1") <= case["longest_s"]


@cases("residual_trip")
def test_a_residual_current(case: dict[str, Any]) -> None:
    stage = Stage([rack()])
    stage.plug("A1", watts(100.0, leakage_a=case["i_a"]))
    assert stage.rack().flow.residual_a[0] == pytest.approx(case["i_a"])
    stage.run(3600, step_ns=1_000_000_000_000)
    assert (stage.rack().causes[0] is None) is math.isinf(case["longest_s"])
    if stage.rack().causes[0] is not None:
        assert stage.rack().causes[0] is Cause.RESIDUAL
        assert stage.fell_s("A1") <= case["longest_s"]


@cases("branch_sum")
def test_the_ratings_of_the_branches_add_up(case: dict[str, Any]) -> None:
    sums = [0.0, 0.0, 0.0]
    for each in rack(case["model"]).ways:
        for phase in each.phases:
            if each.way.id != "X7":
                sums[phase] += each.way.protection.rated_a
    assert sums == [case["sum_a"]] * 3
