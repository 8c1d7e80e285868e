"""Ways: values, doubt, load words and power, on good and on lost data."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stagewatt.domain.alarm import Severity
from stagewatt.domain.phases import L123, PHASES, L123Sum
from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import BoardSample, MainsSample, WindowSample
from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.domain.view import LampColor, Load

BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]


def test_ways_stand_in_the_models_order_with_what_a_person_entered(
    desk: Any, board_of: BoardOf
) -> None:
    desk.settings = RackSettings(
        revision=7,
        name="Dimmer SL",
        ways={"A2": WaySettings(name="MAC 1", min_a=1.0, max_a=9.0)},
        connectors={"A-1": "OG"},
    )
    view = desk.read(board_of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0))
    assert [way.id for way in view.ways] == ["A1", "A2", "A3", "A4", "A5", "A6", "X1"]
    assert [way.i_a for way in view.ways] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None]
    a2 = desk.way(view, "A2")
    assert (a2.name, a2.min_a, a2.max_a, a2.color) == ("MAC 1", 1.0, 9.0, "OG")
    assert (a2.rated_a, a2.connector, a2.phases[0].value) == (16.0, "A-1", "L2")
    assert desk.way(view, "A1").name is None
    assert (view.name, view.settings_revision) == ("Dimmer SL", 7)
    assert [(each.id, each.color) for each in view.connectors] == [("A-1", "OG"), ("X1", None)]


def test_new_settings_are_shown_at_once(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(1.0))
    desk.settings = RackSettings(ways={"A1": WaySettings(name="new")}, connectors={"A-1": "BU"})
    view = desk.tick(after_ms=1)
    assert desk.way(view, "A1").name == "new"
    assert view.connectors[0].color == "BU"


def test_an_auxiliary_way_is_not_measured(desk: Any, board_of: BoardOf) -> None:
    x1 = desk.way(desk.read(board_of(1.0)), "X1")
    assert x1.mark.quality is Quality.UNMEASURED
    assert x1.mark.source == "model"
    assert (x1.load, x1.indicator.color, x1.i_a) == (Load.UNKNOWN, LampColor.UNKNOWN, None)


@pytest.mark.parametrize(
    ("changes", "quality"),
    [
        ({"i_a": (None,) * 6}, Quality.MISSING),
        ({"i_a": (math.nan,) * 6}, Quality.MISSING),
        ({"i_a": (math.inf,) * 6}, Quality.MISSING),
        ({"i_a": (-0.1,) * 6}, Quality.MISSING),
        ({"i_a": ()}, Quality.MISSING),
        ({"sensor_fault": (True,) * 6}, Quality.MISSING),
        ({"fitted": (False,) * 6}, Quality.UNMEASURED),
        ({"fitted": ()}, Quality.UNMEASURED),
    ],
)
def test_without_a_sound_sensor_there_is_no_value(
    desk: Any, board_of: BoardOf, changes: dict[str, Any], quality: Quality
) -> None:
    desk.read(board_of(3.0))
    view = desk.read(replace(board_of(3.0), **changes))
    for way in view.ways[:6]:
        assert way.i_a is None
        assert way.mark.quality is quality
        assert way.mark.source == "board-1"
        assert way.load is Load.UNKNOWN
    assert view.ways[0].mark is view.ways[1].mark


def test_a_board_that_sends_more_ways_than_it_carries_is_read_as_set_up(
    desk: Any, board_of: BoardOf
) -> None:
    view = desk.read(replace(board_of(), i_a=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)))
    assert [way.i_a for way in view.ways[:6]] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def test_lost_data_keeps_values_with_their_age_and_only_words_that_are_not_normal(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of(0.0, 5.0, 15.0, 17.0, 25.0, None))
    view = desk.tick(after_ms=400)
    assert [way.i_a for way in view.ways[:6]] == [0.0, 5.0, 15.0, 17.0, 25.0, None]
    words = [way.load.value for way in view.ways[:6]]
    assert words == ["unknown", "unknown", "high", "overload", "serious", "unknown"]
    lamps = [way.indicator.color.value for way in view.ways[:6]]
    assert lamps == ["unknown", "unknown", "green", "red", "red", "unknown"]
    assert {way.mark.quality for way in view.ways[:5]} == {Quality.STALE}
    assert view.ways[5].mark.quality is Quality.MISSING
    assert view.ways[0].mark.age_s(desk.now_ns) == pytest.approx(0.4)


def test_a_board_whose_sample_is_gone_keeps_words_that_are_not_normal(
    desk: Any, board_of: BoardOf
) -> None:
    desk.read(board_of(5.0, 17.0))
    desk.boards[0] = replace(desk.boards[0], sample=None, at_ns=None)
    view = desk.step()
    assert [way.load.value for way in view.ways[:2]] == ["unknown", "overload"]
    assert {way.mark.quality for way in view.ways[:6]} == {Quality.MISSING}
    assert view.ways[1].i_a is None


def test_a_dead_sensor_keeps_a_word_that_is_not_normal(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(17.0, 5.0))
    view = desk.read(board_of(None, None))
    assert [way.load.value for way in view.ways[:2]] == ["overload", "unknown"]
    assert view.ways[0].indicator.color is LampColor.RED
    assert desk.read(board_of(5.0)).ways[0].load is Load.OK


def test_serious_overload_is_told_when_it_comes_and_goes(desk: Any, board_of: BoardOf) -> None:
    desk.read(board_of(25.0))
    desk.read(board_of(25.0))
    desk.read(board_of(17.0))
    assert [(str(each.id), each.before, each.after, each.severity) for each in desk.events] == [
        ("4711ab.A1.load.1", "unknown", "serious", Severity.WARNING),
        ("4711ab.A1.load.2", "serious", "overload", Severity.ADVISORY),
    ]
    assert desk.events[0].text == "A1: load serious"


def test_power_is_estimated_from_the_phases_voltage_and_power_factor(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk.read(board_of(10.0, 10.0, 10.0), meter_of(v=(230.0, 231.0, 232.0)))
    assert [way.p_w for way in view.ways[:3]] == [
        pytest.approx(230.0 * 10.0 * 0.9),
        pytest.approx(231.0 * 10.0 * 0.9),
        pytest.approx(232.0 * 10.0 * 1.0),
    ]
    assert desk.way(view, "X1").p_w is None
    assert view.load.p_ways_w == pytest.approx(230 * 9 + 231 * 9 + 2320)


@pytest.mark.parametrize("term", ["voltage", "power factor", "meter", "board", "sensor"])
def test_an_unknown_term_leaves_the_power_open(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, term: str
) -> None:
    sample = meter_of()
    board = board_of(5.0, 5.0)
    if term == "voltage":
        sample = replace(sample, v_ln_v=L123(None, 230.0, 230.0))
    elif term == "power factor":
        sample = replace(sample, pf=L123Sum(None, 1.0, 1.0, 1.0))
    elif term == "sensor":
        board = board_of(None, 5.0)
    view = desk.read(board, sample)
    if term == "meter":
        view = desk.read(board, after_ms=1_600)
    elif term == "board":
        view = desk.tick(after_ms=400)
    assert desk.way(view, "A1").p_w is None
    assert (desk.way(view, "A2").p_w is None) is (term in ("meter", "board"))


def test_the_window_of_the_last_second_is_shown(
    desk: Any, board_of: BoardOf, window_of: Callable[..., WindowSample]
) -> None:
    window = window_of(5, (1.0,) * 6, (9.0, 8.0))
    view = desk.read(board_of(5.0, window=window))
    a1, a3 = desk.way(view, "A1"), desk.way(view, "A3")
    assert (a1.i_min_a, a1.i_max_a, a1.i_peak_a) == (1.0, 9.0, 9.0)
    assert (a3.i_min_a, a3.i_max_a) == (1.0, None)
    assert desk.way(desk.read(board_of(5.0)), "A1").i_min_a is None


def test_a_warning_is_shown_on_ways_whose_settings_and_values_did_not_change(
    desk: Any, desk_of: Callable[..., Any], board_of: BoardOf
) -> None:
    desk.limit("A1", None, 10.0)
    desk.read(board_of(12.0))
    calm = desk_of()
    calm.settings = desk.settings
    quiet = calm.read(board_of(5.0))
    calm.state = replace(calm.state, latches=desk.state.latches)
    calm.boards[0] = replace(calm.boards[0], missed=3)
    calm.step()
    calm.state = replace(calm.state, latches={})
    assert not quiet.warning
    assert not calm.step().warning


def test_two_boards_are_judged_apart(
    desk_of: Callable[..., Any], setup_of: Callable[..., Any], board_of: BoardOf
) -> None:
    desk = desk_of(setup_of(split=True))
    desk.read(board_of(1.0, 2.0, 3.0), which=0)
    view = desk.read(board_of(4.0, 5.0, 6.0), which=1)
    assert [way.i_a for way in view.ways[:6]] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    view = desk.read(board_of(7.0, 8.0, 9.0), which=1, after_ms=250)
    marks = [way.mark for way in view.ways[:6]]
    assert [mark.quality.value for mark in marks] == ["stale"] * 3 + ["good"] * 3
    assert [mark.source for mark in marks] == ["board-1"] * 3 + ["board-2"] * 3


def test_a_three_phase_way_has_no_power_of_its_own(
    desk_of: Callable[..., Any],
    setup_of: Callable[..., Any],
    model_of: Callable[..., Any],
    board_of: BoardOf,
    meter_of: MeterOf,
) -> None:
    model = model_of(auxiliary=False)
    three = replace(model.ways[0], phases=PHASES)
    desk = desk_of(setup_of(replace(model, ways=(three, *model.ways[1:]))))
    view = desk.read(board_of(5.0, 5.0), meter_of())
    assert desk.way(view, "A1").i_a == 5.0
    assert desk.way(view, "A1").p_w is None
    assert view.load.ways_a == L123(0.0, 5.0, 0.0)
    assert view.load.ways_bound.value == "lower"


def test_views_of_what_did_not_change_are_the_same_objects(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    first = desk.read(board_of(5.0), meter_of())
    second = desk.tick(after_ms=50)
    assert all(a is b for a, b in zip(first.ways, second.ways, strict=True))
    assert first.mains is second.mains
    assert first.connectors is second.connectors
    desk.read(meter=meter_of(v=(200.0, 200.0, 200.0)), after_ms=1)
    assert desk.way(desk.last.view, "A1").p_w == pytest.approx(5.0 * 200.0 * 0.9)
    before = desk.last.view
    third = desk.read(board_of(6.0))
    assert third.ways[0] is not before.ways[0]
    assert third.ways[6] is before.ways[6]
