"""Sites of slots: breaks and collapse, and who is told of a change."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.physics.network.nets import run, sizes
from tests.physics.network.slot_site import (
    CLEAN,
    CURRENT,
    IMPEDANCE,
    POWER,
    SINGLE,
    Site,
    bare,
    close,
    of_orders,
    one,
    plain,
    plugged,
    row,
    site,
)

from stagewatt.physics.network.runs import Run
from stagewatt.physics.network.slot_solve import EXACT_RACKS, UNSEEN_V, Answer, Told
from stagewatt.physics.network.slots import BURDEN

MANY = EXACT_RACKS + 2


class TestOpenNeutral:
    """Loads in series across two phases, and terminals that hang on nothing."""

    LOST = run(lost="N")

    def test_two_loads_share_the_voltage_between_their_phases(self) -> None:
        # 100 ohm and 50 ohm across 398.4 V: 265.6 V and 132.8 V, 2.656 A.
        ohms = {(0, 0, SINGLE): row(529), (0, 1, SINGLE): row(1058)}
        got = one(ohms, self.LOST)
        across_v = 230 * math.sqrt(3)
        assert got.v_ln_rms_v[0][:2] == pytest.approx([across_v * 2 / 3, across_v / 3])
        assert got.drain.rms_a[0] == pytest.approx([across_v / 150] * 2 + [0, 0], abs=1e-6)

    def test_without_loads_what_floats_shows_zero(self) -> None:
        got = one({}, self.LOST)
        assert got.v_n_pe_v == [0.0]
        assert got.v_ln_rms_v == [[0.0] * 3]
        assert got.v_ll_rms_v[0] == pytest.approx([230 * math.sqrt(3)] * 3)
        assert got.drain.rms_a == [[0.0] * 4]

    def test_the_burden_alone_finds_the_middle(self) -> None:
        answer, told = site(self.LOST).solve(bare(burden_s=1e-4))
        assert answer.solution.converged
        assert told.measured.v_ln_rms_v[0] == pytest.approx([230] * 3)
        assert told.measured.drain.rms_a == [[0.0] * 4]

    def test_thirds_have_no_way_back(self) -> None:
        rows = {(0, k, SINGLE): row(2300, POWER, of_orders(h3=0.5, h5=0.2)) for k in range(3)}
        got = one(rows, self.LOST)
        assert got.drain.rms_a[0][3] == pytest.approx(0, abs=1e-6)
        assert got.drain.thd_pct[0][:3] == pytest.approx([20] * 3, rel=1e-3)
        # What cannot flow drives 5 A of third through the supplies' own 10 A / 230 V.
        assert got.v_n_pe_third_v[0] == pytest.approx(115, rel=1e-3)


class TestDeadPhase:
    """L1 lost in front of a chain: the drop of a neutral is all that is left of its voltage."""

    SUPPLY = row(1000, POWER, of_orders(h3=0.5))

    def chain(self, behind: int, *more: Any) -> tuple[Site, Any]:
        feeders = [run(0.1, lost="1"), *[run(0.1)] * behind]
        place = site(run(0.01), *feeders, parents=(-1, *[0] * behind))
        rows = {(0, 0, SINGLE): self.SUPPLY, (1, 0, SINGLE): row(1000), **dict(more)}
        return place, plugged(bare(behind + 1), rows)

    def test_a_supply_draws_nothing_from_it(self) -> None:
        place, slots = self.chain(1, ((1, 1, SINGLE), row(2000)))
        answer, told = place.solve(slots)
        assert answer.solution.converged
        assert 0.5 < told.measured.v_ln_rms_v[0][0] < 1
        assert told.measured.way_a[0] == 0
        assert told.measured.way_peak_a[0] == 0
        assert told.measured.drain.rms_a[0] == pytest.approx(rms_of_feeder(answer), abs=1e-5)

    def test_harmonics_of_others_remain(self) -> None:
        place, slots = self.chain(1, ((1, 1, SINGLE), self.SUPPLY))
        answer, told = place.solve(slots)
        assert answer.injected_a is not None
        assert not answer.injected_a[:, 0].any()
        assert told.measured.drain.thd_pct[1][1] == pytest.approx(50, rel=1e-2)

    def test_who_falls_silent_is_told(self) -> None:
        # A light load behind it moves the dead phase by less than is seen, and yet it is told.
        place, slots = self.chain(MANY - 1)
        before, _ = place.solve(slots)
        for watts in (1.0, 2000.0):
            step = plugged(slots, {(1, 1, SINGLE): row(watts)})
            anew, exact = place.solve(step)
            _, told = place.solve(step, (before, [1]))
            assert anew.solution.silent[0, 0]
            assert 0 in told.racks
            assert told.measured.way_a[0] == exact.measured.way_a[0] == 0


class TestCollapse:
    """More power than the wire can carry: all that is left is impedances."""

    def test_supplies_give_up_and_all_are_told(self) -> None:
        place = site(run(2.0), *[run()] * MANY)
        calm = plugged(bare(MANY), {(0, 0, SINGLE): row(500, POWER)})
        before, _ = place.solve(calm)
        rows = {(at, 0, SINGLE): row(5000, POWER, of_orders(h3=0.5)) for at in range(MANY)}
        answer, told = place.solve(plugged(calm, rows), (before, [1]))
        assert not answer.solution.converged
        assert answer.solution.message
        assert answer.injected_a is None
        assert told.racks == tuple(range(MANY))
        # All of it as impedances: 230 V over 2 ohm, neutral 2 ohm, and the loads in parallel.
        load_ohm = 230**2 / (5000 * MANY)
        wanted_v = 230 * load_ohm / (4 + load_ohm)
        assert told.measured.v_ln_rms_v[0][0] == pytest.approx(wanted_v)
        assert told.measured.way_a[::4] == pytest.approx([wanted_v / load_ohm / MANY] * MANY)
        assert told.measured.drain.rms_a[3][0] == pytest.approx(wanted_v / load_ohm / MANY)
        assert told.measured.drain.thd_pct == [[0.0] * 4] * MANY

    def test_afterwards_harmonics_are_drawn_anew(self) -> None:
        place = site(run(2.0), *[run()] * MANY)
        heavy = {(at, 0, SINGLE): row(5000, POWER) for at in range(MANY)}
        gone, _ = place.solve(plugged(bare(MANY), heavy))
        light = dict.fromkeys(heavy, row(200, POWER, of_orders(h3=0.5)))
        slots = plugged(bare(MANY), light)
        answer, told = place.solve(slots, (gone, [0]))
        assert answer.solution.converged
        assert told.racks == tuple(range(MANY))
        assert close(answer.injected_a, place.solve(slots)[0].injected_a, within=1e-5)


def rms_of_feeder(answer: Answer) -> list[float]:
    return sizes(answer.solution.i_a[0])


class TestTold:
    """In a large site only those are told whose slots or voltages have changed."""

    STIFF, WEAK = run(1e-6), run(0.2)
    DRAWN = row(1000, IMPEDANCE)

    def hall(self, source: Run, *rows: Any) -> tuple[Site, Any, Answer]:
        place = site(source, *[run(0.01)] * MANY)
        slots = plugged(bare(MANY), dict(rows))
        return place, slots, place.solve(slots)[0]

    def after(self, hall: Any, change: Any, touched: Any) -> tuple[Answer, Told]:
        place, slots, before = hall
        answer, told = place.solve(plugged(slots, change), (before, touched))
        assert isinstance(answer, Answer)
        return answer, told

    def test_behind_a_stiff_source_nobody_else(self) -> None:
        hall = self.hall(self.STIFF)
        answer, told = self.after(hall, {(2, 0, SINGLE): self.DRAWN}, [2])
        assert told.racks == (2,)
        assert len(told.measured.way_a) == 4
        # The voltages of the others are those that they know.
        others = [at for at in range(MANY) if at != 2]
        assert (answer.told_v[others] == hall[2].told_v[others]).all()
        assert abs(answer.told_v[2, 0]) < 230

    def test_behind_a_weak_one_all(self) -> None:
        _, told = self.after(self.hall(self.WEAK), {(2, 0, SINGLE): self.DRAWN}, [2])
        assert told.racks == tuple(range(MANY))

    def test_many_small_changes_are_seen_when_they_add_up(self) -> None:
        # Each step moves the others by a third of what is seen: the fourth one is told.
        step_w = UNSEEN_V / 3 / 2e-3 * 230
        place, slots, answer = self.hall(run(1e-3))
        told_of: list[tuple[int, ...]] = []
        for times in range(1, 5):
            slots = plugged(slots, {(0, 0, SINGLE): row(step_w * times, CURRENT)})
            answer, told = place.solve(slots, (answer, [0]))
            told_of.append(told.racks)
        assert told_of == [(0,)] * 3 + [tuple(range(MANY))]

    def test_harmonics_that_come_or_go_are_told_to_all(self) -> None:
        hall = self.hall(self.STIFF)
        supply = {(2, 0, SINGLE): row(10, POWER, of_orders(h3=0.5))}
        came, told = self.after(hall, supply, [2])
        assert told.racks == tuple(range(MANY))
        assert came.told_h_v is not None
        slots = plugged(hall[1], supply)
        gone, told = self.after((hall[0], slots, came), {(2, 0, SINGLE): row(10, POWER)}, [2])
        assert told.racks == tuple(range(MANY))
        assert gone.told_h_v is None

    def test_harmonics_that_stay_are_told_to_those_they_reach(self) -> None:
        supply = row(10, POWER, of_orders(h3=0.5))
        hall = self.hall(self.STIFF, ((1, 0, SINGLE), supply), ((3, 1, SINGLE), supply))
        answer, told = self.after(hall, {(1, 0, SINGLE): row(20, POWER, of_orders(h3=0.5))}, [1])
        assert told.racks == (1,)
        assert answer.injected_a is not None
        assert hall[2].injected_a is not None
        assert (answer.injected_a[:, 3] == hall[2].injected_a[:, 3]).all()
        assert abs(answer.injected_a[0, 1, 0]) == pytest.approx(0.5 * 20 / 230, rel=1e-4)
        assert answer.told_h_v is not None
        assert hall[2].told_h_v is not None
        assert (answer.told_h_v[:, 3] == hall[2].told_h_v[:, 3]).all()

    def test_harmonics_alone_may_move_the_others(self) -> None:
        # A trace of power with a large third: the fundamental stays, the third does not.
        wild = row(0.01, POWER, of_orders(h3=2e5))
        quiet = ((1, 0, SINGLE), row(0.01, POWER, of_orders(h3=1)))
        _, told = self.after(self.hall(run(1e-2), quiet), {(1, 0, SINGLE): wild}, [1])
        assert told.racks == tuple(range(MANY))

    def test_those_in_front_carry_it_and_are_told(self) -> None:
        chain = site(self.STIFF, *[run(1e-6)] * MANY, parents=(-1, 0, 1, -1, 3, -1))
        slots = bare(MANY)
        before, _ = chain.solve(slots)
        change = {(2, 0, SINGLE): row(2300)}
        _, told = chain.solve(plugged(slots, change), (before, [2]))
        assert told.racks == (0, 1, 2)
        assert [sizes(each)[0] for each in told.measured.feed.rms_a] == pytest.approx(
            [10, 10, 0], abs=1e-3
        )


def test_a_load_of_nothing_changes_nothing() -> None:
    place = site(run(0.1 + 0.1j), run(0.05), run(0.05), parents=(-1, 0))
    with_zeros = {(1, k, SINGLE): row(0, POWER, CLEAN) for k in range(3)}
    idle, zero = place.solve(bare(2, 1e-5))[1], place.solve(plugged(bare(2, 1e-5), with_zeros))[1]
    assert plain(idle) == plain(zero)
    assert zero.measured.drain.thd_pct == [[0.0] * 4] * 2


def test_the_burden_is_in_no_way_and_in_no_meter() -> None:
    answer, told = site(run(0.1)).solve(bare(burden_s=0.1))
    assert bare().on[0, :, BURDEN].all()
    assert sizes(answer.solution.i_a[0])[0] > 20
    assert told.measured.drain.rms_a == [[0.0] * 4]
    assert told.measured.way_a == [0.0] * 4
