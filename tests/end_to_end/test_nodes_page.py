"""The nodes page, and where a rack comes from: a real node, neighbours as it would tell them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Locator, Route, expect
from tests.end_to_end.axe import serious
from tests.end_to_end.neighbours import OWNER, VIEWER, crowded, told
from tests.end_to_end.rig import OpenPage, Rig
from tests.end_to_end.test_looks import shown

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One rig for all tests of this file."""
    rig = Rig(tmp_path_factory.mktemp("site"))
    try:
        rig.start()
        yield rig
    finally:
        rig.stop()


def modules(code: Locator, size: int) -> list[list[int]]:
    """Return what a camera sees of a QR code: 1 where a module of the picture is dark."""
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    step, quiet = picture.width / (size + 8), 4

    def dark(column: int, row: int) -> int:
        at = (int((column + quiet + 0.5) * step), int((row + quiet + 0.5) * step))
        return int(int(picture.getpixel(at)) < 128)  # type: ignore[arg-type]

    return [[dark(column, row) for column in range(size)] for row in range(size)]


def seen(code: Locator, text: str) -> bool:
    """Tell whether the picture on the page is the QR code of a text."""
    expect(code).to_be_visible()
    code.evaluate("image => image.decode()")
    matrix = [list(row) for row in segno.make(text, error="q", micro=False).matrix]
    return modules(code, len(matrix)) == matrix


def test_this_node_says_who_it_is_and_its_code_opens_it(site: Rig, open_page: OpenPage) -> None:
    page = open_page(f"{site.page_url}#/nodes")
    node = site.api("node")
    here = page.get_by_test_id("this-node")
    for text in (node["id"], node["version"], node["boot_id"], "any node on this network"):
        expect(here).to_contain_text(text)
    (address,) = node["addresses"]
    expect(here.get_by_role("link", name=f"127.0.0.1:{site.port}")).to_have_attribute(
        "href", address
    )
    assert seen(page.get_by_test_id("qr"), address)
    assert not seen(page.get_by_test_id("qr"), address.replace("127", "128"))
    page.get_by_test_id("label-each").check()
    label = page.get_by_test_id(f"label-{site.rack_id}")
    expect(label).to_contain_text("smartPDU000001")
    assert seen(page.get_by_test_id("qr"), f"{address}#/rack/{site.rack_id}")


def scanned(picture: bytes, folder: Path) -> list[str]:
    """Return the texts of all QR codes that a scanner finds in a picture."""
    zbarimg = shutil.which("zbarimg")
    if zbarimg is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no zbarimg: Debian's zbar-tools")
    (folder / "picture.png").write_bytes(picture)
    argv = [zbarimg, "--quiet", "--raw", str(folder / "picture.png")]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.splitlines()


