"""What a demo says when everything is up: what there is, and which addresses to open."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from stagewatt.app.demo_plan import TWIN_HOST, Place, Watch, introduced

BY_THE_LINE = 4
"""From so many racks on, each has one line."""


def welcome(places: Sequence[Place], nodes: Sequence[Watch], title: str) -> str:
    """Return the text."""
    lines = [f"{title}: {introduced(places, len(nodes))}"]
    if len(nodes) > 1:
        lines.append("The nodes find each other: every screen shows all racks.")
    lines.append("")
    screens = {node.at.number for node in nodes}
    if len(nodes) == 1:
        lines += [f"  open this    {_screen(nodes[0].at)}"] + ([""] if len(places) > 1 else [])
        screens = set()
    short = len(places) >= BY_THE_LINE
    for place in places:
        lines += _entry(place, screen=place.number in screens, short=short)
        lines += [] if short or place is places[-1] else [""]
    return "\n".join([*lines, "", "Ctrl-C stops everything."])


def _entry(place: Place, *, screen: bool, short: bool) -> list[str]:
    panel = f"http://{TWIN_HOST}:{place.panel}/"
    if short:
        opens = f"open this {_screen(place)}  " if screen else ""
        wire = f"Modbus TCP {TWIN_HOST}:{place.modbus}" if place.model.network else "no network"
        return [f"  rack {place.number:<2}  {place.model.id}  {opens}front panel {panel}  {wire}"]
    opened = [f"  open this    {_screen(place)}"] if screen else []
    return [*opened, f"  front panel  {panel}", f"  {_wire(place)}"]


def _wire(place: Place) -> str:
    if not place.model.network:
        return "no network: nothing reads this rack, the screen lists it as not monitored"
    return f"Modbus TCP   {TWIN_HOST}:{place.modbus} (meter: unit 1, I/O board: unit 2)"


def _screen(place: Place) -> str:
    return f"http://{_shown(place.host)}:{place.screen}/"


def _shown(host: str) -> str:
    """Return an address a phone can open: the wildcard stands for this machine's own."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # No packet leaves: connecting a datagram socket only picks the outgoing address.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
