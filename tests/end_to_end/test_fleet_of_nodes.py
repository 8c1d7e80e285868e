"""The fleet's page over real nodes, at one that reads no rack: who is there, lost, back, named."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.end_to_end.rig import HOST_NAME, OpenPage, until
from tests.end_to_end.stage import FOUND_S, Node, Stage, Twin, seen

pytestmark = pytest.mark.browser

SOON_MS = 1000 * FOUND_S
GREETING_S = 6.0
"""A node that has just started announces nobody who was there before it."""
LAPTOP, PHONE = (1280, 800), (390, 844)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One stage for the tests of this file."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def twins(stage: Stage) -> tuple[Twin, Twin]:
    """Two racks, one of them loaded."""
    left, right = (
        stage.twin("smartpdu-36", "AE0000000011"),
        stage.twin("c24-soca", "AE0000000012"),
    )
    left.load("A7", 2300.0)
    return left, right


@pytest.fixture(scope="module")
def viewer(stage: Stage) -> Node:
    """The node without a rack."""
    return stage.node("foh")


@pytest.fixture(scope="module")
def owners(stage: Stage, viewer: Node, twins: tuple[Twin, Twin]) -> tuple[Node, Node]:
    """The nodes that read the racks, when the viewer shows both."""
    left, right = stage.node("left", twins[0]), stage.node("right", twins[1])
    seen(viewer, racks=tuple(twin.rack for twin in twins))
    return left, right


def address(node: Node, page: str) -> str:
    """Return the address of a page on a node."""
    return f"http://{HOST_NAME}:{node.port}/#/{page}"


def rename(page: Page, name: str) -> None:
    """Give the open rack a name, as a person does."""
    page.get_by_test_id("pen-rack").click()
    page.get_by_test_id("edit-name").fill(name)
    page.get_by_test_id("save").click()


def test_a_rack_joins_falls_silent_and_returns_on_the_screen_of_a_node_without_any(
    stage: Stage,
    viewer: Node,
    owners: tuple[Node, Node],
    twins: tuple[Twin, Twin],
    open_page: OpenPage,
) -> None:
    page = open_page(address(viewer, "racks"), size=LAPTOP)
    phone = open_page(address(viewer, "racks"), size=PHONE, has_touch=True)
    tiles = page.locator(".tile")
    names = {peer["id"]: peer["name"] for peer in viewer.api("nodes")["nodes"]}
    for twin in twins:
        tile = page.get_by_test_id(f"tile-{twin.rack}")
        expect(tile).to_have_attribute("data-online", "yes", timeout=SOON_MS)
        expect(tile).to_contain_text(f"via {names[viewer.racks()[twin.rack]['via']]}")
    expect(tiles).to_have_count(2)

    until(lambda: time.monotonic() > viewer.started_s + GREETING_S, within_s=GREETING_S + 1)
    twin = stage.twin("smartpdu-36", "AE0000000013")
    twin.load("A7", 2300.0)
    guest = stage.node("guest", twin)
    for screen in (page, phone):
        notice = screen.get_by_test_id(f"notice-{twin.rack}")
        expect(notice).to_contain_text("New rack", timeout=SOON_MS)
    expect(tiles).to_have_count(3)
    tile = page.get_by_test_id(f"tile-{twin.rack}")
    bar = tile.locator("[data-c=b0]")
    expect(bar).to_have_attribute("data-is", "known", timeout=SOON_MS)

    guest.program.kill()
    expect(tile).to_contain_text(re.compile(r"NO ANSWER \d+\ss,\s*TREAT AS LIVE"), timeout=SOON_MS)
    expect(tile).to_have_attribute("data-stale", "yes")
    expect(bar).to_have_attribute("data-is", "known")
    expect(notice_of(page, twin)).to_contain_text("NO ANSWER, TREAT AS LIVE")
    row = phone.get_by_test_id(f"tile-{twin.rack}")
    expect(row).to_contain_text("TREAT AS LIVE")
    expect(row).to_contain_text(re.compile(r"last heard \d+\ss ago"), timeout=SOON_MS)
    page.get_by_test_id("view-list").click()
    listed = page.get_by_test_id(f"row-{twin.rack}")
    expect(listed).to_contain_text("NO ANSWER, TREAT AS LIVE")
    expect(listed).to_contain_text(re.compile(r"2[23]\d"))  # its last volts
    page.get_by_test_id("view-board").click()

    guest.start()
    expect(tile).to_have_attribute("data-online", "yes", timeout=SOON_MS)
    expect(tile).not_to_contain_text("TREAT AS LIVE")
    expect(notice_of(page, twin)).to_contain_text("Answers again", timeout=SOON_MS)


def notice_of(page: Page, twin: Twin) -> Locator:
    """Return the notice about a rack."""
    return page.get_by_test_id(f"notice-{twin.rack}")


def test_a_rename_says_saving_until_the_owner_has_answered(
    viewer: Node, owners: tuple[Node, Node], twins: tuple[Twin, Twin], open_page: OpenPage
) -> None:
    rack = twins[0].rack
    page = open_page(address(viewer, f"rack/{rack}"), size=LAPTOP)
    expect(page.get_by_test_id("rack-name")).to_be_visible(timeout=SOON_MS)
    owners[0].program.freeze()
    try:
        rename(page, "Dimmer SL")
        expect(page.get_by_test_id("save")).to_have_text("saving")
        expect(page.get_by_test_id("rack-name")).not_to_have_text("Dimmer SL")
    finally:
        owners[0].program.thaw()
    expect(page.get_by_test_id("rack-name")).to_have_text("Dimmer SL", timeout=SOON_MS)
    assert owners[0].rack(rack)["name"] == "Dimmer SL"
    page.goto(address(viewer, "racks"))
    expect(page.get_by_test_id(f"tile-{rack}")).to_contain_text("Dimmer SL")


def test_names_that_another_node_kept_are_taken_over_on_the_page(
    stage: Stage,
    viewer: Node,
    owners: tuple[Node, Node],
    twins: tuple[Twin, Twin],
    open_page: OpenPage,
) -> None:
    owner, twin = owners[1], twins[1]
    owner.api(f"racks/{twin.rack}", {"name": "Delay R"}, method="PATCH")
    owner.api(f"racks/{twin.rack}/ways/3", {"name": "Fog", "max_a": 12.5}, method="PATCH")
    page = open_page(address(viewer, f"rack/{twin.rack}"), size=LAPTOP)
    expect(page.get_by_test_id("open-3")).to_contain_text("Fog", timeout=SOON_MS)
    owner.program.kill()
    expect(page.get_by_test_id("no-answer")).to_be_visible(timeout=SOON_MS)

    spare = stage.node("spare", twin)
    offer = page.get_by_test_id("offer")
    expect(offer).to_contain_text(
        re.compile(
            r"kept the name “Delay R”, 1 way name and 1 limit of it from\s+its former node right"
        ),
        timeout=SOON_MS,
    )
    assert spare.rack(twin.rack)["name"] is None, "nothing is taken over unasked"
    expect(page.get_by_test_id("rack-name")).not_to_have_text("Delay R")
    page.get_by_test_id("adopt").click()
    expect(offer).to_have_count(0, timeout=SOON_MS)
    expect(page.get_by_test_id("rack-name")).to_have_text("Delay R", timeout=SOON_MS)
    expect(page.get_by_test_id("open-3")).to_contain_text("Fog", timeout=SOON_MS)
    until(lambda: spare.rack(twin.rack)["name"] == "Delay R", within_s=FOUND_S)
