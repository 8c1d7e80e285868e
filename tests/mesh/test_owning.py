"""Two nodes that read one rack: one owns, the other shows and follows, and takes over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.mesh.racks import NAMED, an_event
from tests.mesh.world import Node, Rack, Weather, World

from stagewatt.domain.alarm import EventKind
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import EditWay, RackSettings, RenameRack, WaySettings
from stagewatt.mesh.core.silence import OWNER
from stagewatt.mesh.ownership import standing, told_by

BOTH = Rack("r1")


def pair(*more: str, seed: int = 0, names: RackSettings = NAMED) -> tuple[World, list[Node]]:
    """Return node-a and node-b that read one rack, and others that only look."""
    world = World(Weather(seed=seed))
    nodes = [world.start(node) for node in ("node-a", "node-b", *more)]
    nodes[0].read(BOTH, names)
    nodes[1].read(BOTH)
    world.run(6)
    return world, nodes


def test_the_lowest_of_those_present_owns() -> None:
    assert standing(("c", "a", "b", "a")) == standing(("a", "b", "c"))
    assert standing(("c", "a", "b")).owner == "a"
    assert standing(("c", "a", "b")).others == ("b", "c")
    assert standing(()).owner is None
    assert told_by({"b": 1, "c": 2}, ("a", "c", "b")) == "b"
    assert told_by({"b": 1}, ("a",)) is None


def test_one_owns_and_the_other_shows_its_picture_and_follows_its_names() -> None:
    _, (a, b, c) = pair("node-c")
    for node in (a, b, c):
        view = node.held("r1").view
        assert (view.node, view.name, view.also_read_by) == ("node-a", "Stage left", ("node-b",))
    assert (a.held("r1").via, b.held("r1").via, c.held("r1").via) == (None, "node-a", "node-a")
    assert b.settings["r1"] == NAMED
    assert b.remembered["r1"].settings == NAMED
    assert (a.owners["r1"], b.owners["r1"], c.owners["r1"]) == (None, "node-a", "node-a")


@pytest.mark.parametrize("seed", range(6))
def test_the_other_takes_over_within_the_bar_and_nobody_sees_the_rack_go(seed: int) -> None:
    world, (_, b, c) = pair("node-c", seed=seed)
    world.kill("node-a", told=False)
    world.run(2.5)
    for node in (b, c):
        held = node.held("r1")
        assert held.view.node == "node-b"
        assert held.view.name == "Stage left"
        assert held.view.alarms == ()
        texts = [event.text for event in node.recorded() if event.id.rule == OWNER]
        assert texts == [
            "Stage left: its node Node node-a does not answer; Node node-b reads it too and goes on"
        ]
    assert all(event.kind is not EventKind.RAISED for event in c.recorded())
    assert b.owners["r1"] is None


def test_names_entered_while_the_owner_was_away_are_taken_in_when_it_returns() -> None:
    world, (a, b, c) = pair("node-c")
    world.split(("node-a",), ("node-b", "node-c"))
    world.run(4)
    b.change("r1", RenameRack(name="From B"), EditWay(way="A2", name="Par 2"))
    a.change("r1", EditWay(way="A1", name="From A"))
    world.run(1)
    assert c.held("r1").view.name == "From B"
    world.heal()
    world.run(3)
    for node in (a, b):
        kept = node.settings["r1"]
        assert kept.name == "From B"
        assert (kept.way("A1").name, kept.way("A2").name) == ("From A", "Par 2")
        assert kept.way("A1").max_a == 15.0
    assert a.settings["r1"] == b.settings["r1"]
    assert c.held("r1").view.name == "From B"
    assert c.held("r1").view.node == "node-a"


def test_a_name_cleared_by_the_owner_does_not_come_back() -> None:
    world, (a, b) = pair()
    world.split(("node-a",), ("node-b",))
    world.run(4)
    a.change("r1", RenameRack(name=None))
    world.heal()
    world.run(3)
    assert a.settings["r1"].name is None
    assert b.settings["r1"].name is None


def test_the_only_name_removed_while_the_owner_was_away_does_not_come_back() -> None:
    names = RackSettings(revision=1, ways={"A1": WaySettings(max_a=10.0)})
    world, (a, b) = pair(names=names)
    world.split(("node-a",), ("node-b",))
    world.run(4)
    b.change("r1", EditWay(way="A1", max_a=None))
    world.heal()
    world.run(4)
    assert a.settings["r1"].ways == b.settings["r1"].ways == {}


def test_an_edit_taken_back_stays_so_however_slow_the_followers_disk_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, (a, b) = pair()
    kept: list[RackSettings] = []

    def after_a_second(rack: str, settings: RackSettings) -> None:
        def done() -> None:
            b.settings[rack] = settings
            b.judge(rack)
            kept.append(b.remembered[rack].settings)
            b.core.followed(rack)
            b.do()

        world._later(1000, done)

    monkeypatch.setattr(b, "_follow", after_a_second)
    a.change("r1", EditWay(way="A1", max_a=32.0))
    world.run(0.8)
    a.change("r1", EditWay(way="A1", max_a=15.0))
    world.run(6)
    assert a.settings["r1"] == b.settings["r1"]
    assert a.settings["r1"].way("A1").max_a == 15.0
    assert [each.way("A1").max_a for each in kept] == [32.0, 15.0], "a restart between forgot it"


def test_names_entered_away_survive_a_restart_of_the_other_reader() -> None:
    world, (a, b) = pair()
    world.split(("node-a",), ("node-b",))
    world.run(4)
    b.change("r1", RenameRack(name="From B"))
    world.kill("node-b")
    again = world.start("node-b", b.remembered)
    world.islands["node-b"] = 1
    again.read(BOTH, b.settings["r1"])
    world.run(2)
    world.heal()
    world.run(4)
    assert a.settings["r1"].name == "From B"
    assert again.settings["r1"] == a.settings["r1"]


def test_a_follower_whose_disk_refuses_tries_again_and_takes_nothing_back() -> None:
    world, (a, b) = pair()
    b.follow_fails = 5
    a.change("r1", RenameRack(name="Newer"))
    world.run(4)
    assert a.settings["r1"].name == "Newer"
    assert b.settings["r1"] == a.settings["r1"]


def test_an_owner_that_nobody_named_anything_at_takes_no_names_away() -> None:
    world, (_, b) = pair()
    world.kill("node-a")
    world.run(3)
    fresh = world.start("node-a")
    fresh.read(BOTH, RackSettings())
    world.run(6)
    assert b.held("r1").via == "node-a"
    assert b.settings["r1"] == NAMED
    assert b.remembered["r1"].settings == NAMED
    offer = fresh.core.offer("r1")
    assert offer is not None
    assert (offer.settings, offer.kept_by) == (NAMED, "node-b")


@pytest.mark.parametrize("more", [(), ("node-c",)])
def test_a_second_reader_without_names_switches_none_off(more: tuple[str, ...]) -> None:
    world = World()
    b, *others = [world.start(node) for node in ("node-b", *more)]
    b.read(BOTH, NAMED)
    world.run(4)
    a = world.start("node-a")
    a.read(BOTH)
    world.run(3)
    for node in (a, b, *others):
        view = node.held("r1").view
        assert (view.node, view.name, view.ways[0].max_a) == ("node-a", "Stage left", 15.0)
    assert a.settings["r1"] == b.settings["r1"]
    assert a.core.offer("r1") is None


def test_a_new_owner_is_offered_what_the_other_reader_has_now() -> None:
    world, (_, b) = pair()
    world.kill("node-a")
    world.run(3)
    b.change("r1", RenameRack(name="Entered since"))
    fresh = world.start("node-a")
    fresh.read(BOTH, RackSettings())
    world.run(4)
    offer = fresh.core.offer("r1")
    assert offer is not None
    assert (offer.settings, offer.former_node) == (b.settings["r1"], "node-b")
    assert offer.settings.name == "Entered since"


def test_the_first_names_of_a_rack_may_be_entered_while_its_owner_is_away() -> None:
    world, (a, b) = pair(names=RackSettings())
    world.split(("node-a",), ("node-b",))
    world.run(4)
    b.change("r1", RenameRack(name="From B"))
    world.heal()
    world.run(4)
    assert a.settings["r1"].name == "From B"
    assert b.settings["r1"] == a.settings["r1"]
    assert a.held("r1").view.name == b.held("r1").view.name == "From B"


def test_two_that_met_late_lose_nothing() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    world.split(("node-a",), ("node-b",))
    a.read(BOTH, replace(NAMED, group=None))
    b.read(BOTH, RackSettings(revision=9, name="B", group="Stage R"))
    world.run(2)
    world.heal()
    world.run(4)
    assert a.settings["r1"].name == "Stage left"
    assert a.settings["r1"].group == "Stage R"
    assert b.settings["r1"] == a.settings["r1"]


def test_only_the_owner_tells_the_events_of_a_rack() -> None:
    world, (a, b) = pair()
    a.events(an_event("r1", 1, a.now_ns))
    b.events(an_event("r1", 2, b.now_ns))
    world.run(1)
    assert [e.text for e in b.recorded()] == ["event 1"]


def test_what_happens_while_nobody_owns_the_rack_is_told_by_who_takes_over() -> None:
    world, (a, b, c) = pair("node-c")
    b.events(an_event("r1", 1, b.now_ns), an_event("r9", 7, b.now_ns))
    world.run(1)
    world.kill("node-a")
    world.run(0.5)
    b.events(an_event("r1", 2, b.now_ns))
    b.core.site.untold.append((b.now_ns, an_event("r8", 8, b.now_ns)))
    world.run(5)
    for node in (b, c):
        texts = [event.text for event in node.recorded() if event.id.rule == "supervision"]
        assert texts == ["event 7", "event 2"]
    assert [event.id.rack for _, event in b.core.site.untold] == ["r8"]
    assert not a.up


def test_a_rack_handed_from_node_to_node_without_silence_is_no_event() -> None:
    world, (a, b) = pair()
    del a.racks["r1"]
    a.core.reads_no_more("r1", a.now_ns)
    a.do()
    world.run(2)
    assert b.owners["r1"] is None
    assert a.held("r1").view.node == "node-b"
    assert [e for e in b.recorded() if e.id.rule == OWNER] == []


@pytest.mark.parametrize("reads", [True, False])
def test_pictures_from_before_stay_until_the_new_owner_told_everything(reads: bool) -> None:
    world, nodes = pair("node-c")
    c = nodes[2]
    if reads:
        c.read(BOTH)
        world.run(1)
    world.weather.lost = 0.9
    world.run(4)
    assert c.held("r1").view.name == "Stage left"


def test_a_known_rack_keeps_its_settings_for_other_nodes_of_it() -> None:
    known = RememberedRack(
        rack="r1",
        name=None,
        printed_name="x",
        model="m",
        node="node-old",
        seen_wall_s=5.0,
        settings=NAMED,
    )
    world = World()
    b = world.start("node-b", {"r1": known})
    assert b.core.remembered() == (known,)
    b.read(Rack("r1"))
    world.run(3)
    offer = b.core.offer("r1")
    assert offer is not None
    assert (offer.former_node, offer.kept_by, offer.settings) == ("node-old", "node-b", NAMED)
    assert b.core.remembered() == ()
