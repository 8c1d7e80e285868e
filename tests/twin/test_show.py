"""The show: deterministic, alive, with one way near its limit, and never a trip."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from stagewatt.domain.phases import PHASES
from stagewatt.domain.rack import RackModel
from stagewatt.twin.actions import Plug, SetLevel
from stagewatt.twin.loads.behaviours.behaviour import thd_of
from stagewatt.twin.loads.bill import BILL, cast, near_limit
from stagewatt.twin.loads.drawn import drawn
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import FULL, Level, Moment, faded
from stagewatt.twin.plant import PANEL_SOURCE, Plant
from stagewatt.twin.show import CUE_S, FADE_S, Show, ShowKind
from stagewatt.twin.shows import Shows
from stagewatt.twin.simulation import run_fast
from stagewatt.twin.single import site_of_one

pytestmark = pytest.mark.unmeasured

KINDS = ("smartpdu-36", "smartpdu-48", "smartpdu-72", "c24-soca", "c12b-21")
"""A model of each size; within a size they differ by connectors only."""
TICK_S = 0.125


@dataclass
class Stage:
    """Who does what the show says, at nominal voltage, and measures."""

    plant: Plant
    show: Show
    loads: dict[str, Load | None] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)

    def act(self, t_s: float) -> int:
        """Do what the show says at a time; returns how much that was."""
        actions = self.show.actions(t_s)
        for action in actions:
            self.do(action, t_s)
        return len(actions)

    def do(self, action: Plug | SetLevel, t_s: float) -> None:
        if isinstance(action, Plug):
            self.loads[action.place], self.levels[action.place] = action.load, FULL
        else:
            before = self.levels[action.place]
            self.levels[action.place] = faded(before, t_s, action.value, action.fade_s)

    def amps(self, t_s: float) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Yield what each place takes from its phases."""
        for seed, (place, load) in enumerate(self.loads.items()):
            if load is not None:
                moment = Moment(t_s, t_s, self.levels[place], seed)
                yield (
                    place,
                    tuple(
                        abs(each.s_va) / 230 * math.hypot(1.0, thd_of(each.spectrum))
                        for each in drawn(load, moment).phases
                    ),
                )

    def played(self, seconds: float) -> list[dict[str, tuple[float, ...]]]:
        """Return the currents of all places at every tick."""
        seen = []
        for tick in range(int(seconds / TICK_S)):
            self.act(tick * TICK_S)
            seen.append(dict(self.amps(tick * TICK_S + 0.01)))
        return seen


@pytest.fixture
def stage(plants: Callable[[str], Plant]) -> Callable[..., Stage]:
    def of(name: str, kind: ShowKind = ShowKind.LIVING, seed: int = 5) -> Stage:
        return Stage(plants(name), Show(plants(name), kind, seed))

    return of


def phases_of(rack: RackModel) -> dict[str, tuple[int, ...]]:
    return {way.id: tuple(PHASES.index(phase) for phase in way.phases) for way in rack.ways}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("seed", [1, 5])
def test_a_living_show(name: str, seed: int, stage: Callable[..., Stage]) -> None:
    one = stage(name, seed=seed)
    rack = one.plant.model
    seen = one.played(60)
    settled = seen[int((FADE_S + 1) / TICK_S) :]
    ways = [way.id for way in rack.supervised]
    high = {way: max(row[way][0] for row in seen) for way in ways if way in seen[0]}
    low = {way: min(row[way][0] for row in settled) for way in high}
    near = near_limit(rack)
    assert 15.0 <= low[near] <= high[near] <= 15.9
    assert all(amps < 14.4 for way, amps in high.items() if way != near)
    assert len(high) < len(ways), "some ways stay idle"
    assert sum(high[way] - low[way] > 0.5 for way in high) >= len(ways) / 3
    totals = totals_of(rack, seen)
    assert max(map(max, totals)) < 0.9 * rack.main.rated_a
    assert 0.1 * rack.main.rated_a < max(totals[-1])


@pytest.mark.parametrize("name", ["smartpdu-36", "c24-soca", "c12b-21"])
def test_a_show_trips_nothing_and_keeps_one_way_near_its_limit(
    name: str, plants: Callable[[str], Plant]
) -> None:
    """Through the whole twin: feeder, harmonics, inrush and breakers with their spread."""
    plant = plants(name)
    shows = Shows([Show(plant, ShowKind.LIVING, 5)])
    rack = run_fast(site_of_one(plant), shows, 12).state.racks[0]
    assert rack.main.closed
    assert not any(rack.causes)
    near = rack.flow.way_a[plant.at(near_limit(plant.model))]
    assert 15.0 <= near <= 15.9
    assert max(rack.flow.way_a[: plant.supervised]) == near
    assert not any(each.failed or each.dropped for each in rack.equipment)


