"""By which names and addresses a node is found, and only where others can reach it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.app.test_rack_watch import HandClock, identity, watch

from stagewatt.app import called as module
from stagewatt.app.called import Called
from stagewatt.app.config import NodeConfig, check_text
from stagewatt.names.addresses import LocalAddress
from stagewatt.state.store import Store

OFF = "[names]\nmdns = false\nnetbios = false\nllmnr = false\n"
HERE = (
    LocalAddress(ip="10.0.0.7", prefix=24, interface="eth0", index=2),
    LocalAddress(ip="169.254.3.4", prefix=16, interface="eth1", index=3),
    LocalAddress(ip="fd00::7", prefix=64, interface="eth0", index=2),
    LocalAddress(ip="fe80::7", prefix=64, interface="eth0", index=2),
)


def config(listen: str) -> NodeConfig:
    text = f'schema = "node-config/1"\n[node]\nname = "foh"\nlisten = "{listen}"\n{OFF}'
    found, findings = check_text(text, "foh.toml")
    assert found is not None, findings
    return found


async def kept(called: Called) -> list[tuple[str, ...]]:
    """Let it look once, and return what it told."""
    told: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
    called.tell(told.put_nowait)
    task = asyncio.create_task(called.keep())
    first = await told.get()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return [first]


@pytest.mark.parametrize(
    ("listen", "found"),
    [
        ("127.0.0.1:8080", ("http://127.0.0.1:8080/",)),
        ("10.0.0.7:80", ("http://10.0.0.7:80/",)),
        ("rack.local:80", ("http://rack.local:80/",)),
        ("0.0.0.0:8080", ("http://10.0.0.7:8080/", "http://169.254.3.4:8080/")),
        (
            "[::]:80",
            ("http://10.0.0.7:80/", "http://169.254.3.4:80/", "http://[fd00::7]:80/"),
        ),
    ],
)
async def test_where_the_screen_is_found(
    monkeypatch: pytest.MonkeyPatch, listen: str, found: tuple[str, ...]
) -> None:
    asked: list[tuple[str, ...]] = []

    def here(only: tuple[str, ...]) -> tuple[LocalAddress, ...]:
        asked.append(only)
        return tuple(each for each in HERE if not only or each.ip in only)

    monkeypatch.setattr(module, "local_addresses", here)
    clock = HandClock()
    called = Called(config(listen), "00ff", Store(clock, boot_id="b1"), clock)
    assert await kept(called) == [found]
    assert called.addresses() == found
    # Names are told only where somebody else could use them.
    assert bool(asked) is not listen.startswith("127.")


async def test_the_names_are_those_printed_on_its_racks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "local_addresses", lambda only: HERE)
    clock = HandClock()
    store = Store(clock, boot_id="b1")
    called = Called(config("0.0.0.0:8080"), "00ff", store, clock)
    wished: list[list[str]] = []
    monkeypatch.setattr(
        called._service, "update", lambda **all_: wished.append([one.host for one in all_["names"]])
    )
    rack = watch(tmp_path, store, clock)
    await kept(called)
    rack.identified("board-1", identity("4711"))
    await kept(called)
    assert wished == [["foh"], ["C244711"]]


async def test_nothing_is_announced_with_all_ways_switched_off() -> None:
    clock = HandClock()
    called = Called(config("0.0.0.0:8080"), "00ff", Store(clock, boot_id="b1"), clock)
    task = asyncio.create_task(called.announce())
    await asyncio.sleep(0.01)
    assert called.names() == ()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
