"""A node that stands still itself: it accuses nobody for that, and still notices who is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mesh.racks import MS, NAMED
from tests.mesh.world import Node, Rack, World

from stagewatt.domain.alarm import EventKind
from stagewatt.mesh.core import awake
from stagewatt.mesh.core.awake import Awake


def pair() -> tuple[World, Node, Node]:
    """Return a world with a node that has a rack, and one that is to be slow."""
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    a.read(Rack("r1"), NAMED)
    world.run(6)
    return world, a, b


def slowed(node: Node, stands: Callable[[int], bool]) -> list[int]:
    """Let a node tick only when it does not stand still, and return the instants when it did."""
    tick, ticked = node.tick, []

    def slow() -> None:
        if not stands(node.world.now_ns):
            ticked.append(node.world.now_ns)
            tick()

    node.tick = slow  # type: ignore[method-assign]
    return ticked


def accusations(node: Node) -> int:
    return sum(event.kind is EventKind.RAISED for event in node.recorded())


@pytest.mark.parametrize("turn_ms", [1050, 1900, 2500, 7000])
def test_a_node_whose_every_turn_takes_long_tells_a_silence_within_ten_turns(turn_ms: int) -> None:
    world, _, b = pair()
    ticked = slowed(b, lambda now: bool(ticked) and now - ticked[-1] < turn_ms * MS)
    world.run(20)
    assert accusations(b) == 0
    world.kill("node-a", told=False)
    del ticked[:-1]
    while b.held("r1").view.online:
        world.run(turn_ms / 1000)
        assert len(ticked) < 12
    assert b.held("r1").view.alarms[0].id.rule == "not_answering"


def test_a_node_that_stalls_again_and_again_tells_a_silence() -> None:
    world, _, b = pair()
    began = world.now_ns
    slowed(b, lambda now: (now - began) % (1900 * MS) < 1150 * MS)
    world.run(20)
    assert accusations(b) == 0
    world.kill("node-a")
    world.run(5)
    assert not b.held("r1").view.online


@pytest.mark.parametrize("slept_s", [3.1, 20.0])
def test_a_node_that_wakes_waits_until_its_connections_stand_again(slept_s: float) -> None:
    world, a, b = pair()
    b.asleep = True
    world.run(slept_s)
    world.split(("node-a",), ("node-b",))
    b.asleep = False
    b.core.left("node-a", a.instance, b.now_ns)
    world.run(1.6)
    world.heal()
    world.run(3)
    assert accusations(b) == 0
    assert b.held("r1").view.online


@pytest.mark.parametrize("told", [True, False])
def test_who_died_while_a_node_slept_is_missed_soon_after(told: bool) -> None:
    world, _, b = pair()
    b.asleep = True
    world.run(5)
    world.kill("node-a", told=told)
    world.run(5)
    b.asleep = False
    world.run(2.4)
    assert not b.held("r1").view.online


def test_sleeping_again_and_again_hides_no_silence_for_ever() -> None:
    world, _, b = pair()
    world.kill("node-a")
    for _ in range(6):
        b.asleep = True
        world.run(5)
        b.asleep = False
        world.run(0.5)
    assert not b.held("r1").view.online


@given(st.lists(st.integers(1, 4000), max_size=40), st.integers(1, 4000))
def test_what_counts_as_awake_is_every_tick_up_to_its_most(gaps: list[int], span: int) -> None:
    clock, now, limits = Awake(0), 0, Awake(0).tick(0)
    counted = [(0, 0)]
    for gap in gaps:
        now += gap * MS
        limits = clock.tick(now)
        most = gap * MS if gap * MS <= awake.ASLEEP_NS else awake.COUNTS_NS
        counted.append((now, counted[-1][1] + most))
    before = clock.before(span * MS, now)
    awake_now = counted[-1][1]
    for instant, was_awake in counted:
        assert (instant > before) == (awake_now - was_awake < span * MS)
    assert limits.most_ns <= limits.handover_ns <= limits.silent_ns <= limits.gone_ns <= now
