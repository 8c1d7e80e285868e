"""How the screen of a hundred racks keeps up: a real node, a real Chromium slowed down four times.

Run: `python benchmarks/ui_fleet.py [--seconds 60] [--soak-s 240] [--throttle 4]`. Every value of
every rack changes on every tick: the worst there can be. The node runs in a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rig import CHROMIUM_QUIET, Measured, end, free_port, machine, percentile, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Page

FEEDER = Path(__file__).with_name("fleet_feeder.py")
RACKS = 100
SETTLE_S = 6.0
"""After a view is shown its start is over; what comes then is counted."""

WATCH = """() => {
  const seen = window.seen = {long: [], frames: []};
  const observer = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.long.push(one.duration);
  });
  observer.observe({type: 'longtask', buffered: false});
  let last = performance.now();
  const frame = (now) => {
    if (window.seen !== seen) return;
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.enough = () => {
    observer.disconnect();
    window.seen = null;
    return seen;
  };
}"""
"""What it writes down grows the heap: it ends when it is read, or the soak would measure it too."""

SEARCH = """async (base) => {
  const {search, shelf} = await import(`${base}/lib/search.js`);
  const racks = (await (await fetch('/api/v1/racks')).json()).racks;
  const shelves = [];
  for (const rack of racks) {
    const doc = await (await fetch(`/api/v1/racks/${rack.id}`)).json();
    shelves.push(shelf({...doc, title: doc.name ?? doc.printed_name}));
  }
  const taken = [];
  for (const text of ['dimmer 49 b12', 'spot', '475', 'soca a1 video', 'b']) {
    for (let k = 1; k <= text.length; k += 1) {
      const from = performance.now();
      search(shelves, text.slice(0, k));
      taken.push(performance.now() - from);
    }
  }
  return taken.sort((a, b) => a - b);
}"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--soak-s", type=float, default=240.0)
    parser.add_argument("--throttle", type=float, default=4.0)
    parser.add_argument("--idle", action="store_true", help="only an empty page: what remains")
    wants = parser.parse_args()
    figures: list[Measured] = []
    with served() as url, slowed(wants.throttle) as (page, tools):
        if wants.idle:
            page.goto("about:blank")
            figures += watched(page, "an empty page", wants.seconds)
        else:
            figures += starts(page, url)
            for view in ("board", "list", "wall"):
                page.get_by_test_id(f"view-{view}").click()
                time.sleep(SETTLE_S)
                figures += watched(page, view, wants.seconds)
                figures.append(nodes(tools, view))
            figures += searched(page)
            figures += soaked(page, tools, wants.soak_s)
    report(f"ui_fleet: {RACKS} racks of 72 ways, {wants.throttle:g} x slower", machine(), figures)
    return 0


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve a hundred racks; return the screen's address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(FEEDER), f"--port={port}", f"--racks={RACKS}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError(f"the feeder ended with {process.wait()}")
        yield f"http://127.0.0.1:{port}/"
    finally:
        end(process)


@contextlib.contextmanager
def slowed(throttle: float) -> Iterator[tuple[Page, CDPSession]]:
    """Open a browser whose processor is so many times slower."""
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_QUIET)
        )
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        tools.send("HeapProfiler.enable")
        tools.send("Performance.enable")
        yield page, tools
        browser.close()


def starts(page: Page, url: str) -> list[Measured]:
    """From the address to a hundred names with values: cold, then with everything kept."""
    taken = []
    for again in range(4):
        if again:
            page.goto("about:blank")
        page.goto(f"{url}#/racks", wait_until="commit")
        page.wait_for_function(
            f"""() => document.querySelectorAll('.tile[data-severity]').length >= {RACKS}
              || (document.querySelectorAll('.tile').length >= {RACKS}
                && [...document.querySelectorAll('.tile')].filter((el) =>
                  el.getBoundingClientRect().bottom < innerHeight && !el.dataset.severity)
                  .length === 0)""",
            polling="raf",
            timeout=60_000,
        )
        taken.append(float(page.evaluate("performance.now()")))
    return [
        Measured("first values of all on the screen, cold", taken[0], "ms", 1000.0),
        Measured("the same, kept by the browser, median", statistics.median(taken[1:]), "ms", 500),
    ]


def watched(page: Page, what: str, seconds: float) -> list[Measured]:
    """Count long tasks and frames of what is shown now."""
    page.evaluate(WATCH)
    time.sleep(seconds)
    seen: dict[str, Any] = page.evaluate("window.enough()")
    frames = sorted(seen["frames"])
    return [
        Measured(f"{what}: long tasks in {seconds:g} s", float(len(seen["long"])), "", 0.0),
        Measured(f"{what}: longest task", max(seen["long"], default=0.0), "ms", 50.0),
        Measured(f"{what}: frame p95", percentile(frames, 0.95), "ms", 20.0),
        Measured(f"{what}: longest frame", frames[-1], "ms", None),
    ]


def nodes(tools: CDPSession, view: str) -> Measured:
    """Count the document's nodes."""
    count = tools.send("Runtime.evaluate", {"expression": "document.querySelectorAll('*').length"})
    return Measured(f"{view}: elements", float(count["result"]["value"]), "", 3500.0)


def searched(page: Page) -> list[Measured]:
    """Type questions over all ways of all racks."""
    base = page.evaluate(
        "document.querySelector('script[src*=app]').src.replace('/app.js', '')",
    )
    taken = [float(one) for one in page.evaluate(SEARCH, base)]
    return [
        Measured("search, a key stroke, p95", percentile(taken, 0.95), "ms", 16.0),
        Measured("search, a key stroke, worst", taken[-1], "ms", None),
    ]


def soaked(page: Page, tools: CDPSession, seconds: float) -> list[Measured]:
    """Leave the board alone and see whether the heap grows, and whether it goes on growing.

    The page is a fresh one: what the search's measurement read of all racks is not in it. The
    first part is for code that is still being compiled.
    """
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.get_by_test_id("view-board").click()
    time.sleep(SETTLE_S)
    marks = [heap(tools)]
    for _ in range(2):
        time.sleep(seconds / 2)
        marks.append(heap(tools))
    return [
        Measured("heap after cleaning, at first", marks[0], "MB", None),
        Measured(f"heap after {seconds / 2:g} s more", marks[1], "MB", None),
        Measured(f"heap after {seconds:g} s more", marks[2], "MB", marks[1] * 1.02),
    ]


def heap(tools: CDPSession) -> float:
    """Return the used heap in megabytes after everything unused is cleared away."""
    for _ in range(2):
        tools.send("HeapProfiler.collectGarbage")
        time.sleep(0.5)
    used = json.loads(json.dumps(tools.send("Runtime.getHeapUsage")))["usedSize"]
    return float(used) / 1e6


if __name__ == "__main__":
    sys.exit(main())
