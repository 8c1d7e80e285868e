"""The RESET key, by the records that the kernel writes of it."""

from __future__ import annotations

import asyncio
import os
import struct
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from stagewatt.app import reset
from stagewatt.app.reset import HOLD_S, RESTART_STATUS, watch_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

KEY = 148


def record(value: int, kind: int = 1, code: int = KEY) -> bytes:
    """Return one `struct input_event` as this machine's kernel writes it."""
    return struct.pack("@LLHHi", 1_790_000_000, 5, kind, code, value)


SYNC = record(0, kind=0, code=0)
DROPPED = record(0, kind=0, code=3)
DOWN, REPEAT, UP = record(1) + SYNC, record(2) + SYNC, record(0) + SYNC


class Device:
    """A pipe that stands for the key's device, and how often the key was held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held = 0
        os.mkfifo(path)
        self.task = asyncio.create_task(watch_key(path, self.count))
        self.end = -1

    def count(self) -> None:
        self.held += 1

    async def open(self) -> None:
        while self.end < 0:
            await asyncio.sleep(0.005)
            try:
                self.end = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                continue

    async def says(self, *data: bytes, for_s: float = 0.02) -> None:
        for each in data:
            os.write(self.end, each)
        await asyncio.sleep(for_s)

    def pull(self) -> None:
        os.close(self.end)
        self.end = -1


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    assert HOLD_S == 2.0
    monkeypatch.setattr(reset, "HOLD_S", 0.1)
    monkeypatch.setattr(reset, "AGAIN_S", 0.02)


@pytest_asyncio.fixture
async def device(tmp_path: Path) -> AsyncIterator[Device]:
    device = Device(tmp_path / "key")
    # A device has no end of file before somebody opened it; a pipe has.
    await device.open()
    yield device
    device.task.cancel()
    await asyncio.gather(device.task, return_exceptions=True)
    if device.end >= 0:
        device.pull()


async def test_a_long_press_restarts_while_it_is_still_held(device: Device) -> None:
    await device.says(DOWN, for_s=0.05)
    assert device.held == 0
    await device.says(REPEAT, REPEAT, for_s=0.15)
    assert device.held == 1
    await device.says(REPEAT, for_s=0.15)
    assert device.held == 1
    await device.says(UP)
    await device.says(DOWN, for_s=0.2)
    assert device.held == 2


async def test_short_presses_are_none_however_many(device: Device) -> None:
    for _ in range(6):
        await device.says(DOWN, for_s=0.03)
        await device.says(UP, for_s=0.01)
    assert device.held == 0


async def test_a_repetition_without_a_press_is_none(device: Device) -> None:
    """The key was down before the node started: it would restart for ever."""
    await device.says(REPEAT, REPEAT, for_s=0.2)
    assert device.held == 0


async def test_a_release_that_may_have_been_lost_counts(device: Device) -> None:
    await device.says(DOWN + DROPPED, for_s=0.2)
    assert device.held == 0


async def test_what_is_no_key_is_passed_over(device: Device) -> None:
    await device.says(record(1, kind=4), record(1, kind=2), SYNC, b"\x01\x02", for_s=0.2)
    assert device.held == 0


async def test_a_device_that_goes_away_releases_the_key_and_is_found_again(
    device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    await device.says(DOWN, for_s=0.03)
    device.pull()
    await asyncio.sleep(0.2)
    assert device.held == 0
    await device.open()
    await device.says(DOWN, for_s=0.2)
    assert device.held == 1
    assert len(caplog.records) <= 1


async def test_a_key_that_is_not_there_is_said_once_and_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    task = asyncio.create_task(watch_key(tmp_path / "event9", lambda: None))
    await asyncio.sleep(0.1)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    (said,) = caplog.records
    assert "no RESET key at" in said.getMessage()
    assert "No such file" in said.getMessage()


async def test_a_device_that_fails_is_no_key_any_more(
    device: Device, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [BlockingIOError(), OSError(19, "No such device")]

    def read(_port: int, _size: int) -> bytes:
        raise answers.pop(0) if answers else BlockingIOError

    monkeypatch.setattr(os, "read", read)
    os.write(device.end, DOWN)
    await asyncio.sleep(0.1)
    monkeypatch.undo()
    assert "No such device" in caplog.text
    assert device.held == 0


def test_a_restart_has_a_status_of_its_own() -> None:
    assert RESTART_STATUS not in {0, 1, 2}
