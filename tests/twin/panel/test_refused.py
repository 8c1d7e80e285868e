"""What front and rear refuse, with which status and place; nothing has changed then."""

from __future__ import annotations

from typing import Any

import pytest

REFUSED = [
    ("rcd_reset", {"way": "A1"}, 422, "way"),
    ("rcd_reset", {"way": "Z9"}, 404, "way"),
    ("rcd_reset", {}, 400, "way"),
    ("monitor_button", {"way": "X1"}, 404, "way"),
    ("monitor_button", {"way": 1}, 400, "way"),
    ("meter_button", {}, 422, "button"),
    ("meter_button", {"button": "I", "buttons": ["I"]}, 422, "button"),
    ("meter_button", {"button": "X"}, 404, "button"),
    ("meter_button", {"buttons": ["I", "E"]}, 422, "buttons"),
    ("meter_button", {"buttons": []}, 422, "buttons"),
    ("meter_button", {"button": "I", "held_s": -1}, 422, "held_s"),
    ("dial", {"dial": "ir", "value": 0.5}, 422, "cover"),
    ("dial", {"dial": "tr", "value": 3}, 422, "dial"),
    ("dial", {"dial": "relay_a", "value": 0.03}, 404, "dial"),
    ("dial", {"dial": "ir"}, 400, "value"),
    ("dial", {"dial": "ir", "value": "0.5"}, 400, "value"),
    ("cover", {"open": 1}, 400, "open"),
    ("key_switch", {"on": False}, 404, "on"),
    ("key_switch", {}, 400, "on"),
    ("knob", {"knob": "volume", "value": 1}, 404, "knob"),
    ("knob", {"knob": "backlight", "value": 2}, 422, "value"),
    ("knob", {"knob": "backlight"}, 400, "value"),
    ("module", {"group": "Z", "action": "remove"}, 404, "group"),
    ("module", {"group": "Z", "action": "fit"}, 404, "group"),
    ("module", {"group": "A", "action": "fit"}, 422, "action"),
    ("module", {"group": "A", "action": "remove", "module": "powercon"}, 422, "module"),
    ("module", {"group": "A", "action": "throw"}, 400, "action"),
    ("powerlock", {"side": "drain", "conductor": "all", "connected": True}, 422, "conductor"),
    ("powerlock", {"side": "left", "conductor": "n", "connected": True}, 400, "side"),
    ("powerlock", {"side": "drain", "conductor": "L1", "connected": True}, 400, "conductor"),
    ("reset", {"now": True}, 400, "now"),
]


@pytest.mark.parametrize(("name", "body", "status", "where"), REFUSED)
async def test_impossible_moves(panel: Any, name: str, body: Any, status: int, where: str) -> None:
    refused = await panel.refused(f"panel/{name}", body)
    assert (refused[0], refused[2]) == (status, where)


@pytest.mark.parametrize(
    ("name", "body", "status", "where"),
    [
        ("monitor_button", {"way": "1"}, 404, "way"),
        ("cover", {"open": True}, 404, "open"),
        ("dial", {"dial": "ir", "value": 1}, 404, "dial"),
        ("dial", {"dial": "relay_a", "value": 0.2}, 422, "value"),
        ("dial", {"dial": "relay_s", "value": None}, 422, "value"),
        ("module", {"group": "1-24", "action": "remove"}, 404, "group"),
        ("powerlock", {"side": "source", "conductor": "all", "connected": True}, 404, "side"),
        ("powerlock", {"side": "drain", "conductor": "l1", "connected": False}, 422, "conductor"),
        ("fuse", {"fuse": "work_light", "blown": True}, 404, "fuse"),
    ],
)
async def test_a_c24_lacks_what_it_lacks(
    c24_panel: Any, name: str, body: Any, status: int, where: str
) -> None:
    refused = await c24_panel.refused(f"panel/{name}", body)
    assert (refused[0], refused[2]) == (status, where)
