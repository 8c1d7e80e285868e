"""Pictures of many racks on one screen: a demo with a node each, one of them hanging."""

from __future__ import annotations

from typing import Any

import psutil
from playwright.sync_api import Browser, expect
from tools.picture_rig import LAPTOP, PHONE, Demo, ask, keep, running_demo

FLEET = ("smartpdu-72", "smartpdu-48", "c24-soca")
FLEET_NAMES = {
    "Motors": "Roof",
    "Spots": "Roof",
    "Dimmer SL": "Stage left",
    "Amps SL": "Stage left",
    "LED wall": "Stage right",
    "Video": "Stage right",
}
"""Racks and their groups, as a crew would enter them."""


def take_fleet(browser: Browser) -> None:
    """Take many racks on one screen: one overloaded, one whose node is lost."""
    models = [f"--model={each}" for each in FLEET]
    with running_demo(f"--racks={len(FLEET_NAMES)}", *models) as demo:
        page = browser.new_page(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        page.goto(f"{demo.screen}/#/racks")
        expect(page.locator(".tile[data-severity]")).to_have_count(len(FLEET_NAMES), timeout=30_000)
        for (title, group), row in zip(FLEET_NAMES.items(), by_label(demo), strict=True):
            body = {"name": title, "group": group}
            ask(f"{demo.screen}/api/v1/racks/{row['id']}", body, method="PATCH")
        ask(f"{demo.panel}/loads", {"way": "panel_source", "p_w": [36_000] * 3, "pf": 1.0})
        hanging = freeze_last_node()
        page.get_by_test_id("theme-dark").click()
        expect(page.locator(".tile", has_text="TREAT AS LIVE")).to_be_visible(timeout=30_000)
        for view in ("board", "list", "wall"):
            page.get_by_test_id(f"view-{view}").click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(3000)
            keep(page.screenshot(), f"fleet-{view}-laptop")
        page.goto(f"{demo.screen}/#/nodes")
        page.wait_for_timeout(2000)
        keep(page.screenshot(), "nodes-laptop")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(f"{demo.screen}/#/racks")
        page.get_by_test_id("view-board").click()
        page.get_by_role("button", name="All 6").click()
        page.wait_for_timeout(3000)
        keep(page.screenshot(), "fleet-phone")
        page.close()
        hanging.resume()


def by_label(demo: Demo) -> list[Any]:
    """Return the racks in the order of their printed names."""
    racks = ask(f"{demo.screen}/api/v1/racks")["racks"]
    return sorted(racks, key=lambda rack: (rack["model"], rack["printed_name"]))


def freeze_last_node() -> psutil.Process:
    """Let the demo's last node hang, and return it."""
    nodes = [
        each
        for each in psutil.Process().children(recursive=True)
        if {"stagewatt", "node"} <= set(each.cmdline())
    ]
    nodes[-1].suspend()
    return nodes[-1]
