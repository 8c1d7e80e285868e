"""What hangs on the ways: faults in their cables, and the inrush of what gets power."""

from __future__ import annotations

import pytest
from tests.twin.stage import Stage, rack, watts

from stagewatt.domain.view import BreakerState, Cause
from stagewatt.twin.actions import EndFault, MoveMain, MoveWay
from stagewatt.twin.loads.library import as_load

ON, TRIPPED = BreakerState.ON, BreakerState.TRIPPED


class TestCables:
    def test_a_short_circuit_at_the_end_of_a_way(self) -> None:
        stage = Stage([rack()], z_ohm=0.05 + 0j)
        stage.fault("short_circuit", "A1", 0.4)
        assert stage.rack().flow.way_a[0] == pytest.approx(230 / 0.5, rel=0.01)
        stage.run(0.1)
        assert stage.rack().causes[0] is Cause.INSTANTANEOUS

    def test_a_bad_contact_takes_its_share(self) -> None:
        stage = Stage([rack()])
        stage.plug("A1", watts(2300.0))
        stage.fault("way_contact_bad", "A1", 23.0)
        assert stage.rack().flow.way_a[0] == pytest.approx(5.0, abs=0.01)

    def test_neutral_to_earth_trips_what_has_a_residual_device(self) -> None:
        stage = Stage([rack()], z_ohm=0.02 + 0j)
        stage.plug("A2", watts(2300.0))
        stage.fault("insulation_n_pe", "A1", 1.0)
        assert stage.rack().flow.residual_a[0] == pytest.approx(0.2, abs=0.01)
        stage.run(0.1)
        assert stage.rack().causes[0] is Cause.RESIDUAL
        stage.do(MoveWay("A1", on=False))
        assert stage.rack().flow.residual_a[0] == 0


class TestInrush:
    def energised(self, count: int, seed: int) -> Stage:
        stage = Stage([rack(seed=seed)])
        stage.do(MoveMain(on=False))
        stage.plug("A1", as_load("led-wall-8", count))
        stage.do(MoveMain(on=True))
        return stage

    @pytest.mark.unmeasured
    def test_many_filters_on_one_way_trip_it_depending_on_the_instant(self) -> None:
        few = [self.energised(1, seed).rack().levers[0] for seed in range(20)]
        many = [self.energised(3, seed).rack().levers[0] for seed in range(20)]
        assert set(few) == {ON}
        assert set(many) == {ON, TRIPPED}

    def test_the_peak_stands_in_the_boards_second(self) -> None:
        stage = self.energised(1, 5)
        assert max(stage.rack().board.peak_a) > 30
        stage.run(1.02)
        window = stage.rack().board.window
        assert window is not None
        assert window.i_peak_a[0] > 30 > window.i_max_a[0]  # type: ignore[operator]
        stage.run(1)
        later = stage.rack().board.window
        assert later is not None
        assert later.i_peak_a[0] < 30  # type: ignore[operator]

    def test_cold_filaments_are_a_matter_of_cycles(self) -> None:
        stage = Stage([rack()])
        stage.do(MoveMain(on=False))
        stage.plug("A1", as_load("par64", 1))
        stage.do(MoveMain(on=True))
        cold_a = stage.rack().flow.way_a[0]
        stage.run(2)
        hot_a = stage.rack().flow.way_a[0]
        assert hot_a == pytest.approx(4.35, abs=0.1)
        assert 6 * hot_a < cold_a < 15 * hot_a

    @pytest.mark.unmeasured
    def test_when_the_voltage_is_back_everything_starts_anew(self) -> None:
        stage = Stage([rack()])
        stage.plug("A1", as_load("par64", 1))
        stage.run(2)
        hot_a = stage.rack().flow.way_a[0]
        stage.fault("phase_lost", "L1")
        stage.run(5)
        assert stage.rack().flow.way_a[0] == 0
        stage.do(EndFault("phase_lost", "L1"))
        assert stage.rack().flow.way_a[0] > 6 * hot_a
        stage.run(2)
        assert stage.rack().flow.way_a[0] == pytest.approx(hot_a, rel=0.02)
