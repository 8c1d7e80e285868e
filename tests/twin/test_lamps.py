"""The lamps of each family, by current: what the manuals say, lamp by lamp."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stagewatt.catalogue.load import model, models
from stagewatt.domain.phases import L123
from stagewatt.twin.lamps import (
    BLUE,
    FAST_RED,
    GREEN,
    OFF,
    RED,
    SLOW_RED,
    Lamp,
    WaySeen,
    line_lamps,
    lines,
    way_lamp,
    work_light,
)

SLOW_THEN_FAST: dict[float, Lamp] = {
    0: OFF,
    5: GREEN,
    16: GREEN,
    18: SLOW_RED,
    20: SLOW_RED,
    22: FAST_RED,
}
FLASHES_FROM_90_PCT: dict[float, Lamp] = {
    0: OFF,
    5: GREEN,
    14.3: GREEN,
    14.4: SLOW_RED,
    16: SLOW_RED,
    22: SLOW_RED,
}
TABLES = {"smartpdu": SLOW_THEN_FAST, "c12": SLOW_THEN_FAST, "c24": FLASHES_FROM_90_PCT}
TRIPPED = {"smartpdu": OFF, "c12": OFF, "c24": RED}


@pytest.mark.parametrize("name", sorted(models()))
def test_the_table_of_each_model(name: str) -> None:
    rule = model(name).indicator
    for i_a, lamp in TABLES[rule.family].items():
        assert way_lamp(rule, WaySeen(i_a=float(i_a))) == lamp, i_a
    assert way_lamp(rule, WaySeen(i_a=0.0, tripped=True)) == TRIPPED[rule.family]
    assert way_lamp(rule, WaySeen(i_a=0.09)) == OFF
    assert way_lamp(rule, WaySeen(i_a=0.11)) == GREEN


def test_colours_and_patterns_are_those_of_the_panels_json() -> None:
    assert (
        Lamp("off", "off"),
        Lamp("green", "steady"),
        Lamp("blue", "steady"),
        Lamp("red", "steady"),
    ) == (OFF, GREEN, BLUE, RED)
    assert (Lamp("red", "slow"), Lamp("red", "fast")) == (SLOW_RED, FAST_RED)


def test_a_selected_way_is_blue_whatever_it_carries() -> None:
    rule = model("smartpdu-36").indicator
    for i_a in (None, 0.0, 5.0, 18.0, 22.0):
        assert way_lamp(rule, WaySeen(i_a=i_a, selected=True)) == BLUE


def test_without_electronics_every_lamp_is_dark() -> None:
    for name in ("smartpdu-36", "c24-soca"):
        rule = model(name).indicator
        for seen in (WaySeen(i_a=22.0), WaySeen(i_a=5.0, selected=True, tripped=True)):
            assert way_lamp(rule, seen, powered=False) == OFF


def test_a_dead_sensor_lights_nothing() -> None:
    for name in ("smartpdu-36", "c24-soca"):
        assert way_lamp(model(name).indicator, WaySeen(i_a=None, highest_a=20.0)) == OFF


def test_an_inrush_flashes_on_a_c24_only() -> None:
    after = WaySeen(i_a=5.0, highest_a=30.0)
    assert way_lamp(model("c24-soca").indicator, after) == SLOW_RED
    assert way_lamp(model("smartpdu-36").indicator, after) == GREEN
    gone = replace(after, i_a=0.0)
    assert way_lamp(model("c24-soca").indicator, gone) == OFF


def test_line_lamps_need_voltage_and_their_fuse() -> None:
    lit = line_lamps(L123(230.0, 49.0, 51.0), {"meter_l3", "electronics"})
    assert lines(lit) == {"l1": True, "l2": False, "l3": False}
    assert lines(line_lamps(L123.all(230.0), set())) == {"l1": True, "l2": True, "l3": True}


def test_work_lights_hang_on_l1_and_their_fuse() -> None:
    live, dead = L123.all(230.0), L123(0.0, 230.0, 230.0)
    assert work_light(0.7, live, set()) == 0.7
    assert work_light(0.7, live, {"work_light"}) == 0
    assert work_light(0.7, dead, set()) == 0
    assert work_light(None, live, set()) is None
