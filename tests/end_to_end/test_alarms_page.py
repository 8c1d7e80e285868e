"""The alarms page over real processes: who knows of what, by keyboard and by thumb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.end_to_end.axe import serious
from tests.end_to_end.rig import OpenPage, Rig, until
from tests.end_to_end.test_looks import shown

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"size": (360, 740), "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One rig for all tests of this file."""
    rig = Rig(tmp_path_factory.mktemp("site"))
    try:
        rig.start()
        yield rig
    finally:
        rig.stop()


@pytest.fixture
def warned(site: Rig) -> Rig:
    """Two ways outside their limits, as alarms that nobody has acknowledged yet."""
    site.load("A1", 2300.0)
    for settle, limits in ((0, (None, None)), (2, (8, 1))):
        for way, limit, a in (("A1", "max_a", limits[0]), ("A2", "min_a", limits[1])):
            site.api(f"racks/{site.rack_id}/ways/{way}", {limit: a}, method="PATCH")
        until(lambda: len(alarms(site)) == settle, what=f"{settle} ways warn")  # noqa: B023 - at once
    return site


def alarms(rig: Rig) -> dict[str, Any]:
    """Return what is raised, by place."""
    return {one["place"]: one for one in rig.api("alarms")["alarms"]}


def test_the_keyboard_alone_acknowledges_and_it_outlives_page_and_node(
    warned: Rig, open_page: OpenPage
) -> None:
    page = open_page(f"{warned.page_url}#/alarms")
    first, second = alarms(warned)["A1"]["id"], alarms(warned)["A2"]["id"]
    compared = re.compile(r"(9\.[5-9]|10\.\d) against 8\.0 A")
    expect(page.get_by_test_id(f"alarm-{first}")).to_contain_text(compared)
    expect(page.get_by_test_id("alarm-count")).to_have_text("2 not acknowledged")
    page.get_by_test_id(f"alarm-{first}").get_by_role("link").focus()
    page.keyboard.press("a")
    expect(page.get_by_test_id("edit-by")).to_be_focused()
    page.keyboard.type("Jo")
    page.keyboard.press("Tab")
    page.keyboard.type("at the rack")
    page.keyboard.press("Enter")
    row = page.get_by_test_id(f"alarm-{first}")
    expect(row).to_have_attribute("data-acked", "yes")
    expect(row).to_contain_text(re.compile("Acknowledged by Jo.*at the rack"))
    expect(page.get_by_test_id(f"alarm-{second}").get_by_role("link")).to_be_focused()
    glance = page.get_by_test_id("glance")
    expect(glance).to_have_attribute("data-severity", "p2")
    expect(glance).to_contain_text("A2")
    expect(glance).to_contain_text("1 warning  1 acknowledged")

    page.keyboard.press("Shift+A")
    expect(page.get_by_test_id("edit-by")).to_have_value("Jo")
    expect(page.get_by_test_id("edit-comment")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("dialog-ack")).to_have_count(0)
    expect(page.get_by_test_id("alarm-count")).to_have_text("2 acknowledged")
    expect(glance).to_have_attribute("data-severity", "calm")
    expect(glance).to_contain_text("Acknowledged")
    expect(page.get_by_test_id("events")).to_contain_text("acknowledged by Jo")

    warned.node.stop()
    warned.node.start()
    page.reload()
    expect(page.get_by_test_id("alarm-count")).to_have_text("2 acknowledged", timeout=15_000)
    expect(row).to_contain_text(re.compile("Acknowledged by Jo.*at the rack"))
    expect(glance).to_have_attribute("data-quiet", "p2")


def refuse(route: Route) -> None:
    """Answer as a node does whose neighbour, the owner of the rack, is silent."""
    message = "no answer from the node d9acfe64"
    error = {"code": "owner_unreachable", "message": message, "where": None}
    route.fulfill(status=503, json={"error": error})


def test_by_touch_a_refused_acknowledgement_keeps_the_words(
    warned: Rig, open_page: OpenPage
) -> None:
    page = open_page(f"{warned.page_url}#/alarms", **PHONE)
    alarm = alarms(warned)["A1"]["id"]
    button = page.get_by_test_id(f"ack-{alarm}")
    button.tap()
    sheet = page.get_by_test_id("dialog-ack")
    page.get_by_test_id("save").tap()
    expect(page.get_by_test_id("edit-by-error")).to_contain_text("Enter your name")
    page.get_by_test_id("edit-by").fill("Jo")
    page.get_by_test_id("edit-comment").fill("on my way")
    for target in (button, page.get_by_test_id("save"), page.get_by_test_id("edit-by")):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 48
    page.route("**/ack", refuse)
    page.get_by_test_id("save").tap()
    expect(page.get_by_test_id("form-error")).to_have_text(
        "The node that reads this rack does not answer. Nothing was noted."
    )
    expect(page.get_by_test_id("edit-comment")).to_have_value("on my way")
    assert alarms(warned)["A1"]["ack"] is None
    page.unroute("**/ack")
    page.get_by_test_id("save").tap()
    expect(sheet).to_have_count(0)
    expect(page.get_by_test_id(f"alarm-{alarm}")).to_contain_text("on my way")
    assert alarms(warned)["A1"]["ack"]["by"] == "Jo"


