"""A twin with its touchable front, and what a person does on its page."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.end_to_end import axe
from tests.end_to_end.hands import put_back
from tests.end_to_end.rig import HOST_NAME, PATIENCE_S, OpenPage, Program, ask, free_port, until

PHONE, LAPTOP = (360, 740), (1280, 900)


def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical beside the picture itself.

    The picture is hidden from readers: whatever it shows is told by the parts that lie over it.
    """
    assert page.locator(".fp-picture[aria-hidden=true]").count() == 1
    return axe.serious(page, [[".fp-picture"]])


class Twin:
    """One twin process with its panel, under the name that browsers are strict about."""

    def __init__(self, model: str) -> None:
        self.port = free_port()
        self.url = f"http://{HOST_NAME}:{self.port}/"
        self.program = Program(
            [
                *("twin", model, "--show=none", "--seed=7", "--serial=F20000000001"),
                *(f"--listen=127.0.0.1:{free_port()}", f"--panel=127.0.0.1:{self.port}"),
                f"--allow-host={HOST_NAME}",
            ]
        )

    def post(self, path: str, **body: object) -> Any:
        """Ask the panel's interface for something."""
        return ask(f"http://127.0.0.1:{self.port}/api/v1/{path}", body)

    @property
    def panel(self) -> Any:
        """The panel's state."""
        return ask(f"http://127.0.0.1:{self.port}/api/v1/panel")

    def way(self, way: str) -> Any:
        """The state of one way."""
        return next(each for each in self.panel["ways"] if each["id"] == way)

    def settle(self) -> None:
        """Put everything back as it was delivered, with the main breaker on."""
        put_back(f"http://127.0.0.1:{self.port}/api/v1")
        until(lambda: self.panel["main"]["lever"] == "on")


@contextlib.contextmanager
def running(model: str) -> Iterator[Twin]:
    """Run a twin for as long as it is needed."""
    twin = Twin(model)
    twin.program.start()
    try:
        yield twin
    finally:
        twin.program.stop()


@pytest.fixture(scope="module")
def one_twin() -> Iterator[Twin]:
    """One smartPDU 48 for the whole file."""
    with running("smartpdu-48") as twin:
        yield twin


@pytest.fixture
def twin(one_twin: Twin) -> Twin:
    """The smartPDU 48 as it was delivered."""
    one_twin.settle()
    return one_twin


@pytest.fixture
def front(twin: Twin, open_page: OpenPage) -> Page:
    """Its page on a laptop."""
    return opened(open_page, twin)


def opened(open_page: OpenPage, twin: Twin, size: tuple[int, int] = LAPTOP, **wants: Any) -> Page:
    """Open a twin's page and wait for its picture."""
    page = open_page(twin.url, size=size, **wants)
    expect(page.get_by_test_id("fp-face")).to_be_visible()
    return page


def part(page: Page, name: str) -> Locator:
    """A part of the panel."""
    return page.get_by_test_id(f"fp-{name}")


def says(page: Page, name: str, text: str, *, within_s: float = PATIENCE_S) -> None:
    """Wait until a part says of itself what is expected."""
    one = part(page, name)
    told = "aria-valuetext" if one.get_attribute("role") == "slider" else "aria-label"
    expect(one).to_have_attribute(told, re.compile(text), timeout=within_s * 1000)


def turn(page: Page, side: str) -> None:
    """Go to the front or to the rear."""
    part(page, side).click()
    expect(page.get_by_test_id("fp-face")).to_have_attribute("data-side", side)


def tab_to(page: Page, name: str, most: int = 120) -> None:
    """Reach a part with the Tab key alone."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.dataset.testid") == f"fp-{name}":
            return
    pytest.fail(f"{name} is not reached by {most} tabs")
