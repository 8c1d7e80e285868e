"""Racks remembered, offered to a new node, forgotten; nodes listed; clones found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.mesh.racks import NAMED, a_view
from tests.mesh.world import Node, Rack, World

from stagewatt.domain.alarm import EventKind
from stagewatt.domain.errors import Conflict, Unknown
from stagewatt.domain.peer import Offer, RememberedRack
from stagewatt.domain.settings import RackSettings, RenameRack, WaySettings
from stagewatt.mesh.compose_card import card_of
from stagewatt.mesh.core.kept import KEPT_MAX, Memory, better, still_offered
from stagewatt.mesh.core.outputs import Cloned
from stagewatt.mesh.merge import difference
from stagewatt.mesh.messages import Card, Hello, Pulse
from stagewatt.mesh.questions import Kept, KeptPiece
from stagewatt.mesh.settings_pieces import settings_piece


def known(rack: str = "old", settings: RackSettings = NAMED) -> RememberedRack:
    return RememberedRack(
        rack=rack,
        name=settings.name,
        printed_name="smartPDU00",
        model="smartpdu-72",
        node="node-x",
        seen_wall_s=1_700_000_000.0,
        settings=settings,
    )


def site(*nodes: str) -> tuple[World, list[Node]]:
    world = World()
    started = [world.start(node) for node in nodes]
    started[0].read(Rack("r1"), NAMED)
    world.run(6.0)
    return world, started


def test_every_node_remembers_every_remote_rack_with_its_newest_names() -> None:
    world, (a, b, c) = site("node-a", "node-b", "node-c")
    a.change("r1", RenameRack(name="New"))
    world.run(1)
    assert a.remembered == {}
    for node in (b, c):
        kept = node.remembered["r1"]
        assert kept.settings == a.settings["r1"]
        assert (kept.name, kept.node, kept.model) == ("New", "node-a", "smartpdu-72")


def test_a_rack_that_nobody_named_never_takes_the_place_of_its_names() -> None:
    world, (a, b) = site("node-a", "node-b")
    assert b.remembered["r1"].settings == NAMED
    world.kill("node-a")
    fresh = world.start("node-f")
    fresh.read(Rack("r1"))
    world.run(4)
    assert b.held("r1").view.name is None
    assert b.remembered["r1"].settings == NAMED
    assert a.instance != fresh.instance


def test_a_replaced_node_is_offered_the_names_and_every_node_shows_the_offer() -> None:
    world, (_, b, c) = site("node-a", "node-b", "node-c")
    world.kill("node-a")
    world.run(1)
    fresh = world.start("node-f")
    fresh.read(Rack("r1"))
    world.run(4)
    for node in (fresh, b, c):
        offer = node.core.offer("r1")
        assert offer is not None
        assert (offer.former_node, offer.kept_by, offer.settings) == ("node-a", "node-b", NAMED)
    assert c.core.offer("nowhere") is None


def test_edits_before_the_names_are_taken_over_lose_none_of_them() -> None:
    world, (_, b, c) = site("node-a", "node-b", "node-c")
    world.kill("node-a")
    world.run(1)
    fresh = world.start("node-f")
    fresh.read(Rack("r1"))
    world.run(4)
    for name in ("1", "2", "3", "4", "By hand"):
        fresh.change("r1", RenameRack(name=name))
        world.run(1)
    filled = replace(NAMED, revision=5, name="By hand")
    for node in (fresh, b, c):
        offer = node.core.offer("r1")
        assert offer is not None
        assert (offer.former_node, offer.settings) == ("node-a", filled)
    for node in (b, c):
        kept = node.remembered["r1"]
        assert (kept.settings, kept.name, kept.node) == (filled, "By hand", "node-a")
    fresh.change("r1", *difference(fresh.settings["r1"], filled))
    world.run(2)
    assert [node.core.offer("r1") for node in (fresh, b, c)] == [None, None, None]
    fresh.change("r1", RenameRack(name=None))
    world.run(2)
    for node in (b, c):
        assert node.remembered["r1"].settings == fresh.settings["r1"]
        assert node.remembered["r1"].node == "node-f"


def test_a_keeper_that_hears_a_new_node_only_after_its_first_edit_loses_nothing() -> None:
    world = World()
    fresh = world.start("node-f")
    fresh.read(Rack("r1"), RackSettings(revision=1, group="Monitors"))
    b = world.start("node-b", {"r1": known("r1")})
    world.run(3)
    assert b.remembered["r1"].settings == replace(NAMED, group="Monitors")
    assert b.remembered["r1"].node == "node-x"


def test_a_node_of_fewer_changes_is_followed_where_it_has_all_that_was_kept() -> None:
    memory = Memory((known("r1", replace(NAMED, revision=9)),))
    after = memory.learn(_card("r1"), "node-f")
    assert after is not None
    assert (after.node, after.settings) == ("node-f", NAMED)
    unnamed = card_of(a_view("r1"), 1, 0)
    assert memory.learn(unnamed, "node-f") is None
    assert memory.learn(unnamed, "node-g") is None
    assert memory.settings("r1") == NAMED


def test_an_offer_ends_when_nothing_in_it_fits_that_is_not_named_already() -> None:
    view = a_view("r1", settings=replace(NAMED, revision=9))
    settings = replace(
        NAMED, ways={**NAMED.ways, "Z9": WaySettings(name="gone")}, connectors={"Z": "RD"}
    )
    found = Offer(rack="r1", former_node="x", kept_by="b", settings=settings, seen_wall_s=None)
    assert still_offered(found, view) is None
    more = replace(found, settings=replace(settings, ways={"A5": WaySettings(max_a=2.0)}))
    after = still_offered(more, view)
    assert after is not None
    assert after.settings.ways == {**NAMED.ways, "A5": WaySettings(max_a=2.0)}


def test_a_keeper_that_comes_later_is_asked_too_and_once() -> None:
    world = World()
    a = world.start("node-a")
    a.read(Rack("old"))
    world.run(3)
    assert a.core.offer("old") is None
    world.start("node-b", {"old": known()})
    world.run(3)
    offer = a.core.offer("old")
    assert offer is not None
    assert offer.seen_wall_s == 1_700_000_000.0
    assert a.core.site.mine["old"].asked == {("node-b", "run2")}


def test_an_offer_that_comes_late_or_is_empty_is_none() -> None:
    world, (a, _) = site("node-a", "node-b")
    piece = settings_piece(NAMED)
    late = Kept((KeptPiece("r1", "x", piece, None), KeptPiece("r9", "x", piece, None)))
    a.core.answered(("kept", "node-b", "run2", "r1"), "node-b", late, a.now_ns)
    assert a.core.offer("r1") is None
    fresh = world.start("node-f")
    fresh.read(Rack("r2"))
    empty = Kept((KeptPiece("r2", "x", settings_piece(RackSettings()), None),))
    fresh.core.answered(("kept", "node-b", "run2", "r2"), "node-b", empty, fresh.now_ns)
    assert fresh.core.offer("r2") is None


def test_a_rack_that_could_not_be_remembered_falls_silent_all_the_same() -> None:
    world, (_, b) = site("node-a", "node-b")
    b.core.site.memory.racks.clear()
    world.kill("node-a")
    world.run(3)
    assert not b.held("r1").view.online


def test_of_several_offers_the_one_with_more_changes_counts() -> None:
    few = Offer(rack="r", former_node="x", kept_by="b", settings=NAMED, seen_wall_s=None)
    many = replace(few, kept_by="c", settings=replace(NAMED, revision=9))
    assert better(None, few) is few
    assert better(few, many) is many
    assert better(many, few) is many
    assert better(few, replace(few, kept_by="a")).kept_by == "a"


def test_what_is_remembered_is_bounded() -> None:
    memory = Memory(known(f"r{number}") for number in range(KEPT_MAX))
    card = _card("new")
    assert memory.learn(card, "n") is None
    assert memory.learn(_card("r1"), "n") is not None
    assert memory.learn(_card("r1"), "n") is None


def _card(rack: str) -> Card:
    return card_of(a_view(rack, settings=NAMED), 1, 0)


def test_racks_not_heard_since_the_start_are_known_until_they_are() -> None:
    world = World()
    b = world.start("node-b", {"old": known("old"), "r1": known("r1")})
    assert [rack.rack for rack in b.core.remembered()] == ["old", "r1"]
    a = world.start("node-a")
    a.read(Rack("r1"), NAMED)
    world.run(1)
    assert [rack.rack for rack in b.core.remembered()] == ["old"]


def test_a_rack_that_is_gone_is_forgotten_on_all_nodes() -> None:
    world, (_, b, c) = site("node-a", "node-b", "node-c")
    world.kill("node-a")
    world.run(3)
    b.core.forget("r1", b.now_ns, tell=True)
    b.do()
    world.run(1)
    for node in (b, c):
        assert node.store.rack("r1") is None
        assert "r1" not in node.remembered
        left = [event for event in node.recorded() if event.kind is EventKind.LEFT]
        assert [event.text for event in left] == ["rack r1 was forgotten at a person's request"]
    again = world.start("node-a")
    again.read(Rack("r1"), NAMED)
    world.run(1)
    assert b.held("r1").view.online
    assert len([e for e in b.recorded() if e.kind is EventKind.JOINED]) == 1


def test_a_rack_that_answers_is_not_forgotten() -> None:
    _, (a, b) = site("node-a", "node-b")
    for node in (a, b):
        with pytest.raises(Conflict):
            node.core.forget("r1", node.now_ns, tell=True)
    with pytest.raises(Unknown):
        a.core.forget("nowhere", a.now_ns, tell=True)
    assert b.held("r1").view.online


def test_a_rack_only_remembered_can_be_forgotten() -> None:
    world = World()
    b = world.start("node-b", {"old": known()})
    b.core.forget("old", b.now_ns, tell=True)
    b.do()
    assert b.remembered == {}
    assert b.core.remembered() == ()


def test_when_a_rack_was_seen_is_noted() -> None:
    memory = Memory((known(),))
    assert memory.seen("nowhere", 5.0) is None
    before = memory.seen("old", None)
    assert before is not None
    assert before.seen_wall_s == 1_700_000_000.0
    after = memory.seen("old", 1_800_000_000.0)
    assert after is not None
    assert after.seen_wall_s == 1_800_000_000.0
    world, (_, b) = site("node-a", "node-b")
    b.remembered.clear()
    b.core.note_seen()
    b.do()
    assert list(b.remembered) == ["r1"]
    world.kill("node-a")
    world.run(3)
    b.remembered.clear()
    b.core.note_seen()
    b.do()
    assert b.remembered == {}


def test_nodes_are_listed_this_one_first_with_what_they_said() -> None:
    world, (_, b) = site("node-a", "node-b")
    b.core.addresses(("http://10.0.0.5:8080/",))
    b.core.addresses(("http://10.0.0.5:8080/",))
    b.do()
    world.run(0.5)
    a = world.nodes["node-a"]
    first, second = a.core.nodes(a.now_ns)
    assert (first.id, first.local, first.present, first.racks) == ("node-a", True, True, ("r1",))
    assert (second.id, second.name, second.version) == ("node-b", "Node node-b", "1.0")
    assert second.addresses == ("http://10.0.0.5:8080/",)
    assert (second.local, second.present, second.role) == (False, True, "peer")
    world.kill("node-b")
    world.run(3)
    assert not a.core.nodes(a.now_ns)[1].present


def test_a_node_heard_of_but_not_introduced_is_listed_by_its_id() -> None:
    world = World()
    a = world.start("node-a")
    a.core.heard("node-x", Pulse("run9", 1, 0, ()), a.now_ns)
    peer = a.core.nodes(a.now_ns)[1]
    assert (peer.id, peer.name, peer.addresses) == ("node-x", "", ())
    assert a.core.site.name("node-x") == "node-x"
    assert a.core.site.name("node-y") == "node-y"


def test_a_clone_of_a_disk_is_found_and_both_know_which_must_move() -> None:
    world = World()
    lesser = world.start("twin", instance="run-a")
    lesser.core.addresses(("http://10.0.0.5/",))
    world.run(2)
    greater = world.start("twin", instance="run-b", key="other")
    third = world.start("node-c")
    greater.core.addresses(("http://10.0.0.6/",))
    lesser.read(Rack("r1"), NAMED)
    world.run(2.5)
    assert lesser.clones == greater.clones == []
    world.run(4)
    assert lesser.clones == [Cloned("twin", "run-b", ("http://10.0.0.6/",), mine_moves=False)]
    assert greater.clones == [Cloned("twin", "run-a", ("http://10.0.0.5/",), mine_moves=True)]
    assert third.held("r1").view.boot_id == "run-a"
    world.run(5)
    assert len(lesser.clones) == len(greater.clones) == 1


def test_a_restart_is_no_clone() -> None:
    world = World()
    a = world.start("node-a")
    for _ in range(3):
        world.start("node-b")
        world.run(4)
        world.kill("node-b")
        world.run(1)
    again = world.start("node-b")
    world.run(6)
    assert a.clones == again.clones == []
    own = Hello(a.instance, 1, "", "", (), (), "peer", ())
    a.core.heard("node-a", own, a.now_ns)
    assert a.clones == []
