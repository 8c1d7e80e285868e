"""Faults come and go at random over the real wire; what is shown stays honest, nothing grows."""

from __future__ import annotations

import random
import time
from typing import Any

import psutil
import pytest
from tests.end_to_end.rig import MakeRig, Rig, until

FAULTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sensor_dead", {"way": "A7"}),
    ("board_silent", {}),
    ("board_garbage", {}),
    ("board_torn", {}),
    ("board_failing", {}),
    ("meter_dark", {}),
    ("meter_slow", {}),
    ("wrong_unit", {"device": "board"}),
    ("wire_garbage", {"device": "meter"}),
    ("phase_lost", {"phase": "L2"}),
)
GROWTH_BYTES = 8_000_000
"""A node may warm up by so much; a leak of one reading in a hundred would soon be more."""


def lies(rack: dict[str, Any]) -> list[str]:
    """Return what a rack's picture claims without good data to claim it on."""
    found = []
    main, supply = rack["main_breaker"], rack["supply"]
    if main["state"] == "on" and main["quality"] != "good":
        found.append(f"main on by {main['quality']} data")
    if "live" in {supply["l1"], supply["l2"], supply["l3"]} and supply["quality"] != "good":
        found.append(f"supply live by {supply['quality']} data")
    for way in rack["ways"]:
        if way["quality"] == "missing" and way["i_a"] is not None:
            found.append(f"{way['id']}: a missing current of {way['i_a']} A")
        if way["quality"] in {"stale", "missing"} and way["load"] in {"none", "ok"}:
            found.append(f"{way['id']}: load {way['load']} by {way['quality']} data")
        if way["quality"] == "unmeasured" and way["i_a"] is not None:
            found.append(f"{way['id']}: measured without a sensor")
    return found


def trouble(rig: Rig, chance: random.Random, seconds: float) -> int:
    """Switch faults on and off for a while, looking all the time; return how many there were."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        fault, parameters = chance.choice(FAULTS)
        rig.fault(fault, **parameters)
        count += 1
        calm = time.monotonic() + chance.uniform(0.2, 3.0)
        while time.monotonic() < calm:
            assert lies(rig.rack()) == [], fault
            time.sleep(0.1)
        rig.fault(fault, active=False, **parameters)
    return count


def healed(rig: Rig) -> bool:
    """Tell whether everything is read and nothing is alarmed any more."""
    rack = rig.rack()
    measured = [way for way in rack["ways"] if way["quality"] != "unmeasured"]
    blocks = [*measured, rack["mains"], rack["main_breaker"]]
    return not rack["alarms"] and all(block["quality"] == "good" for block in blocks)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seconds", [12, pytest.param(600, marks=pytest.mark.long)])
def test_faults_come_and_go(make_rig: MakeRig, seconds: int) -> None:
    rig = make_rig(show="living")
    chance = random.Random(seconds)
    assert rig.node.process is not None
    node = psutil.Process(rig.node.process.pid)
    trouble(rig, chance, min(seconds / 3, 30))
    before = node.memory_full_info().uss
    assert trouble(rig, chance, seconds * 2 / 3) > 2
    until(lambda: healed(rig), within_s=30, what="all is read again")
    assert node.memory_full_info().uss - before < GROWTH_BYTES
