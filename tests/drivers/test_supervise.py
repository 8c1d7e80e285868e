from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from stagewatt.drivers import supervise
from stagewatt.drivers.supervise import keep_alive

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Work:
    """Breaks a few times, then goes on for ever."""

    def __init__(self, breaks: int) -> None:
        self.breaks = breaks
        self.starts = 0
        self.calm = asyncio.Event()

    async def __call__(self) -> None:
        self.starts += 1
        if self.starts <= self.breaks:
            raise RuntimeError(f"number {self.starts}")
        self.calm.set()
        await asyncio.Event().wait()


async def kept(work: Callable[[], Awaitable[None]], errors: list[Exception]) -> None:
    await keep_alive("the work", work, crashed=errors.append, chance=lambda: 0.0)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have slept; nothing sleeps."""
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(delay_s: float) -> None:
        slept.append(delay_s)
        await real(0)

    monkeypatch.setattr("stagewatt.drivers.supervise.asyncio.sleep", sleep)
    return slept


async def test_what_breaks_is_started_again_later_each_time_and_told_once(
    caplog: pytest.LogCaptureFixture, waits: list[float]
) -> None:
    work, errors = Work(breaks=4), list[Exception]()
    with caplog.at_level(logging.INFO):
        task = asyncio.create_task(kept(work, errors))
        await work.calm.wait()
    assert [str(error) for error in errors] == [f"number {n}" for n in (1, 2, 3, 4)]
    assert waits == [0.0, 0.25, 0.5, 1.0]
    (record,) = caplog.records
    assert record.getMessage() == "the work broke and is started again"
    assert record.exc_info is not None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_after_a_calm_time_is_news_again(
    caplog: pytest.LogCaptureFixture, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "CALM_S", 0.0)
    work, errors = Work(breaks=3), list[Exception]()
    task = asyncio.create_task(kept(work, errors))
    await work.calm.wait()
    assert len(caplog.records) == 3
    assert waits == [0.0, 0.0, 0.0]
    task.cancel()
    await asyncio.wait([task])


async def test_a_clean_end_is_started_again_without_a_word(
    caplog: pytest.LogCaptureFixture, waits: list[float]
) -> None:
    ends = 0
    calm = asyncio.Event()

    async def work() -> None:
        nonlocal ends
        ends += 1
        if ends == 3:
            calm.set()
            await asyncio.Event().wait()

    errors = list[Exception]()
    task = asyncio.create_task(kept(work, errors))
    await calm.wait()
    assert not errors
    assert not caplog.records
    task.cancel()
    await asyncio.wait([task])


async def test_cancelling_passes_through_even_while_it_waits() -> None:
    work, errors = Work(breaks=10**9), list[Exception]()
    task = asyncio.create_task(kept(work, errors))
    while len(errors) < 2:  # noqa: ASYNC110 - a list knows no events
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.starts == 2
