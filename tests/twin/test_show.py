"""The show: deterministic, alive, with one way near its limit, and never a trip."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from stagewatt.domain.rack import RackModel
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.show import Show, ShowKind
from stagewatt.twin.simulation import SHOW_EVERY, STEP_NS, Simulation


def play(plant: Plant, kind: ShowKind, seconds: int) -> tuple[Simulation, list[tuple[float, ...]]]:
    """Return the simulation and every way's true current twice a second."""
    now = [0]
    simulation = Simulation(plant, lambda: now[0], show=Show(plant, kind, 5))
    seen = []
    for half in range(2 * seconds):
        now[0] = (half + 1) * 500_000_000
        simulation.advance()
        seen.append(simulation.state.flow.way_a)
    return simulation, seen


def supervised(model: RackModel) -> int:
    return len(model.supervised)


@pytest.mark.parametrize("name", ["smartpdu-36", "smartpdu-48", "c24-soca"])
def test_a_living_show(name: str, plants: Callable[[str], Plant]) -> None:
    plant = plants(name)
    simulation, seen = play(plant, ShowKind.LIVING, 60)
    assert simulation.state.main.closed
    assert not any(simulation.state.causes)
    ways = supervised(plant.model)
    low = [min(column) for column in zip(*seen, strict=True)][:ways]
    high = [max(column) for column in zip(*seen, strict=True)][:ways]
    near = [at for at in range(ways) if high[at] > 14.4]
    assert len(near) == 1
    assert 15.0 <= low[near[0]] <= high[near[0]] <= 15.9
    assert sum(amps == 0 for amps in high) >= 1
    moving = sum(b - a > 0.5 for a, b in zip(low, high, strict=True))
    assert moving >= ways / 3
    total_a = simulation.state.reading.i_a.l1
    assert 0.1 * plant.model.main.rated_a < total_a < plant.model.main.rated_a


def test_the_same_seed_plays_the_same(plants: Callable[[str], Plant]) -> None:
    plant = plants("smartpdu-36")
    _, one = play(plant, ShowKind.LIVING, 20)
    _, same = play(plant, ShowKind.LIVING, 20)
    assert one == same


def test_a_steady_show_stands_still(plants: Callable[[str], Plant]) -> None:
    _, seen = play(plants("smartpdu-36"), ShowKind.STEADY, 10)
    near = max(range(36), key=lambda at: seen[0][at])
    for at in range(36):
        span = max(row[at] for row in seen) - min(row[at] for row in seen)
        assert span < (0.3 if at == near else 0.05)
    assert max(seen[0]) > 15


def test_no_show_leaves_the_rack_empty(plants: Callable[[str], Plant]) -> None:
    simulation, seen = play(plants("smartpdu-36"), ShowKind.NONE, 2)
    assert not any(seen[-1])
    assert simulation.state.feed is None


def test_levels_fade_and_do_not_jump(plants: Callable[[str], Plant]) -> None:
    plant = plants("smartpdu-36")
    show = Show(plant, ShowKind.LIVING, 5)
    tick_s = SHOW_EVERY * STEP_NS / 1e9
    for way in plant.model.supervised:
        watts = []
        for tick in range(200):
            load = show.load(way.id, tick * tick_s)
            watts.append(0.0 if load is None else load.p_w[0])
        steps = [abs(b - a) for a, b in pairwise(watts)]
        assert max(steps) <= 200


def test_the_next_rack_hangs_on_the_panel_source(plants: Callable[[str], Plant]) -> None:
    show = Show(plants("smartpdu-36"), ShowKind.LIVING, 5)
    load = show.load(PANEL_SOURCE, 3.0)
    assert load is not None
    assert len(load.p_w) == 3
    assert Show(plants("c24-soca"), ShowKind.LIVING, 5).load(PANEL_SOURCE, 3.0) is None


def test_only_what_moved_is_plugged_again(plants: Callable[[str], Plant]) -> None:
    show = Show(plants("smartpdu-36"), ShowKind.LIVING, 5)
    everything = show.changed(5.0)
    assert len(everything) > 30
    assert show.changed(5.0) == []
    assert 0 < len(show.changed(8.5)) < len(everything)
