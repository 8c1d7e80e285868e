"""Other nodes as a page hears of them where only one runs: its own answers, with more in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page
from tests.end_to_end.rig import Rig

Json = dict[str, Any]

OWNER, VIEWER = "1aaa222233334444", "2bbb222233334444"


def peer(node: str, name: str, **more: object) -> Json:
    """Return a node as another one tells of it."""
    usual = {"instance": "1f00", "version": "0.1.0", "racks": [], "present": True, "age_s": 0.3}
    mesh = {"addresses": [f"http://10.0.0.{node[0]}:8080/"], "local": False, "role": "peer"}
    return {"id": node, "name": name, **usual, **mesh, **more}


def told(page: Page, site: Rig, path: str, change: Callable[[Json], object]) -> None:
    """Let the page hear the node's own answer with something changed in it."""
    answer = site.api(path)
    change(answer)
    page.route(f"**/api/v1/{path}", lambda route: route.fulfill(json=answer))


def crowded(page: Page, site: Rig) -> None:
    """Tell the page of other nodes: one reads our rack too, one is newer, one is silent."""
    others = [
        peer(OWNER, "dimmer-sl", racks=[site.rack_id]),
        peer(VIEWER, "foh", version="0.2.0"),
        peer("3ccc", "dimmer-sr", racks=["r3"], present=False, age_s=75.0),
        peer("4ddd", "tablet", present=False, age_s=75.0),
    ]
    told(page, site, "nodes", lambda answer: answer["nodes"].extend(others))
    known = {
        "id": "r9",
        "name": "Old LED wall",
        "printed_name": "smartPDU000044",
        "model": "smartpdu-72",
        "group": None,
        "node": VIEWER,
        "last_seen": "2026-05-14T21:43:07Z",
    }
    told(page, site, "racks", lambda answer: answer["known"].append(known))
