"""Makes the pictures of the documents: a demo and twins, in a browser, healthy and in trouble."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tools.picture_rig import (
    CHROMIUM,
    LAPTOP,
    PHONE,
    PICTURES,
    Demo,
    ask,
    keep,
    running_demo,
    running_twin,
)
from tools.pictures_fleet import take_fleet

NAMES = {
    "A1": "Spot SL 1",
    "A2": "Spot SL 2",
    "A3": "Wash SL",
    "A7": "LED wall 1",
    "A8": "LED wall 2",
    "B1": "Hazer",
    "B4": "Media server",
    "C1": "Amp rack 1",
    "C4": "Amp rack 2",
    "D1": "FOH",
}


FRONTS = {
    "smartpdu-48": ("front", "rear"),
    "c24-soca": ("front", "rear"),
    "c12b-53": ("front", "rear"),
}


def main() -> int:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM)
        )
        name_everything(demo)
        time.sleep(3)
        for theme in ("dark", "daylight"):
            take(browser, demo, f"rack-{theme}-laptop", LAPTOP, theme)
        take(browser, demo, "rack-dark-phone", PHONE, "dark")
        # A lost neutral shows where the phases differ much: a rack on the panel source loads L3.
        ask(f"{demo.panel}/loads", {"way": "panel_source", "p_w": [4000, 4000, 25_000], "pf": 1.0})
        ask(f"{demo.panel}/faults", {"fault": "neutral_open", "active": True})
        time.sleep(2)
        for size, name in ((PHONE, "phone"), (LAPTOP, "laptop")):
            take(browser, demo, f"neutral-dark-{name}", size, "dark")
        take_view(browser, demo)
        for model, sides in FRONTS.items():
            take_fronts(browser, model, sides)
        take_fleet(browser)
        browser.close()
    return 0


def take_view(browser: Browser, demo: Demo) -> None:
    """Take the node's read-only picture of a front, on a phone."""
    page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{demo.screen}/#/front/{demo.rack}")
    expect(page.get_by_test_id("fp-face")).to_be_visible()
    page.wait_for_timeout(1500)
    keep(page.screenshot(), "front-view-phone")
    page.close()


def take_fronts(browser: Browser, model: str, sides: tuple[str, ...]) -> None:
    """Take the faces of a twin with loads, one overloaded and one tripped way."""
    with running_twin(model) as address:
        busy(f"{address}/api/v1")
        page = browser.new_page(viewport={"width": 1180, "height": 1800})
        page.goto(address)
        for side in sides:
            page.get_by_test_id(f"fp-{side}").click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(1200)
            keep(page.get_by_test_id("fp-face").screenshot(), f"front-{model}-{side}")
        page.close()


def busy(panel: str) -> None:
    """Give the ways of a twin what a show gives them, and some trouble."""
    ways = [way["id"] for way in ask(f"{panel}/panel")["ways"] if way["supervised"]]
    for at, way in enumerate(ways):
        if at % 4 != 3:
            ask(f"{panel}/loads", {"way": way, "p_w": 900 + at * 371 % 2500, "pf": 0.95})
    ask(f"{panel}/loads", {"way": ways[4], "p_w": 4100, "pf": 1.0})
    ask(f"{panel}/panel/test_button", {"way": ways[9]})
    with contextlib.suppress(OSError):  # only a smartPDU has monitor buttons
        ask(f"{panel}/panel/monitor_button", {"way": ways[0]})


def name_everything(demo: Demo) -> None:
    """Give the rack what a crew would have entered."""
    demo.patch("", {"name": "Dimmer SL"})
    for way, name in NAMES.items():
        demo.patch(f"/ways/{way}", {"name": name})
    demo.patch("/ways/A7", {"max_a": 16})
    for connector, color in (("A1-6", "OG"), ("A7-12", "YE"), ("B1-6", "GN"), ("C1-6", "VT")):
        demo.patch(f"/connectors/{connector}", {"color": color})


def take(browser: Browser, demo: Demo, name: str, size: tuple[int, int], theme: str) -> None:
    """Open the rack's page at a size, in a theme, and keep its picture."""
    width, height = size
    page: Page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(demo.page)
    expect(page.get_by_test_id("link-state")).to_contain_text("live")
    page.get_by_test_id(f"theme-{theme}").click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()
    print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
