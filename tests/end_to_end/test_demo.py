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
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any


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


def ports(first: list[int], count: int) -> Callable[[], int]:
    """Return a source of places for so many neighbours; `first` keeps what it gave."""

    def next_one() -> int:
        first.append(free_ports(count))
        return first[-1]

    return next_one


def racks(port: int) -> list[Any]:
    """Return the racks that a node shows as answering; none while it does not answer itself."""
    with contextlib.suppress(OSError):
        return [r for r in ask(f"http://127.0.0.1:{port}/api/v1/racks")["racks"] if r["online"]]
    return []


def shows(port: int, count: int) -> bool:
    """Tell whether a node shows so many racks as answering."""
    return len(racks(port)) == count


def test_racks_stand_on_neighbouring_ports_and_every_screen_shows_all(tmp_path: Path) -> None:
    first: list[int] = []
    demo = Demo(tmp_path, ports(first, 3), "--racks=3", "--model=smartpdu-48", "--model=c24-soca")
    try:
        assert len(demo.process_lines("twin")) == len(demo.process_lines("node")) == 3
        assert demo.said[1] == "The nodes find each other: every screen shows all racks."
        for number in range(3):
            until(partial(shows, first[0] + number, 3), within_s=20, what=f"screen {number}")
            models = sorted(each["model"] for each in racks(first[0] + number))
            assert models == ["c24-soca", "smartpdu-48", "smartpdu-48"]
    finally:
        assert demo.stop() == 0


def test_two_demos_do_not_mix(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        demos = {}
        for model in ("smartpdu-36", "c24-soca"):
            demos[model] = Demo(tmp_path / model, ports([], 1), f"--model={model}")
            stack.callback(demos[model].stop)
        for demo in demos.values():
            until(partial(racks, demo.port), within_s=20)
        for model, demo in demos.items():
            assert [each["model"] for each in racks(demo.port)] == [model]


def test_one_node_reads_them_all_at_one_screen(tmp_path: Path) -> None:
    first: list[int] = []
    demo = Demo(
        tmp_path,
        ports(first, 3),
        *("--one-node", "--racks=3", "--model=c24-soca", "--model=c12b-21", "--show=steady"),
    )
    try:
        assert demo.said[0].endswith("3 simulated racks, watched by 1 node")
        assert sum("open this" in line for line in demo.said) == 1
        assert len(demo.process_lines("twin")) == 3
        assert len(demo.process_lines("node")) == 1
        until(partial(shows, first[0], 3), within_s=20, what="all three are read")
        assert not racks(first[0] + 1)
    finally:
        assert demo.stop() == 0
