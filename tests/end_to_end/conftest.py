"""Fixtures of the end-to-end tests: rigs of real processes, and a real browser on a real name."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.end_to_end.fleet_rig import board, feeder, fleet, fleet_window
from tests.end_to_end.front_rig import front, one_twin, twin
from tests.end_to_end.rig import HOST_NAME, PATIENCE_S, Rig
from tests.end_to_end.settle import Picture, picture, settle
from tests.end_to_end.tails import pytest_runtest_makereport, pytest_runtest_setup

__all__ = [
    "board",
    "feeder",
    "fleet",
    "fleet_window",
    "front",
    "one_twin",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "twin",
]  # fixtures and hooks

expect.set_options(timeout=1000 * PATIENCE_S)

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {HOST_NAME} 127.0.0.1",
)
_BROWSERS_OWN = ("Failed to load resource", "WebSocket connection to")
"""What Chromium itself writes of refused requests and lost links; no fault of the page."""


@pytest.fixture
def make_rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Make and start rigs; all are ended after the test."""
    with contextlib.ExitStack() as stack:

        def make(**wants: Any) -> Rig:
            folder = tmp_path / f"rig-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            rig = Rig(folder, **wants)
            stack.callback(rig.stop)
            rig.start()
            return rig

        yield make


@pytest.fixture
def rig(make_rig: Callable[..., Rig]) -> Rig:
    """One smartPDU 48 without a show, and its node."""
    return make_rig()


@pytest.fixture(scope="module")
def one_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rig, Picture]]:
    """One smartPDU 48 and its node for a whole file, and how they are when new."""
    rig = Rig(tmp_path_factory.mktemp("rig"))
    try:
        rig.start()
        yield rig, picture(rig)
    finally:
        rig.stop()


@pytest.fixture
def settled(one_rig: tuple[Rig, Picture]) -> Rig:
    """The rig of the file, as new whatever the test before did to it.

    Only its log of events, its counters and its settings' revision go on.
    """
    rig, as_new = one_rig
    settle(rig, as_new)
    return rig


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium per file: while it runs, asyncio tests could not run beside it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium: install Debian's package chromium")
        pytest.skip("left out: no chromium (Debian's package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages that fail the test on any console error or any request to another origin."""
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def opened(url: str, *, size: tuple[int, int] = (1280, 900), **wants: Any) -> Page:
            width, height = size
            context = browser.new_context(viewport={"width": width, "height": height}, **wants)
            stack.callback(context.close)
            page = context.new_page()
            origin = "/".join(url.split("/")[:3])
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.on(
                "console",
                lambda line: (
                    complaints.append(f"console: {line.text}")
                    if line.type == "error" and not line.text.startswith(_BROWSERS_OWN)
                    else None
                ),
            )
            page.on(
                "request",
                lambda request: (
                    None
                    if request.url.startswith((origin, "data:", "blob:"))
                    else complaints.append(f"left the origin: {request.url}")
                ),
            )
            page.goto(url)
            return page

        yield opened
    assert not complaints
