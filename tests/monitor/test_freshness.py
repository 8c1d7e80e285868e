"""Freshness: three missed polls, three seconds for boards, silence and lost devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stagewatt.domain.quality import Quality
from stagewatt.domain.reading import DeviceReading, RackReading
from stagewatt.domain.setup import RackSetup
from stagewatt.monitor.freshness import complete, heard, instant_ns, mark

MS = 1_000_000
NOW = 50_000 * MS


def device(period_ms: int, age_ms: int, *, missed: int = 0) -> DeviceReading[Any]:
    at_ns = NOW - age_ms * MS
    return DeviceReading(device="d", period_ms=period_ms, sample="any", at_ns=at_ns, missed=missed)


@pytest.mark.parametrize(
    ("period_ms", "age_ms", "missed", "board", "quality"),
    [
        (100, 0, 0, True, Quality.GOOD),
        (100, 300, 0, True, Quality.GOOD),
        (100, 301, 0, True, Quality.STALE),
        (100, 10, 2, True, Quality.GOOD),
        (100, 10, 3, True, Quality.STALE),
        (2_000, 3_000, 0, True, Quality.GOOD),
        (2_000, 3_001, 0, True, Quality.STALE),
        (2_000, 6_000, 0, False, Quality.GOOD),
        (2_000, 6_001, 0, False, Quality.STALE),
        (500, -20, 0, False, Quality.GOOD),
    ],
)
def test_good_until_three_polls_are_missed_and_boards_never_longer_than_three_seconds(
    period_ms: int, age_ms: int, missed: int, board: bool, quality: Quality
) -> None:
    reading = device(period_ms, age_ms, missed=missed)
    found = mark(reading, NOW, board=board)
    assert found.quality is quality
    assert found.at_ns == NOW - age_ms * MS
    assert found.source == "d"


def test_a_device_that_was_never_read_is_missing_and_has_no_age() -> None:
    found = mark(DeviceReading(device="d", period_ms=100), NOW, board=True)
    assert found.quality is Quality.MISSING
    assert found.age_s(NOW) is None
    assert instant_ns(found) == 0


def test_a_sample_without_an_instant_is_no_sample() -> None:
    reading: DeviceReading[Any] = DeviceReading(device="d", period_ms=100, sample="any")
    assert mark(reading, NOW, board=True).quality is Quality.MISSING


def reading_of(*ages_ms: int | None, periods_ms: tuple[int, ...] = (500, 100)) -> RackReading:
    devices: list[DeviceReading[Any]] = [
        DeviceReading(device=f"d{index}", period_ms=period)
        if age is None
        else DeviceReading(device=f"d{index}", period_ms=period, sample="any", at_ns=NOW - age * MS)
        for index, (age, period) in enumerate(zip(ages_ms, periods_ms, strict=True))
    ]
    return RackReading(at_ns=NOW, meter=devices[0], boards=tuple(devices[1:]))


def test_a_rack_is_silent_from_a_second_and_a_half_after_its_last_word() -> None:
    found = heard(reading_of(400, 100), NOW, {})
    assert found.last_ns == NOW - 100 * MS
    assert found.silent_from_ns == NOW + 1_400 * MS


def test_a_slow_rack_is_given_three_polls_of_its_fastest_device() -> None:
    found = heard(reading_of(0, 0, periods_ms=(5_000, 1_000)), NOW, {})
    assert found.silent_from_ns == NOW + 3_000 * MS


def test_a_rack_that_was_never_heard_is_silent_since_watching_began() -> None:
    found = heard(reading_of(None, None), NOW - 10 * MS, {})
    assert found.last_ns is None
    assert found.silent_from_ns == NOW + 1_490 * MS


def test_what_was_heard_is_not_forgotten_with_the_sample() -> None:
    known = {"d0": NOW - 9, "d1": NOW}
    assert heard(reading_of(None, None), 0, known).instants_ns is known
    found = heard(reading_of(None, 1), 0, known)
    assert found.last_ns == NOW
    assert found.instants_ns == known
    assert heard(reading_of(0, 0), 0, known).instants_ns == {"d0": NOW, "d1": NOW}


def test_a_device_is_lost_later_than_a_rack_falls_silent() -> None:
    found = heard(reading_of(0, None), NOW - 10 * MS, {})
    meter, board = found.devices
    assert found.lost_from_ns(meter) == NOW + 2_000 * MS
    assert found.lost_from_ns(board) == NOW + 1_990 * MS
    slow = heard(reading_of(0, 0, periods_ms=(5_000, 100)), NOW, {})
    assert slow.lost_from_ns(slow.devices[0]) == NOW + 15_000 * MS


def test_the_set_up_says_which_devices_there_are(setup_of: Callable[..., RackSetup]) -> None:
    setup = setup_of(split=True)
    other: DeviceReading[Any] = DeviceReading(device="board-2", period_ms=7)
    stranger: DeviceReading[Any] = DeviceReading(device="board-9", period_ms=7)
    meter: DeviceReading[Any] = DeviceReading(device="mains", period_ms=500)
    reading = RackReading(at_ns=NOW, meter=meter, boards=(other, stranger))
    found = complete(reading, setup)
    assert [board.device for board in found.boards] == ["board-1", "board-2"]
    assert found.boards[0].sample is None
    assert found.boards[1] is other
    assert found.meter.device == "meter"
    assert complete(found, setup) is found
