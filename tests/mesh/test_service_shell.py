"""The shell when things go wrong: versions, lost answers, disks, clones."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from tests.mesh.bus_in_memory import Air, Ether, MemoryBus
from tests.mesh.racks import NAMED, an_event
from tests.mesh.rig import Rig, running, until

from stagewatt.domain.errors import Conflict, Refused, Unknown, Unreachable
from stagewatt.domain.settings import Change, RackSettings, RenameRack
from stagewatt.domain.view import RackView
from stagewatt.mesh import election, keeping, service
from stagewatt.mesh.answers import DONE_MAX
from stagewatt.mesh.codec import ANSWERS, encode
from stagewatt.mesh.core import peers
from stagewatt.mesh.election import Role
from stagewatt.mesh.messages import Pulse
from stagewatt.mesh.owner import Commands, RemoteOwner
from stagewatt.mesh.questions import (
    AskChange,
    AskForget,
    AskMerge,
    ChangePiece,
    Done,
    Kept,
    Refusal,
)
from stagewatt.mesh.refusals import error_of, refusal_of
from stagewatt.mesh.settings_pieces import settings_piece


def held(rig: Rig, rack: str) -> RackView:
    found = rig.store.rack(rack)
    assert found is not None
    return found.view


async def test_a_merge_waits_for_a_change_that_came_between() -> None:
    ether = Ether()
    a = Rig(ether, "node-a")
    owner = a.read("r1", NAMED)
    change, calls = owner.change, 0

    async def racing(
        rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        nonlocal calls
        calls += 1
        if calls == 2:
            await change(rack, (RenameRack(name="Between"),), expected_revision=None)
        return await change(rack, changes, expected_revision=expected_revision)

    owner.change = racing  # type: ignore[method-assign]
    async with running(a):
        theirs = settings_piece(replace(NAMED, group="Theirs"))
        question = AskMerge("x-1", "r1", settings_piece(NAMED), theirs, "node-z")
        answer = ANSWERS.decode(await a.service.asked(encode(question)))
        assert isinstance(answer, Done)
        assert (owner.settings.name, owner.settings.group) == ("Between", "Theirs")


async def test_what_is_not_understood_is_counted_and_answered_with_a_refusal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ether = Ether()
    a = Rig(ether, "node-a")
    a.read("r1", NAMED)
    async with running(a):
        for _ in range(3):
            a.service.arrived("pulse/node-b", b"\x02\x00\x93")
        a.service.arrived("pulse/node-b", b"")
        assert a.service.not_understood.counts == {"other_major": 3, "garbage": 1}
        assert len([r for r in caplog.records if r.levelname == "WARNING"]) == 2
        answer = ANSWERS.decode(await a.service.asked(b"nonsense"))
        assert isinstance(answer, Refusal)
        later = ChangePiece(99, None, 0, None, None, None)
        question = AskChange("x-1", "r1", (later,), None)
        answer = ANSWERS.decode(await a.service.asked(encode(question)))
        assert isinstance(answer, Refusal)
        assert answer.code == "invalid"
        question = AskChange("x-2", "r9", (), None)
        answer = ANSWERS.decode(await a.service.asked(encode(question)))
        assert isinstance(answer, Refusal)
        assert answer.code == "owner_unreachable"
        for number in range(DONE_MAX + 10):
            await a.service.asked(encode(AskChange(f"y-{number}", "r1", (), None)))
        assert len(a.service._answers._done) == DONE_MAX


async def test_an_owner_of_another_version_is_unreachable_not_misread() -> None:
    class Odd(MemoryBus):
        answer = b""

        async def ask(self, node: str, payload: bytes, *, timeout_s: float) -> bytes:
            return self.answer

    bus = Odd(Ether())
    remote = RemoteOwner("r1", "node-a", Commands(bus, "run", {"node-a": False}.__getitem__))
    with pytest.raises(Unreachable):
        await remote.change("r1", (), expected_revision=None)
    bus.answer = encode(Kept(()))
    with pytest.raises(Unreachable):
        await remote.change("r1", (), expected_revision=None)
    bus.answer = encode(Done(None))
    with pytest.raises(Unreachable):
        await remote.change("r1", (), expected_revision=None)
    await remote.acknowledge("r1.A1.supervision.1", "Ann", "x" * 2000)


def test_refusals_keep_their_kind_and_their_own_code() -> None:
    for error in (
        Unknown("m", where="rack"),
        Conflict("m", code="busy"),
        Unreachable("m"),
        Refused("m", code="odd"),
        Refused("m"),
    ):
        back = error_of(refusal_of(error))
        assert (type(back), back.code, back.message, back.where) == (
            type(error), error.code, "m", error.where,
        )  # fmt: skip
    assert type(error_of(Refusal("from_the_future", "m", None))) is Refused


async def test_what_is_remembered_is_written_when_the_disk_takes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_S", 0.05)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    b.disk_full = True
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        await asyncio.sleep(0.2)
        assert b.kept == {}
        b.disk_full = False
        await until(lambda: "r1" in b.kept)
        assert b.kept["r1"].seen_wall_s == b.clock.wall


async def test_a_rack_exchanged_on_site_leaves_and_the_new_one_joins() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        a.service.reads_no_more("r1")
        a.store.forget("r1")
        del a.owners["r1"]
        a.read("r2")
        await until(lambda: b.store.rack("r2"))
        await until(lambda: not held(b, "r1").online)
        assert "does not read it any more" in held(b, "r1").alarms[0].text


async def test_a_rack_read_anew_stays_with_the_node_that_owns_it() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        b.read("r1")
        assert isinstance(b.store.owner("r1"), RemoteOwner)
        a.service.addresses(("http://10.0.0.5/",))
        await until(lambda: b.service.nodes()[1].addresses == ("http://10.0.0.5/",))
        assert b.service.remembered() == ()


async def test_a_clone_and_a_role_are_told_to_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "CLONE_NS", 200_000_000)
    monkeypatch.setattr(election, "ROUTED_ABOVE", 1)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    async with running(a, b):
        end = time.monotonic() + 1.0
        while time.monotonic() < end and not a.clones:
            a.service.arrived("pulse/node-a", encode(Pulse("run-zz", 1, 0, ())))
            await asyncio.sleep(0.05)
        assert [(clone.instance, clone.mine_moves) for clone in a.clones] == [("run-zz", False)]
        await until(lambda: a.roles)
        assert a.roles[0].kind == "router"


async def test_all_of_it_over_a_bad_network() -> None:
    ether = Ether(Air(lost=0.2, doubled=0.2, delay_s=0.2, seed=3))
    rigs = [Rig(ether, f"node-{letter}") for letter in "abc"]
    for number, rig in enumerate(rigs):
        rig.read(f"r{number}", NAMED)
    async with running(*rigs):
        for rig in rigs:
            await until(lambda rig=rig: len(rig.store.racks()) == 3)  # type: ignore[misc]
        rigs[0].service.local_events(
            [an_event("r0", number, rigs[0].clock.now_ns()) for number in range(5)]
        )
        for rig in rigs:
            await until(lambda rig=rig: len(texts(rig)) >= 5)  # type: ignore[misc]
            assert texts(rig) == [f"event {number}" for number in range(5)]


def texts(rig: Rig) -> list[str]:
    return [e.event.text for e in rig.store.events().events if e.event.text.startswith("event")]


async def test_the_service_can_be_run_again_after_a_failure() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(b):
        async with running(a):
            await until(lambda: b.store.rack("r1"))
        async with running(a):
            await until(lambda: (h := b.store.rack("r1")) is not None and h.view.online)
            await asyncio.sleep(0.3)
            assert held(b, "r1").online


async def test_when_racks_were_seen_is_noted_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SEEN_EVERY_NS", 200_000_000)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: "r1" in b.kept)
        b.clock.wall = 1_800_000_000.0
        await until(lambda: b.kept["r1"].seen_wall_s == 1_800_000_000.0)


async def test_a_merge_that_never_gets_its_turn_is_refused() -> None:
    ether = Ether()
    a = Rig(ether, "node-a")
    owner = a.read("r1", NAMED)
    change = owner.change

    async def busy(
        rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
    ) -> RackSettings:
        if changes:
            raise Conflict("somebody changed this rack meanwhile")
        return await change(rack, changes, expected_revision=expected_revision)

    owner.change = busy  # type: ignore[method-assign]
    async with running(a):
        theirs = settings_piece(replace(NAMED, group="Theirs"))
        question = AskMerge("x-1", "r1", settings_piece(NAMED), theirs, "node-z")
        answer = ANSWERS.decode(await a.service.asked(encode(question)))
        assert isinstance(answer, Refusal)
        assert answer.code == "conflict"


async def test_no_answer_and_a_refusal_are_answers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FORGET_TRIES", 1)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: b.store.rack("r1"))
        doing, desk = b.service._doing, b.service._core.site.desk
        for node in ("nobody", "node-a"):
            key = ("forget", node)
            desk.opened(key, b.clock.now_ns())
            await doing.ask(key, node, AskForget(f"x-{node}", "r1"), 1.0)
            assert desk.is_open(key, b.clock.now_ns())
            assert not desk.is_open(key, b.clock.now_ns() + 1_000_000_000)
        assert held(b, "r1").online


async def test_without_an_owner_of_its_own_the_store_keeps_the_one_it_has() -> None:
    a = Rig(Ether(), "node-a")
    a.service._doing._own("r1", None)
    with pytest.raises(Unreachable):
        a.store.owner("r1")


async def test_who_is_told_may_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(election, "ROUTED_ABOVE", 1)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    seen: list[int] = []

    def told(_: Role) -> None:
        b.service.look_at(frozenset(("r1",)), wall=False)
        seen.append(len(b.service.nodes()))

    b.service._doing._hooks = replace(b.service._doing._hooks, elected=told)
    a.read("r1", NAMED)
    async with running(a, b):
        await until(lambda: "live/node-a/r1" in a.bus.wanted)
        assert max(seen) == 2
