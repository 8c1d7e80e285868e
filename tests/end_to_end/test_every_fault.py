"""Every fault of the catalogue on a real twin, and what a real node shows of it, from A to Z."""

from __future__ import annotations

import math
import queue
import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.faults import electrical, inside, wire
from tests.end_to_end.faults.document import table
from tests.end_to_end.faults.picture import MAIN_OFF
from tests.end_to_end.faults.site import MODEL, Site, Stand
from tests.end_to_end.faults.story import CASES, HEALED_S, Case, play, shown
from tests.end_to_end.rig import OpenPage, until

from stagewatt.catalogue.load import model
from stagewatt.twin.faults import FAULTS, Device, FaultKind, Group, Of

pytestmark = pytest.mark.alone

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
TOLD = (electrical, inside, wire)
"""Importing them has entered their cases."""
ALONE = "source"
"""The batch whose faults concern the whole site, so one comes after the other."""
SLOW = frozenset({"answers_mixed"})
"""Played first: what a device refused once is asked for again after 10 s."""


def batch(kind: FaultKind) -> str:
    """Return with which others a fault is played: those of its group, or of the whole site."""
    return ALONE if kind.name.startswith("source_") else str(kind.group)


BATCHES: dict[str, list[FaultKind]] = defaultdict(list)
for _kind in FAULTS.values():
    BATCHES[batch(_kind)].append(_kind)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Four racks of one twin, and the node that reads them."""
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def healthy(site: Site) -> Iterator[tuple[Stand, ...]]:
    """The racks, all healthy; whatever is done to them is undone."""
    for stand in site.stands:
        shown(stand, {}, HEALED_S)
    yield site.stands
    for stand in site.stands:
        stand.reset()


def played(site: Site, cases: list[Case], *, alone: bool) -> list[tuple[Case, Future[None]]]:
    """Play cases, each on a rack that is free; `alone`: one by one, on the whole site."""
    free: queue.Queue[Stand] = queue.Queue()
    for stand in site.stands[: 1 if alone else None]:
        free.put(stand)

    def at_a_free_rack(one: Case) -> None:
        stand = free.get()
        try:
            play(one, stand, site.stands[1:] if alone else ())
        finally:
            free.put(stand)

    with ThreadPoolExecutor(len(site.stands)) as pool:
        return [(one, pool.submit(at_a_free_rack, one)) for one in cases]


@pytest.mark.parametrize("name", BATCHES)
def test_what_a_node_shows(name: str, site: Site, subtests: pytest.Subtests) -> None:
    for kind in BATCHES[name]:
        with subtests.test(msg=f"{kind.name} has an expectation"):
            assert kind.name in CASES, f"say in tests/end_to_end/faults what {kind.name} shows"
    cases = [one for kind in BATCHES[name] for one in CASES.get(kind.name, ())]
    cases.sort(key=lambda one: one.fault not in SLOW)
    for one, done in played(site, cases, alone=name == ALONE):
        with subtests.test(msg=one.title):
            done.result()


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_rack_in_the_heat_raises_an_alarm_after_a_minute(healthy: tuple[Stand, ...]) -> None:
    healthy[0].fault("ambient", temperature_c=70.0)
    alarm = ("temperature", "board-1", "active", "")
    hot = ("good", pytest.approx(43.0, abs=2.5))
    shown(healthy[0], {"temperature": hot, "alarms": {alarm}}, within_s=900)


def test_nothing_is_told_of_a_fault_that_there_is_not() -> None:
    assert set(CASES) == set(FAULTS)


@pytest.mark.parametrize(
    "kind", [kind for kind in FAULTS.values() if kind.place in {Of.DEVICE, Of.FUSE}], ids=str
)
def test_each_fuse_and_each_device_is_told_of(kind: FaultKind) -> None:
    assert kind.place is not None
    places = {one.parameters[kind.place.field] for one in CASES[kind.name]}
    assert places == set(kind.place.possible(model(MODEL)))
    assert places in (set(Device), {fuse.id for fuse in model(MODEL).fuses})


def test_a_node_that_starts_after_the_fault_has_no_old_values(
    site: Site, healthy: tuple[Stand, ...]
) -> None:
    faults = ("meter_dark", "board_silent", "bus_silent", "board_clock_drift")
    healthy[3].hand("main", action="off")
    shown(healthy[3], {**MAIN_OFF, "main": ("good", "off", "manual", "inferred")}, HEALED_S)
    healthy[3].hand("main", action="on")
    until(lambda: 2.0 < since_s(healthy[3]) < 20.0, what="its main moved a while ago")
    for stand, fault in zip(healthy, faults, strict=True):
        stand.fault(fault)
    healthy[3].fault("board_clock_drift", drift_pct=50.0)
    before_s = since_s(healthy[3])
    late, port = site.another_node("late")
    late.start()
    try:
        no_meter, no_board, nothing, drifting = site.as_seen_at(port)
        mains = until(lambda: lost_of(no_meter, "meter"), what="the meter is lost")["mains"]
        assert (mains["quality"], mains["age_s"]) == ("missing", None)
        assert set(mains["v_ln_v"].values()) == set(mains["i_a"].values()) == {None}
        rack = until(lambda: lost_of(no_board, "board-1"), what="the board is lost")
        assert rack["contacts"]["quality"] == rack["main_breaker"]["quality"] == "missing"
        assert {(way["quality"], way["i_a"]) for way in rack["ways"]} == {
            ("missing", None),
            ("unmeasured", None),
        }
        assert until(lambda: lost_of(nothing, "rack"), what="no answer")["online"] is False
        until(
            lambda: since_s(drifting) - since_s(healthy[3]) > 0.4 * before_s,
            what="the board's clock says that it is longer ago",
        )
    finally:
        late.stop()


def since_s(stand: Stand) -> float:
    """Return how long ago the main moved, as a node has it; NaN while it has nothing good."""
    ago_s = stand.rack()["main_breaker"]["since_s"]
    return math.nan if ago_s is None else float(ago_s)


def lost_of(stand: Stand, place: str) -> Any:
    """Return the rack once it has an alarm of that place."""
    rack = stand.rack()
    return rack if place in {alarm["place"] for alarm in rack["alarms"]} else None


@pytest.fixture
def pages(site: Site, healthy: tuple[Stand, ...], open_page: OpenPage) -> list[tuple[Stand, Page]]:
    """A browser window on each of the healthy racks."""
    found = [(stand, open_page(site.page_url(stand))) for stand in healthy]
    for _, page in found:
        expect(page.get_by_test_id("main-state")).to_contain_text("ON")
    return found


@pytest.mark.browser
def test_four_faults_on_the_screen(pages: list[tuple[Stand, Page]]) -> None:
    (deaf, no_answer), (blind, dash), (swapped, volts), (open_n, trip) = pages
    deaf.fault("bus_silent")
    blind.fault("sensor_dead", way="A1")
    swapped.fault("phase_n_swapped", phase="L2")
    open_n.fault("neutral_open")
    state = trip.get_by_test_id("main-state")
    expect(state).to_contain_text("TRIPPED")
    expect(state).to_contain_text(re.compile("neutral.*sensed", re.IGNORECASE))
    expect(trip.get_by_test_id("neutral-relay")).to_have_text("TRIPPED")
    expect(trip.get_by_test_id("l1-u")).to_have_text(re.compile(r"^2[23]\d"))
    for row, text in (("l1-u", r"^39[5-9]|^40"), ("l2-u", r"^2[23]\d"), ("l3-u", r"^39[5-9]|^40")):
        expect(volts.get_by_test_id(row)).to_have_text(re.compile(text))
    expect(volts.get_by_test_id("main-state")).to_contain_text("TRIPPED")
    expect(dash.get_by_test_id("way-A1")).to_have_attribute("data-quality", "missing")
    expect(dash.get_by_test_id("amps-A1")).to_have_text("—")
    expect(dash.get_by_test_id("amps-A2")).to_have_text(re.compile(r"^4\.9|^5\."))
    expect(dash.get_by_test_id("no-answer")).to_be_hidden()
    expect(no_answer.get_by_test_id("no-answer")).to_contain_text("NO ANSWER, TREAT AS LIVE")
    expect(no_answer.get_by_test_id("main-state")).not_to_contain_text("ON")
    expect(no_answer.get_by_test_id("way-A1")).to_have_attribute("data-quality", "stale")


def test_the_document_is_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for group in Group:
        assert table(group) in text, (
            f"docs/faults.md: the table of {group} should be\n{table(group)}"
        )
    assert text.count("\n| `") == len(FAULTS)
