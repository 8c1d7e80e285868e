"""A hundred made-up racks behind a real node, as `benchmarks/fleet_feeder.py` serves them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.end_to_end import axe
from tests.end_to_end.rig import HOST_NAME, free_port

FEEDER = Path(__file__).parents[2] / "benchmarks" / "fleet_feeder.py"
MANY = [[".tiles-of > li:nth-child(n+11)"], [".fl-row:nth-child(n+11)"], ["tr:nth-child(n+11)"]]
RACKS = 100
LAPTOP = (1280, 800)


class Fleet:
    """The feeder's process: it obeys one order at a time."""

    def __init__(self, racks: int = RACKS) -> None:
        """Start it and wait until it serves."""
        self.port = free_port()
        argv = [sys.executable, str(FEEDER), f"--port={self.port}", f"--racks={racks}"]
        self.process = subprocess.Popen(
            [*argv, f"--host={HOST_NAME}", "--groups=0", "--period-ms=1000"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(f"the feeder ended with {self.process.wait()}")
        return line

    def order(self, do: str, **words: Any) -> None:
        """Have something done, and wait until it is."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        assert self._line() == "done\n"

    @property
    def url(self) -> str:
        """The screen's address."""
        return f"http://{HOST_NAME}:{self.port}/"

    def stop(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process.stdout.close()


def rack_id(number: int) -> str:
    """Return the id of a made-up rack."""
    return f"5ca1ab1e{number:04x}"


def tile(page: Page, number: int) -> Any:
    """Return the tile of a rack."""
    return page.get_by_test_id(f"tile-{rack_id(number)}")


def order_of(page: Page) -> list[str]:
    """Return the racks on the board, in the order in which they stand."""
    found: list[str] = page.eval_on_selector_all(".tile", "all => all.map(el => el.dataset.rack)")
    return found


def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical, in both themes; of many like racks it sees ten."""
    wrong = []
    for theme in ("daylight", "dark"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        wrong += [f"{theme} {each}" for each in axe.serious(page, MANY)]
    return wrong


def small_targets(page: Page, least: int) -> list[str]:
    """Return what can be touched and is smaller than it may be, in pixels."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('button, a[href], input')]
             .map((el) => [el.dataset.testid ?? el.textContent.trim(), el.getBoundingClientRect()])
             .filter(([, box]) => box.width > 0 && (box.width < least || box.height < least))
             .map(([name, box]) => `${name} ${box.width}x${box.height}`)""",
        least,
    )
    return found


def live(page: Page, count: int = RACKS) -> None:
    """Wait until all racks on the screen have their first values."""
    expect(page.locator("[data-severity].tile")).to_have_count(count)


@pytest.fixture(scope="module")
def feeder() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    fleet.stop()


@pytest.fixture
def fleet(feeder: Fleet) -> Fleet:
    """The racks, with nothing wrong at any."""
    feeder.order("calm")
    return feeder


@pytest.fixture(scope="module")
def fleet_window(feeder: Fleet, browser: Browser) -> Iterator[Page]:
    """One page for all tests of this file: a hundred racks take their time to be drawn first."""
    context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda ask: None if ask.url.startswith(feeder.url) else complaints.append(ask.url),
    )
    page.goto(feeder.url)
    yield page
    context.close()
    assert not complaints


@pytest.fixture
def board(fleet_window: Page, fleet: Fleet) -> Page:
    """The board of all racks, as if the page had just been opened."""
    fleet_window.keyboard.press("Escape")
    fleet_window.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    fleet_window.goto(fleet_window.url.split("#")[0] + "#/racks")
    fleet_window.get_by_test_id("view-board").click()
    fleet_window.get_by_test_id("chip-all").click()
    live(fleet_window)
    return fleet_window
