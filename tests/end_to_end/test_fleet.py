"""One screen for a hundred racks in a real browser: board, list, wall, kiosk, search, phone."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.fleet_rig import (
    LAPTOP,
    RACKS,
    Fleet,
    live,
    order_of,
    rack_id,
    serious,
    small_targets,
    tile,
)
from tests.end_to_end.rig import PATIENCE_S, OpenPage, until

pytestmark = pytest.mark.browser

PHONE = (360, 740)
FORBIDDEN = re.compile(r"\b(?:safe|dead|isolated|GO|OK)\b")


def test_a_hundred_calm_racks_fit_a_laptop_and_look_calm(board: Page) -> None:
    expect(board.locator('.tile[data-severity="calm"]')).to_have_count(RACKS)
    assert board.evaluate("isSecureContext") is False
    seen = board.evaluate(
        """() => {
          const style = (query) => getComputedStyle(document.querySelector(query));
          const size = (query) => parseFloat(style(query).fontSize);
          const tiles = [...document.querySelectorAll('.tile')];
          return {
            bottom: Math.max(...tiles.map((el) => el.getBoundingClientRect().bottom)),
            name: size('.tile-name b'), left: size('.tile-left'),
            cut: tiles.filter((el) => el.scrollWidth > el.clientWidth).length,
            loud: tiles.filter((el) => el.dataset.severity !== 'calm').length,
            nodes: document.querySelectorAll('*').length,
            wide: document.documentElement.scrollWidth,
            text: document.body.innerText,
          };
        }"""
    )
    assert seen["bottom"] <= LAPTOP[1]
    assert seen["wide"] <= LAPTOP[0]
    assert (seen["cut"], seen["loud"]) == (0, 0)
    assert seen["name"] >= 14
    assert seen["left"] >= 18
    assert seen["nodes"] <= 3500
    assert FORBIDDEN.search(seen["text"]) is None
    expect(board.get_by_test_id("worst").locator("a")).to_have_count(5)
    assert serious(board) == []


def test_two_hundred_alarms_move_nothing(fleet: Fleet, board: Page) -> None:
    before = order_of(board)
    chance = random.Random(1)
    hurt = sorted({chance.randrange(RACKS) for _ in range(40)})
    for _ in range(200):
        rack = chance.choice(hurt)
        limit_a = chance.choice((0.0, 0.1, None))
        fleet.order("limits", rack=rack, way=f"A{chance.randint(1, 12)}", max_a=limit_a)
    loud = board.locator('.tile:not([data-severity="calm"])')
    until(lambda: loud.count() > len(hurt) // 2, within_s=PATIENCE_S)
    assert order_of(board) == before
    fleet.order("calm")
    until(lambda: loud.count() == 0, within_s=PATIENCE_S)
    assert order_of(board) == before


def test_what_is_abnormal_says_what_and_leads_to_it(fleet: Fleet, board: Page) -> None:
    fleet.order("trip", racks=[10])
    fleet.order("silence", racks=[5])
    fleet.order("amps", rack=20, way="A5", a=12.3)
    fleet.order("limits", rack=20, way="A5", max_a=8)
    expect(tile(board, 10)).to_contain_text("TRIPPED")
    expect(tile(board, 10)).to_contain_text("E-stop")
    expect(tile(board, 20)).to_have_attribute("data-warning", "yes")
    expect(tile(board, 5)).to_contain_text("NO ANSWER")
    expect(tile(board, 5)).to_contain_text("TREAT AS LIVE")
    expect(tile(board, 5)).to_have_attribute("data-stale", "yes")
    board.get_by_test_id("chip-abnormal").click()
    expect(board.locator(".tile")).to_have_count(3)
    worst = board.get_by_test_id(f"worst-{rack_id(20)}")
    expect(worst).to_contain_text(re.compile(r"A5 12\.3 > 8\.0"))
    assert serious(board) == []
    worst.click()
    expect(board.get_by_test_id("open-A5")).to_be_focused()


def test_the_list_tells_all_numbers_and_by_which_way_they_come(fleet: Fleet, board: Page) -> None:
    board.get_by_test_id("view-list").click()
    row = board.get_by_test_id(f"row-{rack_id(2)}")
    row.scroll_into_view_if_needed()
    expect(row).to_contain_text("via Stage left, also read by FOH")
    expect(row).to_contain_text(re.compile(r"ON.*231.*left \(\d+"))
    head = board.locator(".fl-head")
    board.locator(".fl-scroll").evaluate("el => el.scrollTo(0, 900)")
    stays = head.bounding_box()
    assert stays is not None
    assert stays["y"] < 260
    heights = board.eval_on_selector_all(".fl-row", "all => all.map(el => el.offsetHeight)")
    assert set(heights) == {28}
    assert serious(board) == []
    board.reload(wait_until="commit")
    expect(board.get_by_test_id("list")).to_be_visible()
    board.set_viewport_size({"width": 800, "height": 700})
    board.locator(".fl-scroll").evaluate("el => el.scrollTo(300, 0)")
    name = board.locator(".fl-name").first.bounding_box()
    assert name is not None
    assert name["x"] < 20


def test_the_wall_reads_each_way_aloud(fleet: Fleet, board: Page) -> None:
    fleet.order("amps", rack=1, way="A2", a=21.5)
    board.keyboard.press("w")
    wall = board.get_by_test_id("wall-canvas")
    expect(wall).to_have_attribute(
        "aria-label", re.compile(r"100 racks, 7200 ways: \d+ tripped or")
    )
    wall.focus()
    told = board.get_by_test_id("wall-told")
    expect(told).to_contain_text(re.compile(r"Amps 02 .*A1"))
    board.keyboard.press("ArrowDown")
    expect(told).to_contain_text(re.compile(r"A2 .*about 21\.\d A, 13\d % of 16 A, serious"))
    assert serious(board) == []
    board.keyboard.press("Enter")
    expect(board.get_by_test_id("open-A2")).to_be_focused()
    board.keyboard.press("w")
    expect(wall).to_have_attribute("aria-label", re.compile("7200 ways"))
    box = wall.bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + 600, box["y"] + 300)
    expect(told).to_contain_text(re.compile(r"[A-F]\d+ .*%"))
    board.get_by_test_id("wall-as-table").click()
    expect(board.get_by_test_id("wall-table")).to_contain_text(re.compile("A2 about 21.*serious"))
    assert serious(board) == []


def test_the_kiosk_is_three_lines_without_a_control(fleet: Fleet, open_page: OpenPage) -> None:
    page = open_page(f"{fleet.url}?kiosk", size=LAPTOP)
    expect(page.get_by_test_id("kiosk-state")).to_have_text("NO ALARM")
    expect(page.get_by_test_id("kiosk-what")).to_have_text("100 racks")
    expect(page.get_by_test_id("kiosk-live")).to_contain_text(re.compile(r"live \d.*kW"))
    assert page.locator("a, button, input").count() == 0
    fleet.order("trip", racks=[3])
    expect(page.get_by_test_id("kiosk-state")).to_contain_text("CRITICAL")
    expect(page.get_by_test_id("kiosk-what")).to_contain_text("Motors 04")
    sizes = page.eval_on_selector_all(
        ".kiosk p", "all => all.map(el => parseFloat(getComputedStyle(el).fontSize))"
    )
    assert min(sizes[0], sizes[2]) >= 102  # 16 minutes of arc at three metres on a tablet
    assert sizes[1] >= 60
    clipped = page.eval_on_selector_all(
        ".kiosk p", "all => all.filter(el => el.scrollWidth > el.clientWidth + 1).length"
    )
    assert clipped == 0
    assert serious(page) == []


def test_the_search_goes_by_keys_alone_to_a_way_of_another_rack(board: Page) -> None:
    board.keyboard.press("/")
    field = board.get_by_test_id("find-input")
    expect(field).to_be_focused()
    board.keyboard.type("video 55")
    expect(board.get_by_test_id("hit-0")).to_contain_text("Video 55")
    expect(board.get_by_test_id("find-note")).not_to_contain_text("read")
    field.fill("B12 of video 55")
    expect(board.get_by_test_id("hit-0")).to_contain_text(re.compile("B12.*Video 55"))
    assert serious(board) == []
    field.fill("475")
    board.keyboard.press("ArrowDown")
    expect(board.get_by_test_id("hit-1")).to_have_attribute("aria-selected", "true")
    board.keyboard.press("Escape")
    expect(field).to_have_count(0)
    board.keyboard.press("/")
    expect(field).to_be_focused()
    board.keyboard.type("b12 video 55")
    expect(board.get_by_test_id("hit-0")).to_contain_text(re.compile("B12.*Video 55"))
    board.keyboard.press("Enter")
    expect(board.get_by_test_id("rack-name")).to_have_text("Video 55")
    expect(board.get_by_test_id("open-B12")).to_be_focused()


def test_the_keyboard_alone_walks_the_fleet(fleet: Fleet, board: Page) -> None:
    fleet.order("change", rack=1, group="Stage L")
    expect(board.get_by_test_id("chip-group:Stage L")).to_contain_text("1")
    board.keyboard.press("3")
    expect(board.locator(".tile")).to_have_count(1)
    board.keyboard.press("1")
    expect(board.locator(".tile")).to_have_count(RACKS)
    board.locator(".tile").nth(1).focus()
    board.keyboard.press("ArrowRight")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    opened = board.locator(".tile, [data-testid=rack-name]")
    expect(board.get_by_test_id("rack-name")).to_be_visible()
    first = opened.first.text_content()
    board.keyboard.press("]")
    expect(board.get_by_test_id("rack-name")).not_to_have_text(first or "")
    board.keyboard.press("[")
    expect(board.get_by_test_id("rack-name")).to_have_text(first or "")
    board.keyboard.press("Escape")
    live(board)
    board.keyboard.press("g")
    board.keyboard.press("a")
    expect(board.get_by_test_id("alarms")).to_be_visible()
    board.keyboard.press("g")
    board.keyboard.press("f")
    live(board)
    fleet.order("change", rack=1, group=None)


def test_who_comes_and_goes_is_told_quietly(fleet: Fleet, board: Page) -> None:
    before = order_of(board)
    fleet.order("join")
    joined = board.get_by_test_id(f"notice-{rack_id(RACKS)}")
    expect(joined).to_contain_text("New rack")
    expect(board.get_by_test_id("notices")).to_have_attribute("aria-live", "polite")
    live(board, RACKS + 1)
    assert order_of(board) == [*before, rack_id(RACKS)]
    expect(tile(board, RACKS)).to_have_attribute("data-new", "yes")
    joined.get_by_role("button").click()
    expect(joined).to_have_count(0)
    fleet.order("silence", racks=[30, 31, 32, 33])
    notices = board.get_by_test_id("notices").locator("li")
    silent = notices.filter(has_text="NO ANSWER, TREAT AS LIVE")
    expect(silent).to_have_count(3)
    expect(notices).to_have_count(3)
    assert serious(board) == []
    fleet.order("calm")
    expect(notices.filter(has_text="Answers again")).to_have_count(3)
    fleet.order("leave", rack=RACKS)
    live(board, RACKS)
    assert order_of(board) == before


def test_a_phone_shows_what_is_abnormal_in_reach_of_a_thumb(
    fleet: Fleet, open_page: OpenPage
) -> None:
    fleet.order("trip", racks=[10])
    page = open_page(fleet.url, size=PHONE, has_touch=True)
    expect(page.get_by_test_id("rows").locator(".tile")).to_have_count(1)
    box = tile(page, 10).bounding_box()
    assert box["height"] >= 56
    assert small_targets(page, 48) == []
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    tile(page, 10).click()
    expect(page.get_by_test_id("rack-name")).to_have_text("LED wall 11")
    after = page.get_by_test_id("walk-after")
    reach = after.bounding_box()
    assert reach is not None
    assert reach["height"] >= 63
    after.click()
    expect(page.get_by_test_id("rack-name")).to_have_text("LED wall 19")
    page.get_by_test_id("find-open").click()
    page.get_by_test_id("find-input").fill("4754")
    page.get_by_test_id("hit-0").click()
    expect(page.get_by_test_id("rack-name")).to_have_text("Video 55")


def test_a_hundred_silent_racks_are_hatched_and_not_red(fleet: Fleet, board: Page) -> None:
    everybody = list(range(RACKS))
    fleet.order("silence", racks=everybody)
    hatched = board.locator('.tile[data-severity="silent"][data-stale="yes"]')
    expect(hatched).to_have_count(RACKS)
    assert board.locator('[data-severity="p1"]').count() == 0
    strokes = board.eval_on_selector_all(
        ".tile", "all => all.filter(el => getComputedStyle(el).backgroundImage !== 'none').length"
    )
    assert strokes == RACKS
    expect(board.locator(".tile").first).to_contain_text("TREAT AS LIVE")
    fleet.order("silence", racks=everybody, on=False)
    expect(board.locator('.tile[data-severity="calm"]')).to_have_count(RACKS)


def test_who_sees_no_rack_does_not_say_that_all_is_well(open_page: OpenPage) -> None:
    fleet = Fleet(0)
    try:
        page = open_page(f"{fleet.url}?kiosk", size=LAPTOP)
        expect(page.get_by_test_id("kiosk-state")).to_have_text("NO RACKS")
        expect(page.get_by_test_id("kiosk-what")).to_have_text("none is seen from here")
        expect(page.get_by_test_id("kiosk-live")).not_to_contain_text("W")
        expect(page.get_by_test_id("kiosk")).to_have_attribute("data-severity", "lost")
        page.goto(f"{fleet.url}#/racks")
        expect(page.get_by_test_id("glance")).to_contain_text("No racks seen")
        expect(page.get_by_test_id("glance")).not_to_contain_text("No alarm")
    finally:
        fleet.stop()
