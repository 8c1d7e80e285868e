"""Nodes that fall silent and come back, racks that join: alarms, events, ages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.mesh.racks import NAMED, an_alarm
from tests.mesh.world import Node, Rack, World

from stagewatt.domain.alarm import (
    Acknowledgement,
    AlarmState,
    Event,
    EventKind,
    Severity,
)
from stagewatt.domain.errors import Unknown
from stagewatt.domain.quality import Quality
from stagewatt.domain.view import BreakerState, EStop, Load, NeutralRelay, Supply
from stagewatt.mesh.codec import SAID
from stagewatt.mesh.messages import Pulse


def site(*nodes: str) -> tuple[World, list[Node]]:
    """Return a world with nodes that were there for long, the first one with a rack."""
    world = World()
    started = [world.start(node) for node in nodes]
    started[0].read(Rack("r1"), NAMED)
    world.run(8.0)
    return world, started


def of_kind(node: Node, kind: EventKind, rack: str = "r1") -> list[Event]:
    return [e for e in node.recorded() if e.kind is kind and e.id.rack == rack]


def silence(node: Node) -> str:
    return str(node.held("r1").view.alarms[0].id)


@pytest.mark.parametrize(("told", "late_s"), [(True, 1.2), (False, 2.2)])
def test_a_silent_rack_is_shown_in_time_with_last_values_and_their_age(
    told: bool, late_s: float
) -> None:
    world, (_, b) = site("node-a", "node-b")
    world.kill("node-a", told=told)
    world.run(late_s - 0.8)
    assert b.held("r1").view.online
    world.run(0.8)
    view = b.held("r1").view
    assert not view.online
    alarm = view.alarms[0]
    assert (str(alarm.id), alarm.severity) == ("r1.node.not_answering.1", Severity.CRITICAL)
    assert (
        alarm.text == "NO ANSWER, TREAT AS LIVE: Stage left: its node Node node-a does not answer"
    )
    assert alarm.boot_id == b.instance
    assert view.mains.i_a.l1 == 120.251
    assert view.mains.mark.quality is Quality.STALE
    assert (view.mains.mark.age_s(view.at_ns) or 0) > late_s - 0.6
    assert of_kind(b, EventKind.RAISED)[0].text == alarm.text
    world.run(30)
    assert len(of_kind(b, EventKind.RAISED)) == 1


def test_nothing_of_a_silent_rack_reads_as_normal() -> None:
    world, (_, b) = site("node-a", "node-b")
    world.kill("node-a")
    world.run(2)
    view = b.held("r1").view
    assert set(view.supply) == {Supply.UNKNOWN}
    assert view.contacts.e_stop is EStop.UNKNOWN
    assert view.contacts.neutral_relay is NeutralRelay.UNKNOWN
    assert view.main_breaker.state is BreakerState.UNKNOWN
    assert view.main_breaker.since_ns is None
    assert view.load.mark.quality is Quality.STALE
    assert view.temperature_mark.quality is Quality.STALE
    for way in view.ways[:-1]:
        assert (way.mark.quality, way.i_a, way.p_w) == (Quality.STALE, 5.0, None)
        assert way.load is Load.UNKNOWN
        assert way.breaker.state is BreakerState.UNKNOWN
    assert view.ways[-1].mark.quality is Quality.UNMEASURED


def test_what_was_not_normal_stays_the_last_that_was_known() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    rack = Rack("r1")
    a.read(rack)
    view = a.held("r1").view
    rack.changes = {
        "contacts": replace(
            view.contacts, e_stop=EStop.PRESSED, neutral_relay=NeutralRelay.TRIPPED
        ),
        "main_breaker": replace(view.main_breaker, state=BreakerState.TRIPPED),
        "ways": (replace(view.ways[0], load=Load.SERIOUS), *view.ways[1:]),
        "alarms": (an_alarm("r1", a.instance, a.now_ns),),
    }
    world.run(3)
    assert b.held("r1").view.alarms[0].state is AlarmState.ACTIVE
    world.kill("node-a")
    world.run(2)
    held = b.held("r1").view
    assert held.contacts.e_stop is EStop.PRESSED
    assert held.contacts.neutral_relay is NeutralRelay.TRIPPED
    assert held.main_breaker.state is BreakerState.TRIPPED
    assert held.ways[0].load is Load.SERIOUS
    assert [alarm.state for alarm in held.alarms] == [AlarmState.ACTIVE, AlarmState.UNCHECKED]


def test_a_returning_rack_clears_its_alarm_and_occurrences_count_on() -> None:
    world, (a, b) = site("node-a", "node-b")
    for number in (1, 2):
        world.split(("node-a",), ("node-b",))
        world.run(4)
        assert silence(b) == f"r1.node.not_answering.{number}"
        world.heal()
        world.run(0.6)
        assert b.held("r1").view.online
        assert b.held("r1").view.alarms == ()
        assert len(of_kind(b, EventKind.CLEARED)) == number
    assert of_kind(a, EventKind.RAISED) == []


def test_a_node_that_slept_accuses_nobody() -> None:
    world, (_, b) = site("node-a", "node-b")
    for seconds in (3.03, 3.13, 4.23, 5.33, 10.43):
        b.asleep = True
        world.run(seconds)
        b.asleep = False
        world.run(1)
        assert of_kind(b, EventKind.RAISED) == []


def test_a_rack_that_its_node_does_not_read_any_more_is_not_answering() -> None:
    world, (a, b) = site("node-a", "node-b")
    del a.racks["r1"]
    a.core.reads_no_more("r1", a.now_ns)
    a.core.reads_no_more("r1", a.now_ns)
    world.run(3)
    assert "does not read it any more" in b.held("r1").view.alarms[0].text


def test_an_acknowledgement_of_a_silence_reaches_every_node_also_late_ones() -> None:
    world, (_, b, c, _) = site("node-a", "node-b", "node-c", "node-d")
    world.kill("node-a")
    world.split(("node-b", "node-c"), ("node-d",))
    world.run(3)
    ack = Acknowledgement(by="Ann", comment="on my way", at_ns=b.now_ns, boot_id=b.instance)
    assert b.core.acknowledge_silence(silence(b), ack, b.now_ns)
    b.do()
    assert b.core.acknowledge_silence(silence(b), replace(ack, by="Ben"), b.now_ns)
    b.do()
    world.run(0.5)
    shared = c.held("r1").view.alarms[0].ack
    assert shared is not None
    assert (shared.by, shared.comment, shared.boot_id) == ("Ann", "on my way", c.instance)
    assert of_kind(c, EventKind.ACKNOWLEDGED)[0].text == "acknowledged by Ann: on my way"
    d = world.nodes["node-d"]
    assert d.held("r1").view.alarms[0].ack is None
    world.heal()
    world.run(4)
    late = d.held("r1").view.alarms[0].ack
    assert late is not None
    assert late.by == "Ann"
    assert len(of_kind(d, EventKind.ACKNOWLEDGED)) == 1


def test_an_alarm_that_is_cleared_or_of_another_kind_is_no_silence() -> None:
    world, (_, b) = site("node-a", "node-b")
    ack = Acknowledgement(by="Ann", comment="", at_ns=b.now_ns, boot_id=b.instance)
    assert not b.core.acknowledge_silence("r1.drain.l1.overload.3", ack, b.now_ns)
    assert not b.core.acknowledge_silence("nonsense", ack, b.now_ns)
    with pytest.raises(Unknown):
        b.core.acknowledge_silence("r1.node.not_answering.1", ack, b.now_ns)
    world.kill("node-a")
    world.run(2)
    with pytest.raises(Unknown):
        b.core.acknowledge_silence("r1.node.not_answering.7", ack, b.now_ns)
    b.core.acknowledge_silence(silence(b), ack, b.now_ns)
    b.do()
    assert of_kind(b, EventKind.ACKNOWLEDGED)[0].text == "acknowledged by Ann"


def test_racks_that_were_there_before_a_node_are_no_news_to_it() -> None:
    world, (_, b) = site("node-a", "node-b")
    assert of_kind(b, EventKind.JOINED) == []
    late = world.start("node-z")
    world.run(4)
    assert late.held("r1").via == "node-a"
    assert of_kind(late, EventKind.JOINED) == []


def test_a_rack_never_seen_before_is_announced_on_every_node_within_two_seconds() -> None:
    world, (a, b) = site("node-a", "node-b")
    c = world.start("node-c")
    world.run(0.05)
    c.read(Rack("new"))
    world.run(1.0)
    for node in (a, b):
        assert node.held("new").view.online
        assert [event.text for event in of_kind(node, EventKind.JOINED, "new")] == [
            "smartPDUNEW (smartpdu-72) joined, read by Node node-c"
        ]
    a.read(Rack("hot"))
    world.run(1.0)
    assert len(of_kind(a, EventKind.JOINED, "hot")) == 1
    assert len(of_kind(b, EventKind.JOINED, "hot")) == 1


def test_a_new_run_of_a_node_counts_from_now_on() -> None:
    world, (a, b) = site("node-a", "node-b")
    world.kill("node-a")
    world.run(0.2)
    again = world.start("node-a")
    again.read(Rack("r1"), replace(NAMED, name="After"))
    world.run(1.0)
    held = b.held("r1").view
    assert (held.boot_id, held.name) == (again.instance, "After")
    assert of_kind(b, EventKind.RAISED) == []
    assert a.instance != again.instance


def test_what_a_former_run_said_comes_too_late() -> None:
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    late: list[tuple[str, bytes]] = []
    world.watch = lambda node, topic, payload: late.append((topic, payload)) if node is a else None
    a.read(Rack("r1"), NAMED)
    world.run(1.0)
    world.kill("node-a")
    again = world.start("node-a")
    again.read(Rack("r1"), replace(NAMED, name="After"))
    world.run(1.0)
    for _, payload in late:
        b.core.heard("node-a", SAID.decode(payload), b.now_ns)
        b.do()
    assert b.held("r1").view.name == "After"
    assert b.held("r1").view.boot_id == again.instance


def test_a_run_that_was_only_seen_never_silences_one_that_speaks() -> None:
    world, (a, b) = site("node-a", "node-b")
    b.core.joined("node-a", "stale", b.now_ns)
    b.do()
    world.run(4)
    assert b.held("r1").view.online
    assert b.held("r1").view.boot_id == a.instance


def test_a_run_seen_before_any_other_gives_way_to_the_one_that_speaks() -> None:
    world = World()
    b = world.start("node-b")
    b.core.joined("node-a", "stale", b.now_ns)
    a = world.start("node-a")
    a.read(Rack("r1"))
    world.run(1)
    assert b.held("r1").view.boot_id == a.instance
    b.core.left("node-a", "stale", b.now_ns)
    world.run(3)
    assert b.held("r1").view.online


def test_a_run_comes_back_where_the_one_after_it_is_gone() -> None:
    world, (a, b) = site("node-a", "node-b")
    b.core.heard("node-a", Pulse("ghost", 1, 0, ()), b.now_ns)
    b.core.left("node-a", "ghost", b.now_ns)
    world.run(1)
    assert b.held("r1").view.online
    assert b.held("r1").view.boot_id == a.instance


def test_ways_that_nobody_looks_at_grow_stale_while_the_rack_stays_fresh() -> None:
    world, (_, b) = site("node-a", "node-b")
    view = b.held("r1").view
    assert view.online
    assert view.mains.mark.quality is Quality.GOOD
    assert view.mains.i_a.l1 == 120.251
    assert view.mains.f_hz == 50.021
    assert view.mains.p_w.sum == 48499.5
    assert view.mains.p_w.l1 is None
    assert view.mains.pf.sum is None
    assert view.mains.energy.total_wh is None
    assert view.ways[0].mark.quality is Quality.STALE
    assert view.load.mark.quality is Quality.STALE
    assert view.temperature_mark.quality is Quality.GOOD
    first = b.held("r1").view.ways
    world.run(1)
    assert b.held("r1").view.ways is first
    world.run(60)
    assert len(b.recorded()) == 0


def test_who_looks_at_a_rack_sees_every_number_as_often_as_it_is_judged() -> None:
    world, (a, b) = site("node-a", "node-b")
    b.core.look_at(frozenset(("r1", "nowhere")), wall=False)
    b.do()
    a.racks["r1"].amps = 7.5
    world.run(1)
    view = b.held("r1").view
    assert (view.ways[0].i_a, view.ways[0].mark.quality) == (7.5, Quality.GOOD)
    assert view.mains.pf.l2 == -0.996
    b.core.look_at(frozenset(), wall=False)
    b.do()
    a.racks["r1"].amps = 9.0
    world.run(5)
    assert b.held("r1").view.ways[0].i_a == 7.5
    assert b.held("r1").view.ways[0].mark.quality is Quality.STALE


def test_the_wall_shows_every_way_of_every_rack_and_no_more_than_it_knows() -> None:
    world, (a, b) = site("node-a", "node-b")
    b.core.look_at(frozenset(), wall=True)
    b.do()
    a.racks["r1"].amps = 7.516
    view = a.held("r1").view
    a.racks["r1"].changes["main_breaker"] = view.main_breaker
    world.run(5)
    shown = b.held("r1").view
    assert shown.ways[0].i_a == 7.52
    assert shown.ways[0].mark.quality is Quality.GOOD
    assert shown.ways[0].i_peak_a is None
    assert shown.ways[0].p_w is None
    assert shown.ways[0].breaker.state is BreakerState.ON
    assert shown.ways[-1].i_a is None
    assert shown.ways[-1].mark.quality is Quality.UNMEASURED
    assert shown.load.mark.quality is Quality.STALE


def test_states_are_told_to_all_at_once() -> None:
    world, (a, b) = site("node-a", "node-b")
    view = a.held("r1").view
    a.racks["r1"].changes["contacts"] = replace(view.contacts, e_stop=EStop.PRESSED)
    world.run(0.5)
    assert b.held("r1").view.contacts.e_stop is EStop.PRESSED
    ways = tuple(replace(way, warning=way.id == "A2") for way in view.ways)
    a.racks["r1"].changes["ways"] = ways
    world.run(1.6)
    assert b.held("r1").view.warning


def test_what_a_show_does_all_the_time_is_not_told_to_all() -> None:
    world, (a, _) = site("node-a", "node-b")
    cards = []
    world.watch = lambda _, topic, payload: cards.append(topic) if "card/" in topic else None
    view = a.held("r1").view
    for load in (Load.NONE, Load.OK, Load.UNKNOWN) * 4:
        ways = tuple(replace(way, load=load, i_a=3.0) for way in view.ways)
        a.racks["r1"].changes["ways"] = ways
        world.run(1)
    assert cards == []
    ways = tuple(replace(way, load=Load.HIGH) for way in view.ways)
    a.racks["r1"].changes["ways"] = ways
    world.run(2)
    assert cards == ["card/node-a/r1"]
    world.run(61)
    assert cards == ["card/node-a/r1"] * 2
