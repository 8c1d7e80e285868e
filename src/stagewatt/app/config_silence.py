"""What a rack that falls silent does to the others on its serial line: said before it happens.

A question that nobody answers holds the line until its time-out. Each device of the silent rack
holds it once in turn, and a device that is due meanwhile waits for all of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from stagewatt.app.config_judge import Judge
from stagewatt.catalogue.document.path import Path
from stagewatt.domain.setup import DeviceSetup
from stagewatt.drivers.lines import timeout_s
from stagewatt.monitor.freshness import MISSED_POLLS


def note_silence(line: Sequence[tuple[Path, DeviceSetup]], judge: Judge) -> None:
    """Note it where one silent rack makes devices of another one stale; one note for a line."""
    wait_ms = silent_rack_ms(line)
    hasty = [(path, device) for path, device in line if _too_hasty(device, wait_ms)]
    if len(_devices_of(line)) < 2 or not hasty:
        return
    path, device = hasty[0]
    least_ms = math.ceil(wait_ms / (MISSED_POLLS - 1) / 10) * 10
    problem = (
        f"a rack that falls silent holds its line for up to {wait_ms:.0f} ms: what is asked every "
        f"{device.period_ms} ms will be stale meanwhile"
    )
    judge.note((*path, "serial"), problem, f"use periods from {least_ms} ms, or a second line")


def silent_rack_ms(line: Sequence[tuple[Path, DeviceSetup]]) -> float:
    """Return how long the devices of one silent rack hold the line, one time-out each."""
    most = max(_devices_of(line).values(), default=0)
    return most * max((1000 * timeout_s(device, ()) for _, device in line), default=0.0)


def _too_hasty(device: DeviceSetup, wait_ms: float) -> bool:
    """Whether an own period and the wait together are more polls than may be missed."""
    return device.period_ms + wait_ms > MISSED_POLLS * device.period_ms


def _devices_of(line: Sequence[tuple[Path, DeviceSetup]]) -> Counter[object]:
    """Return how many devices of each rack hang on the line; `racks, 3, meter` is of rack 3."""
    return Counter(path[1] for path, _ in line)
