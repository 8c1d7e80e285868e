"""The meter's block and the supply of each phase."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import L123, LineToLine
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import EnergyValues, MainsSample, Value
from stagewatt.domain.view import RackView, Supply
from stagewatt.monitor.mains import clean

MeterOf = Callable[..., MainsSample]
PAIRS: LineToLine[Value] = LineToLine(398.0, 398.0, 398.0)
NO_PAIRS: LineToLine[Value] = LineToLine(None, None, None)


def supply(view: RackView) -> tuple[str, str, str]:
    first, second, third = (phase.value for phase in view.supply)
    return first, second, third


def test_every_value_of_the_meter_is_shown_with_its_doubt(desk: Any, meter_of: MeterOf) -> None:
    sample = meter_of(1.0, 2.0, 3.0)
    view = desk.read(meter=sample)
    for item in fields(MainsSample):
        assert getattr(view.mains, item.name) == getattr(sample, item.name)
    assert view.mains.mark.quality is Quality.GOOD
    assert view.mains.mark.source == "meter"
    assert view.mains.mark.age_s(desk.now_ns) == 0.0
    view = desk.tick(after_ms=1_501)
    assert view.mains.mark.quality is Quality.STALE
    assert view.mains.v_ln_v == sample.v_ln_v


def test_a_meter_never_read_is_missing(desk: Any) -> None:
    view = desk.tick()
    assert view.mains.mark.quality is Quality.MISSING
    assert set(view.mains.v_ln_v) == {None}
    assert supply(view) == ("unknown", "unknown", "unknown")


def test_what_is_no_finite_number_is_missing(meter_of: MeterOf) -> None:
    bad = replace(
        meter_of(),
        f_hz=math.nan,
        v_ln_v=L123(math.inf, 230.0, None),
        energy=EnergyValues(total_wh=-math.inf, partial_wh=5.0),
    )
    found = clean(bad)
    assert found.f_hz is None
    assert found.v_ln_v == L123(None, 230.0, None)
    assert found.energy == EnergyValues(total_wh=None, partial_wh=5.0)


@pytest.mark.parametrize(
    ("volts", "pairs", "found"),
    [
        ((230.0, 230.0, 230.0), PAIRS, ("live", "live", "live")),
        ((50.0, 49.9, 20.0), NO_PAIRS, ("live", "unknown", "unknown")),
        ((19.9, 0.0, None), NO_PAIRS, ("absent", "absent", "unknown")),
        # A lost phase floats at the neutral: pairs with it show one phase voltage only.
        ((0.0, 230.0, 230.0), LineToLine(230.0, 398.0, 230.0), ("absent", "live", "live")),
        ((230.0, 0.0, 230.0), LineToLine(230.0, 230.0, 398.0), ("live", "absent", "live")),
        ((230.0, 230.0, 0.0), LineToLine(398.0, 230.0, 230.0), ("live", "live", "absent")),
        # An open neutral drifted onto a phase: pairs show that the phase is live.
        ((3.0, 396.0, 397.0), PAIRS, ("live", "live", "live")),
        ((396.0, 3.0, 397.0), PAIRS, ("live", "live", "live")),
        ((396.0, 397.0, 3.0), PAIRS, ("live", "live", "live")),
        ((3.0, None, None), LineToLine(345.0, None, None), ("live", "live", "unknown")),
        ((3.0, None, None), LineToLine(344.9, None, None), ("absent", "unknown", "unknown")),
    ],
)
def test_live_absent_or_unknown(
    desk: Any,
    meter_of: MeterOf,
    volts: tuple[Value, Value, Value],
    pairs: LineToLine[Value],
    found: tuple[str, str, str],
) -> None:
    calm = meter_of(0.4, 0.0, None, v=volts)
    assert supply(desk.read(meter=replace(calm, v_ll_v=pairs))) == found


def test_a_phase_that_carries_current_is_not_called_absent(desk: Any, meter_of: MeterOf) -> None:
    behind_a_blown_fuse = replace(meter_of(0.5, 8.0, 0.2, v=(0.0, 0.0, 0.0)), v_ll_v=NO_PAIRS)
    assert supply(desk.read(meter=behind_a_blown_fuse)) == ("unknown", "unknown", "absent")
    assert [event.text for event in desk.events] == ["supply L3 absent"]


def test_lost_data_claims_neither_live_nor_absent(desk: Any, meter_of: MeterOf) -> None:
    sample = replace(meter_of(v=(0.0, 230.0, 230.0)), v_ll_v=NO_PAIRS)
    desk.read(meter=sample)
    assert supply(desk.tick(after_ms=1_600)) == ("unknown", "unknown", "unknown")
    unclear = replace(meter_of(v=(None, 30.0, 230.0)), v_ll_v=NO_PAIRS)
    assert supply(desk.read(meter=unclear)) == ("unknown", "unknown", "live")
    assert supply(desk.read(meter=meter_of())) == ("live", "live", "live")


def test_a_phase_that_comes_or_goes_is_told(desk: Any, meter_of: MeterOf) -> None:
    desk.read(meter=meter_of())
    assert desk.told() == []
    gone = replace(meter_of(9.0, 0.0, 9.0, v=(230.0, 5.0, 30.0)), v_ll_v=NO_PAIRS)
    desk.read(meter=gone)
    (event,) = desk.events
    assert (str(event.id), event.text) == ("4711ab.supply.l2.state.1", "supply L2 absent")
    assert (event.before, event.after, event.severity) == ("live", "absent", Severity.WARNING)
    assert event.at_ns == desk.now_ns
    desk.read(meter=meter_of())
    assert desk.events[-1].severity is Severity.ADVISORY
    assert desk.events[-1].after == Supply.LIVE.value


def test_found_absent_is_told(desk: Any, meter_of: MeterOf) -> None:
    desk.read(meter=replace(meter_of(0.0, 0.0, 0.0, v=(0.0, 0.0, 0.0)), v_ll_v=NO_PAIRS))
    assert [event.before for event in desk.events] == ["unknown"] * 3