def test_a_scanner_reads_the_codes_on_screen_and_on_paper(
    site: Rig, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{site.page_url}#/nodes")
    (address,) = site.api("node")["addresses"]
    code = page.get_by_test_id("qr")
    code.evaluate("image => image.decode()")
    assert scanned(page.screenshot(), tmp_path) == [address]
    page.get_by_test_id("label-each").check()
    expect(code).to_have_attribute("alt", re.compile(site.rack_id))
    page.emulate_media(media="print")
    code.evaluate("image => image.decode()")
    assert scanned(page.screenshot(), tmp_path) == [f"{address}#/rack/{site.rack_id}"]


def test_a_node_tells_its_names_beside_its_address_and_what_is_wrong_with_its_mesh(
    site: Rig, open_page: OpenPage
) -> None:
    page = open_page(f"{site.page_url}#/nodes")
    expect(page.get_by_test_id("mesh")).to_contain_text("switched off in its configuration")
    expect(page.get_by_test_id("this-node")).to_contain_text(re.compile(r"Runs for\s*\d+"))
    expect(page.get_by_test_id("names")).to_have_count(0)
    problem = "10.0.0.9:7432 is locked, this node has no key"
    mesh = {"open": True, "role": "peer", "port": 7433, "opened": 1, "dropped": 0}
    names = ["smartpdu000001.local", "foh.local"]
    more = {"names": names, "mesh": {**mesh, "problems": [problem]}}
    told(page, site, "node", lambda answer: answer.update(more))
    expect(page.get_by_test_id("mesh-trouble")).to_have_text(f"Mesh: {problem}.")
    expect(page.get_by_test_id("mesh")).to_contain_text("port 7433")
    url = f"http://smartpdu000001.local:{site.port}/"
    shown_names = page.get_by_test_id("names").get_by_role("link")
    expect(shown_names).to_have_text([url, f"http://foh.local:{site.port}/"])
    expect(shown_names.first).to_have_attribute("href", url)
    expect(page.locator(".label-address")).to_have_text(f"127.0.0.1:{site.port}")
    expect(page.locator(".label-name")).to_have_text(f"or {url}")


def test_another_address_is_chosen_for_the_label(site: Rig, open_page: OpenPage) -> None:
    page = open_page(site.page_url)
    more = "http://10.0.0.9:8080/"
    told(page, site, "node", lambda answer: answer["addresses"].append(more))
    page.route("**/qr.svg*", lambda route: route.fulfill(status=404))
    page.goto(f"{site.page_url}#/nodes")
    page.reload()
    page.get_by_role("radio", name="10.0.0.9:8080 on the label").check()
    label = page.locator(".label")
    expect(label).to_contain_text("10.0.0.9:8080")
    expect(label.locator("img")).to_have_attribute(
        "src", re.compile("address=http%3A%2F%2F10.0.0.9")
    )


def test_paper_gets_the_label_and_nothing_else(site: Rig, open_page: OpenPage) -> None:
    page = open_page(f"{site.page_url}#/nodes")
    label = page.locator(".label")
    expect(label).to_be_visible()
    page.emulate_media(media="print")
    for gone in ("glance", "print", "known"):
        expect(page.get_by_test_id(gone)).to_be_hidden()
    box = label.bounding_box()
    assert box is not None
    assert (round(box["x"]), round(box["y"])) == (0, 0)
    assert box["width"] == pytest.approx(92 / 25.4 * 96, abs=2)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf()) > 5000


def test_the_nodes_of_a_site(site: Rig, open_page: OpenPage) -> None:
    page = open_page(site.page_url)
    crowded(page, site)
    page.goto(f"{site.page_url}#/nodes")
    page.reload()
    notes = page.get_by_test_id("node-notes")
    expect(notes).to_contain_text("Versions differ: 2 × 0.1.0, 1 × 0.2.0.")
    expect(notes).to_contain_text("is read by 2 nodes")
    expect(page.get_by_test_id(f"node-{VIEWER}")).to_contain_text("other version")
    expect(
        page.get_by_test_id(f"node-{OWNER}").get_by_role("link", name="10.0.0.1")
    ).to_be_visible()
    silent = page.get_by_test_id("node-3ccc")
    expect(silent).to_contain_text("NO ANSWER, TREAT AS LIVE")
    expect(silent).to_contain_text("last heard 1\u00a0min ago")
    expect(page.get_by_test_id("node-4ddd")).to_contain_text("NO ANSWER")
    expect(page.get_by_test_id("node-4ddd")).not_to_contain_text("TREAT AS LIVE")


def test_a_known_rack_is_forgotten_only_after_it_was_said_what_goes(
    site: Rig, open_page: OpenPage
) -> None:
    page = open_page(site.page_url)
    crowded(page, site)
    page.goto(f"{site.page_url}#/nodes")
    page.reload()
    row = page.get_by_test_id("known-r9")
    expect(row).to_contain_text(
        re.compile(r"NO ANSWER, TREAT AS LIVE last seen 2026-05-1\d \d\d:\d\d")
    )
    expect(page.get_by_test_id(f"forget-{site.rack_id}")).to_have_count(0)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.method)
        error = {"code": "conflict", "message": "r9 answers again", "where": "rack"}
        route.fulfill(status=409, json={"error": error})

    page.route("**/racks/r9", refuse)
    page.get_by_test_id("forget-r9").click()
    dialog = page.get_by_test_id("dialog-forget")
    expect(dialog).to_contain_text("names, group, limits, tape colours and last values")
    page.get_by_test_id("cancel").click()
    expect(dialog).to_have_count(0)
    assert asked == []
    page.get_by_test_id("forget-r9").click()
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("form-error")).to_have_text("r9 answers again")
    page.unroute("**/racks/r9")
    page.route("**/racks/r9", lambda route: route.fulfill(json={"id": "r9"}))
    told(page, site, "racks", lambda _answer: None)
    page.get_by_test_id("save").click()
    expect(dialog).to_have_count(0)
    expect(row).to_have_count(0)


