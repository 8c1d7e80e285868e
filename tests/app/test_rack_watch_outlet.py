"""Where a picture is not taken, what happened is told and kept all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.test_rack_watch import SETUP, HandClock

from stagewatt.app.outlet import ToStore
from stagewatt.app.rack_watch import RackWatch
from stagewatt.app.who import Who
from stagewatt.domain.reading import DeviceReading, MainsSample, RackReading
from stagewatt.domain.view import RackView
from stagewatt.durable.identities import IdentityFile
from stagewatt.durable.settings import SettingsFile
from stagewatt.state.store import Store


class Breaks(ToStore):
    """An outlet that a picture breaks."""

    broken = False

    def show(self, view: RackView) -> None:
        if self.broken:
            raise OverflowError("this picture cannot be told")
        super().show(view)


def test_events_are_recorded_although_their_picture_is_not_taken(tmp_path: Path) -> None:
    clock = HandClock()
    store = Store(clock, boot_id="b1")
    outlet = Breaks(store)
    rack = RackWatch(
        SETUP,
        files=SettingsFile(tmp_path),
        identities=IdentityFile(tmp_path),
        outlet=outlet,
        clock=clock,
        who=Who("n1", "b1"),
        claims={},
    )
    before = len(store.events().events)
    outlet.broken = True
    clock.ns += 10 * 10**9
    silent: DeviceReading[MainsSample] = DeviceReading(device="meter", period_ms=500)
    reading = RackReading(at_ns=clock.ns, meter=silent, boards=())
    with pytest.raises(OverflowError):
        rack.heard(reading)
    told = len(store.events().events)
    assert told > before
    outlet.broken = False
    rack.heard(reading)
    assert len(store.events().events) == told
