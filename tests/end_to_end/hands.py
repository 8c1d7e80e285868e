"""Hands that bring a simulated rack back to how it was delivered."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.rig import ask

_CONDUCTORS = "pe", "n", "l1", "l2", "l3"


def put_back(panels: str) -> None:
    """End the faults, pull the loads, plug in and switch on what is not; `panels` is the API.

    Dials, the cover and the knobs stay as they are.
    """
    front = ask(f"{panels}/panel")
    for fault in front["faults"]:
        ask(f"{panels}/faults", {"fault": fault["fault"], "active": False})
    for place in (*front["ways"], {"id": "panel_source", **front["panel_source"]}):
        if place["load"] is not None:
            ask(f"{panels}/loads", {"way": place["id"], "load": None})
    _plug_in(panels, front)
    _switch_on(panels)


def _plug_in(panels: str, front: Any) -> None:
    for fuse in front["fuses"]:
        if fuse["blown"]:
            ask(f"{panels}/panel/fuse", {"fuse": fuse["fuse"], "blown": False})
    for group in front["groups"]:
        if not group["fitted"]:
            ask(f"{panels}/panel/module", {"group": group["id"], "action": "fit"})
    for side, plug in front["connectors"].items():
        for conductor in _CONDUCTORS if plug["single_pole"] else ():
            if not plug[conductor]:
                wire = {"side": side, "conductor": conductor, "connected": True}
                ask(f"{panels}/panel/powerlock", wire)


def _switch_on(panels: str) -> None:
    if ask(f"{panels}/panel")["e_stop"] != "released":
        ask(f"{panels}/panel/e_stop", {"action": "release"})
    front = ask(f"{panels}/panel")
    if front["main"]["lever"] != "on":
        for action in ("off", "on"):
            ask(f"{panels}/panel/main", {"action": action})
    for way in front["ways"]:
        if way["lever"] != "on":
            for action in ("off", "on"):
                ask(f"{panels}/panel/way", {"way": way["id"], "action": action})
