"""Drain and main load: what the transformers' place lets say, and the tightest limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.phases import L123
from stagewatt.domain.quality import Bound, Quality
from stagewatt.domain.rack import CtPosition, RackModel
from stagewatt.domain.reading import BoardSample, MainsSample, Value
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import RackView

BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]
DeskOf = Callable[..., Any]
SetupOf = Callable[..., RackSetup]
OFF = {"main_on": False}
TRIPPED = {"main_on": False, "main_tripped": True}


def main(view: RackView) -> list[tuple[Value, Value]]:
    return [(each.at_least_a, each.at_most_a) for each in view.load.main_a]


def test_with_transformers_at_the_drain_the_main_is_between_ways_and_drain(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk.read(board_of(5.0, 6.0, 7.0, 1.0), meter_of(100.0, 90.0, 80.0))
    assert view.load.ways_a == L123(6.0, 6.0, 7.0)
    assert main(view) == [(6.0, 100.0), (6.0, 90.0), (7.0, 80.0)]
    assert view.load.ways_bound is Bound.LOWER  # X1 has no sensor
    assert view.load.drain_bound is Bound.EXACT


def test_the_drain_is_right_where_the_ways_sum_exceeds_it(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    assert main(desk.read(board_of(5.0, 0.0, 0.0, 6.0), meter_of(10.5)))[0] == (10.5, 10.5)


def test_without_the_meter_the_top_is_open_and_without_ways_the_bottom(
    desk_of: DeskOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk_of().read(board_of(5.0))
    assert main(view)[0] == (5.0, None)
    assert view.load.mark.quality is Quality.MISSING
    assert view.load.mark.at_ns is None
    view = desk_of().read(meter=meter_of(9.0))
    assert main(view)[0] == (None, 9.0)
    assert view.load.ways_a.l1 is None
    assert view.load.p_ways_w is None
    assert main(desk_of().tick())[0] == (None, None)


def test_a_way_without_a_value_makes_the_sum_a_lower_bound(
    desk_of: DeskOf, setup_of: SetupOf, model_of: Callable[..., RackModel], board_of: BoardOf
) -> None:
    desk = desk_of(setup_of(model_of(auxiliary=False)))
    view = desk.read(board_of(5.0))
    assert view.load.ways_bound is Bound.EXACT
    view = desk.read(board_of(5.0, 0.0, 0.0, None))
    assert view.load.ways_bound is Bound.LOWER
    assert view.load.ways_a.l1 == 5.0


@pytest.mark.parametrize("contacts", [OFF, TRIPPED])
def test_a_main_that_is_not_on_carries_nothing_while_its_contact_is_fresh(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, contacts: dict[str, bool]
) -> None:
    off = board_of(0.04, **contacts)
    assert main(desk.read(off, meter_of(50.0)))[0] == (0.0, 0.0)
    assert main(desk.read(meter=meter_of(50.0), after_ms=400))[0] == (None, 50.0)


def test_current_in_a_way_contradicts_a_main_that_says_off(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk.read(board_of(5.0, **OFF), meter_of(50.0, 40.0))
    assert main(view)[:2] == [(5.0, 50.0), (0.0, 0.0)]


def test_without_a_feed_through_the_drain_is_what_the_main_carries(
    desk_of: DeskOf,
    setup_of: SetupOf,
    model_of: Callable[..., RackModel],
    board_of: BoardOf,
    meter_of: MeterOf,
) -> None:
    desk = desk_of(setup_of(replace(model_of(), source=None)))
    view = desk.read(board_of(5.0), meter_of(9.0))
    assert main(view)[0] == (9.0, 9.0)
    assert view.load.drain_bound is Bound.EXACT


def test_after_the_tap_off_the_main_is_exact_and_the_drain_at_least_that(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(ct_position=CtPosition.AFTER_TAP_OFF))
    view = desk.read(board_of(5.0), meter_of(9.0))
    assert main(view)[0] == (9.0, 9.0)
    assert view.load.drain_bound is Bound.LOWER
    assert main(desk.read(board_of(5.0), after_ms=1_600))[0] == (5.0, None)


@pytest.mark.parametrize(
    ("dials", "limit_a", "confirmed"),
    [
        ((), 250.0, False),
        ((("ir", 0.8),), 200.0, True),
        ((("ir", None),), 250.0, True),
        ((("isd", 4.0),), 250.0, False),
    ],
)
def test_the_mains_limit_is_its_rating_or_the_lower_dial(
    desk_of: DeskOf, setup_of: SetupOf, dials: Any, limit_a: float, confirmed: bool
) -> None:
    load = desk_of(setup_of(dials=dials)).tick().load
    assert load.main_limit_a == limit_a
    assert load.main_dials_confirmed is confirmed


@pytest.mark.parametrize(
    ("conductor_a", "limit_a", "of"),
    [(None, 500.0, "connector"), (600.0, 500.0, "connector"), (207.0, 207.0, "conductor")],
)
def test_an_unknown_conductor_leaves_the_connector_alone(
    desk_of: DeskOf, setup_of: SetupOf, conductor_a: float | None, limit_a: float, of: str
) -> None:
    load = desk_of(setup_of(neutral_conductor_a=conductor_a)).tick().load
    assert (load.neutral_limit_a, load.neutral_limit_of) == (limit_a, of)
    assert (load.drain_limit_a, load.drain_limit_of) == (500.0, "connector")
    load = desk_of(setup_of(phase_conductor_a=conductor_a)).tick().load
    assert (load.drain_limit_a, load.drain_limit_of) == (limit_a, of)


def test_the_load_is_as_good_as_its_worst_device_and_as_old_as_its_oldest(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.read(meter=meter_of())
    meter_ns = desk.now_ns
    mark = desk.read(board_of(), after_ms=50).load.mark
    assert (mark.quality, mark.at_ns, mark.source) == (Quality.GOOD, meter_ns, "load")
    assert desk.read(meter=meter_of(), after_ms=400).load.mark.quality is Quality.STALE


def tightest(view: RackView) -> tuple[str, float, float, float, str]:
    found = view.tightest
    assert found is not None
    return (
        found.place,
        round(found.used_pct, 3),
        round(found.left_a, 3),
        found.limit_a,
        found.bound.value,
    )


@pytest.mark.parametrize(
    ("amps", "phases", "neutral_a", "found"),
    [
        ((5.0, 12.0), (50.0, 10.0, 10.0), 1.0, ("A2", 75.0, 4.0, 16.0, "exact")),
        ((5.0, 1.0), (10.0, 10.0, 10.0), 400.0, ("neutral", 80.0, 100.0, 500.0, "exact")),
        ((5.0, 1.0), (10.0, 10.0, 200.0), 1.0, ("main.l3", 80.0, 50.0, 250.0, "upper")),
        ((0.0, 20.0), (10.0, 20.0, 10.0), 1.0, ("A2", 125.0, -4.0, 16.0, "exact")),
    ],
)
def test_the_most_used_limit_is_the_tightest(
    desk: Any,
    board_of: BoardOf,
    meter_of: MeterOf,
    amps: tuple[float, ...],
    phases: tuple[float, ...],
    neutral_a: float,
    found: tuple[str, float, float, float, str],
) -> None:
    view = desk.read(board_of(*amps), meter_of(*phases, n=neutral_a))
    assert tightest(view) == found


def test_the_drain_can_be_the_tightest(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(phase_conductor_a=100.0))
    view = desk.read(board_of(**OFF), meter_of(90.0))
    assert tightest(view) == ("drain.l1", 90.0, 10.0, 100.0, "exact")


@pytest.mark.parametrize("lost", ["way", "phase", "meter"])
def test_what_is_not_seen_may_be_tighter(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, lost: str
) -> None:
    board = board_of(5.0, 12.0, None if lost == "way" else 0.0)
    meter = meter_of(10.0, 20.0, 10.0, n=None if lost == "phase" else 1.0)
    view = desk.read(board, None if lost == "meter" else meter)
    assert tightest(view) == ("A2", 75.0, 4.0, 16.0, "lower")


def test_a_main_of_which_only_the_ways_tell_is_at_least_that(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf
) -> None:
    desk = desk_of(setup_of(dials=(("ir", 0.04),)))
    view = desk.read(board_of(8.0))
    assert tightest(view) == ("main.l1", 80.0, 2.0, 10.0, "lower")


def test_a_missing_phase_is_left_out(desk: Any, board_of: BoardOf, meter_of: MeterOf) -> None:
    view = desk.read(board_of(1.0), meter_of(None, 200.0, None, n=None))
    assert tightest(view)[0] == "main.l2"


def test_a_stale_drain_is_not_the_tightest(desk: Any, board_of: BoardOf, meter_of: MeterOf) -> None:
    desk.read(board_of(1.0), meter_of(490.0))
    assert tightest(desk.read(board_of(1.0), after_ms=1_600))[0] == "A1"


def test_where_nothing_is_known_nothing_is_tight(desk: Any) -> None:
    assert desk.tick().tightest is None