def totals_of(
    rack: RackModel, seen: list[dict[str, tuple[float, ...]]]
) -> list[tuple[float, float, float]]:
    """The sum of all ways' currents per phase, larger than what flows together."""
    phases = phases_of(rack)
    totals = []
    for row in seen:
        sums = [0.0, 0.0, 0.0]
        for place, amps in row.items():
            for phase, each in zip(phases.get(place, ()), amps, strict=False):
                sums[phase] += each
        totals.append((sums[0], sums[1], sums[2]))
    return totals


def test_the_bill_tells_the_truth_about_the_worst(stage: Callable[..., Stage]) -> None:
    """What each act is announced with holds for ten minutes of cues."""
    one = stage("smartpdu-72", seed=3)
    acts = cast(one.plant.model, 3, still=False)
    assert len({act.label for act in acts.values()} & {act.label for act in BILL}) > 12
    peaks: dict[str, float] = {}
    for tick in range(0, 8 * 600, 5):
        one.act(tick * TICK_S)
        for place, amps in one.amps(tick * TICK_S + 0.01):
            if place in acts:
                label = acts[place].label
                peaks[label] = max(peaks.get(label, 0.0), *amps)
    worst = {act.label: act.worst_a for act in acts.values()}
    # Music and starting hoists exceed their average for a moment; that is not what fills a main.
    moments = {"amplifiers", "amplifiers with PFC", "hoists", "blinders"}
    assert {k: v for k, v in peaks.items() if v > worst[k] and k not in moments} == {}


def test_the_same_seed_plays_the_same(stage: Callable[..., Stage]) -> None:
    one, same, other = stage("smartpdu-36"), stage("smartpdu-36"), stage("smartpdu-36", seed=6)
    first = one.played(20)
    assert first == same.played(20)
    assert first != other.played(20)


def test_a_steady_show_stands_still(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-36", ShowKind.STEADY)
    seen = one.played(30)[4:]
    assert all(row == seen[0] for row in seen)
    assert max(amps[0] for amps in seen[0].values()) > 15
    assert one.act(31.0) == one.act(39.0) == 0
    # A rack with a small main has catering on its auxiliary way, which never stands still.
    small = stage("c24-soca", ShowKind.STEADY).played(20)
    assert small[-1] == small[8]


def test_no_show_leaves_the_rack_empty(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-36", ShowKind.NONE)
    assert one.act(0.0) == one.act(8.0) == 0
    assert one.show.again("A1", 3.0) == [Plug("A1", None)]


def test_levels_fade_and_do_not_jump(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-36")
    for tick in range(int(60 / TICK_S)):
        t_s = tick * TICK_S
        one.act(t_s)
        for level in one.levels.values():
            assert abs(level.at(t_s + TICK_S) - level.at(t_s)) <= TICK_S / FADE_S + 0.002
    assert sum(level.fade_s == FADE_S for level in one.levels.values()) > 20


def test_lamps_do_not_start_cold_when_the_show_begins(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-48")
    one.act(0.0)
    assert all(max(amps) < 14.4 for at in range(30) for _, amps in one.amps(at / 100))


def test_cues_come_on_time_and_only_once(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-36")
    assert one.act(0.3) > 60
    assert one.act(1.0) == one.act(CUE_S - 0.1) == 0
    assert 20 < one.act(CUE_S + 0.05) <= len(one.loads)
    assert one.act(CUE_S + 0.2) == 0


def test_the_next_rack_hangs_on_the_panel_source(stage: Callable[..., Stage]) -> None:
    one = stage("smartpdu-36")
    one.act(0.0)
    load = one.loads[PANEL_SOURCE]
    assert load is not None
    assert load.phases == 3
    assert load.p_w[1] < load.p_w[0] < load.p_w[2]
    without = stage("c24-soca")
    without.act(0.0)
    assert PANEL_SOURCE not in without.loads


def test_what_a_hand_took_is_given_back_as_the_show_has_it(stage: Callable[..., Stage]) -> None:
    one, other = stage("smartpdu-36"), stage("smartpdu-36")
    for at in range(4):
        one.act(at * CUE_S)
        other.act(at * CUE_S)
    taken = next(place for place, load in one.loads.items() if load is not None)
    one.do(Plug(taken, None), 27.0)
    for action in one.show.again(taken, 27.0):
        one.do(action, 27.0)
    assert one.loads == other.loads
    assert {k: v.at(30.0) for k, v in one.levels.items()} == {
        k: v.at(30.0) for k, v in other.levels.items()
    }
