"""How a demo starts and ends its processes, with made-up ones."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from typing import TYPE_CHECKING, Self, cast

import pytest

from stagewatt.app import demo
from stagewatt.app.demo_plan import Place, Process, Watch
from stagewatt.app.demo_welcome import _shown
from stagewatt.catalogue.load import model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stagewatt.app.children import Child


class Fake:
    """A child that is ready after a while, or never."""

    def __init__(self, name: str, log: list[str], *, after_s: float | None = 0.0) -> None:
        self.name = name
        self.ready = asyncio.Event()
        self._log = log
        self._after_s = after_s

    async def keep(self) -> None:
        self._log.append(f"{self.name} starts")
        try:
            if self._after_s is not None:
                await asyncio.sleep(self._after_s)
                self.ready.set()
            await asyncio.Event().wait()
        finally:
            self._log.append(f"{self.name} ends")


async def serve(*waves: Sequence[Fake]) -> int:
    return await demo._serve(cast("Sequence[Sequence[Child]]", waves), "hello")


async def until_said(capsys: pytest.CaptureFixture[str], text: str) -> str:
    said = ""
    while text not in said:
        await asyncio.sleep(0.01)
        said += capsys.readouterr().out
    return said


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
async def test_nodes_start_when_the_racks_are_up_and_all_end_at_a_signal(
    capsys: pytest.CaptureFixture[str], signum: signal.Signals
) -> None:
    log: list[str] = []
    racks = [Fake("rack 0", log, after_s=0.02), Fake("rack 1", log, after_s=0.05)]
    running = asyncio.create_task(serve(racks, [Fake("node", log)]))
    assert "starting" not in await until_said(capsys, "hello")
    assert log == ["rack 0 starts", "rack 1 starts", "node starts"]
    os.kill(os.getpid(), signum)
    assert await running == 0
    assert sorted(log[3:]) == ["node ends", "rack 0 ends", "rack 1 ends"]


async def test_one_that_is_never_ready_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "READY_S", 0.05)
    monkeypatch.setattr(demo, "READY_EACH_S", 0.01)
    log: list[str] = []
    racks = [Fake("rack 0", log), Fake("rack 1", log, after_s=None)]
    assert await serve(racks, [Fake("node", log)]) == 1
    assert "not ready after 0 s: rack 1\n" in capsys.readouterr().out
    assert "node starts" not in log
    assert {"rack 0 ends", "rack 1 ends"} <= set(log)


async def test_a_signal_while_it_starts_ends_it_in_peace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log: list[str] = []
    running = asyncio.create_task(serve([Fake("rack", log, after_s=None)]))
    await asyncio.sleep(0.02)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert capsys.readouterr().out == ""
    assert log == ["rack starts", "rack ends"]


async def test_many_are_announced(capsys: pytest.CaptureFixture[str]) -> None:
    log: list[str] = []
    running = asyncio.create_task(serve([Fake(str(at), log) for at in range(demo.MANY)]))
    assert "starting 8 processes ..." in await until_said(capsys, "hello")
    os.kill(os.getpid(), signal.SIGINT)
    assert await running == 0


def place(folder: Path, host: str = "127.0.0.1") -> Place:
    return Place(
        number=3, model=model("c24"), host=host, screen=8083, modbus=5023, panel=9003, data=folder
    )


def test_a_node_is_started_with_the_file_that_is_written_for_it(tmp_path: Path) -> None:
    here = place(tmp_path / "new")
    child = demo._node(Watch(at=here, reads=(here,)), "demo-8080")
    file = tmp_path / "new" / "node.toml"
    assert (child.name, child.argv) == ("node 3", ("node", f"--config={file}"))
    assert 'site = "demo-8080"' in file.read_text()


def test_what_the_welcome_tells_is_not_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    say = demo._say_of(Process(name="rack 3", argv=()))
    say("rack 3: twin c24 modbus 127.0.0.1:5023")
    say("rack 3 ended with status 1, starting it again")
    assert capsys.readouterr().out == "rack 3 ended with status 1, starting it again\n"


def test_the_wildcard_is_shown_as_an_address_that_a_phone_can_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _shown("10.0.0.7") == "10.0.0.7"
    wildcard = "0.0.0.0"
    assert _shown(wildcard) not in {wildcard, ""}

    class Nowhere:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def connect(self, _: object) -> None:
            raise OSError("no route")

    monkeypatch.setattr(socket, "socket", lambda *_: Nowhere())
    assert _shown("::") == "127.0.0.1"
