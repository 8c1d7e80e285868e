"""How long a step at the simulated sensor takes to the screen: twin, wire, node, stream, paint.

Run: `python benchmarks/glass.py [--steps 500]`. The clock starts before the twin is told of the new
load, so the twin's own reaction counts too; it stops in the frame after the digits changed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from typing import TYPE_CHECKING

from rig import Measured, Rig, browser_page, machine, percentile, report

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAY = "A1"
LOW_W, HIGH_W = 1150.0, 2300.0

WATCH = """(way) => {
  const cell = document.querySelector(`[data-testid="amps-${way}"]`);
  window.painted = [];
  const seen = new MutationObserver(() => {
    const text = cell.textContent;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () =>
        window.painted.push([performance.timeOrigin + performance.now(), text]);
      channel.port2.postMessage(0);
    });
  });
  seen.observe(cell, {characterData: true, childList: true, subtree: true});
}"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=500)
    wants = parser.parse_args()
    with Rig(model="smartpdu-72") as rig:
        rig.load(WAY, LOW_W)
        with browser_page(rig.rack_url) as page:
            page.evaluate(WATCH, WAY)
            time.sleep(3)
            taken = sorted(one_step(rig, page, number) for number in range(wants.steps))
    report(
        f"glass: {wants.steps} steps of way {WAY} on a smartPDU 72 at 10 Hz",
        machine(),
        [
            Measured("p50", 1e3 * statistics.median(taken), "ms", None),
            Measured("p95", 1e3 * percentile(taken, 0.95), "ms", 250.0),
            Measured("p99", 1e3 * percentile(taken, 0.99), "ms", 500.0),
            Measured("worst", 1e3 * taken[-1], "ms", None),
        ],
    )
    return 0


def one_step(rig: Rig, page: Page, number: int) -> float:
    """Step the load at a random phase and return the seconds until the new digits are painted."""
    time.sleep(random.uniform(0.3, 0.5))  # noqa: S311 - spreads the steps over the poll's phase
    power_w = HIGH_W if number % 2 == 0 else LOW_W
    nominal_a = power_w / 230.0
    page.evaluate("window.painted.length = 0")
    began = time.time()
    rig.load(WAY, power_w)
    painted = page.wait_for_function(
        """(nominal) => window.painted.find(([, text]) =>
             Math.abs(parseFloat(text.replace(',', '.')) - nominal) < 1.5)""",
        arg=nominal_a,
        polling=5,
        timeout=5000,
    ).json_value()
    return float(painted[0]) / 1e3 - began


if __name__ == "__main__":
    sys.exit(main())
