"""How far the newest sample of a device may be trusted now, and when a rack counts as silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stagewatt.domain.quality import Mark, Quality
from stagewatt.domain.reading import DeviceReading, RackReading
from stagewatt.domain.setup import RackSetup

MISSED_POLLS = 3
"""A sample is stale once this many polls should have replaced it and did not."""

BOARD_STALE_NS = 3_000_000_000
"""An I/O board's sample is stale after this time, however slowly the board is polled."""

SILENCE_NS = 1_500_000_000
"""A rack is not answering when nothing of it was heard for this long (slow racks: three polls)."""

LOST_NS = 2_000_000_000
"""A device is lost after this long (slow devices: three polls); later than a whole silent rack."""

_MS = 1_000_000

Device = DeviceReading[Any]


def mark(device: Device, now_ns: int, *, board: bool) -> Mark:
    """Return the doubt of a device's newest sample: missing, stale or good."""
    if device.sample is None or device.at_ns is None:
        return Mark(Quality.MISSING, None, device.device)
    limit_ns = MISSED_POLLS * device.period_ms * _MS
    if board and limit_ns > BOARD_STALE_NS:
        limit_ns = BOARD_STALE_NS
    stale = device.missed >= MISSED_POLLS or now_ns - device.at_ns > limit_ns
    return Mark(Quality.STALE if stale else Quality.GOOD, device.at_ns, device.device)


def instant_ns(mark: Mark) -> int:
    """The instant of a block's data, 0 when there never was any."""
    return 0 if mark.at_ns is None else mark.at_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who was heard when. `first_ns` is when watching began.

    `instants_ns` has the newest good sample of each device that ever gave one; it never moves back.
    """

    devices: tuple[Device, ...]
    first_ns: int
    instants_ns: Mapping[str, int]

    @property
    def last_ns(self) -> int | None:
        """When anything of the rack was heard last."""
        return max(self.instants_ns.values(), default=None)

    @property
    def silent_from_ns(self) -> int:
        """The instant from which the rack counts as not answering, if nothing more is heard."""
        last_ns = self.last_ns
        fastest_ms = min(device.period_ms for device in self.devices)
        since_ns = self.first_ns if last_ns is None else last_ns
        return since_ns + max(SILENCE_NS, MISSED_POLLS * fastest_ms * _MS)

    def lost_from_ns(self, device: Device) -> int:
        """The instant from which a device counts as lost, if it says nothing more."""
        since_ns = self.instants_ns.get(device.device, self.first_ns)
        return since_ns + max(LOST_NS, MISSED_POLLS * device.period_ms * _MS)


def heard(reading: RackReading, first_ns: int, before_ns: Mapping[str, int]) -> Heard:
    """Return who was heard, on top of what was known before."""
    devices: tuple[Device, ...] = (reading.meter, *reading.boards)
    newer = {
        device.device: device.at_ns
        for device in devices
        if device.at_ns is not None and device.at_ns > before_ns.get(device.device, -1)
    }
    instants_ns = {**before_ns, **newer} if newer else before_ns
    return Heard(devices=devices, first_ns=first_ns, instants_ns=instants_ns)


def complete(reading: RackReading, setup: RackSetup) -> RackReading:
    """Return the reading with the set-up's devices, in its order; an absent one was never read."""
    names = [reading.meter.device, *(board.device for board in reading.boards)]
    if names == [setup.meter.id, *(board.id for board in setup.boards)]:
        return reading
    by_id = {board.device: board for board in reading.boards}
    boards = tuple(
        by_id.get(board.id) or DeviceReading(device=board.id, period_ms=board.period_ms)
        for board in setup.boards
    )
    meter = replace(reading.meter, device=setup.meter.id)
    return RackReading(at_ns=reading.at_ns, meter=meter, boards=boards)
