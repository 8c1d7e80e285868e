"""Old news: values that nobody judges any more, and acknowledgements of another silence."""

from __future__ import annotations

import pytest
from tests.mesh.racks import NAMED
from tests.mesh.world import Node, Rack, World

from stagewatt.domain.alarm import Acknowledgement, EventKind
from stagewatt.domain.quality import Quality
from stagewatt.domain.view import EStop, Supply


def stuck(seconds: float) -> tuple[World, Node, Node, dict[str, Rack]]:
    """Return nodes a and b, and the rack that a has not judged for so long, though it goes on."""
    world = World()
    a, b = world.start("node-a"), world.start("node-b")
    a.read(Rack("r1"), NAMED)
    world.run(6)
    racks, a.racks = a.racks, {}
    world.run(seconds)
    return world, a, b, racks


def kinds(node: Node) -> list[EventKind]:
    return [event.kind for event in node.recorded()]


def test_values_that_are_not_judged_any_more_grow_stale() -> None:
    _, _, b, _ = stuck(5)
    view = b.held("r1").view
    assert view.online
    assert view.alarms == ()
    marks = (view.mains.mark, view.contacts.mark, view.temperature_mark, view.main_breaker.mark)
    assert {mark.quality for mark in marks} == {Quality.STALE}
    assert set(view.supply) == {Supply.UNKNOWN}
    assert view.contacts.e_stop is EStop.UNKNOWN
    assert (view.mains.mark.age_s(b.now_ns) or 0) > 4


@pytest.mark.parametrize("watched", [False, True])
def test_a_rack_that_is_not_judged_any_more_is_not_answering(watched: bool) -> None:
    world, a, b, racks = stuck(0)
    b.core.look_at(frozenset(("r1",)) if watched else frozenset(), wall=watched)
    b.do()
    world.run(11.5)
    view = b.held("r1").view
    assert not view.online
    assert view.alarms[0].text.endswith("its node Node node-a tells only old values")
    assert (view.alarms[0].since_ns - b.now_ns) / 1e9 < -9
    a.core.acknowledge_silence("", an_ack(a), a.now_ns)
    world.run(20)
    assert kinds(b) == [EventKind.RAISED]
    a.racks = racks
    world.run(2)
    assert b.held("r1").view.online
    assert b.held("r1").view.mains.mark.quality is Quality.GOOD
    assert b.held("r1").view.alarms == ()
    assert kinds(b) == [EventKind.RAISED, EventKind.CLEARED]


def test_who_comes_later_is_shown_that_nobody_judges_it() -> None:
    world, _, _, _ = stuck(15)
    late = world.start("node-z")
    world.run(2)
    assert not late.held("r1").view.online
    assert kinds(late) == [EventKind.RAISED]


def an_ack(node: Node) -> Acknowledgement:
    return Acknowledgement(by="Bo", comment="cable", at_ns=node.now_ns, boot_id=node.instance)


def test_who_knew_of_an_earlier_silence_does_not_know_of_this_one() -> None:
    world = World()
    a, b, r = world.start("node-a"), world.start("node-b"), world.start("node-r")
    r.read(Rack("r1"), NAMED)
    world.run(6)
    world.split(("node-a", "node-r"), ("node-b",))
    world.run(4)
    alarm = str(b.held("r1").view.alarms[0].id)
    assert b.core.acknowledge_silence(alarm, an_ack(b), b.now_ns)
    b.do()
    world.run(20)
    world.kill("node-r")
    world.heal()
    world.run(5)
    assert b.held("r1").view.alarms[0].ack is not None
    assert a.held("r1").view.alarms[0].ack is None
    alarm = str(a.held("r1").view.alarms[0].id)
    assert a.core.acknowledge_silence(alarm, an_ack(a), a.now_ns)
    a.do()
    assert a.held("r1").view.alarms[0].ack is not None
