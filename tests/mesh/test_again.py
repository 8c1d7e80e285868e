"""What was refused, broken or slow once does not stay so: commands, the disk, the mesh itself."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from functools import partial

import pytest
from tests.mesh.bus_in_memory import Ether
from tests.mesh.racks import NAMED, a_view
from tests.mesh.rig import Owner, Rig, running, until

from stagewatt.domain.errors import NotSaved
from stagewatt.domain.peer import RememberedRack
from stagewatt.domain.settings import Change, RackSettings
from stagewatt.domain.view import RackView
from stagewatt.mesh import keeping
from stagewatt.mesh.codec import ANSWERS, encode
from stagewatt.mesh.core.outputs import Show
from stagewatt.mesh.keeping import Keeping
from stagewatt.mesh.questions import Answer, AskMerge, Done, Refusal
from stagewatt.mesh.settings_pieces import settings_piece

GROUPED = replace(NAMED, group="Theirs")
MERGE = AskMerge("x-1", "r1", settings_piece(NAMED), settings_piece(GROUPED), "node-z")


async def merged(rig: Rig) -> Answer:
    return ANSWERS.decode(await rig.service.asked(encode(MERGE)))


async def test_what_was_refused_once_goes_through_later_and_then_only_once() -> None:
    a = Rig(Ether(), "node-a")
    owner = a.read("r1", NAMED)
    async with running(a):
        owner.disk_full = True
        for _ in range(2):
            assert isinstance(await merged(a), Refusal)
        owner.disk_full = False
        assert isinstance(await merged(a), Done)
        assert (owner.settings.group, owner.done) == ("Theirs", 1)
        owner.settings = NAMED
        assert isinstance(await merged(a), Done)
        assert (owner.settings, owner.done) == (NAMED, 1)


async def test_what_breaks_on_the_way_is_not_kept_as_an_answer() -> None:
    a = Rig(Ether(), "node-a")
    owner = a.read("r1", NAMED)
    async with running(a):
        owner.change = broken  # type: ignore[method-assign]
        with pytest.raises(ZeroDivisionError):
            await merged(a)
        owner.change = partial(Owner.change, owner)  # type: ignore[method-assign]
        assert isinstance(await merged(a), Done)


async def broken(
    rack: str, changes: tuple[Change, ...], *, expected_revision: int | None
) -> RackSettings:
    raise ZeroDivisionError


@pytest.mark.parametrize("full", [False, True])
async def test_what_is_forgotten_while_it_is_written_stays_forgotten(
    monkeypatch: pytest.MonkeyPatch, *, full: bool
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_S", 0.05)
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    disk = a.service._doing._keeping
    writing, written = threading.Event(), threading.Event()

    def slow(rack: RememberedRack) -> None:
        writing.set()
        written.wait(5.0)
        if full:
            raise NotSaved("full for a moment")
        a.kept[rack.rack] = rack

    async with running(a):
        async with running(b):
            b.read("r1", NAMED)
            await until(lambda: "r1" in a.kept)
            monkeypatch.setattr(disk, "_save", slow)
        await until(writing.is_set)
        await until(lambda: a.service._core.site.silences.alarm("r1"))
        forgetting = asyncio.create_task(a.service.forget("r1"))
        await asyncio.sleep(0.05)
        monkeypatch.setattr(disk, "_save", a._remember)
        written.set()
        await forgetting
        await asyncio.sleep(0.2)
        assert a.kept == {}
        assert a.erased == ["r1"]


async def test_what_waits_for_the_disk_while_a_rack_is_erased_is_not_written_after_it() -> None:
    erasing, go_on = threading.Event(), threading.Event()
    kept: list[str] = []

    def erase(rack: str) -> None:
        erasing.set()
        go_on.wait(5.0)

    disk = Keeping(lambda rack: kept.append(rack.rack), erase)
    writing = asyncio.create_task(disk.run())
    one = asyncio.create_task(forgotten(disk, "r1"))
    await until(erasing.is_set)
    disk.put(a_memory("r1"))
    await asyncio.sleep(0.05)
    go_on.set()
    await one
    await asyncio.sleep(0.05)
    assert kept == []
    disk.put(a_memory("r2"))
    await until(lambda: kept == ["r2"])
    disk.put(a_memory("r1"))
    await until(lambda: kept == ["r2", "r1"])
    writing.cancel()


async def forgotten(disk: Keeping, rack: str) -> None:
    """Forget as the service does."""
    await disk.erase(rack)
    disk.drop(rack)


def a_memory(rack: str) -> RememberedRack:
    return RememberedRack(
        rack=rack,
        name=None,
        printed_name=rack,
        model="m",
        node="node-b",
        seen_wall_s=None,
        settings=NAMED,
    )


async def test_a_thread_that_nobody_waits_for_any_more_writes_before_the_erasure() -> None:
    writing, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def save(rack: RememberedRack) -> None:
        writing.set()
        go_on.wait(5.0)
        done.append("saved")

    disk = Keeping(save, lambda _: done.append("erased"))
    running_once = asyncio.create_task(disk.run())
    disk.put(a_memory("r1"))
    await until(writing.is_set)
    running_once.cancel()
    await asyncio.gather(running_once, return_exceptions=True)
    one = asyncio.create_task(forgotten(disk, "r1"))
    await asyncio.sleep(0.05)
    assert done == []
    go_on.set()
    await one
    assert done == ["saved", "erased"]


async def test_while_the_mesh_is_down_no_rack_of_another_node_stays_online() -> None:
    ether = Ether()
    a, b = Rig(ether, "node-a"), Rig(ether, "node-b")
    a.read("ra", NAMED)
    b.read("rb", NAMED)
    time_passes = asyncio.create_task(a.service.meanwhile())
    async with running(b):
        async with running(a):
            await until(lambda: a.store.rack("rb"))
            assert view(a, "rb").online
        await asyncio.sleep(0.5)
        assert view(a, "rb").online
        await until(lambda: not view(a, "rb").online, 4.0)
        assert "NO ANSWER" in view(a, "rb").alarms[0].text
        assert view(a, "ra").online
        async with running(a):
            await until(lambda: view(a, "rb").online)
            assert not time_passes.done()
            assert not a.service._broken.is_set(), "two would let time pass"
    time_passes.cancel()


async def test_what_fell_silent_is_shown_although_the_rest_of_a_tick_breaks() -> None:
    a = Rig(Ether(), "node-a")

    def tick(now_ns: int) -> None:
        a.service._core.site.desk.put(Show(a_view("rb"), "node-b"))
        raise ZeroDivisionError

    a.service._core.tick = tick  # type: ignore[method-assign]
    with pytest.raises(ExceptionGroup):
        await a.service.run()
    assert view(a, "rb").rack == "rb"
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(a.service.meanwhile(), 5.0)


def view(rig: Rig, rack: str) -> RackView:
    found = rig.store.rack(rack)
    assert found is not None
    return found.view
