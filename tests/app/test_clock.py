"""The wall clock is a label: trusted only where something vouches for it."""

from __future__ import annotations

import ctypes
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from stagewatt.app import clock
from stagewatt.app.clock import RELEASED_S, SystemClock, kernel_synchronised


@pytest.fixture
def unsynchronised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time service keep the kernel's clock."""
    monkeypatch.setattr(clock, "kernel_synchronised", lambda: False)


@pytest.mark.usefixtures("unsynchronised")
def test_without_battery_and_time_service_there_is_no_wall_time(tmp_path: Path) -> None:
    assert SystemClock(battery_clock=tmp_path / "rtc0").wall_s() is None


@pytest.mark.usefixtures("unsynchronised")
def test_a_battery_clock_is_trusted(tmp_path: Path) -> None:
    now = SystemClock(battery_clock=tmp_path).wall_s()
    assert now is not None
    assert abs(now - time.time()) < 5


@pytest.mark.usefixtures("unsynchronised")
def test_no_clock_before_the_release_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: RELEASED_S - 1)
    assert SystemClock(battery_clock=tmp_path).wall_s() is None


def test_a_time_service_is_noticed_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(clock, "kernel_synchronised", lambda: next(answers))
    ours = SystemClock(battery_clock=tmp_path / "rtc0")
    assert ours.wall_s() is None
    assert ours.wall_s() is not None
    assert ours.wall_s() is not None


@pytest.mark.parametrize(("answer", "told"), [(0, True), (5, False), (-1, False)])
def test_the_kernel_tells_by_adjtimex(
    monkeypatch: pytest.MonkeyPatch, answer: int, told: bool
) -> None:
    library = SimpleNamespace(adjtimex=lambda _: answer)
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    assert kernel_synchronised() is told


def test_a_system_without_adjtimex_vouches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    assert kernel_synchronised() is False


def test_monotonic_time_goes_on() -> None:
    ours = SystemClock()
    assert 0 <= ours.now_ns() <= ours.now_ns()
