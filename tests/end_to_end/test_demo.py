"""`stagewatt demo` as a newcomer runs it: an address, live values, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from functools import partial
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.end_to_end.demo_rig import Demo, refused
from tests.end_to_end.rig import ask, free_port, free_ports, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """One demo on free ports."""
    demo = Demo(tmp_path, free_port)
    yield demo
    demo.stop()


def living(demo: Demo) -> list[float]:
    """Return the currents of the demo's rack, in amps; empty while there are none."""
    with contextlib.suppress(OSError):
        for rack in ask(f"http://127.0.0.1:{demo.port}/api/v1/racks")["racks"]:
            ways = ask(f"http://127.0.0.1:{demo.port}/api/v1/racks/{rack['id']}")["ways"]
            return [way["i_a"] for way in ways if way["i_a"] is not None]
    return []


def test_it_shows_a_living_show_with_one_way_near_its_limit(demo: Demo) -> None:
    assert any(f"http://127.0.0.1:{demo.port}/" in line for line in demo.said)
    until(lambda: max(living(demo), default=0.0) > 14.5, what="one way is near its limit")
    currents = living(demo)
    assert len(currents) == 48
    assert 14.5 < max(currents) <= 16.0
    until(lambda: living(demo) != currents, what="levels move")


def test_each_part_is_a_process_of_its_own_and_none_outlives_it(demo: Demo) -> None:
    children = demo.children
    assert set(children) == {"twin", "node"}
    assert demo.stop() == 0
    assert not any(child.is_running() for child in children.values())


def test_nothing_outlives_a_killed_demo(demo: Demo) -> None:
    children = demo.children
    demo.process.kill()
    until(lambda: not any(psutil.pid_exists(child.pid) for child in children.values()))


def test_a_killed_node_is_started_again(demo: Demo) -> None:
    old = demo.children["node"]
    os.kill(old.pid, signal.SIGKILL)
    until(lambda: demo.children.get("node", old).pid != old.pid)
    until(lambda: living(demo), within_s=15)


def test_a_taken_port_is_named_with_its_cure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = refused(
            tmp_path,
            *(f"--port={port}", f"--modbus-port={free_port()}", f"--panel-port={free_port()}"),
        )
    assert ran.returncode == 1
    assert f"127.0.0.1:{port}" in ran.stderr
    assert "--port" in ran.stderr


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    ran = refused(tmp_path, "--model=smartpdu-99")
    assert ran.returncode == 2
    assert "smartpdu-72" in ran.stderr


def test_two_racks_stand_on_neighbouring_ports(tmp_path: Path) -> None:
    first: list[int] = []

    def ports() -> int:
        first.append(free_ports(2))
        return first[-1]

    demo = Demo(tmp_path, ports, "--racks=2")
    try:
        for number in range(2):
            url = f"http://127.0.0.1:{first[0] + number}/api/v1/racks"
            until(partial(ask, url))
    finally:
        demo.stop()
