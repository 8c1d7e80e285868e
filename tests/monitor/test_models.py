"""Every rack of the catalogue can be judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.catalogue.load import model, models
from stagewatt.domain.reading import BoardSample, MainsSample
from stagewatt.domain.view import Load


@pytest.mark.parametrize("rack", sorted(models()))
def test_a_loaded_rack_shows_every_way_and_no_alarm(
    desk_of: Callable[..., Any],
    setup_of: Callable[..., Any],
    board_of: Callable[..., BoardSample],
    meter_of: Callable[..., MainsSample],
    rack: str,
) -> None:
    found = model(rack)
    size = len(found.supervised)
    board = replace(
        board_of(), i_a=(5.0,) * size, fitted=(True,) * size, sensor_fault=(False,) * size
    )
    desk = desk_of(setup_of(found))
    view = desk.hold(board, meter_of(), for_ms=1_000)
    assert [way.id for way in view.ways] == [way.id for way in found.ways]
    assert [way.load for way in view.ways] == [
        Load.OK if way.supervised else Load.UNKNOWN for way in found.ways
    ]
    assert [each.id for each in view.connectors] == [each.id for each in found.connectors]
    assert view.alarms == ()
    assert view.load.main_limit_a == found.main.rated_a
