"""A rack on the screen of a node that does not read it: two real nodes, a browser at the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.rig import HOST_NAME, OpenPage, until
from tests.end_to_end.stage import FOUND_S, Node, Stage, Twin, seen

pytestmark = pytest.mark.browser

SOON_MS = 1000 * FOUND_S


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage of its own."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


def warned(owner: Node, twin: Twin) -> str:
    """Put a way outside its limits; return the id of its alarm."""
    owner.api(f"racks/{twin.rack}/ways/A1", {"min_a": 1}, method="PATCH")
    until(lambda: owner.alarms(twin.rack), within_s=FOUND_S, what="the way warns")
    return str(owner.alarms(twin.rack)[0]["id"])


def save(page: Page, name: str) -> None:
    """Rename the open rack, as a person does."""
    page.get_by_test_id("pen-rack").click()
    page.get_by_test_id("edit-name").fill(name)
    page.get_by_test_id("save").click()


def test_named_acknowledged_lost_and_forgotten_from_another_node(
    stage: Stage, open_page: OpenPage
) -> None:
    twin = stage.twin("smartpdu-36", "AE0000000007")
    owner, viewer = stage.node("dimmer", twin), stage.node("foh")
    seen(owner, viewer, racks=(twin.rack,))
    alarm = warned(owner, twin)
    base = f"http://{HOST_NAME}:{viewer.port}/"
    rack = open_page(f"{base}#/rack/{twin.rack}")
    expect(rack.get_by_test_id("read-by")).to_have_text(
        re.compile(r"^via dimmer, [\d.]+\ss$"), timeout=SOON_MS
    )
    save(rack, "Dimmer SL")
    expect(rack.get_by_test_id("rack-name")).to_have_text("Dimmer SL", timeout=SOON_MS)
    assert owner.rack(twin.rack)["name"] == "Dimmer SL"

    page = open_page(f"{base}#/alarms")
    row = page.get_by_test_id(f"alarm-{alarm}")
    expect(row).to_contain_text("via dimmer", timeout=SOON_MS)
    page.get_by_test_id(f"ack-{alarm}").click()
    page.get_by_test_id("edit-by").fill("Jo")
    page.get_by_test_id("save").click()
    expect(row).to_contain_text("Acknowledged by Jo", timeout=SOON_MS)
    assert owner.alarms(twin.rack)[0]["ack"]["by"] == "Jo"

    owner.program.kill()
    silent = page.locator(".alarm[data-severity=silent]")
    expect(silent).to_contain_text("NO ANSWER, TREAT AS LIVE", timeout=SOON_MS)
    expect(rack.get_by_test_id("no-answer")).to_be_visible()
    save(rack, "Another name")
    expect(rack.get_by_test_id("form-error")).to_contain_text(
        "does not answer. Nothing was changed.", timeout=SOON_MS
    )
    expect(rack.get_by_test_id("edit-name")).to_have_value("Another name")
    page.goto(f"{base}#/nodes")
    expect(page.get_by_test_id("other-nodes")).to_contain_text("NO ANSWER, TREAT AS LIVE")
    page.get_by_test_id(f"forget-{twin.rack}").click()
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("dialog-forget")).to_have_count(0, timeout=SOON_MS)
    expect(page.get_by_test_id(f"known-{twin.rack}")).to_have_count(0, timeout=SOON_MS)
    assert twin.rack not in viewer.racks()
