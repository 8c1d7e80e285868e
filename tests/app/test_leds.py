"""RUN and DATA TX on a folder that looks like the kernel's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from stagewatt.app.leds import RUN_TICKS, TICK_S, Lamp, Lamps

if TYPE_CHECKING:
    from pathlib import Path


def light(folder: Path, name: str, brightest: str = "1") -> Path:
    """Make one light as the kernel shows it; return its folder."""
    place = folder / name
    place.mkdir()
    (place / "brightness").write_text("0")
    (place / "max_brightness").write_text(f"{brightest}\n")
    (place / "trigger").write_text("none [heartbeat] timer")
    return place


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is written to lamps, in order."""
    found: list[tuple[str, bool]] = []
    real = Lamp.show

    def show(self: Lamp, *, lit: bool) -> None:
        before = self._lit
        real(self, lit=lit)
        if before != self._lit:
            found.append((self._brightness.parent.name, lit))

    monkeypatch.setattr(Lamp, "show", show)
    return found


class Clock:
    """Lets a lamp's ticks pass as fast as they come, and ends after so many."""

    def __init__(self, ticks: int) -> None:
        self.left = ticks
        self.passed_s: list[float] = []

    async def sleep(self, pause_s: float) -> None:
        self.passed_s.append(pause_s)
        self.left -= 1
        if not self.left:
            raise asyncio.CancelledError


async def shine(
    lamps: Lamps, ticks: int, monkeypatch: pytest.MonkeyPatch, moved: frozenset[int] = frozenset()
) -> Clock:
    clock = Clock(ticks)

    async def sleep(pause_s: float) -> None:
        if ticks - clock.left in moved:
            lamps.moved()
        await clock.sleep(pause_s)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", sleep)
        with pytest.raises(asyncio.CancelledError):
            await lamps.shine()
    return clock


async def test_run_flashes_once_a_second(
    tmp_path: Path, written: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = light(tmp_path, "run")
    lamps = Lamps(run="run", data=None, folder=tmp_path)
    assert (place / "trigger").read_text() == "none"
    written.clear()
    clock = await shine(lamps, 3 * RUN_TICKS, monkeypatch)
    assert written == [("run", True), ("run", False)] * 3
    assert sum(clock.passed_s) == pytest.approx(3.0)


async def test_a_light_is_lit_as_bright_as_it_goes_and_left_dark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = light(tmp_path, "run", "255")
    lamps = Lamps(run="run", data=None, folder=tmp_path)
    seen: list[str] = []

    async def look(_: float) -> None:
        seen.append((place / "brightness").read_text())
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", look)
        with pytest.raises(asyncio.CancelledError):
            await lamps.shine()
    assert seen == ["255"]
    assert (place / "brightness").read_text() == "0"


async def test_data_flickers_while_data_moves_and_stays_dark_otherwise(
    tmp_path: Path, written: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    light(tmp_path, "data")
    lamps = Lamps(run=None, data="data", folder=tmp_path)
    written.clear()
    await shine(lamps, 20, monkeypatch)
    assert written == []
    await shine(lamps, 20, monkeypatch, moved=frozenset(range(20)))
    assert written[:4] == [("data", True), ("data", False)] * 2
    lamps = Lamps(run=None, data="data", folder=tmp_path)
    written.clear()
    await shine(lamps, 20, monkeypatch, moved=frozenset({5}))
    assert written == [("data", True), ("data", False)]


async def test_no_lamp_is_written_to_more_than_ten_times_a_second(
    tmp_path: Path, written: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    light(tmp_path, "run")
    light(tmp_path, "data")
    lamps = Lamps(run="run", data="data", folder=tmp_path)
    written.clear()
    clock = await shine(lamps, 101, monkeypatch, moved=frozenset(range(101)))
    assert set(clock.passed_s) == {TICK_S}
    assert 50 < sum(name == "data" for name, _ in written) <= sum(clock.passed_s) / TICK_S


def test_much_that_moves_costs_no_writing(tmp_path: Path, written: list[tuple[str, bool]]) -> None:
    light(tmp_path, "data")
    lamps = Lamps(run=None, data="data", folder=tmp_path)
    written.clear()
    for _ in range(1000):
        lamps.moved()
    assert written == []


async def test_a_light_that_is_not_there_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lamps = Lamps(run="no-such", data=None, folder=tmp_path)
    await shine(lamps, 30, monkeypatch)
    (record,) = caplog.records
    assert f"no lamp at {tmp_path / 'no-such'}" in record.getMessage()


async def test_a_light_that_goes_away_is_said_once_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = light(tmp_path, "run")
    lamps = Lamps(run="run", data=None, folder=tmp_path)
    (place / "brightness").unlink()
    (place / "brightness").mkdir()
    await shine(lamps, 30, monkeypatch)
    assert len(caplog.records) == 1


async def test_a_light_without_a_trigger_will_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (light(tmp_path, "run") / "trigger").unlink()
    Lamps(run="run", data=None, folder=tmp_path)
    assert not caplog.records


async def test_without_lights_it_only_waits(tmp_path: Path) -> None:
    task = asyncio.create_task(Lamps(run=None, data=None, folder=tmp_path).shine())
    await asyncio.sleep(0.01)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
