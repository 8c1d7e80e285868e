"""Neutral, drain, main, overloaded ways and temperature against their limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stagewatt.domain.alarm import AlarmState, Severity
from stagewatt.domain.rack import CtPosition, MainKind, RackModel
from stagewatt.domain.reading import BoardSample, MainsSample
from stagewatt.domain.settings import WaySettings
from stagewatt.domain.setup import RackSetup
from stagewatt.domain.view import RackView

BoardOf = Callable[..., BoardSample]
MeterOf = Callable[..., MainsSample]
DeskOf = Callable[..., Any]
SetupOf = Callable[..., RackSetup]


def of(view: RackView, rule: str) -> list[tuple[str, str]]:
    return [(each.id.place, each.state.value) for each in view.alarms if each.id.rule == rule]


def test_a_neutral_above_its_connector_is_critical_after_five_seconds(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    assert of(desk.hold(board_of(), meter_of(n=501.0), for_ms=4_900), "neutral") == []
    view = desk.read(board_of(), meter_of(n=501.0))
    (alarm,) = view.alarms
    assert str(alarm.id) == "4711ab.neutral.neutral.1"
    assert alarm.severity is Severity.CRITICAL
    assert alarm.text == "neutral: 501 A, its connector is rated 500 A"
    assert (alarm.value, alarm.limit, alarm.unit) == (501.0, 500.0, "A")
    assert "phases" in alarm.first_step
    assert of(desk.read(board_of(), meter_of(n=490.0)), "neutral") == [("neutral", "active")]
    assert of(desk.read(board_of(), meter_of(n=485.0)), "neutral") == []


def test_a_known_weaker_conductor_is_what_limits_the_neutral(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(neutral_conductor_a=207.0))
    (alarm,) = desk.hold(board_of(), meter_of(n=210.0), for_ms=5_000).alarms
    assert alarm.text == "neutral: 210 A, its conductor is rated 207 A"


def test_a_neutral_that_is_not_read_any_more_stays_an_alarm(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.hold(board_of(), meter_of(n=501.0), for_ms=5_000)
    assert of(desk.read(board_of(), meter_of(n=None)), "neutral") == [("neutral", "unchecked")]
    assert of(desk.read(board_of(), after_ms=1_600), "neutral") == [("neutral", "unchecked")]
    assert of(desk.read(board_of(), meter_of(n=5.0)), "neutral") == []


def test_a_stale_neutral_ages_no_condition(desk: Any, board_of: BoardOf, meter_of: MeterOf) -> None:
    desk.hold(board_of(), meter_of(n=501.0), for_ms=5_000)
    late = replace(desk.meter, sample=meter_of(n=5.0), at_ns=desk.now_ns)
    desk.read(board_of(), after_ms=1_600)
    desk.meter = late
    assert of(desk.step(), "neutral") == [("neutral", "unchecked")]


def test_a_drain_above_its_connector_is_critical(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    view = desk.hold(board_of(), meter_of(10.0, 510.0), for_ms=5_000)
    (alarm,) = [each for each in view.alarms if each.id.rule == "drain"]
    assert str(alarm.id) == "4711ab.drain.l2.drain.1"
    assert alarm.severity is Severity.CRITICAL
    assert alarm.text == "drain L2: 510 A, its connector is rated 500 A"
    assert alarm.first_step == "Shed load on L2, here or on the panel source."
    assert of(desk.read(board_of(), after_ms=1_600), "drain") == [("drain.l2", "unchecked")]
    assert of(desk.read(board_of(), meter_of(10.0, 495.0)), "drain") == [("drain.l2", "active")]
    assert of(desk.read(board_of(), meter_of(10.0, 490.0)), "drain") == []


def test_a_drain_that_the_transformers_do_not_see_whole_is_at_least_that(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(ct_position=CtPosition.AFTER_TAP_OFF, phase_conductor_a=50.0))
    view = desk.hold(board_of(), meter_of(60.0), for_ms=5_000)
    (alarm,) = [each for each in view.alarms if each.id.rule == "drain"]
    assert alarm.text == "drain L1: at least 60 A, its conductor is rated 50 A"


def test_a_main_is_overloaded_only_where_the_least_it_carries_is_too_much(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(dials=(("ir", 0.04),)))  # 10 A
    view = desk.hold(board_of(9.0), meter_of(300.0), for_ms=6_000)
    assert of(view, "main_load") == []
    view = desk.hold(board_of(9.0, 0.0, 0.0, 2.0), meter_of(300.0), for_ms=5_000)
    (alarm,) = [each for each in view.alarms if each.id.rule == "main_load"]
    assert str(alarm.id) == "4711ab.main.l1.main_load.1"
    assert alarm.severity is Severity.WARNING
    assert alarm.text == "main L1: at least 11 A of 10 A, it will trip"
    assert alarm.first_step == "Shed load on L1 of this rack."
    assert (alarm.value, alarm.limit) == (11.0, 10.0)


def test_a_lost_way_does_not_relieve_the_main(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(dials=(("ir", 0.04),)))
    desk.hold(board_of(9.0, 0.0, 0.0, 2.0), meter_of(300.0), for_ms=5_000)
    lost = board_of(9.0, 0.0, 0.0, None)
    assert of(desk.read(lost, meter_of(300.0)), "main_load") == [("main.l1", "unchecked")]
    assert of(desk.read(after_ms=1_600), "main_load") == [("main.l1", "unchecked")]
    back = board_of(9.0, 0.0, 0.0, 0.9)
    assert of(desk.read(back, meter_of(300.0)), "main_load") == [("main.l1", "active")]
    assert of(desk.read(lost, meter_of(9.8)), "main_load") == []


def test_ways_that_fell_with_good_values_do(
    desk_of: DeskOf, setup_of: SetupOf, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk = desk_of(setup_of(dials=(("ir", 0.04),)))
    desk.hold(board_of(9.0, 0.0, 0.0, 2.0), meter_of(300.0), for_ms=5_000)
    assert of(desk.read(board_of(9.0), meter_of(300.0)), "main_load") == []


def test_a_dial_that_nobody_confirmed_is_named(
    desk: Any, board_of: BoardOf, meter_of: MeterOf, desk_of: DeskOf, setup_of: SetupOf
) -> None:
    desk = desk_of(setup_of(ct_position=CtPosition.AFTER_TAP_OFF))
    view = desk.hold(board_of(), meter_of(260.0), for_ms=5_000)
    (alarm,) = view.alarms
    assert alarm.text == "main L1: 260 A of 250 A, it will trip (dials not confirmed)"


def test_a_switch_that_does_not_trip_on_overload_is_critical(
    desk_of: DeskOf,
    setup_of: SetupOf,
    model_of: Callable[..., RackModel],
    board_of: BoardOf,
    meter_of: MeterOf,
) -> None:
    model = model_of("c24")
    main = replace(model.main, kind=MainKind.SWITCH_DISCONNECTOR, rated_a=63.0, dials={})
    desk = desk_of(setup_of(replace(model, main=main, source=None)))
    view = desk.hold(board_of(), meter_of(10.0, 10.0, 70.0), for_ms=5_000)
    (alarm,) = view.alarms
    assert alarm.severity is Severity.CRITICAL
    assert alarm.text == "main L3: 70 A of 63 A, it does not trip on overload"


def test_a_way_above_its_rating_is_a_warning_after_five_seconds(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    desk.settings = replace(desk.settings, ways={"A2": WaySettings(name="Hazer")})
    assert desk.hold(board_of(0.0, 17.0), meter_of(), for_ms=4_900).alarms == ()
    (alarm,) = desk.read(board_of(0.0, 17.0)).alarms
    assert str(alarm.id) == "4711ab.A2.way_overload.1"
    assert alarm.severity is Severity.WARNING
    assert alarm.text == 'A2 "Hazer": 17.0 A, its breaker is rated 16 A and may trip'
    assert alarm.first_step == "Move load from A2 to another way of the same phase."
    desk.settings = replace(desk.settings, ways={})
    (alarm,) = desk.read(board_of(0.0, 17.5)).alarms
    assert alarm.text == "A2: 17.5 A, its breaker is rated 16 A and may trip"
    assert of(desk.read(board_of(0.0, None)), "way_overload") == [("A2", "unchecked")]
    assert of(desk.read(board_of(0.0, 15.9)), "way_overload") == [("A2", "active")]
    assert of(desk.read(board_of(0.0, 15.6)), "way_overload") == []


def test_heat_is_an_alarm_after_a_minute(desk: Any, board_of: BoardOf) -> None:
    for _ in range(60):
        assert of(desk.read(board_of(temperature_c=41.5), after_ms=1_000), "temperature") == []
    view = desk.read(board_of(temperature_c=41.5), after_ms=1_000)
    (alarm,) = [each for each in view.alarms if each.id.rule == "temperature"]
    assert str(alarm.id) == "4711ab.board-1.temperature.1"
    assert alarm.text == "board-1: 41.5 °C is above the limit of 40 °C"
    assert (alarm.value, alarm.limit, alarm.unit) == (41.5, 40.0, "°C")
    assert alarm.first_step == "Clear the vents, look at the air filter, shade the rack."
    view = desk.read(board_of(temperature_c=None))
    assert of(view, "temperature") == [("board-1", "unchecked")]
    view = desk.read(board_of(temperature_c=39.5))
    assert of(view, "temperature") == [("board-1", "active")]
    assert of(desk.read(board_of(temperature_c=39.0)), "temperature") == []


def test_a_model_without_an_ambient_limit_has_no_such_alarm(
    desk_of: DeskOf,
    setup_of: SetupOf,
    model_of: Callable[..., RackModel],
    board_of: BoardOf,
    meter_of: MeterOf,
) -> None:
    desk = desk_of(setup_of(replace(model_of(), ambient_max_c=None)))
    for _ in range(70):
        desk.read(board_of(temperature_c=90.0), meter_of(), after_ms=1_000)
    assert desk.tick(after_ms=1).alarms == ()


def test_alarms_of_a_stale_board_are_not_checked(
    desk: Any, board_of: BoardOf, meter_of: MeterOf
) -> None:
    for _ in range(61):
        desk.read(board_of(17.0, temperature_c=50.0), meter_of(), after_ms=1_000)
    view = desk.read(meter=meter_of(), after_ms=400)
    states = {alarm.id.rule: alarm.state for alarm in view.alarms}
    assert states == dict.fromkeys(("temperature", "way_overload"), AlarmState.UNCHECKED)
