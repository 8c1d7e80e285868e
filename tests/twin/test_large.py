"""Sites of many racks: who is told of a change, and that nobody is told anything wrong."""

from __future__ import annotations

from typing import Any

import pytest
from tests.twin.stage import Stage, rack, run, watts

from stagewatt.domain.errors import Invalid
from stagewatt.physics.network import slot_solve
from stagewatt.physics.network.source import SourceSpec
from stagewatt.twin.actions import Plug, SetLevel
from stagewatt.twin.cast import equal_racks, played
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.show import ShowKind
from stagewatt.twin.simulation import LONG_STEP_NS, Simulation

COUNT = slot_solve.EXACT_RACKS + 2


def hall(source_ohm: complex, **more: Any) -> Stage:
    source = SourceSpec(run=run(source_ohm))
    return Stage([rack("c12", seed=seed) for seed in range(COUNT)], source=source, **more)


def test_behind_a_stiff_source_others_are_not_told() -> None:
    stage = hall(1e-5 + 1e-5j)
    before = [each.flow for each in stage.state.racks]
    stage.plug(stage.site.plants[2].ways[0].way.id, watts(3000.0), at=2)
    after = [each.flow for each in stage.state.racks]
    assert [a is b for a, b in zip(after, before, strict=True)] == [at != 2 for at in range(COUNT)]


def test_behind_a_weak_one_all_are_told() -> None:
    stage = hall(0.1 + 0j)
    before = [each.flow for each in stage.state.racks]
    stage.plug(stage.site.plants[2].ways[0].way.id, watts(3000.0), at=2)
    assert not any(r.flow is flow for r, flow in zip(stage.state.racks, before, strict=True))


@pytest.mark.unmeasured
@pytest.mark.parametrize("load", ["par64", "led-par-cheap", "amp-rack"])
def test_what_they_know_is_as_good_as_exact(load: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lived() -> Stage:
        stage = hall(3e-3 + 2e-3j, z_ohm=0.02 + 0.01j)
        for at in range(COUNT):
            way = stage.site.plants[at].ways[at % 3].way.id
            stage.plug(way, as_load(load, at + 1), at=at)
            stage.do(SetLevel(way, 0.4, 1.0), at=at)
            stage.run(0.3, LONG_STEP_NS)
        return stage

    fast = lived()
    monkeypatch.setattr(slot_solve, "EXACT_RACKS", 1000)
    exact = lived()
    for one, other in zip(fast.state.racks, exact.state.racks, strict=True):
        assert list(one.flow.v_ln_rms_v) == pytest.approx(list(other.flow.v_ln_rms_v), abs=0.02)
        assert list(one.flow.way_a) == pytest.approx(list(other.flow.way_a), abs=0.01)
        assert one.reading.thd_v_ln_pct.l1 == pytest.approx(other.reading.thd_v_ln_pct.l1, abs=0.01)


def test_in_a_chain_all_upstream_are_told_what_flows_through_them() -> None:
    stage = Stage([rack(seed=seed) for seed in range(COUNT)], chain=True)
    stage.plug("A1", as_load("led-par-cheap", 10), at=COUNT - 1)
    stage.run(2, LONG_STEP_NS)
    last = stage.rack(COUNT - 1).flow.drain
    for at in range(COUNT - 1):
        feed = stage.rack(at).flow.feed
        assert feed.rms_a.l1 == pytest.approx(last.rms_a.l1, abs=0.1)
        assert feed.rms_a.n == pytest.approx(last.rms_a.n, abs=0.1)
    stage.plug("A1", None, at=COUNT - 1)
    assert stage.rack(0).flow.feed.rms_a.l1 < 0.1
    assert stage.rack(0).reading.thd_v_ln_pct.l1 == pytest.approx(0, abs=1e-6)


def test_without_a_solution_all_are_told() -> None:
    stage = hall(3.0 + 0j)
    for at in range(COUNT):
        way = stage.site.plants[at].ways[0].way.id
        stage.plug(way, as_load("media-server", 12), at=at)
        stage.run(1, LONG_STEP_NS)
    volts = [stage.rack(at).flow.v_ln_rms_v.l1 for at in range(COUNT)]
    assert volts == pytest.approx([volts[0]] * COUNT, abs=0.1)


def test_equal_racks_in_a_chain_leave_the_panel_source_to_the_next_one() -> None:
    cast = equal_racks([rack(seed=1), rack(seed=2)], ShowKind.STEADY, 1, chain=True)
    simulation = Simulation(cast.site, lambda: 0, director=cast.director, step_ns=LONG_STEP_NS)
    first, last = simulation.rack(0), simulation.rack(1)
    assert first.state.feed is None
    assert last.state.feed is not None
    assert first.state.flow.i_feed_rms_a.l1 > last.state.flow.i_main_rms_a.l1
    first.plug_by_hand(Plug(PANEL_SOURCE, watts(1.0, 1.0, 1.0)))
    assert first.by_hand == {PANEL_SOURCE}


def test_racks_without_a_panel_source_make_no_chain() -> None:
    with pytest.raises(Invalid, match="no chain"):
        equal_racks([rack("c12")] * 2, ShowKind.NONE, 1, chain=True)


def test_a_scenario_brings_its_racks_along() -> None:
    cast = played("festival-main-stage")
    assert len(cast.plants) == 3
    assert cast.site.lines.parents == (-1, 0, 1)
