"""Whole nodes on a bad wire, and one whose wall clock jumps by days."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.netns_nodes.town import HostNode, Town, each, named, shown
from tests.netns_nodes.wall_clock import WallClock

pytestmark = [pytest.mark.netns, pytest.mark.alone]

SOON_S = 15.0
"""Much less than a day, much more than even a busy machine needs."""
SILENT_S = 3.0
"""After this time whoever measures it by a wall clock has noticed a silence that was none."""


def _limited(node: HostNode, rack: str, way: str, min_a: float | None) -> None:
    node.api(f"racks/{rack}/ways/{way}", {"min_a": min_a}, method="PATCH")


def _raised(node: HostNode, rack: str, way: str) -> Any:
    return next((one for one in node.alarms(rack) if one["place"] == way), None)


def _story(node: HostNode, place: str) -> list[str]:
    events = node.api("events?limit=1000")["events"]
    return [event["kind"] for event in events if event["place"] == place]


def _alarmed(reader: HostNode, viewer: HostNode, rack: str, way: str) -> None:
    """Have a way alarmed by a limit that is entered elsewhere, and wait for it on both."""
    _limited(viewer, rack, way, 1.0)
    each((reader, viewer), lambda node: _raised(node, rack, way), f"an alarm of {way}")


@pytest.mark.long
def test_values_names_and_alarms_arrive_over_a_bad_wire(make_town: Callable[[], Town]) -> None:
    """One frame in twenty is lost, each comes 50 ms late, both ways."""
    town = make_town()
    town.street("s", "a", "b")
    town.net.bad_wire("b", "s", delay_s=0.05, loss=0.05)
    twin = town.twin("b", "smartpdu-36", "AE0000000041")
    a, b = town.node("a"), town.node("b", twin)
    town.start(twin, a, b)
    rack = twin.rack
    shown(a, b, racks=(rack,))
    twin.load("A7", 2300.0)
    each((a,), lambda node: (node.way(rack, "A7")["i_a"] or 0) > 9, "10 A")
    for number in range(5):
        a.rename(rack, f"A{number + 1}", f"name {number}")
    named(a, b, rack=rack, ways={f"A{n + 1}": f"name {n}" for n in range(5)})
    _alarmed(b, a, rack, "A8")
    a.api(f"alarms/{_raised(a, rack, 'A8')['id']}/ack", {"by": "Kim", "comment": ""})
    each((a, b), lambda node: (_raised(node, rack, "A8")["ack"] or {}).get("by") == "Kim", "noted")
    _limited(a, rack, "A8", None)
    each((a, b), lambda node: not _raised(node, rack, "A8"), "no alarm")
    each((a,), lambda node: _story(node, "A8") == _story(b, "A8"), "the same events")
    assert _story(a, "A8").count("raised") == 1


@pytest.mark.long
def test_a_wall_clock_that_jumps_disturbs_nothing(
    make_town: Callable[[], Town], tmp_path: Path
) -> None:
    town, clock = make_town(), WallClock(tmp_path)
    town.street("s", "a", "b")
    twin = town.twin("a", "smartpdu-36", "AE0000000042")
    a, b = town.node("a", twin, before=clock.before), town.node("b")
    town.start(twin, a, b)
    rack = twin.rack
    shown(a, b, racks=(rack,))
    _alarmed(a, b, rack, "A1")
    began_s = time.monotonic()
    for way, days in (("A2", 1), ("A3", -1)):
        clock.jump(days)
        _alarmed(a, b, rack, way)
        time.sleep(SILENT_S)
        since = datetime.fromisoformat(_raised(a, rack, way)["since"])
        assert abs(since - clock.now(days)) < timedelta(hours=1), "it did jump"
        for node in (a, b):
            assert node.online(rack)
            assert node.way(rack, "A1")["age_s"] < SOON_S
            passed_s = time.monotonic() - began_s
            assert _raised(node, rack, "A1")["age_s"] == pytest.approx(passed_s, abs=SOON_S)
            assert _raised(node, rack, way)["age_s"] < SOON_S
    for node in (a, b):
        assert [event["place"] for event in node.events("raised", rack)] == ["A1", "A2", "A3"]
