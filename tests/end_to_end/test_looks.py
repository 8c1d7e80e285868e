"""Every size, both themes: nothing cut off, nothing serious for axe."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.axe import serious
from tests.end_to_end.rig import HOST_NAME, MakeRig, OpenPage, Rig, free_port, is_free, until

from stagewatt.app.clock import SystemClock
from stagewatt.catalogue.table import models_json
from stagewatt.domain.peer import Peer
from stagewatt.http.serve import server
from stagewatt.state.alone import Alone
from stagewatt.state.store import Store
from stagewatt.web.app import build
from stagewatt.web.node_info import NodeInfo

pytestmark = pytest.mark.browser

SIZES = [(360, 740), (768, 1024), (1280, 900)]
# Of many equal modules axe looks at one, A.
OTHERS = [[f'[data-testid^="way-{module}"]'] for module in "BCD"]


@pytest.fixture
def rig(settled: Rig) -> Rig:
    """One rig for all these tests, but for another model."""
    return settled


def shown(page: Page, theme: str) -> None:
    """Switch the theme as a person does."""
    page.get_by_test_id(f"theme-{theme}").click()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_both_themes_at_each_size(rig: Rig, open_page: OpenPage, size: tuple[int, int]) -> None:
    rig.load("A1", 2300.0)
    rig.api(f"racks/{rig.rack_id}/ways/A1", {"max_a": 8}, method="PATCH")
    rig.fault("sensor_dead", way="A3")
    page = open_page(f"{rig.page_url}#/rack/{rig.rack_id}", size=size)
    expect(page.get_by_test_id("glance")).to_have_attribute("data-severity", "p2")
    for theme in ("dark", "daylight"):
        shown(page, theme)
        assert serious(page, OTHERS) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], f"{width} px wide on {size[0]} px"
    if size[0] < 600:
        page.get_by_test_id("open-A2").click()
        assert serious(page, OTHERS) == []
        page.get_by_test_id("card-eye").click()
    else:
        page.get_by_test_id("eye-A2").click()
    expect(page.get_by_test_id("dialog-limits")).to_be_visible()
    assert serious(page, OTHERS) == []


@pytest.mark.parametrize("address", ["#/", "#/alarms"])
def test_the_other_pages(rig: Rig, open_page: OpenPage, address: str) -> None:
    page = open_page(f"{rig.page_url}{address}", size=(360, 740))
    expect(page.get_by_test_id("link-state")).to_contain_text("live")
    for theme in ("dark", "daylight"):
        shown(page, theme)
        assert serious(page, OTHERS) == []


def test_a_full_rack_fits_a_laptop_without_scrolling(
    make_rig: MakeRig, open_page: OpenPage
) -> None:
    rig = make_rig(model="smartpdu-72")
    page = open_page(f"{rig.page_url}#/rack/{rig.rack_id}", size=(1280, 900))
    expect(page.get_by_test_id("way-F12")).to_be_in_viewport(ratio=1)


def test_targets_on_a_phone_are_large_enough(rig: Rig, open_page: OpenPage) -> None:
    page = open_page(f"{rig.page_url}#/rack/{rig.rack_id}", size=(360, 740), has_touch=True)
    expect(page.get_by_test_id("main-state")).to_contain_text("ON")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href]')]
             .map((el) => [el.dataset.testid ?? el.textContent.trim(), el.getBoundingClientRect()])
             .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
             .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []


@contextlib.contextmanager
def served(ui: Path) -> Iterator[str]:
    """Serve a screen from a folder, by a node that reads no rack; return its address."""
    port, stop = free_port(), threading.Event()

    async def serve() -> None:
        clock = SystemClock()
        info = NodeInfo("n1", "foh", "1", "b1")
        store = Store(clock, boot_id="b1")
        names = [HOST_NAME]
        me = Peer(
            id="n1",
            instance="b1",
            name="foh",
            version="1",
            addresses=(),
            racks=(),
            present=True,
            heard_ns=0,
        )
        app = build(
            store,
            node=info,
            clock=clock,
            models_json=models_json(),
            allowed_hosts=names,
            ui_dir=ui,
            neighbours=Alone(store, clock, me, addresses=tuple),
        )
        http = server(app, "127.0.0.1", port)
        serving = asyncio.create_task(http.serve())
        await asyncio.to_thread(stop.wait)
        http.should_exit = True
        await serving

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        until(lambda: not is_free(port))
        yield f"http://{HOST_NAME}:{port}/"
    finally:
        stop.set()
        thread.join()


def test_a_page_is_added_by_one_file(tmp_path: Path, open_page: OpenPage) -> None:
    ui = tmp_path / "ui"
    shutil.copytree(str(files("stagewatt") / "ui"), ui)
    (ui / "pages" / "hello.js").write_text(
        "import { html } from '../lib/html.js';\n"
        "export const title = 'Hello';\nexport const order = 1;\n"
        "export const Panel = () => html`<h1>Hello crew</h1>`;\n"
    )
    with served(ui) as address:
        page = open_page(address)
        page.get_by_role("link", name="Hello").click()
        expect(page.get_by_role("heading", name="Hello crew")).to_be_visible()
        assert page.url.endswith("#/hello")
