"""A rig for one test after another: what a test did is undone, and seen to be undone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.end_to_end.hands import put_back
from tests.end_to_end.rig import READY_S, Rig, until

_FRONT = "e_stop", "main", "neutral_relay", "fuses", "faults", "dials", "cover", "knobs"
_FRONT_WAY = "lever", "cause", "rcd", "load"
_RACK = "name", "online", "warning", "alarms", "e_stop", "neutral_relay"
_WAY = "name", "color", "min_a", "max_a", "quality", "load", "warning"
_BLOCKS = "mains", "supply", "main_breaker", "contacts"
_SETTINGS = "name", "min_a", "max_a"

Picture = dict[str, Any]


def picture(rig: Rig) -> Picture:
    """Return how the rack stands, and what the node shows of it, apart from what always moves."""
    front, rack = rig.panel("panel"), rig.rack()
    seen = {f"front: {key}": front[key] for key in _FRONT}
    seen |= {f"front: {way['id']}": [way[key] for key in _FRONT_WAY] for way in front["ways"]}
    seen["front: panel source"] = front["panel_source"]["load"]
    seen |= {f"node: {key}": rack[key] for key in _RACK}
    seen |= {f"node: {block}": rack[block]["quality"] for block in _BLOCKS}
    seen["node: main"] = rack["main_breaker"]["state"]
    for way in rack["ways"]:
        seen[f"node: {way['id']}"] = [*(way[key] for key in _WAY), way["breaker"]["state"]]
    return seen


def settle(rig: Rig, as_new: Picture) -> None:
    """Bring rack and settings back to how they were; a program that has ended starts again.

    Fails, and says what differs, when that is not reached.
    """
    for program in (rig.twin, rig.node):
        program.revive()
    until(lambda: rig.racks(online=True), within_s=READY_S, what="the rack answers again")
    put_back(rig.panels)
    _forget(rig)
    end = time.monotonic() + READY_S
    while (now := picture(rig)) != as_new:
        if time.monotonic() > end:
            other = {key: (now[key], value) for key, value in as_new.items() if now[key] != value}
            pytest.fail(f"a test left the rig in another state (now, as new): {other}")
        time.sleep(0.05)


def _forget(rig: Rig) -> None:
    """Take back names, limits and colours."""
    rack = rig.rack()
    here = f"racks/{rack['id']}"
    if rack["name"] is not None:
        rig.api(here, {"name": None}, method="PATCH")
    for way in rack["ways"]:
        given = {key: None for key in _SETTINGS if way[key] is not None}
        if given:
            rig.api(f"{here}/ways/{way['id']}", given, method="PATCH")
    for connector in rack["connectors"]:
        if connector["color"] is not None:
            rig.api(f"{here}/connectors/{connector['id']}", {"color": None}, method="PATCH")
