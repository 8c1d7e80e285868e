"""The service manager is told over a real socket, and hears nothing of a loop that hangs."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from typing import TYPE_CHECKING

import pytest

from stagewatt.app.watchdog import LONGEST_S, Manager, keep_watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Ear:
    """The manager's end."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(5)

    def heard(self) -> list[str]:
        return self.socket.recv(4096).decode().splitlines()

    async def hears(self) -> list[str]:
        return await asyncio.to_thread(self.heard)

    def waiting(self) -> list[str]:
        self.socket.settimeout(0)
        found: list[str] = []
        while True:
            try:
                found += self.heard()
            except BlockingIOError:
                return found


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(str(tmp_path / "notify"))
    yield ear
    ear.socket.close()


def told(ear: Ear, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": ear.socket.getsockname(), **more}


class Life:
    """A watch that runs."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.status = "reads 1 rack"
        self.ready = asyncio.Event()
        work = keep_watch(self.ready, lambda: self.status, environment=environment)
        self.task = asyncio.create_task(work)

    async def end(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def test_ready_is_told_when_the_node_is_and_stopping_when_it_ends(ear: Ear) -> None:
    life = Life(told(ear))
    await asyncio.sleep(0.05)
    assert ear.waiting() == []
    life.ready.set()
    ear.socket.settimeout(5)
    assert await ear.hears() == ["READY=1", "STATUS=reads 1 rack"]
    await life.end()
    assert ear.waiting() == ["STOPPING=1"]


async def test_it_beats_three_times_within_the_managers_patience(ear: Ear) -> None:
    environment = told(ear, WATCHDOG_USEC="300000", WATCHDOG_PID=str(os.getpid()))
    assert Manager(environment).beat_s == pytest.approx(0.1)
    life = Life(environment)
    life.ready.set()
    assert (await ear.hears())[0] == "READY=1"
    assert [await ear.hears() for _ in range(3)] == [["WATCHDOG=1"]] * 3
    life.status = "reads 2 racks"
    heard = [await ear.hears() for _ in range(2)]
    assert ["WATCHDOG=1", "STATUS=reads 2 racks"] in heard
    await life.end()


async def test_a_loop_that_hangs_beats_no_more(ear: Ear) -> None:
    life = Life(told(ear, WATCHDOG_USEC="60000"))
    life.ready.set()
    await ear.hears()
    await ear.hears()
    ear.waiting()
    time.sleep(0.3)  # noqa: ASYNC251 - the loop hangs on purpose
    assert ear.waiting() == []
    ear.socket.settimeout(5)
    assert await ear.hears() == ["WATCHDOG=1"]
    await life.end()


async def test_without_a_beat_only_changes_are_told(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stagewatt.app.watchdog.LONGEST_S", 0.02)
    life = Life(told(ear))
    life.ready.set()
    await ear.hears()
    await asyncio.sleep(0.1)
    assert ear.waiting() == []
    life.status = "reads nothing"
    ear.socket.settimeout(5)
    assert await ear.hears() == ["STATUS=reads nothing"]
    await life.end()


async def test_where_nobody_listens_it_only_waits() -> None:
    life = Life({"WATCHDOG_USEC": "1000"})
    life.ready.set()
    await asyncio.sleep(0.02)
    assert not life.task.done()
    await life.end()
    assert life.task.cancelled()


@pytest.mark.parametrize(
    ("environment", "beat_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 10.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "me"}, None),
    ],
)
def test_only_a_beat_that_is_asked_of_this_process_is_given(
    environment: dict[str, str], beat_s: float | None
) -> None:
    assert Manager(environment).beat_s == beat_s
    assert LONGEST_S <= 1.0


def test_an_abstract_socket_is_reached() -> None:
    ear = Ear(f"\0stagewatt-test-{os.getpid()}")
    Manager({"NOTIFY_SOCKET": f"@stagewatt-test-{os.getpid()}"}).tell("READY=1")
    assert ear.heard() == ["READY=1"]
    ear.socket.close()


def test_a_manager_that_is_gone_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manager = Manager({"NOTIFY_SOCKET": str(tmp_path / "gone")})
    manager.tell("READY=1")
    manager.tell("WATCHDOG=1")
    assert len(caplog.records) == 1
    assert "cannot be told" in caplog.text
