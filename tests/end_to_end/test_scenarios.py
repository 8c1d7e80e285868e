"""`stagewatt demo` with a written show, and with a rack that no node can read."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.end_to_end.demo_rig import Demo, refused
from tests.end_to_end.rig import OpenPage, ask, free_ports, until

TOUR = """
schema = "scenario/1"
title = "Small tour"
about = "A rack that is read, and one that is not."
duration_s = 600.0
[[racks]]
id = "foh"
model = "smartpdu-36"
[[racks]]
id = "bar"
model = "c12a-11"
[[patch]]
rack = "foh"
at = ["A1"]
load = "par64"
[[timeline]]
at_s = 1.0
say = "Here we go."
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    """Start demos on neighbouring free ports; all are ended after the test."""
    with contextlib.ExitStack() as stack:

        def started(*more: str) -> Demo:
            demo = Demo(tmp_path / "data", lambda: free_ports(3), *more, measured=False)
            stack.callback(demo.stop)
            return demo

        yield started


def api(demo: Demo, path: str, node: int = 0, body: object = None) -> Any:
    """Ask a node; a body changes something."""
    method = None if body is None else "PATCH"
    return ask(f"http://127.0.0.1:{demo.port + node}/api/v1/{path}", body, method=method)


def read(demo: Demo, node: int = 0) -> Any:
    """Return the only rack of a node once it is read; None before."""
    with contextlib.suppress(OSError):
        racks = [rack for rack in api(demo, "racks", node)["racks"] if rack["online"]]
        return racks[0] if racks else None
    return None


def panel(demo: Demo, path: str, number: int = 0, body: object = None) -> Any:
    """Ask a rack's front panel."""
    return ask(f"http://127.0.0.1:{demo.panel + number}/api/v1/{path}", body)


def test_a_chain_is_one_process_with_a_node_for_each_rack(start: Callable[..., Demo]) -> None:
    demo = start("--scenario=festival-main-stage")
    assert demo.said[0] == "Festival main stage: 3 simulated racks, watched by 3 nodes, one each"
    assert sum("open this" in line for line in demo.said) == 3
    assert len(demo.process_lines("twin")) == 1
    assert len(demo.process_lines("node")) == 3
    racks = [until(partial(read, demo, node)) for node in range(3)]
    assert len({rack["id"] for rack in racks}) == 3

    def falls_along_the_chain() -> bool:
        first, second, third = (
            panel(demo, "panel", number)["drain"]["i_a"]["l1"] for number in range(3)
        )
        return bool(first > second > third > 5)

    until(falls_along_the_chain)
    until(lambda: panel(demo, "scenario", 2)["said"])
    told = panel(demo, "scenario", 2)
    assert (told["title"], told["playing"]) == ("Festival main stage", True)
    assert told["said"][0]["text"].startswith("Intro tape.")
    panel(demo, "scenario", 1, {"do": {"rack": "picture", "do": {"main": {"action": "off"}}}})
    until(lambda: panel(demo, "panel", 2)["main"]["lever"] == "off")


def test_a_killed_site_is_started_again_and_names_are_kept(
    start: Callable[..., Demo], tmp_path: Path
) -> None:
    file = tmp_path / "tour.toml"
    file.write_text(TOUR)
    demo = start(f"--scenario={file}")
    said = "Small tour: 2 simulated racks, 1 of them watched by 1 node; the rest has no network"
    assert demo.said[0] == said
    assert any("not monitored" in line for line in demo.said)
    rack = until(lambda: read(demo))
    api(demo, f"racks/{rack['id']}", body={"name": "FOH left"})
    assert [each["id"] for each in api(demo, "racks")["unmonitored"]] == ["rack-1"]
    until(lambda: panel(demo, "scenario", 1)["said"])
    old = demo.children["twin"]
    os.kill(old.pid, signal.SIGKILL)
    until(lambda: demo.children.get("twin", old).pid != old.pid)
    until(lambda: (read(demo) or {}).get("name") == "FOH left")
    assert demo.stop() == 0
    again = start(f"--scenario={file}")
    found = until(lambda: read(again))
    assert (found["id"], found["name"]) == (rack["id"], "FOH left")


def test_a_wrong_file_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "tour.toml"
    file.write_text(TOUR.replace("par64", "par46").replace("say =", "sya ="))
    ran = refused(tmp_path, f"--scenario={file}")
    assert (ran.returncode, ran.stdout) == (2, "")
    load, entry = ran.stderr.splitlines()
    assert load.startswith(f"{file}:15: patch[1].load: the library has no load")
    assert entry.startswith(f"{file}:18: timeline[1].sya: unknown key; did you mean say?")
    ran = refused(tmp_path, "--scenario=club-nigth")
    assert ran.returncode == 2
    assert "club-night, festival-main-stage" in ran.stderr
    ran = refused(tmp_path, "--scenario=club-night", "--racks=2")
    assert ran.returncode == 2
    assert "leave out --racks" in ran.stderr


@pytest.mark.browser
def test_a_rack_without_a_network_is_listed_as_not_monitored(
    start: Callable[..., Demo], open_page: OpenPage
) -> None:
    demo = start("--model=c12a-11")
    assert demo.said[0].endswith(": 1 simulated rack, not monitored: no network; 1 node lists it")
    assert panel(demo, "panel")["main"]["lever"] == "on"
    listed = api(demo, "racks")
    assert listed["racks"] == []
    assert [each["model"] for each in listed["unmonitored"]] == ["c12a-11"]
    page = open_page(f"http://127.0.0.1:{demo.port}/")
    list_of_them = page.get_by_test_id("unmonitored")
    expect(list_of_them).to_contain_text("Not monitored")
    expect(list_of_them).to_contain_text("treat as live")
    expect(list_of_them).to_contain_text(listed["unmonitored"][0]["title"])
