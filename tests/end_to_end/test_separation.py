"""Monitoring never touches power: whatever happens to one side, the other goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.end_to_end.rig import Rig, until

if TYPE_CHECKING:
    from collections.abc import Iterator

LOADED_W = 2300.0


def powered(rig: Rig, way: str = "A1") -> float:
    """Return the current of a way as the twin itself knows it, in amps."""
    ways = rig.panel("panel")["ways"]
    return float(next(one["i_a"] for one in ways if one["id"] == way))


@contextlib.contextmanager
def flood(port: int, *, seconds: float) -> Iterator[None]:
    """Hammer a port of this machine with requests and rubbish from eight connections."""
    end = time.monotonic() + seconds
    request = bytes.fromhex("000100000006020400000070")

    def hammer(rubbish: bool) -> None:
        while time.monotonic() < end:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port)) as wire,
            ):
                wire.settimeout(1)
                for _ in range(200):
                    wire.sendall(os.urandom(200) if rubbish else request)
                    if time.monotonic() > end:
                        return
                    if not rubbish:
                        wire.recv(512)

    threads = [threading.Thread(target=hammer, args=(n % 2 == 0,)) for n in range(8)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


@pytest.fixture
def rig(settled: Rig) -> Rig:
    """One rig for all these tests."""
    return settled


def shown(rig: Rig, way: str = "A1") -> object:
    """Return the current of a way as the node shows it, in amps; None while there is none."""
    return rig.way(way)["i_a"]


@pytest.mark.parametrize("harm", ["kill", "freeze", "flood"])
def test_harm_to_the_node_leaves_the_rack_as_it_is(rig: Rig, harm: str) -> None:
    rig.load("A1", LOADED_W)
    until(lambda: powered(rig) > 9.5)
    trips = rig.panel("panel")["main"]
    if harm == "kill":
        rig.node.kill()
    elif harm == "freeze":
        rig.node.send(signal.SIGSTOP)
    else:
        with flood(rig.port, seconds=2):
            pass
    before = rig.panel("panel")["time_s"]
    until(lambda: rig.panel("panel")["time_s"] > before + 1.0, what="the rack's time goes on")
    assert powered(rig) == pytest.approx(10.0, rel=0.03)
    assert rig.panel("panel")["main"] == trips


def test_a_flood_on_its_wire_does_not_change_the_rack(rig: Rig) -> None:
    rig.load("A1", LOADED_W)
    until(lambda: powered(rig) > 9.5)
    before = rig.panel("panel")["time_s"]
    with flood(rig.modbus, seconds=3):
        until(lambda: rig.panel("panel")["time_s"] > before + 1.0, what="time goes on under load")
        assert powered(rig) == pytest.approx(10.0, rel=0.03)
    until(lambda: rig.way("A1")["quality"] == "good", what="the node reads on after the flood")


@pytest.mark.parametrize("harm", ["kill", "freeze"])
def test_a_silent_rack_makes_values_stale_and_never_zero(rig: Rig, harm: str) -> None:
    rig.load("A1", LOADED_W)
    until(lambda: shown(rig) == pytest.approx(10.0, rel=0.03))
    if harm == "kill":
        rig.twin.kill()
    else:
        rig.twin.send(signal.SIGSTOP)
    until(lambda: rig.racks(online=False), what="shown as not answering")
    way = rig.way("A1")
    assert way["quality"] == "stale"
    assert way["i_a"] == pytest.approx(10.0, rel=0.03)
    assert way["age_s"] > 1
    main = rig.rack()["main_breaker"]
    assert (main["state"], main["quality"]) == ("unknown", "stale")
    texts = [alarm["text"] for alarm in rig.api("alarms")["alarms"]]
    assert any("NO ANSWER, TREAT AS LIVE" in text for text in texts)


def test_a_returning_rack_is_read_again_and_clears_its_alarm(rig: Rig) -> None:
    before = told(rig)
    rig.twin.kill()
    until(lambda: rig.racks(online=False))
    rig.twin.start()
    until(lambda: rig.racks(online=True))
    until(lambda: not rig.api("alarms")["alarms"], what="the alarm is cleared")
    assert {"raised", "cleared"} <= (told(rig) - before).keys()


def told(rig: Rig) -> Counter[str]:
    """Return how often the node has told that its rack is silent, and that it is back."""
    events = rig.api("events")["events"]
    return Counter(event["kind"] for event in events if event["rule"] == "not_answering")


def test_the_node_starts_before_its_rack(rig: Rig) -> None:
    rig.node.stop()
    rig.twin.kill()
    rig.node.start()
    until(lambda: rig.racks(online=False), what="a known rack is listed while it is silent")
    rig.twin.start()
    until(lambda: rig.racks(online=True))
