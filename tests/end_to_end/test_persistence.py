"""What a person entered survives a restart and a pulled plug."""

from __future__ import annotations

import contextlib
import threading
import time
from http.client import HTTPException
from typing import Any

import pytest
from tests.end_to_end.rig import Rig, until


@pytest.fixture
def rig(settled: Rig) -> Rig:
    """One rig for all these tests."""
    return settled


def test_names_limits_and_colours_survive_a_restart(rig: Rig) -> None:
    rack = rig.rack_id
    connector = rig.way("A7")["connector"]
    rig.api(f"racks/{rack}", {"name": "Dimmer SL"}, method="PATCH")
    rig.api(f"racks/{rack}/ways/A7", {"name": "Spot 3", "min_a": 1.5, "max_a": 12}, method="PATCH")
    rig.api(f"racks/{rack}/connectors/{connector}", {"color": "RD"}, method="PATCH")
    rig.node.stop()
    rig.node.start()
    until(lambda: rig.racks(online=True))
    assert rig.rack()["name"] == "Dimmer SL"
    way = rig.way("A7")
    assert (way["name"], way["min_a"], way["max_a"], way["color"]) == ("Spot 3", 1.5, 12, "RD")


class Renamer(threading.Thread):
    """Renames the rack again and again until the node is gone."""

    def __init__(self, rig: Rig, trial: int) -> None:
        super().__init__()
        self.rig, self.trial, self.rack = rig, trial, rig.rack_id
        self.sent = self.answered = 0

    def is_under_way(self) -> bool:
        return self.answered > 3

    def run(self) -> None:
        with contextlib.suppress(OSError, HTTPException):
            while True:
                self.sent += 1
                name = f"{self.trial}-{self.sent}"
                self.rig.api(f"racks/{self.rack}", {"name": name}, method="PATCH")
                self.answered = self.sent
                time.sleep(0.06)


def test_a_pulled_plug_between_saves_leaves_one_of_the_last_two_names(rig: Rig) -> None:
    for trial in range(4):
        renamer = Renamer(rig, trial)
        renamer.start()
        until(renamer.is_under_way)
        rig.node.kill()
        renamer.join()
        rig.node.start()
        until(lambda: rig.racks(online=True))
        kept = rig.rack()["name"]
        assert kept in {f"{trial}-{renamer.answered}", f"{trial}-{renamer.sent}"}


def alarms_of(rig: Rig, way: str) -> list[Any]:
    """Return the alarms of one way: a late reading may raise others for a moment."""
    return [alarm for alarm in rig.api("alarms")["alarms"] if alarm["place"] == way]


def test_an_alarm_keeps_its_occurrence_over_a_restart(rig: Rig) -> None:
    rack = rig.rack_id
    rig.load("A1", 2300.0)
    rig.api(f"racks/{rack}/ways/A1", {"max_a": 5}, method="PATCH")
    (alarm,) = until(lambda: alarms_of(rig, "A1"))
    rig.node.kill()
    rig.node.start()
    until(lambda: rig.racks(online=True))
    (again,) = until(lambda: alarms_of(rig, "A1"))
    assert again["id"] == alarm["id"]
    rig.api(f"racks/{rack}/ways/A1", {"max_a": None}, method="PATCH")
    until(lambda: not alarms_of(rig, "A1"))
    rig.api(f"racks/{rack}/ways/A1", {"max_a": 5}, method="PATCH")
    (fresh,) = until(lambda: alarms_of(rig, "A1"))
    assert fresh["occurrence"] == alarm["occurrence"] + 1
