"""The running rack: follows its clock, catches up a little, loses what it slept through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.errors import Refused, Unknown
from stagewatt.domain.view import BreakerState
from stagewatt.twin.actions import MoveWay, Plug
from stagewatt.twin.plant import Plant
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.shows import Shows
from stagewatt.twin.simulation import CATCH_UP_NS, STEP_NS, Simulation, run_fast
from stagewatt.twin.single import site_of_one


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.ns = 7_000_000_000

    def __call__(self) -> int:
        return self.ns


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulation(plants: Callable[[str], Plant], clock: Clock) -> Simulation:
    plant = plants("smartpdu-36")
    return Simulation(site_of_one(plant), clock, director=Shows([Show(plant, ShowKind.LIVING, 5)]))


def test_simulated_time_follows_the_clock(simulation: Simulation, clock: Clock) -> None:
    for _ in range(10):
        clock.ns += 100_000_000
        simulation.advance()
    assert simulation.state.t_ns == 1_000_000_000
    simulation.advance()
    assert simulation.state.t_ns == 1_000_000_000
    assert simulation.lost_ns == 0


def test_a_long_sleep_is_lost_and_told(simulation: Simulation, clock: Clock) -> None:
    clock.ns += 3600 * 1_000_000_000
    simulation.advance()
    assert simulation.state.t_ns == CATCH_UP_NS
    assert simulation.state.t_ns + simulation.lost_ns == pytest.approx(3600e9, abs=2 * STEP_NS)
    clock.ns += 400_000_000
    simulation.advance()
    expected_ns = CATCH_UP_NS + 400_000_000
    assert simulation.state.t_ns == pytest.approx(expected_ns, abs=2 * STEP_NS)


@pytest.mark.unmeasured
def test_what_a_person_plugged_the_show_leaves_alone(
    simulation: Simulation, clock: Clock, a_load: Any
) -> None:
    rack = simulation.rack(0)
    at = rack.plant.at("A2")
    rack.plug_by_hand(Plug("A2", a_load(777.0)))
    for _ in range(100):
        clock.ns += 200_000_000
        simulation.advance()
    mine = rack.state.loads[at]
    assert mine is not None
    assert mine.p_w == (777.0,)
    rack.give_back("A2")
    assert rack.by_hand == set()
    assert rack.state.loads[at] != mine


def test_a_refused_action_changes_nothing(simulation: Simulation, a_load: Any) -> None:
    before, rack = simulation.state, simulation.rack(0)
    with pytest.raises(Unknown):
        rack.act(MoveWay("Z1", on=False))
    with pytest.raises(Unknown):
        rack.plug_by_hand(Plug("Z1", a_load(1.0)))
    assert simulation.state is before
    assert rack.by_hand == set()


async def test_it_runs_until_cancelled(plants: Callable[[str], Plant]) -> None:
    plant = plants("smartpdu-36")
    loop = asyncio.get_running_loop()
    looked = asyncio.Event()
    begun_s = loop.time()

    def now_ns() -> int:
        if loop.time() > begun_s + 0.2:
            looked.set()
        return int(loop.time() * 1e9)

    simulation = Simulation(site_of_one(plant), now_ns)
    task = asyncio.create_task(simulation.run())
    async with asyncio.timeout(10):
        await looked.wait()
    assert simulation.state.t_ns + simulation.lost_ns >= 4 * STEP_NS
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class Clumsy:
    """A director that asks for something impossible among what is possible."""

    period_ns = 100_000_000

    def actions(self, t_ns: int) -> list[tuple[int, Any]]:
        return [(0, MoveWay("Z9", on=False)), (0, MoveWay("A1", on=False))] if t_ns else []

    def again(self, rack: int, place: str, t_ns: int) -> list[Any]:
        return []

    def refused(self, deed: Any, why: Refused) -> None:
        assert deed[1] == MoveWay("Z9", on=False)
        assert why.where == "way"


def test_a_director_that_asks_for_the_impossible_stops_nothing(
    plants: Callable[[str], Plant], caplog: pytest.LogCaptureFixture
) -> None:
    site = site_of_one(plants("smartpdu-36"))
    simulation = run_fast(site, Clumsy(), 0.3)
    assert simulation.state.t_ns == 300_000_000
    assert simulation.rack(0).state.levers[0] is BreakerState.OFF
    assert "no way 'Z9'" in caplog.text


def test_without_a_director_a_place_given_back_is_empty(
    plants: Callable[[str], Plant], clock: Clock, a_load: Any
) -> None:
    rack = Simulation(site_of_one(plants("smartpdu-36")), clock).rack(0)
    rack.plug_by_hand(Plug("A2", a_load(777.0)))
    rack.give_back("A2")
    assert rack.state.loads[rack.plant.at("A2")] is None
    assert rack.lost_ns == 0
