"""Two nodes read one rack, and one of them never heard it: its line may be dead."""

from __future__ import annotations

import pytest
from tests.mesh.racks import NAMED
from tests.mesh.world import Rack, Weather, World

from stagewatt.mesh.core.mine import Mine
from stagewatt.mesh.messages import Pulse


def test_a_reader_that_never_heard_the_rack_leaves_it_to_one_that_does() -> None:
    world = World()
    a, b, c = (world.start(f"node-{letter}") for letter in "abc")
    b.read(Rack("r1"), NAMED)
    world.run(2)
    a.read(Rack("r1", changes={"online": False, "last_heard_ns": None}))
    for _ in range(8):
        world.run(1)
        for node in (a, b, c):
            view = node.held("r1").view
            assert (view.node, view.online) == ("node-b", True)
    world.kill("node-b")
    world.run(6)
    assert a.owners["r1"] is None
    assert c.held("r1").view.node == "node-a"


@pytest.mark.parametrize("seed", range(4))
def test_a_reader_that_hears_the_rack_takes_it_from_one_that_never_did(seed: int) -> None:
    world = World(Weather(seed=seed, delay_ms=60, lost=0.1))
    a, b, c = (world.start(f"node-{letter}") for letter in "abc")
    dead = Rack("r1", changes={"online": False, "last_heard_ns": None})
    a.read(dead)
    world.run(6)
    assert c.held("r1").view.node == "node-a"
    b.read(Rack("r1"), NAMED)
    world.run(10)
    for _ in range(20):
        for node in (a, b, c):
            view = node.held("r1").view
            assert (view.node, view.online, view.name) == ("node-b", True, "Stage left")
        world.run(0.6)
    dead.changes.clear()
    world.run(4)
    assert c.held("r1").view.node == "node-a"
    assert c.held("r1").view.name == "Stage left"


@pytest.mark.parametrize("hears", [True, False])
def test_an_owner_that_never_heard_its_rack_is_given_time_to(hears: bool) -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    dead = Rack("r1", changes={"online": False, "last_heard_ns": None})
    a.read(dead, NAMED)
    world.run(6)
    b.read(Rack("r1"), NAMED)
    b.core.site.deaf["r1"] = ("node-a", b.now_ns - 10**11)
    for _ in range(20):
        world.run(0.1)
        assert not b.core.site.owns("r1")
    if hears:
        dead.changes.clear()
    world.run(4)
    assert b.core.site.owns("r1") is not hears


def test_an_owner_that_never_heard_its_rack_and_does_not_yield_gets_it_back_in_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Mine, "wait", lambda *_: None)
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    dead = Rack("r1", changes={"online": False, "last_heard_ns": None})
    a.read(dead, NAMED)
    world.run(6)
    b.read(Rack("r1"), NAMED)
    owned = []
    for _ in range(30):
        world.run(0.5)
        owned.append(b.core.site.owns("r1"))
    assert {True, False} == set(owned)
    dead.changes.clear()
    world.run(7)
    assert not b.core.site.owns("r1")
    assert b.core.site.deaf == {}


def test_of_readers_that_never_heard_the_rack_one_owns_it_and_goes_on() -> None:
    world = World()
    nodes = [world.start(f"node-{letter}") for letter in "abc"]
    world.split(("node-a",), ("node-b",), ("node-c",))
    for node in nodes:
        node.read(Rack("r1", changes={"online": False, "last_heard_ns": None}))
    world.run(5)
    world.heal()
    world.run(6)
    before = [node.core.site.owns("r1") for node in nodes]
    assert sum(before) == 1
    for _ in range(8):
        world.run(0.7)
        assert [node.core.site.owns("r1") for node in nodes] == before


def test_of_two_that_never_heard_the_rack_only_the_lower_waits_for_the_other() -> None:
    world = World()
    nodes = a, b = world.start("node-a"), world.start("node-b")
    world.split(("node-a",), ("node-b",))
    for node in nodes:
        node.read(Rack("r1", changes={"online": False, "last_heard_ns": None}))
    world.run(5)
    both = [(a, b, False), (b, a, True)]
    for node, other, reads in both:
        piece = other.core.site.mine["r1"].pulse(other.now_ns)
        node.core.heard(other.node, Pulse(other.instance, 10**6, 0, (piece,)), node.now_ns)
        assert node.core.site.mine["r1"].is_read(node.now_ns) is reads
