"""The front at every size: fingers hit, readers are told, lamps flash slowly, silence shows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.front_rig import PHONE, Twin, opened, part, says, serious, turn
from tests.end_to_end.rig import OpenPage

pytestmark = pytest.mark.browser

FINGER_PX = 48
MOST_FLASHES_PER_S = 3
STEP_MS = 20


def test_on_a_phone_a_zone_comes_close_and_fingers_hit(twin: Twin, open_page: OpenPage) -> None:
    page = opened(open_page, twin, PHONE, has_touch=True)
    face = page.get_by_test_id("fp-face")
    expect(face).to_have_attribute("data-touch", "no")
    for side in ("front", "rear"):
        turn(page, side)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        names = [each.get_attribute("data-testid") or "" for each in page.locator(".fp-door").all()]
        assert len(names) > 5
        for name in names:
            part(page, "whole").click()
            page.get_by_test_id(name).tap()
            expect(face).to_have_attribute("data-touch", "yes")
            assert small(page) == []
    part(page, "front").click()
    page.get_by_test_id("fp-door-group-A").tap()
    part(page, "breaker-A1").tap()
    says(page, "breaker-A1", "down: off")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def small(page: Page) -> list[str]:
    """Return the parts that a finger would miss, and every other button that is too small."""
    found: list[str] = page.evaluate(
        f"""() => [...document.querySelectorAll('button.fp-hand, .fp-tool')]
             .map((el) => [el.dataset.testid, el.getBoundingClientRect()])
             .filter(([, box]) => box.width < {FINGER_PX} - 0.5 || box.height < {FINGER_PX} - 0.5)
             .map(([name, box]) => `${{name}} ${{box.width}}x${{box.height}}`)"""
    )
    return found


def test_dense_targets_on_a_laptop_are_large_enough(twin: Twin, front: Page) -> None:
    for side in ("front", "rear"):
        turn(front, side)
        least = front.evaluate(
            """() => Math.min(...[...document.querySelectorAll('button.fp-hand')]
                 .map((el) => el.getBoundingClientRect()).flatMap((b) => [b.width, b.height]))"""
        )
        assert least >= 24, (side, least, twin.url)


def test_nothing_serious_for_axe_in_both_themes(twin: Twin, open_page: OpenPage) -> None:
    twin.post("loads", way="A1", p_w=2300.0)
    page = opened(open_page, twin)
    for theme, side in (("dark", "front"), ("daylight", "rear")):
        page.get_by_test_id(f"theme-{theme}").click()
        turn(page, side)
        assert serious(page) == []
    part(page, "outlet-A1-6-socapex-19").click()
    expect(part(page, "what-A2")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    part(page, "faults").click()
    expect(part(page, "sheet")).to_contain_text("trainer")
    assert serious(page) == []


def test_lamps_flash_together_and_never_above_three_a_second(twin: Twin, front: Page) -> None:
    for way in range(1, 13):
        twin.post("loads", way=f"A{way}", p_w=5000.0 if way % 2 else 4050.0)
    front.clock.install()
    front.reload()
    says(front, "monitor-A1", "red, flashing rapidly")
    says(front, "monitor-A2", "red, flashing slowly")
    edges = lit_up(front, seconds=2.2)
    for which, least in (("fast", 3), ("slow", 1)):
        assert len(edges[which]) >= least, (which, edges)
    fast = edges["fast"]
    for first, next_but in zip(fast, fast[MOST_FLASHES_PER_S:], strict=False):
        assert next_but - first >= 1000, "more than three flashes in a second"
    assert all(later - sooner >= 300 for sooner, later in pairwise(fast))


LIT = """() => Object.fromEntries(['fast', 'slow'].map((which) => [which,
  [...document.querySelectorAll(`.fp-lit[data-flash=${which}]`)]
    .map((el) => getComputedStyle(el).display !== 'none')]))"""


def lit_up(page: Page, seconds: float) -> dict[str, list[int]]:
    """Return when the fast and the slow lamps came on, in ms, by a clock that the test moves on."""
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    edges: dict[str, list[int]] = {"fast": [], "slow": []}
    was: dict[str, bool] = {}
    for now_ms in range(0, round(seconds * 1000), STEP_MS):
        page.clock.run_for(STEP_MS)
        for which, lamps in page.evaluate(LIT).items():
            assert len(set(lamps)) == 1, f"{which} lamps differ"
            if lamps[0] and was.get(which) is False:
                edges[which].append(now_ms)
            was[which] = lamps[0]
    return edges


def test_who_wants_no_motion_sees_no_flashing(twin: Twin, open_page: OpenPage) -> None:
    twin.post("loads", way="A1", p_w=5000.0)
    page = opened(open_page, twin, reduced_motion="reduce")
    says(page, "monitor-A1", "red, flashing")
    lamp = page.locator(".fp-lit[data-flash=fast], .fp-lit[data-flash=slow]").first
    for _ in range(8):
        assert lamp.evaluate("el => getComputedStyle(el).display") != "none"
        page.wait_for_timeout(60)
    assert page.locator(".fp-still").first.evaluate("el => getComputedStyle(el).display") != "none"


def test_a_silent_twin_is_never_drawn_as_live(twin: Twin, front: Page) -> None:
    twin.program.freeze()
    try:
        expect(part(front, "stale")).to_contain_text("NO ANSWER")
        expect(part(front, "link")).to_have_text("no answer")
        expect(front.get_by_test_id("fp")).to_have_attribute("data-stale", "yes")
    finally:
        twin.program.thaw()
    expect(part(front, "stale")).to_have_count(0)
