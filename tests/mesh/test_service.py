"""The shell: services on an ether, joined to stores and owners."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.mesh.bus_in_memory import Ether
from tests.mesh.racks import NAMED
from tests.mesh.rig import Rig, running, until

from stagewatt.domain.errors import Conflict, Invalid, NotSaved, Unknown, Unreachable
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import EditWay, RenameRack, WaySettings
from stagewatt.domain.view import RackView
from stagewatt.mesh import service
from stagewatt.mesh.settings_pieces import same_names
from stagewatt.state.alone import Alone


async def test_a_rename_travels_to_the_owner_and_back_to_every_store() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    owner = a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        held = b.store.rack("r1")
        assert held is not None
        assert held.via == "node-a"
        after = await b.store.owner("r1").change(
            "r1", (RenameRack(name="New"),), expected_revision=4
        )
        assert (after.revision, after.name, after.ways) == (5, "New", NAMED.ways)
        assert owner.settings == after
        await until(lambda: (h := b.store.rack("r1")) is not None and h.view.name == "New")


async def test_refusals_come_back_as_the_owner_raised_them() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    owner = a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        remote = b.store.owner("r1")
        with pytest.raises(Conflict) as conflict:
            await remote.change("r1", (RenameRack(name="X"),), expected_revision=3)
        assert conflict.value.where == "If-Match"
        with pytest.raises(Invalid) as invalid:
            await remote.change("r1", (EditWay(way="A1", max_a=-1.0),), expected_revision=None)
        assert (invalid.value.where, invalid.value.code) == ("max_a", "invalid")
        with pytest.raises(Unknown):
            await remote.acknowledge("r1.A1.supervision.9", "Ann", "")
        owner.disk_full = True
        with pytest.raises(NotSaved):
            await remote.change("r1", (RenameRack(name="X"),), expected_revision=None)
        assert owner.settings == NAMED


async def test_a_command_whose_answer_was_lost_is_carried_out_once() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    owner = a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        ether.air.answers_lost = 1
        after = await b.store.owner("r1").change(
            "r1", (RenameRack(name="Once"),), expected_revision=4
        )
        assert (after.name, after.revision, owner.done) == ("Once", 5, 1)
        ether.air.answers_lost = 2
        with pytest.raises(Unreachable):
            await b.store.owner("r1").change(
                "r1", (RenameRack(name="Twice"),), expected_revision=None
            )
        assert owner.done == 2


async def test_an_owner_that_does_not_answer_is_unreachable_and_shown_so() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        ether.split(("node-a",), ("node-b",))
        with pytest.raises(Unreachable):
            await b.store.owner("r1").change("r1", (), expected_revision=None)
        await until(lambda: not held(b, "r1").online)
        asked = len(b.bus.asked)
        await b.service.fresh("r1")
        with pytest.raises(Unreachable, match="node-a"):
            await b.store.owner("r1").change("r1", (), expected_revision=None)
        assert len(b.bus.asked) == asked, "who is silent is not asked"
        silence = held(b, "r1").alarms[0]
        await b.service.acknowledge(str(silence.id), "Ann", "on my way")
        ack = held(b, "r1").alarms[0].ack
        assert ack is not None
        assert (ack.by, ack.at_wall_s) == ("Ann", b.clock.wall)
        ether.heal()
        await until(lambda: held(b, "r1").online)
        assert held(b, "r1").alarms == ()


def held(rig: Rig, rack: str) -> RackView:
    found = rig.store.rack(rack)
    assert found is not None
    return found.view


async def test_an_alarm_of_any_rack_is_acknowledged_on_any_node() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    owner = a.read("r1", NAMED)
    async with running(a, b):
        alarm = a.alarm("r1")
        await until(lambda: b.store.rack("r1") and held(b, "r1").alarms)
        await b.service.acknowledge(alarm, "Ann", "seen")
        assert owner.acked == [(alarm, "Ann", "seen")]
        await until(lambda: held(b, "r1").alarms[0].ack is not None)
        with pytest.raises(Invalid):
            await b.service.acknowledge(alarm, "  ", "seen")
        with pytest.raises(Unknown):
            await b.service.acknowledge("nowhere.A1.supervision.1", "Ann", "")
        await a.service.acknowledge(alarm, "Ben", "")
        await until(
            lambda: [e.event.text for e in b.store.events().events][-1:] == ["acknowledged by Ben"]
        )


async def test_whoever_looks_is_given_the_newest_picture() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        await asyncio.sleep(0.3)
        a.extra["r1"] = {"temperature_c": 44.0}
        a.judge("r1")
        asked = len(b.bus.asked)
        await asyncio.gather(*(b.service.fresh("r1") for _ in range(5)))
        assert held(b, "r1").temperature_c == 44.0
        assert len(b.bus.asked) == asked + 1
        await b.service.fresh("r1")
        await b.service.fresh("nowhere")
        await a.service.fresh("r1")
        assert len(b.bus.asked) == asked + 1
        b.service.look_at(frozenset(("r1",)), wall=True)
        await until(lambda: "live/node-a/r1" in a.bus.wanted)
        await until(lambda: any(topic.startswith("wall/") for topic, *_ in a.bus.said))
        seq = held(b, "r1").seq
        await until(lambda: held(b, "r1").seq > seq)
        b.service.look_at(frozenset(), wall=False)
        assert a.bus.wanted == frozenset()


async def test_names_of_a_former_node_are_adopted_here_or_from_anywhere() -> None:
    ether = Ether()
    settings = replace(NAMED, ways={**NAMED.ways, "Z9": WaySettings(name="not in this model")})
    known = RememberedRack(
        rack="r1", name="Stage left", printed_name="p", model="m", node="node-x",
        seen_wall_s=None, settings=replace(settings, connectors={"C1": "RD", "C9": "GN"}),
    )  # fmt: skip
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b", [known])
    owner, second = a.read("r1"), a.read("r2")
    async with running(a, b):
        await until(lambda: b.service.offer("r1"))
        assert a.service.offer("r1") == b.service.offer("r1")
        after = await b.service.adopt("r1")
        assert same_names(after, NAMED)
        assert owner.settings == after
        await until(lambda: a.service.offer("r1") is None)
        with pytest.raises(Unknown):
            await a.service.adopt("r2")
        with pytest.raises(Unknown):
            await b.service.adopt("r2")
        with pytest.raises(Unknown):
            await b.service.adopt("nowhere")
        assert second.done == 0


async def test_a_rack_that_is_gone_is_forgotten_everywhere_or_not_at_all() -> None:
    ether = Ether()
    a, b, c = (Rig(ether, node) for node in ("node-a", "node-b", "node-c"))
    a.read("r1", NAMED)
    async with running(b, c):
        async with running(a):
            await until(lambda: "r1" in b.kept and "r1" in c.kept)
            with pytest.raises(Conflict):
                await b.service.forget("r1")
        await until(lambda: not held(b, "r1").online and not held(c, "r1").online)
        b.disk_full = True
        with pytest.raises(NotSaved):
            await b.service.forget("r1")
        assert b.store.rack("r1") is not None
        b.disk_full = False
        await b.service.forget("r1")
        await until(lambda: c.erased == ["r1"])
        assert b.store.rack("r1") is None
        await until(lambda: c.store.rack("r1") is None)
        with pytest.raises(Unknown):
            await b.service.forget("r1")


async def test_what_another_node_forgot_is_forgotten_once_it_is_missed_here_too() -> None:
    ether = Ether()
    a, b = (Rig(ether, node) for node in ("node-a", "node-b"))
    a.read("r1", NAMED)
    async with running(b):
        async with running(a):
            await until(lambda: "r1" in b.kept)
            told = asyncio.create_task(b.service._forget_told("r1"))
            await asyncio.sleep(0.15)
            assert not told.done(), "it answers: nothing is forgotten yet"
        await told
        assert b.erased == ["r1"]
        assert b.store.rack("r1") is None


async def test_what_another_node_forgot_stays_where_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "FORGET_TRIES", 2)
    ether = Ether()
    a, b = (Rig(ether, node) for node in ("node-a", "node-b"))
    a.read("r1", NAMED)
    async with running(b), running(a):
        await until(lambda: "r1" in b.kept)
        with pytest.raises(Conflict):
            await b.service._forget_told("r1")
        assert b.store.rack("r1") is not None


async def test_two_readers_follow_take_over_and_merge() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    first, second = a.read("r1", NAMED), b.read("r1")
    b.disk_full = True
    async with running(a, b):
        await until(lambda: (h := b.store.rack("r1")) is not None and h.via == "node-a")
        await asyncio.sleep(0.3)
        b.disk_full = False
        await until(lambda: second.settings == NAMED)
        await until(lambda: "r1" in b.kept)
        ether.split(("node-a",), ("node-b",))
        await until(lambda: (h := b.store.rack("r1")) is not None and h.via is None)
        for rig, name in ((a, "On A"), (b, "On B")):
            owner = rig.store.owner("r1")
            await owner.change("r1", (RenameRack(name=name),), expected_revision=None)
        way = EditWay(way="A2", name="Par 2")
        await b.store.owner("r1").change("r1", (way,), expected_revision=None)
        ether.heal()
        await until(lambda: first.settings.way("A2").name == "Par 2")
        await until(lambda: second.settings == first.settings)
        assert first.settings.name == "On A"
        told = [e.event for e in a.store.events().events if e.event.id.rule == "merge"]
        assert [(e.before, e.after) for e in told] == [("On B", "On A")]
        assert told[0].text == (
            "rack: name was changed on two nodes while they did not hear each other; "
            "On A stays, Node node-b had On B"
        )
        await until(lambda: any(e.event.id.rule == "merge" for e in b.store.events().events))


async def test_how_the_mesh_goes_is_told_as_the_engine_tells_it() -> None:
    a = Rig(Ether(), "node-a")
    async with running(a):
        await until(lambda: a.service.mesh().is_open)
        assert a.service.mesh().problems == ("it is made of memory",)


async def test_an_unknown_alarm_is_refused_in_the_same_words_everywhere() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        alone = Alone(b.store, b.clock, b.service.nodes()[0], addresses=tuple)
        for alarm in ("r9.A1.supervision.1", "r1.A1.supervision.9", "r1.node.not_answering.9"):
            for port in (a.service, b.service, alone):
                with pytest.raises(Unknown) as refused:
                    await port.acknowledge(alarm, "Ann", "")
                assert refused.value.where == "alarm", (alarm, port)
