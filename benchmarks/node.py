"""What one node costs: CPU, memory and REST latency, with a browser on its rack page.

Run: `python benchmarks/node.py [--seconds 60] [--racks 1] [--model smartpdu-72]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
import urllib.request

import psutil
from rig import Measured, Rig, browser_page, machine, percentile, report

BARS = {1: (2.5, 80.0), 8: (10.0, 110.0)}
"""CPU in % of a core and memory in MB that a node with so many racks is held to."""


def main() -> int:
    """Measure and print a table; exit status 1 when the rig does not start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--racks", type=int, default=1)
    parser.add_argument("--model", default="smartpdu-72")
    parser.add_argument("--no-browser", action="store_true")
    wants = parser.parse_args()
    with Rig(model=wants.model, racks=wants.racks) as rig:
        if wants.no_browser:
            figures = measure(rig, wants.seconds, BARS.get(wants.racks))
        else:
            with browser_page(rig.rack_url):
                figures = measure(rig, wants.seconds, BARS.get(wants.racks))
    with_page = "without a browser" if wants.no_browser else "one browser on the rack page"
    report(
        f"node: {wants.racks} x {wants.model} at 10 Hz, {with_page}, {wants.seconds:.0f} s",
        machine(),
        figures,
    )
    return 0


def measure(rig: Rig, seconds: float, bars: tuple[float, float] | None) -> list[Measured]:
    """Let the rig settle, then account the node's process; REST is asked in the second half."""
    time.sleep(5)
    process = psutil.Process(rig.node_pid)
    latencies: list[float] = []
    done = threading.Event()
    asker = threading.Thread(target=ask_steadily, args=(rig.rack_api, latencies, done))
    before, began = cpu_s(process), time.monotonic()
    quiet = seconds / 2
    time.sleep(quiet)
    middle, turned = cpu_s(process), time.monotonic()
    asker.start()
    time.sleep(seconds - quiet)
    done.set()
    asker.join()
    latencies.sort()
    cpu_bar, memory_bar = bars or (None, None)
    return [
        Measured("CPU", 100 * (middle - before) / (turned - began), "% of a core", cpu_bar),
        Measured("memory (PSS)", process.memory_full_info().pss / 1e6, "MB", memory_bar),
        Measured("REST p50", 1e3 * statistics.median(latencies), "ms", None),
        Measured("REST p99", 1e3 * percentile(latencies, 0.99), "ms", 20.0),
    ]


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds that a process has used so far, user and system."""
    times = process.cpu_times()
    return float(times.user + times.system)


def ask_steadily(url: str, latencies: list[float], done: threading.Event) -> None:
    """Ask ten times a second and keep how long each answer took, in seconds."""
    while not done.wait(0.1):
        began = time.perf_counter()
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
            answer.read()
        latencies.append(time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
