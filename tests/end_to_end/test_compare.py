"""Two to four racks side by side: marked by tap and by key, live, and by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.fleet_rig import LAPTOP, Fleet, live, rack_id, serious, small_targets, tile
from tests.end_to_end.rig import OpenPage

pytestmark = pytest.mark.browser

PHONE = (360, 740)
RACKS = 12


@pytest.fixture(scope="module")
def feeder() -> Iterator[Fleet]:
    """Few racks: what is compared are four at most."""
    fleet = Fleet(RACKS)
    yield fleet
    fleet.stop()


@pytest.fixture
def board(fleet: Fleet, open_page: OpenPage) -> Page:
    """The board of all racks."""
    page = open_page(f"{fleet.url}#/racks", size=LAPTOP)
    live(page, RACKS)
    return page


def link(fleet: Fleet, *ids: str) -> str:
    """Return the address of racks side by side."""
    return f"{fleet.url}#/compare/{','.join(ids)}"


def cell(page: Page, row: str, number: int) -> Any:
    """Return what stands in a row of a rack."""
    return page.get_by_test_id(f"{row}-{rack_id(number)}")


def clipped(page: Page) -> list[str]:
    """Return which cells hide a part of what they say, and whether the page is too wide."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.cmp td, .cmp th, .page-head')]
             .filter((el) => el.scrollWidth > el.clientWidth + 1)
             .map((el) => el.textContent)
             .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])"""
    )
    return found


def test_taps_mark_four_racks_and_refuse_a_fifth(board: Page) -> None:
    board.get_by_test_id("compare").click()
    told = board.get_by_test_id("marked")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_have_text(re.compile("Mark 2 to 4 racks"))
    tile(board, 1).click()
    show = board.get_by_test_id("compare-show")
    expect(show).to_be_disabled()
    for number in (4, 6, 7):
        tile(board, number).click()
    expect(told).to_contain_text("4 marked")
    tile(board, 8).click()
    expect(told).to_contain_text("Four at most: Dimmer 09 is not marked")
    expect(board.locator(".tile[data-marked]")).to_have_count(4)
    expect(tile(board, 8)).not_to_have_attribute("data-marked", "")
    assert serious(board) == []
    tile(board, 7).click()
    expect(told).to_contain_text("3 marked")
    board.get_by_test_id("view-list").click()
    expect(board.locator(".fl-row[data-marked]")).to_have_count(3)
    show.click()
    expect(board.locator("[data-testid^=column-]")).to_have_count(3)
    assert board.url.endswith(f"#/compare/{rack_id(1)},{rack_id(4)},{rack_id(6)}")
    board.go_back()
    expect(board.get_by_test_id("compare")).to_have_attribute("aria-pressed", "false")
    expect(board.locator("[data-marked]")).to_have_count(0)
    board.get_by_test_id("view-wall").click()
    expect(board.get_by_test_id("compare")).to_have_count(0)


def test_keys_mark_as_well_and_escape_ends_it(board: Page) -> None:
    expect(board.get_by_test_id("compare")).to_be_visible()
    tile(board, 1).focus()
    board.keyboard.press("m")
    expect(tile(board, 1)).to_have_attribute("data-marked", "")
    expect(tile(board, 1)).to_have_attribute("aria-description", "marked")
    board.keyboard.press("Escape")
    expect(board.locator("[data-marked]")).to_have_count(0)
    expect(board.get_by_test_id("compare-show")).to_have_count(0)
    board.get_by_test_id("view-list").click()
    for number in (1, 4):
        board.get_by_test_id(f"row-{rack_id(number)}").locator("a").focus()
        board.keyboard.press("m")
    board.keyboard.press("Shift+M")
    expect(board.get_by_test_id(f"column-{rack_id(4)}")).to_contain_text("FOH 05")
    board.get_by_test_id("compare-others").click()
    expect(board.get_by_test_id("marked")).to_contain_text("2 marked")
    board.keyboard.press("Escape")
    board.get_by_test_id(f"row-{rack_id(1)}").locator("a").click()
    expect(board.get_by_test_id("rack-name")).to_have_text("Amps 02")


def test_a_link_shows_racks_live_and_says_what_it_does_not_know(
    fleet: Fleet, open_page: OpenPage
) -> None:
    fleet.order("silence", racks=[2])
    fleet.order("trip", racks=[3])
    page = open_page(link(fleet, *map(rack_id, (1, 2, 3)), "nobody"), size=LAPTOP)
    expect(cell(page, "i0", 1)).to_contain_text(re.compile(r"\d of 500"))
    expect(cell(page, "u0", 1)).to_have_text(re.compile("23[01]"))
    expect(cell(page, "state", 3)).to_contain_text("TRIPPED by E-stop")
    expect(cell(page, "stop", 3)).to_contain_text("PRESSED")
    expect(cell(page, "p", 1)).to_have_attribute("data-best", "yes")
    expect(page.get_by_test_id("column-nobody")).to_contain_text("No rack with this id is known")
    expect(page.get_by_test_id("i0-nobody")).to_contain_text("—")
    fleet.order("amps", rack=1, way="A2", a=21.5)
    fleet.order("limits", rack=1, way="A2", max_a=8)
    expect(cell(page, "busy", 1)).to_contain_text(re.compile(r"A2 21\.\d\sA \(13\d\s%\)"))
    expect(cell(page, "busy", 1)).to_have_attribute("data-best", "yes")
    expect(cell(page, "alarms", 1)).to_contain_text("1 warning")
    silent = page.get_by_test_id(f"column-{rack_id(2)}")
    expect(silent).to_have_attribute("data-severity", "silent")
    expect(silent).to_contain_text("via Stage left, also read by FOH")
    expect(cell(page, "state", 2)).to_contain_text("NO ANSWER, TREAT AS LIVE")
    expect(cell(page, "age", 2)).to_contain_text(re.compile(r"last heard [1-9]\d*\ss ago"))
    expect(cell(page, "i0", 2)).to_have_attribute("data-quality", "stale")
    expect(cell(page, "i0", 2)).to_contain_text(re.compile(r"[1-9]\d+\.\d"))
    assert cell(page, "i0", 2).evaluate("el => getComputedStyle(el).backgroundImage") != "none"
    assert clipped(page) == []
    assert serious(page) == []
    page.goto(link(fleet, rack_id(2), rack_id(3)))
    expect(cell(page, "p", 2)).to_have_attribute("data-quality", "stale")
    expect(cell(page, "p", 3)).to_have_attribute("data-quality", "good")
    expect(cell(page, "p", 2)).to_have_attribute("data-best", "no")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("compare")).to_be_visible()


def test_on_a_phone_the_columns_scroll_below_their_names(fleet: Fleet, open_page: OpenPage) -> None:
    numbers = range(5)
    page = open_page(link(fleet, *map(rack_id, numbers)), size=PHONE, has_touch=True)
    expect(page.get_by_test_id("compare-over")).to_have_text("4 racks at most: 1 more is left out")
    expect(page.locator("[data-testid^=column-]")).to_have_count(4)
    expect(cell(page, "i0", 0)).to_contain_text(re.compile(r"\d\.\d of 500"))
    page.locator(".cmp-scroll").evaluate("el => el.scrollTo(900, 200)")
    expect(cell(page, "p", 3)).to_contain_text(re.compile(r"\d\.\d\d"))
    top = page.locator(".cmp-scroll").bounding_box()
    names = page.locator(".cmp-p th").bounding_box()
    head = page.get_by_test_id(f"column-{rack_id(3)}").bounding_box()
    assert names is not None
    assert head is not None
    assert top is not None
    assert names["x"] < 10
    assert head["y"] == top["y"]
    assert head["x"] + head["width"] <= PHONE[0]
    assert clipped(page) == []
    assert small_targets(page, 48) == []
    assert serious(page) == []


def test_the_link_of_a_rack_that_nobody_tells_of_says_so(fleet: Fleet, open_page: OpenPage) -> None:
    page = open_page(f"{fleet.url}#/rack/nobody", size=PHONE)
    told = page.get_by_test_id("no-rack")
    expect(told).to_contain_text("No node here tells of rack nobody now: treat it as live.")
    told.get_by_role("link", name="All racks").click()
    live(page, RACKS)