def test_while_the_owner_has_not_answered_the_form_says_saving_and_stays(
    warned: Rig, open_page: OpenPage
) -> None:
    page = open_page(f"{warned.page_url}#/alarms")
    alarm = alarms(warned)["A1"]["id"]
    held: list[Route] = []
    page.route("**/ack", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.get_by_test_id(f"ack-{alarm}").click()
    page.get_by_test_id("edit-by").fill("Jo")
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("save")).to_have_text("saving")
    expect(page.get_by_test_id("edit-by")).not_to_be_editable()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("dialog-ack")).to_be_visible()
    expect(page.get_by_test_id(f"alarm-{alarm}")).to_have_attribute("data-acked", "no")
    held[0].continue_()
    expect(page.get_by_test_id("dialog-ack")).to_have_count(0)
    expect(page.get_by_test_id(f"alarm-{alarm}")).to_have_attribute("data-acked", "yes")


def seconds(page: Page, selector: str) -> int:
    """Return the whole seconds that stand in a text."""
    found = re.search(r"(\d+)\s*s\b", page.locator(selector).inner_text())
    return int(found[1]) if found else -1


def counts(page: Page, selector: str, to: int) -> bool:
    """Tell whether an age has come so far."""
    return seconds(page, selector) >= to


def test_a_silent_rack_is_to_be_treated_as_live_and_its_ages_outlive_the_link(
    site: Rig, open_page: OpenPage
) -> None:
    rig = site
    page = open_page(f"{rig.page_url}#/alarms")
    rack = open_page(f"{rig.page_url}#/rack/{rig.rack_id}")
    expect(rack.get_by_test_id("read-by")).to_have_text(re.compile(r"^read by rig, 0\.\d\ss$"))
    rig.twin.kill()
    row = page.locator(".alarm[data-severity=silent]")
    expect(row).to_contain_text(re.compile(r"NO ANSWER, TREAT AS LIVE last values \d+\ss old"))
    expect(rack.get_by_test_id("no-answer")).to_contain_text("last heard")
    rig.node.freeze()
    expect(page.get_by_test_id("no-link")).to_be_visible()
    for screen, age in ((page, "[data-last]"), (rack, "[data-testid=no-answer]")):
        before = seconds(screen, age)
        assert before >= 0
        until(partial(counts, screen, age, before + 2), what=f"{age} counts")
    rig.node.thaw()
    rig.twin.start()
    expect(row).to_have_count(0, timeout=15_000)


def test_both_themes(warned: Rig, open_page: OpenPage) -> None:
    ids = {place: alarm["id"] for place, alarm in alarms(warned).items()}
    warned.api(f"alarms/{ids['A2']}/ack", {"by": "Jo", "comment": "seen"}, method="POST")
    for size, theme in (((360, 740), "daylight"), ((1280, 900), "dark")):
        page = open_page(f"{warned.page_url}#/alarms", size=size)
        expect(page.get_by_test_id(f"alarm-{ids['A2']}")).to_have_attribute("data-acked", "yes")
        shown(page, theme)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.get_by_test_id(f"ack-{ids['A1']}").click()
        expect(page.get_by_test_id("dialog-ack")).to_be_visible()
        assert serious(page) == []


def test_what_is_typed_before_the_search_is_there_is_not_lost(
    site: Rig, open_page: OpenPage
) -> None:
    site.api(f"racks/{site.rack_id}/ways/A2", {"min_a": 1}, method="PATCH")
    until(lambda: "A2" in alarms(site), what="a way warns")
    page = open_page(f"{site.page_url}#/alarms")
    row = page.get_by_test_id(f"alarm-{alarms(site)['A2']['id']}")
    row.get_by_role("link").focus()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/fleet/find.js", hold)
    page.keyboard.press("/")
    page.keyboard.type("aa3")
    page.keyboard.press("Backspace")
    until(lambda: [page.evaluate("0"), *held][1:], what="the search is asked for")
    page.keyboard.press("Backspace")
    page.keyboard.type("3")
    held[0].continue_()
    field = page.get_by_test_id("find-input")
    expect(field).to_have_value("a3")
    expect(field).to_be_focused()
    expect(page.get_by_test_id("dialog-ack")).to_have_count(0)
    expect(page.get_by_test_id("hit-0")).to_contain_text("A3")
    page.keyboard.type("xy")
    page.get_by_test_id("find").get_by_role("button", name="Close").focus()
    page.keyboard.press("Backspace")
    expect(field).to_have_value("a3x")
    expect(field).to_be_focused()
    field.evaluate("field => field.blur()")
    page.keyboard.press("Backspace")
    expect(field).to_have_value("a3")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("open-A3")).to_be_focused()
