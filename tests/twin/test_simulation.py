"""The running rack: follows its clock, catches up a little, loses what it slept through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.errors import Unknown
from stagewatt.twin.actions import MoveWay, Plug
from stagewatt.twin.plant import Plant
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.simulation import CATCH_UP, STEP_NS, Simulation


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
    return Simulation(plant, clock, show=Show(plant, ShowKind.LIVING, 5))


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
    assert simulation.state.t_ns == CATCH_UP * STEP_NS
    assert simulation.state.t_ns + simulation.lost_ns == pytest.approx(3600e9, abs=2 * STEP_NS)
    clock.ns += 400_000_000
    simulation.advance()
    expected_ns = CATCH_UP * STEP_NS + 400_000_000
    assert simulation.state.t_ns == pytest.approx(expected_ns, abs=2 * STEP_NS)


def test_what_a_person_plugged_the_show_leaves_alone(
    simulation: Simulation, clock: Clock, a_load: Any
) -> None:
    at = simulation.plant.at("A2")
    simulation.plug_by_hand(Plug("A2", a_load(777.0)))
    for _ in range(100):
        clock.ns += 200_000_000
        simulation.advance()
    mine = simulation.state.loads[at]
    assert mine is not None
    assert mine.p_w == (777.0,)
    simulation.give_back("A2")
    assert simulation.by_hand == set()
    assert simulation.state.loads[at] != mine


def test_a_refused_action_changes_nothing(simulation: Simulation, a_load: Any) -> None:
    before = simulation.state
    with pytest.raises(Unknown):
        simulation.act(MoveWay("Z1", on=False))
    with pytest.raises(Unknown):
        simulation.plug_by_hand(Plug("Z1", a_load(1.0)))
    assert simulation.state is before
    assert simulation.by_hand == set()


async def test_it_runs_until_cancelled(plants: Callable[[str], Plant]) -> None:
    plant = plants("smartpdu-36")
    loop = asyncio.get_running_loop()
    looked = asyncio.Event()
    begun_s = loop.time()

    def now_ns() -> int:
        if loop.time() > begun_s + 0.2:
            looked.set()
        return int(loop.time() * 1e9)

    simulation = Simulation(plant, now_ns, show=Show(plant, ShowKind.NONE, 1))
    task = asyncio.create_task(simulation.run())
    async with asyncio.timeout(10):
        await looked.wait()
    assert simulation.state.t_ns + simulation.lost_ns >= 4 * STEP_NS
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
