"""How long until a rack that falls silent is shown as not answering, and a demo shows live values.

Run: `python benchmarks/silence.py [--times 20]`. The rack's process is frozen at a random phase;
the clock stops when the page shows NO ANSWER.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
from typing import TYPE_CHECKING

from rig import Measured, Rig, ask, browser_page, end, free_port, machine, percentile, report

if TYPE_CHECKING:
    from playwright.sync_api import Page


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    wants = parser.parse_args()
    with Rig(model="smartpdu-72") as rig, browser_page(rig.rack_url) as page:
        taken = sorted(one_silence(rig, page) for _ in range(wants.times))
    starts = sorted(one_start() for _ in range(5))
    report(
        f"silence: {wants.times} times a frozen rack; 5 starts of the demo",
        machine(),
        [
            Measured("silent until NO ANSWER, p50", statistics.median(taken), "s", None),
            Measured("silent until NO ANSWER, p95", percentile(taken, 0.95), "s", 2.5),
            Measured("silent until NO ANSWER, worst", taken[-1], "s", None),
            Measured("demo until live values, worst of 5", starts[-1], "s", 10.0),
        ],
    )
    return 0


def one_silence(rig: Rig, page: Page) -> float:
    """Freeze the rack and return the seconds until the page says so; then let it go on."""
    page.wait_for_selector('[data-testid="no-answer"]', state="hidden")
    time.sleep(random.uniform(1.0, 1.5))  # noqa: S311 - spreads the phase
    os.kill(rig.twin_pids[0], signal.SIGSTOP)
    began = time.monotonic()
    page.wait_for_selector('[data-testid="no-answer"]', state="visible", timeout=10_000)
    taken = time.monotonic() - began
    os.kill(rig.twin_pids[0], signal.SIGCONT)
    return taken


def one_start() -> float:
    """Start a demo and return the seconds until its node has live values."""
    screen, modbus, panel = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as data:
        began = time.monotonic()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "stagewatt", "demo", f"--data={data}"),
                *(f"--port={screen}", f"--modbus-port={modbus}", f"--panel-port={panel}"),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            while not live(screen):
                time.sleep(0.02)
            return time.monotonic() - began
        finally:
            end(process)


def live(port: int) -> bool:
    """Tell whether the node answers and its rack does."""
    with contextlib.suppress(urllib.error.URLError, ConnectionError):
        racks = ask(f"http://127.0.0.1:{port}/api/v1/racks")["racks"]
        return any(rack["online"] for rack in racks)
    return False


if __name__ == "__main__":
    sys.exit(main())
