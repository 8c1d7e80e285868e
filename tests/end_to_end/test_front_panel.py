"""The touchable front of a twin, and its picture on a node: real processes, a real browser."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.front_rig import Twin, opened, part, running, says, serious, tab_to, turn
from tests.end_to_end.rig import OpenPage, Rig, until

pytestmark = pytest.mark.browser


def test_the_page_says_whose_hands_these_are(front: Page) -> None:
    assert front.evaluate("isSecureContext") is False
    expect(part(front, "badge")).to_have_text("TWIN, your hands")
    expect(part(front, "link")).to_have_text("live")


def test_e_stop_needs_press_twist_and_main(twin: Twin, front: Page) -> None:
    part(front, "e_stop").click()
    says(front, "e_stop", "pressed")
    expect(part(front, "toast")).to_contain_text("Main tripped: emergency stop")
    turn(front, "rear")
    says(front, "main", "trip, emergency stop")
    part(front, "main").click()
    says(front, "main", "down: off")
    with front.expect_response("**/panel/main") as answer:
        part(front, "main").click()
    assert answer.value.json()["main"]["lever"] != "on", "it holds while the stop is latched"
    says(front, "main", "down: off")
    turn(front, "front")
    part(front, "e_stop").focus()
    front.keyboard.press("ArrowRight")
    says(front, "e_stop", "pressed")
    front.keyboard.press("Enter")
    expect(part(front, "e_stop")).to_have_attribute("data-held", "yes")
    front.keyboard.press("ArrowRight")
    says(front, "e_stop", "released")
    turn(front, "rear")
    part(front, "main").press("ArrowDown")
    says(front, "main", "down: off")
    part(front, "main").press("ArrowUp")
    says(front, "main", "up: on")
    assert twin.panel["main"]["lever"] == "on"


def test_e_stop_is_twisted_with_the_pointer(twin: Twin, front: Page) -> None:
    twin.post("panel/e_stop", action="press")
    says(front, "e_stop", "pressed")
    box = part(front, "e_stop").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    front.mouse.move(x, y - 40)
    front.mouse.down()
    front.mouse.move(x + 28, y - 28, steps=4)
    front.mouse.move(x + 40, y, steps=4)
    front.mouse.up()
    says(front, "e_stop", "released")
    assert twin.panel["e_stop"] == "released"


def test_a_way_is_switched_tested_and_measured(twin: Twin, front: Page) -> None:
    twin.post("loads", way="A2", p_w=2300.0)
    says(front, "monitor-A2", "green")
    part(front, "monitor-A2").click()
    says(front, "monitor-A2", "blue")
    says(front, "load_meter-A", r"A2, (9|10)\.\d A")
    part(front, "breaker-A2").click()
    says(front, "breaker-A2", "down: off")
    says(front, "load_meter-A", r"A2, 0\.0 A")
    part(front, "breaker-A2").press("ArrowUp")
    says(front, "breaker-A2", "up: on")
    part(front, "test-A2").click()
    says(front, "breaker-A2", "residual trip")
    expect(part(front, "log")).to_contain_text("A2 tripped: residual current")
    assert twin.way("A2")["lever"] == "tripped"
    part(front, "monitor-A2").click()
    says(front, "load_meter-A", "dark")


def pages(page: Page, twin: Twin, button: str, home: str) -> list[str]:
    """Press a meter button until its first page is back; return the pages, each seen on the LCD."""
    seen: list[str] = []
    for _ in range(12):
        with page.expect_response("**/panel/meter_button"):
            part(page, f"meter-button-{button}").click()
        display = twin.panel["meter"]["display"]
        seen.append(display["page"])
        row = next(iter((*display["rows"], display["bottom"])))
        told = " ".join(each for each in (row["label"], row["value"], row["unit"]) if each)
        says(page, "meter", re.escape(told.rstrip("0123456789. ")))
        if seen[-1] == home:
            return seen
    pytest.fail(f"{button} never comes home: {seen}")


@pytest.mark.parametrize(
    ("model", "buttons"),
    [
        ("smartpdu-48", {"I": 5, "V/Hz": 4, "P": 5, "E": 3}),
        ("c12b-11", {"I": 6, "V F": 4, "P PF": 5, "E": 3, "°C": 3}),
    ],
)
def test_the_meter_pages_through_every_button(
    request: pytest.FixtureRequest, open_page: OpenPage, model: str, buttons: dict[str, int]
) -> None:
    with contextlib.ExitStack() as stack:
        own = model != "smartpdu-48"
        twin = stack.enter_context(running(model)) if own else request.getfixturevalue("twin")
        home = twin.panel["meter"]["display"]["page"]
        page = opened(open_page, twin)
        for button, count in buttons.items():
            seen = pages(page, twin, button, home)
            assert len(seen) == len(set(seen)) == count, (button, seen)


def test_both_centre_buttons_together_change_the_brightness(twin: Twin, front: Page) -> None:
    def brightness() -> float:
        return float(twin.panel["meter"]["display"]["brightness"])

    before = brightness()
    part(front, "more").click()
    part(front, "both-tap").click()
    until(lambda: brightness() != before)


def test_the_key_and_the_relay_of_a_c24(open_page: OpenPage) -> None:
    with running("c24-soca") as twin:
        page = opened(open_page, twin)
        turn(page, "rear")
        says(page, "dial-relay_a", "0.03 A")
        part(page, "dial-relay_a").press("ArrowUp")
        until(lambda: twin.panel["residual_relay"]["threshold_a"] > 0.03)
        part(page, "test-X1").click()
        says(page, "rcd-X1", "tripped")
        part(page, "rcd-X1").click()
        says(page, "rcd-X1", "set")
        part(page, "key_switch").click()
        says(page, "key_switch", "off, not protected")
        part(page, "inlet-drain-all").click()
        says(page, "inlet-drain-all", "not connected")
        turn(page, "front")
        says(page, "meter", "dark")


def test_without_its_fuse_the_meter_is_dark_and_so_is_the_line_lamp(
    twin: Twin, front: Page
) -> None:
    turn(front, "rear")
    says(front, "lamp-line_l1", "green")
    part(front, "fuse-meter_l1").click()
    says(front, "fuse-meter_l1", "out or blown")
    says(front, "lamp-line_l1", "off")
    says(front, "lamp-line_l2", "green")
    turn(front, "front")
    says(front, "meter", "dark")
    twin.post("panel/fuse", fuse="meter_l1", blown=False)
    says(front, "meter", "kWh")


def test_a_dial_lies_behind_its_cover(twin: Twin, front: Page) -> None:
    turn(front, "rear")
    says(front, "dial-ir", "1 .*behind the cover")
    part(front, "dial-ir").click()
    expect(part(front, "step-0.8")).to_be_disabled()
    front.keyboard.press("Escape")
    part(front, "dial-ir").press("ArrowDown")
    expect(part(front, "toast")).to_contain_text("cover")
    part(front, "cover").click()
    says(front, "cover", "open")
    part(front, "dial-ir").click()
    part(front, "step-0.8").click()
    says(front, "dial-ir", "0.8")
    part(front, "dial-ir").press("ArrowUp")
    says(front, "dial-ir", "0.9")
    part(front, "dial-ir").press("ArrowUp")
    until(lambda: next(d for d in twin.panel["dials"] if d["dial"] == "ir")["value"] == 0.95)
    twin.post("panel/dial", dial="ir", value=1.0)
    twin.post("panel/cover", open=False)


def test_a_load_is_plugged_at_the_rear_by_keyboard_only(twin: Twin, front: Page) -> None:
    front.keyboard.press("Tab")
    tab_to(front, "rear")
    front.keyboard.press("Enter")
    tab_to(front, "zone-module-B")
    front.keyboard.press("Enter")
    tab_to(front, "outlet-B1-6-socapex-19")
    front.keyboard.press("Enter")
    expect(part(front, "sheet")).to_be_visible()
    tab_to(front, "what-B3")
    front.keyboard.press("ArrowDown")
    tab_to(front, "plug-B3")
    front.keyboard.press("Enter")
    expect(part(front, "load-B3")).to_be_visible()
    assert twin.way("B3")["load"] is not None
    front.keyboard.press("Escape")
    expect(part(front, "sheet")).to_have_count(0)
    says(front, "outlet-B1-6-socapex-19", "1 plugged")


def test_powerlocks_in_the_wrong_order_bring_a_remark(twin: Twin, front: Page) -> None:
    turn(front, "rear")
    part(front, "powerlock-source-l1").click()
    says(front, "powerlock-source-l1", ": connected|not connected")
    expect(part(front, "log").locator("li[data-kind=notice]").first).to_be_visible()
    assert twin.panel["notices"]


def test_a_module_is_taken_out_and_another_fitted(twin: Twin, front: Page) -> None:
    turn(front, "rear")
    part(front, "module-A").click()
    part(front, "remove").click()
    says(front, "module-A", "taken out")
    expect(part(front, "outlet-A1-6-socapex-19")).to_have_count(0)
    part(front, "module-A").click()
    part(front, "fit-socapex-19").click()
    expect(part(front, "outlet-A1-6-socapex-19")).to_be_visible()
    assert next(g for g in twin.panel["groups"] if g["id"] == "A")["fitted"] is True


def test_a_fault_happens_and_is_repaired_from_the_drawer(twin: Twin, front: Page) -> None:
    part(front, "faults").click()
    expect(front.locator("details.fp-group").first).to_be_visible()
    for group in front.locator("details.fp-group").all():
        group.locator("summary").click()
    part(front, "begin-neutral_open").click()
    until(lambda: [each["fault"] for each in twin.panel["faults"]] == ["neutral_open"])
    part(front, "end-neutral_open").click()
    until(lambda: twin.panel["faults"] == [])


def test_a_node_shows_the_picture_and_only_looks(rig: Rig, open_page: OpenPage) -> None:
    rig.load("A1", 2300.0)
    page = open_page(f"{rig.page_url}#/rack/{rig.rack_id}")
    expect(page.get_by_test_id("main-state")).to_contain_text("ON")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_test_id("open-front").click()
    expect(part(page, "badge")).to_have_text(re.compile(r"VIEW of .*\d\ss old, buttons off"))
    says(page, "monitor-A1", "green")
    says(page, "breaker-A1", "up: on")
    rig.load("A1", 14_000.0)
    says(page, "breaker-A1", "trip, overload", within_s=30)
    expect(part(page, "breaker-A1")).to_be_disabled()
    assert "switch nothing" in (part(page, "breaker-A1").get_attribute("title") or "")
    says(page, "meter", r"L1 .* A")
    part(page, "page-V").click()
    says(page, "meter", r"L1 2\d\d\.\d V")
    part(page, "e_stop").click(force=True)
    turn(page, "rear")
    says(page, "fuse-meter_l1", "unknown")
    says(page, "powerlock-drain-n", "unknown")
    says(page, "main", "up: on")
    enabled = page.locator("button.fp-hand:not(:disabled)")
    assert enabled.count() == 0
    assert page.locator("button.fp-hand").count() > 20
    assert serious(page) == []
    says(page, "outlet-A1-6-socapex-19", "unknown")
    assert set(asked) == {"GET"}
    rig.twin.freeze()
    expect(part(page, "stale")).to_contain_text("TREAT AS LIVE")
