"""A hundred racks change at once: the page writes them by slices, and all of them in the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.end_to_end.fleet_rig import RACKS, Fleet
from tests.end_to_end.rig import PATIENCE_S, until

pytestmark = pytest.mark.browser

WRITTEN = """async ([query, ms]) => {
  const frames = [];
  const rows = new Set();
  let inFrame = new Set();
  let drawn = 0;
  const observer = new MutationObserver((records) => {
    for (const {target, addedNodes} of records) {
      for (const el of addedNodes) drawn += el.querySelector?.(query) ? 1 : 0;
      const row = (target.nodeType === 1 ? target : target.parentElement)?.closest(query);
      if (row) inFrame.add(row.dataset.testid) && rows.add(row.dataset.testid);
    }
  });
  const all = {subtree: true, childList: true, characterData: true, attributes: true};
  observer.observe(document.querySelector('main'), all);
  const end = performance.now() + ms;
  while (performance.now() < end) {
    await new Promise((done) => requestAnimationFrame(done));
    if (inFrame.size) frames.push(inFrame.size);
    inFrame = new Set();
  }
  observer.disconnect();
  return {frames, rows: rows.size, drawn};
}"""
"""How many rows were written in each picture, where any was."""

WRONG = """async () => {
  const {racks} = await (await fetch('/api/v1/racks')).json();
  const told = new Map(racks.map((rack) => [rack.id, rack.i_a]));
  const seen = [...document.querySelectorAll('.fl-row')].filter((el) => {
    const box = el.getBoundingClientRect();
    return box.top > 260 && box.bottom < innerHeight - 40;
  });
  const right = (el) => ['l1', 'l2', 'l3', 'n'].every((c) => {
    const a = told.get(el.dataset.testid.slice(4))[c];
    const shown = el.querySelector(`[data-c=${c}]`).textContent;
    return Math.abs(Number(shown) - a) <= (shown.includes('.') ? 0.06 : 0.51) + 0.1;
  });
  return seen.length < 10 ? ['too few'] : seen.filter((el) => !right(el)).map((el) => el.innerText);
}"""
"""Rows in sight whose currents are not those that the node tells; less than 0.1 A may wait."""


@pytest.mark.parametrize(
    ("view", "query", "most"), [("board", ".tile", 10), ("list", ".fl-row", 7)]
)
def test_what_changes_at_once_is_written_by_slices(
    board: Page, view: str, query: str, most: int
) -> None:
    board.get_by_test_id(f"view-{view}").click()
    expect(board.locator(f"{query}[data-severity]").first).to_be_visible()
    board.wait_for_timeout(500)  # the start of a view is over: it draws everything at once
    seen = board.evaluate(WRITTEN, [query, 2500])
    assert (seen["drawn"], max(seen["frames"]) <= most) == (0, True), seen["frames"]
    assert len(seen["frames"]) >= 4
    assert seen["rows"] > 3 * most  # many racks change in every tick, and all come to their turn


def test_every_row_in_sight_is_right_after_all_changed(fleet: Fleet, board: Page) -> None:
    board.get_by_test_id("view-list").click()
    fleet.order("silence", racks=list(range(RACKS)))
    silent = board.locator('.fl-row[data-severity="silent"]')
    until(lambda: silent.count() > 15, within_s=PATIENCE_S)
    until(lambda: board.evaluate(WRONG) == [], within_s=PATIENCE_S)
