from __future__ import annotations

import asyncio
import logging
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from stagewatt.domain.reading import DeviceReading, Fault
from stagewatt.domain.setup import DeviceSetup, TcpAddress
from stagewatt.drivers.failure import ReadFailed
from stagewatt.drivers.poller import Poller, Taken

if TYPE_CHECKING:
    from tests.drivers.conftest import RealClock

DEVICE = DeviceSetup(id="meter", table="sdm630", address=TcpAddress(host="x"), unit=1, period_ms=10)


class Device:
    """Answers or fails as it is told."""

    def __init__(self) -> None:
        self.says: Taken[str] | Exception = Taken("values", 5)
        self.polls = 0

    async def take(self) -> Taken[str]:
        self.polls += 1
        await asyncio.sleep(0)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Bench:
    """A poller, its device, and what it told."""

    def __init__(self, clock: RealClock) -> None:
        self.device = Device()
        self.told: list[DeviceReading[str]] = []
        self.poller = Poller(
            "rack meter",
            DEVICE,
            self.device.take,
            done=lambda: self.told.append(self.poller.reading),
            clock=clock,
            chance=lambda: 0.0,
        )

    async def fails(self, fault: Fault, times: int = 1) -> list[float]:
        self.device.says = ReadFailed(fault, "told to")
        return [await self.poller.poll() for _ in range(times)]

    async def answers(self, sample: str = "values", at_ns: int = 5) -> float:
        self.device.says = Taken(sample, at_ns)
        return await self.poller.poll()


@pytest.fixture
def bench(clock: RealClock) -> Bench:
    return Bench(clock)


def test_before_the_first_poll_nothing_is_known(bench: Bench) -> None:
    assert bench.poller.reading == DeviceReading(device="meter", period_ms=10)
    assert bench.poller.reason is None


async def test_a_good_poll_is_told(bench: Bench) -> None:
    assert await bench.answers() == 0.0
    assert bench.told == [DeviceReading(device="meter", period_ms=10, sample="values", at_ns=5)]


async def test_a_failed_poll_keeps_the_sample_and_its_age(bench: Bench) -> None:
    await bench.answers()
    await bench.fails(Fault.TIMEOUT, 2)
    assert bench.told[-1] == DeviceReading(
        device="meter", period_ms=10, sample="values", at_ns=5, missed=2, fault=Fault.TIMEOUT
    )
    assert bench.poller.reason == "told to"
    await bench.answers("new", 7)
    assert bench.told[-1] == DeviceReading(device="meter", period_ms=10, sample="new", at_ns=7)
    assert bench.poller.reason is None


@pytest.mark.parametrize(
    "fault",
    [Fault.NO_LINK, Fault.TIMEOUT, Fault.GARBAGE, Fault.EXCEPTION, Fault.WRONG_DEVICE],
)
async def test_who_costs_time_is_left_alone_longer_each_time(bench: Bench, fault: Fault) -> None:
    assert await bench.fails(fault, 5) == [0.0, 0.25, 0.5, 1.0, 2.0]
    await bench.answers()
    assert await bench.fails(fault, 2) == [0.0, 0.25]


@pytest.mark.parametrize("fault", [Fault.TORN, Fault.IMPLAUSIBLE])
async def test_who_answers_at_once_is_asked_at_the_next_turn(bench: Bench, fault: Fault) -> None:
    assert await bench.fails(fault, 5) == [0.0] * 5
    assert bench.poller.reading.missed == 5


async def test_only_transitions_are_logged(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await bench.fails(Fault.TIMEOUT, 2)
        await bench.answers()
        assert not caplog.messages  # a lost answer or two is no news
        await bench.fails(Fault.TIMEOUT, 50)
        await bench.fails(Fault.NO_LINK, 50)
        await bench.fails(Fault.TIMEOUT, 50)
        await bench.answers()
        await bench.answers()
    assert caplog.messages == [
        "rack meter: told to (timeout)",
        "rack meter: told to (no_link)",
        "rack meter answers again after 150 failed polls",
    ]


async def test_a_wrong_device_is_told_at_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.fails(Fault.WRONG_DEVICE, 3)
    assert caplog.messages == ["rack meter: told to (wrong_device)"]


async def test_an_error_of_our_own_passes_through_and_counts_as_garbage(bench: Bench) -> None:
    await bench.answers()
    bench.device.says = LookupError("ours")
    with pytest.raises(LookupError):
        await bench.poller.poll()
    bench.poller.broke(bench.device.says)
    assert bench.told[-1].fault is Fault.GARBAGE
    assert bench.told[-1].missed == 1
    assert bench.told[-1].sample == "values"
    assert bench.poller.reason == "unexpected LookupError: ours"


async def test_it_polls_on_its_grid_until_cancelled(bench: Bench, clock: RealClock) -> None:
    begun_ns = clock.now_ns()
    task = asyncio.create_task(bench.poller.run())
    async with asyncio.timeout(5):
        while bench.device.polls < 6:  # noqa: ASYNC110 - a counter knows no events
            await asyncio.sleep(0.001)
    # Five periods lie between six polls; more may have passed on a busy machine, never fewer.
    assert clock.now_ns() - begun_ns >= 5 * 10_000_000 - 1_000_000
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_failing_device_is_polled_less(bench: Bench, clock: RealClock) -> None:
    bench.device.says = ReadFailed(Fault.NO_LINK, "told to")
    polled_ns = clock.now_ns()
    task = asyncio.create_task(bench.poller.run())
    async with asyncio.timeout(5):
        while bench.device.polls < 3:
            polled_ns = clock.now_ns() if bench.device.polls < 2 else polled_ns
            await asyncio.sleep(0.001)
    # At once, once more at the next turn, then not before 0.25 s have passed.
    assert clock.now_ns() - polled_ns >= 240_000_000
    task.cancel()
    await asyncio.wait([task])


class SlowClock:
    """Time that only passes while somebody sleeps, and then a little less than was asked for."""

    def __init__(self) -> None:
        self.t_ns = 10**15
        self.slept_s: list[float] = []

    def now_ns(self) -> int:
        return self.t_ns

    def wall_s(self) -> float | None:
        return None

    async def sleep(self, delay_s: float) -> None:
        self.slept_s.append(delay_s)
        self.t_ns += max(0, int(delay_s * 1e9) - 400_000)
        if len(self.slept_s) == 50:
            raise asyncio.CancelledError


async def test_a_sleep_that_ends_early_makes_no_second_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SlowClock()
    polls_ns: list[int] = []

    async def take() -> Taken[str]:
        polls_ns.append(clock.t_ns)
        return Taken("values", clock.t_ns)

    poller = Poller("x", DEVICE, take, done=lambda: None, clock=clock, chance=lambda: 0.0)
    monkeypatch.setattr("stagewatt.drivers.poller.asyncio.sleep", clock.sleep)
    with pytest.raises(asyncio.CancelledError):
        await poller.run()
    gaps_ns = [after - before for before, after in pairwise(polls_ns[1:])]
    assert gaps_ns == [10_000_000] * len(gaps_ns)
    assert len(polls_ns) == 50