def test_a_rack_says_where_it_comes_from_and_takes_over_kept_names(
    site: Rig, open_page: OpenPage
) -> None:
    page = open_page(site.page_url)
    crowded(page, site)
    offer = {
        "former_node": VIEWER,
        "kept_by": OWNER,
        "last_seen": None,
        "name": "Dimmer SL",
        "group": None,
        "names": 12,
        "limits": 3,
        "colors": 0,
    }
    came = {"via": OWNER, "node": OWNER, "also_read_by": [VIEWER], "offer": offer}
    path = f"racks/{site.rack_id}"
    told(page, site, path, lambda answer: answer.update(came))
    page.goto(f"{site.page_url}#/rack/{site.rack_id}")
    page.reload()
    source = page.get_by_test_id("read-by")
    expect(source).to_have_text(re.compile(r"^via dimmer-sl, [\d.]+\ss, also read by foh$"))
    notice = page.get_by_test_id("offer")
    expect(notice).to_contain_text(
        "dimmer-sl kept the name “Dimmer SL”, 12 way names and 3 limits of it from its former node "
        "foh, last seen at an unknown time"
    )
    error = {"code": "owner_unreachable", "message": "", "where": None}
    page.route("**/adopt", lambda route: route.fulfill(status=503, json={"error": error}))
    page.get_by_test_id("adopt").click()
    expect(notice).to_contain_text("does not answer. Nothing was taken over.")
    page.unroute("**/adopt")
    page.route("**/adopt", lambda route: route.fulfill(json={}))
    page.unroute(f"**/api/v1/{path}")
    page.get_by_test_id("adopt").click()
    expect(notice).to_have_count(0)


def test_name_and_group_of_a_rack_wait_for_its_owner(site: Rig, open_page: OpenPage) -> None:
    page = open_page(f"{site.page_url}#/rack/{site.rack_id}")
    told(page, site, "racks", lambda answer: answer["racks"].append({**answer["racks"][0], **FOH}))
    page.reload()
    page.get_by_test_id("pen-rack").click()
    page.get_by_test_id("edit-name").fill("Dimmer SL")
    page.get_by_test_id("offer-FOH").click()
    expect(page.get_by_test_id("edit-group")).to_have_value("FOH")
    error = {"code": "owner_unreachable", "message": "", "where": None}
    path = f"**/racks/{site.rack_id}"
    page.route(path, lambda route: route.fulfill(status=503, json={"error": error}))
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("form-error")).to_have_text(
        "The node that reads this rack does not answer. Nothing was changed."
    )
    expect(page.get_by_test_id("edit-name")).to_have_value("Dimmer SL")
    assert site.rack()["name"] is None
    page.unroute(path)
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("rack-name")).to_have_text("Dimmer SL")
    assert (site.rack()["name"], site.rack()["group"]) == ("Dimmer SL", "FOH")
    site.api(f"racks/{site.rack_id}", {"name": None, "group": None}, method="PATCH")


FOH = {"id": "r2", "group": "FOH"}


def test_both_themes(site: Rig, open_page: OpenPage) -> None:
    for size, theme in (((360, 740), "daylight"), ((1280, 900), "dark")):
        page = open_page(site.page_url, size=size)
        crowded(page, site)
        page.goto(f"{site.page_url}#/nodes")
        page.reload()
        expect(page.get_by_test_id("node-notes")).to_be_visible()
        shown(page, theme)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.get_by_test_id("forget-r9").click()
        assert serious(page) == []
