"""What makes a large site quick: copies without checks, draws on a grid, racks in turn."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace

import pytest
from tests.twin.stage import Stage, rack

from stagewatt.twin import collector
from stagewatt.twin.actions import Plug, SetLevel
from stagewatt.twin.circuit.link import CALM, Watch
from stagewatt.twin.loads.library import as_load
from stagewatt.twin.quick import changed
from stagewatt.twin.show import CUE_S, Show, ShowKind
from stagewatt.twin.shows import FIRST_NS, PERIOD_NS, TOGETHER, Shows
from stagewatt.twin.simulation import LONG_STEP_NS
from stagewatt.twin.site import CALM_NS

STEPS_NS = (20_000_000, 70_000_000)


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: str = "other"


def test_a_quick_copy_is_what_replace_makes() -> None:
    before = Pair(1)
    assert changed(before, one=2) == replace(before, one=2)
    assert before == Pair(1)
    with pytest.raises(KeyError):
        changed(before, neither=3)


def test_calm_racks_of_a_large_site_are_drawn_again_on_the_grid_and_hurried_ones_when_due() -> None:
    stage = Stage([rack("c12", seed=seed) for seed in range(TOGETHER + 1)])
    way = stage.site.plants[0].ways[0].way.id
    stage.plug(way, as_load("led-mover", 2))
    stage.do(SetLevel(way, 0.2, 0.0))
    stage.do(SetLevel(way, 0.9, 3.0))
    link = stage.rack(0).link
    assert link.watch is CALM
    assert link.until_ns == link.due_ns(0) == link.taps[0].until_ns == 125_000_000
    assert link.due_ns(CALM_NS) == 200_000_000
    for watch in (Watch(ways=(0,)), Watch(places=(0,)), Watch(main=True)):
        assert replace(link, watch=watch).due_ns(CALM_NS) == 125_000_000
    assert replace(link, watch=Watch(ways=(1,))).due_ns(CALM_NS) == 200_000_000


@pytest.mark.unmeasured
@pytest.mark.parametrize("step_ns", STEPS_NS)
def test_the_grid_is_one_of_time_not_of_steps(step_ns: int) -> None:
    def lived(by_ns: int) -> Stage:
        stage = Stage([rack("c12", seed=seed) for seed in range(TOGETHER + 1)])
        for at, name in enumerate(("led-mover", "amp-rack", "par64", "led-wall-8", "fridge")):
            way = stage.site.plants[at].ways[0].way.id
            stage.plug(way, as_load(name, 1), at=at)
            stage.do(SetLevel(way, 0.9, 1.0), at=at)
        stage.run(1.4, by_ns)
        return stage

    one, other = lived(step_ns), lived(LONG_STEP_NS)
    for a, b in zip(one.state.racks, other.state.racks, strict=True):
        assert a.flow == b.flow
        assert list(a.levers) == list(b.levers)


def test_racks_of_a_large_hall_play_one_after_the_other() -> None:
    plant = rack("c12", seed=1)
    count = TOGETHER + 2
    shows = Shows([Show(plant, ShowKind.LIVING, seed) for seed in range(count)])
    begun: dict[int, int] = {}
    for t_ns in range(0, 20_000_000_000, shows.period_ns):
        for at, _ in shows.actions(t_ns):
            begun.setdefault(at, t_ns)
    assert begun == {at: FIRST_NS + at * PERIOD_NS for at in range(count)}
    late = Shows([Show(plant, ShowKind.LIVING, 1)] * 17)
    assert late.again(16, "A1", 0) == late.again(0, "A1", 0)
    assert round(CUE_S * 1e9) % PERIOD_NS == 0
    together = Shows([Show(plant, ShowKind.LIVING, seed) for seed in range(TOGETHER)])
    assert {at for at, _ in together.actions(0)} == set(range(TOGETHER))


def test_a_place_is_given_back_as_its_own_show_has_it() -> None:
    plant = rack("c12", seed=1)
    shows = Shows([Show(plant, ShowKind.LIVING, seed) for seed in range(TOGETHER + 1)])
    alone = Show(plant, ShowKind.LIVING, 2)
    place = next(each.place for each in alone.actions(0.0) if isinstance(each, Plug))
    told = shows.again(2, place, round(8.3e9))
    assert told == alone.again(place, 8.3 - (FIRST_NS + 2 * PERIOD_NS) / 1e9)


@pytest.mark.unmeasured
def test_the_collector_keeps_what_there_is() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        collector.calm()
        assert gc.get_threshold() == collector.SELDOM
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
